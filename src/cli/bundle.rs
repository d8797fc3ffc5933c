//! Bundles on the command line: a room's entries as files, for when there is no link.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Bundles.
#[derive(Clone, Debug, Subcommand)]
pub enum Bundle {
    /// Writes one.
    Export(Export),
    /// Takes some in.
    Import {
        /// The files; `-` for standard input.
        #[arg(value_name = "file", required = true, num_args = 1..)]
        files: Vec<PathBuf>,
    },
}

/// Writes a bundle.
#[derive(Clone, Debug, Args)]
pub struct Export {
    /// The file; `-` for standard output.
    #[arg(value_name = "file")]
    pub file: PathBuf,
    /// As lines of text.
    #[arg(long)]
    pub text: bool,
    /// Only what was written since.
    #[arg(long, value_name = "time")]
    pub since: Option<String>,
    /// Only what this partner may lack.
    #[arg(long = "for", value_name = "address")]
    pub partner: Option<String>,
    /// In parts of at most so many bytes.
    #[arg(long, value_name = "number")]
    #[arg(value_parser = clap::value_parser!(u32).range(60..=100_000_000))]
    pub part_size: Option<u32>,
}
