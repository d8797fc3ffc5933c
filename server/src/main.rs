//! `liaison-relay`: arguments in, exit code out.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser as _;
use liaison_relay::command::Arguments;

fn main() -> ExitCode {
    liaison_relay::command::run(Arguments::parse())
}
