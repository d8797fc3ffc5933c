//! Documents on the command line.

use std::path::PathBuf;

use clap::Subcommand;
use liaison_core::terms::Tlp;

use super::term::tlp;

/// Documents: files that travel beside the record.
#[derive(Clone, Debug, Subcommand)]
pub enum Document {
    /// Shares one.
    Share {
        /// The file.
        #[arg(value_name = "file")]
        file: PathBuf,
        /// What it is to be called.
        #[arg(long, value_name = "text")]
        title: Option<String>,
        /// Stricter than the room's label.
        #[arg(long, value_name = "label", value_parser = tlp)]
        tlp: Option<Tlp>,
        /// The incident that it is about.
        #[arg(long, value_name = "id")]
        incident: Option<String>,
        /// Without the text of a PDF.
        #[arg(long)]
        no_text: bool,
    },
    /// All of them.
    List,
    /// The text of one.
    Text {
        /// Its name or entry.
        #[arg(value_name = "document")]
        document: String,
    },
    /// Fetches one.
    Fetch {
        /// Its name or entry.
        #[arg(value_name = "document")]
        document: String,
    },
    /// Opens one with what the platform has for it.
    Open {
        /// Its name or entry.
        #[arg(value_name = "document")]
        document: String,
    },
    /// Writes one to a file.
    Save {
        /// Its name or entry.
        #[arg(value_name = "document")]
        document: String,
        /// The file, or a folder.
        #[arg(value_name = "file")]
        file: PathBuf,
    },
    /// Withdraws one.
    Withdraw {
        /// Its name or entry.
        #[arg(value_name = "document")]
        document: String,
        /// Why.
        #[arg(long, value_name = "text")]
        reason: Option<String>,
    },
}
