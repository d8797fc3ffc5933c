//! The journal as consoles and relays use it: one file, several of them at a time, in bad hands.

#![expect(clippy::unwrap_used, reason = "a test says what failed by failing")]

mod damage;
mod documents;
mod full_disk;
mod kept;
mod model;
mod officer;
mod processes;
