//! The journal as consoles and relays use it: one file, several of them at a time, in bad hands.

mod damage;
mod full_disk;
mod kept;
mod model;
mod officer;
mod processes;
