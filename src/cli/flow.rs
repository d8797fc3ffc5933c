//! Flows and facilities on the command line.

use clap::{Args, Subcommand};
use liaison_core::terms::{Acceptance, ClearanceMode, Direction, FacilityKind, FlowStatus, Regime};

use super::incident::Resolve;
use super::term::term;

/// Flows.
#[derive(Clone, Debug, Subcommand)]
pub enum Flow {
    /// Reports on one.
    Report(Report),
    /// Promises when it is restored.
    Promise {
        /// The flow.
        #[arg(value_name = "flow")]
        flow: String,
        /// By when.
        #[arg(long, value_name = "time")]
        by: String,
        /// Who says so, or why it slipped.
        #[arg(long, value_name = "text")]
        note: Option<String>,
        /// Whether it resolves a conflict.
        #[command(flatten)]
        resolve: Resolve,
    },
    /// Its system is restored; that it has resumed is said by a report.
    Restored {
        /// The flow.
        #[arg(value_name = "flow")]
        flow: String,
        /// When; else now.
        #[arg(long, value_name = "time")]
        at: Option<String>,
        /// Anything else.
        #[arg(long, value_name = "text")]
        note: Option<String>,
        /// Whether it resolves a conflict.
        #[command(flatten)]
        resolve: Resolve,
    },
    /// All of them.
    List,
}

/// A report on a flow.
#[derive(Clone, Debug, Args)]
pub struct Report {
    /// UN/LOCODE or the id that the facility was listed under.
    #[arg(long, value_name = "locode")]
    pub facility: String,
    /// The regime.
    #[arg(long, value_name = "regime", value_parser = term::<Regime>(), ignore_case = true)]
    pub regime: Regime,
    /// Which way.
    #[arg(long, value_name = "direction", value_parser = term::<Direction>(), ignore_case = true)]
    pub direction: Option<Direction>,
    /// Whether it runs.
    #[arg(long, value_name = "status", value_parser = term::<FlowStatus>(), ignore_case = true)]
    pub status: FlowStatus,
    /// How goods are cleared.
    #[arg(long, value_name = "clearance", value_parser = term::<ClearanceMode>())]
    #[arg(ignore_case = true)]
    pub mode: Option<ClearanceMode>,
    /// Whether the neighbour accepts the fallback.
    #[arg(long, value_name = "acceptance", value_parser = term::<Acceptance>(), ignore_case = true)]
    pub counterpart: Option<Acceptance>,
    /// Per cent of the usual.
    #[arg(long, value_name = "percent", value_parser = clap::value_parser!(u8).range(0..=250))]
    pub capacity: Option<u8>,
    /// What waits, in words or a count.
    #[arg(long, value_name = "text")]
    pub queue: Option<String>,
    /// Anything else.
    #[arg(long, value_name = "text")]
    pub note: Option<String>,
    /// When the next word is due.
    #[arg(long, value_name = "time")]
    pub next: Option<String>,
    /// Who says so.
    #[arg(long, value_name = "text")]
    pub source: Option<String>,
    /// When the report was true; else now.
    #[arg(long = "as-of", value_name = "time")]
    pub as_of: Option<String>,
    /// Whether it resolves a conflict.
    #[command(flatten)]
    pub resolve: Resolve,
}

/// Facilities.
#[derive(Clone, Debug, Subcommand)]
pub enum Facility {
    /// Lists one under an id of the room's own, or names one that has a UN/LOCODE.
    Add {
        /// The id.
        #[arg(value_name = "locode")]
        id: String,
        /// What officers call it.
        #[arg(long, value_name = "name")]
        name: String,
        /// What it is.
        #[arg(long, value_name = "facility-kind", value_parser = term::<FacilityKind>())]
        #[arg(ignore_case = true)]
        kind: FacilityKind,
        /// What it is part of.
        #[arg(long, value_name = "locode")]
        parent: Option<String>,
        /// Whether it resolves a conflict.
        #[command(flatten)]
        resolve: Resolve,
    },
    /// Looks places up in UN/LOCODE.
    Find {
        /// Part of the name, or the code.
        #[arg(value_name = "text", required = true, num_args = 1..)]
        text: Vec<String>,
    },
    /// Those listed in the room.
    List,
}
