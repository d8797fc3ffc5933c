//! The laws of the record, and the rules that officers are told: one binary.

#![forbid(unsafe_code)]

mod convergence;
mod documents;
mod draws;
mod forks;
mod history;
mod kinds;
mod laws;
mod membership;
mod office;
mod overtaking;
mod rules;
mod runs;
mod samples;
mod settings;
mod simulation;
mod tidy;
mod wire;
