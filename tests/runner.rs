//! The console as a user meets it, and both programs together: real processes, real sockets.

mod support;

mod bundles;
mod command_line;
mod disk_full;
mod documents;
mod kills;
mod ledger;
mod many_writers;
mod misuse;
mod mounts;
mod narrow;
mod power_cuts;
mod proxies;
mod tidy;
mod together;
