//! The laws of the record, and the rules that officers are told: one binary.

#![forbid(unsafe_code)]

mod budgets;
mod bundles;
mod convergence;
mod corpus;
mod cuts;
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
mod scales;
mod settings;
mod simulation;
mod story;
mod tidy;
mod wire;
