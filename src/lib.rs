//! The console of liaison.
#![forbid(unsafe_code)]
