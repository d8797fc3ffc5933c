//! The roster and duties on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::incident::Resolve;

/// The roster.
#[derive(Clone, Debug, Subcommand)]
pub enum Roster {
    /// All contacts.
    List,
    /// Saves a contact, new or over the one of that name and organisation.
    Save(Box<Save>),
    /// A contact is right as it stands.
    Confirm {
        /// The contact; else one's own.
        #[arg(value_name = "contact")]
        contact: Option<String>,
    },
    /// Takes a contact off the roster.
    Remove {
        /// The contact.
        #[arg(value_name = "contact")]
        contact: String,
        /// Whether it resolves a conflict.
        #[command(flatten)]
        resolve: Resolve,
    },
    /// Saves the contacts of a CSV file.
    Import {
        /// The file.
        #[arg(value_name = "file")]
        file: PathBuf,
    },
    /// Writes the contacts to a CSV file.
    Export {
        /// The file; `-` for standard output.
        #[arg(value_name = "file")]
        file: PathBuf,
    },
}

/// Saves a contact.
#[derive(Clone, Debug, Default, Args)]
pub struct Save {
    /// Who.
    #[arg(long, value_name = "name", required_unless_present = "contact")]
    pub name: Option<String>,
    /// Of which organisation.
    #[arg(long, value_name = "org", required_unless_present = "contact")]
    pub org: Option<String>,
    /// The contact to change, where the name or organisation changes.
    #[arg(long, value_name = "contact")]
    pub contact: Option<String>,
    /// Doing what.
    #[arg(long, value_name = "text")]
    pub function: Option<String>,
    /// The usual way to reach them.
    #[arg(long, value_name = "reach")]
    pub primary: Option<String>,
    /// The second way.
    #[arg(long, value_name = "reach")]
    pub alternate: Option<String>,
    /// The third way.
    #[arg(long, value_name = "reach")]
    pub contingency: Option<String>,
    /// The last way.
    #[arg(long, value_name = "reach")]
    pub emergency: Option<String>,
    /// Who stands in.
    #[arg(long, value_name = "name")]
    pub deputy: Option<String>,
    /// Languages spoken.
    #[arg(long, value_name = "text")]
    pub languages: Option<String>,
    /// The officer's own seat.
    #[arg(long, value_name = "seat")]
    pub seat: Option<String>,
    /// Whether it resolves a conflict.
    #[command(flatten)]
    pub resolve: Resolve,
}

/// Duties.
#[derive(Clone, Debug, Subcommand)]
pub enum Duty {
    /// Takes one.
    Take {
        /// Which duty.
        #[arg(long, value_name = "text")]
        function: String,
        /// Until when.
        #[arg(long, value_name = "time")]
        until: Option<String>,
        /// Whether it resolves a conflict.
        #[command(flatten)]
        resolve: Resolve,
    },
    /// Offers one to a successor.
    Offer {
        /// To whom.
        #[arg(long, value_name = "seat")]
        to: String,
        /// Which duty; may be left out by who has one.
        #[arg(long, value_name = "text")]
        function: Option<String>,
        /// Last words, after what is composed from the log.
        #[arg(long, value_name = "text")]
        words: Option<String>,
    },
    /// Accepts one offered.
    Accept {
        /// The offer or the duty; may be left out where one is offered.
        #[arg(value_name = "id")]
        offer: Option<String>,
        /// Whether it resolves a conflict.
        #[command(flatten)]
        resolve: Resolve,
    },
    /// Who has which.
    List,
}
