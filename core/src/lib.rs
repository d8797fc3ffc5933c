//! What both ends of liaison must agree on: what happened, what it means, how it travels.
//!
//! No I/O, no clock, no randomness, no async, no environment: time and random bytes are handed in.

#![forbid(unsafe_code)]

pub mod authority;
pub mod body;
pub mod bundle;
pub mod chores;
pub mod crockford;
pub mod decide;
mod dense;
pub mod document;
pub mod entry;
pub mod field;
pub mod folded;
mod gathering;
pub mod id;
pub mod invitation;
pub mod keeper;
mod line;
pub mod membership;
pub mod pace;
pub mod pack;
pub mod present;
pub mod ranges;
pub mod record;
pub mod replica;
pub mod room;
pub mod run;
pub mod session;
pub mod shelf;
pub mod stamp;
pub mod terms;
pub mod upgrade;
pub mod wire;
