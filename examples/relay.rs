//! The relay as a program of the console's package: Cargo gives tests only their own package's
//! programs, and the console's tests need a relay that they can kill.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    liaison_relay::command::run(liaison_relay::command::Arguments::parse())
}
