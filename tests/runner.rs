//! The console as a user meets it, and both programs together: real processes, real sockets.

mod support;

mod command_line;
mod disk_full;
mod documents;
mod kills;
mod ledger;
mod many_writers;
mod mounts;
mod power_cuts;
mod tidy;
mod together;
