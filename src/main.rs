//! The console of liaison.

fn main() {}
