//! The log and guidance on the command line.

use clap::{Args, Subcommand};
use liaison_core::terms::{Precedence, Tlp};

use super::term::{term, tlp};

/// Posts a message.
#[derive(Clone, Debug, Args)]
pub struct Post {
    /// How urgent.
    #[arg(long, value_name = "precedence", default_value = "routine")]
    #[arg(value_parser = term::<Precedence>(), ignore_case = true)]
    pub precedence: Precedence,
    /// To whom; else to all.
    #[arg(long, value_name = "address")]
    pub to: Vec<String>,
    /// Whether those addressed are to acknowledge.
    #[arg(long)]
    pub ack: bool,
    /// Stricter than the room's label.
    #[arg(long, value_name = "label", value_parser = tlp)]
    pub tlp: Option<Tlp>,
    /// The message that this one answers.
    #[arg(long, value_name = "id")]
    pub reply: Option<String>,
    /// The incident that it is about.
    #[arg(long, value_name = "id")]
    pub incident: Option<String>,
    /// The message; `-` to read it from standard input.
    #[arg(value_name = "text")]
    pub text: String,
}

/// Acknowledges entries.
#[derive(Clone, Debug, Args)]
pub struct Ack {
    /// The entries.
    #[arg(value_name = "id", required = true, num_args = 1..)]
    pub ids: Vec<String>,
}

/// Takes a note.
#[derive(Clone, Debug, Args)]
pub struct Note {
    /// The note; `-` to read it from standard input.
    #[arg(value_name = "text")]
    pub text: String,
    /// The incident that it is about.
    #[arg(long, value_name = "id")]
    pub incident: Option<String>,
}

/// Corrects an entry by a new one.
#[derive(Clone, Debug, Args)]
pub struct Correct {
    /// The entry.
    #[arg(value_name = "id")]
    pub id: String,
    /// How it should read; `-` to read it from standard input.
    #[arg(value_name = "text")]
    pub text: String,
}

/// Prints the log.
#[derive(Clone, Debug, Default, Args)]
pub struct Log {
    /// Only what was written since.
    #[arg(long, value_name = "time")]
    pub since: Option<String>,
    /// Only what is about an incident.
    #[arg(long, value_name = "id")]
    pub incident: Option<String>,
}

/// Records a decision.
#[derive(Clone, Debug, Args)]
pub struct Decide {
    /// What was asked.
    #[arg(long, value_name = "text")]
    pub question: String,
    /// What was decided.
    #[arg(long, value_name = "text")]
    pub decision: String,
    /// What else could have been.
    #[arg(long = "option", value_name = "text")]
    pub options: Vec<String>,
    /// Who decided, if not the author.
    #[arg(long = "by", value_name = "name")]
    pub decider: Option<String>,
    /// When it is looked at again.
    #[arg(long, value_name = "time")]
    pub review: Option<String>,
    /// The incident that it is about.
    #[arg(long, value_name = "id")]
    pub incident: Option<String>,
}

/// Guidance: numbered bulletins.
#[derive(Clone, Debug, Subcommand)]
pub enum Guidance {
    /// Issues one.
    Issue {
        /// As officers quote it.
        #[arg(long, value_name = "bulletin")]
        number: String,
        /// What it is about.
        #[arg(long, value_name = "text")]
        title: String,
        /// What it replaces.
        #[arg(long, value_name = "bulletin")]
        supersedes: Vec<String>,
        /// In force from; else at once.
        #[arg(long, value_name = "time")]
        from: Option<String>,
        /// The bulletin; `-` to read it from standard input.
        #[arg(value_name = "text")]
        text: String,
    },
    /// All of them.
    List,
    /// Acknowledges some.
    Ack {
        /// Their numbers or entries.
        #[arg(value_name = "bulletin", required = true, num_args = 1..)]
        numbers: Vec<String>,
    },
    /// Withdraws one.
    Withdraw {
        /// Its number or entry.
        #[arg(value_name = "bulletin")]
        number: String,
        /// Why.
        #[arg(long, value_name = "text")]
        reason: Option<String>,
    },
}
