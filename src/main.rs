//! The console of liaison: arguments in, exit code out.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    liaison::program::run(std::env::args_os().collect())
}
