//! What both ends of liaison must agree on: what happened, what it means, how it travels.
//!
//! No I/O, no clock, no randomness, no async, no environment: time and random bytes are handed in.

#![forbid(unsafe_code)]

pub mod authority;
pub mod field;
pub mod membership;
pub mod room;
pub mod body;
pub mod crockford;
pub mod entry;
pub mod id;
pub mod stamp;
pub mod terms;
