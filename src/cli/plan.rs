//! Plans, activations and fallbacks on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use liaison_core::terms::{Level, Regime};

use super::incident::Resolve;
use super::term::term;

/// Plans and activations.
#[derive(Clone, Debug, Subcommand)]
pub enum Plan {
    /// Publishes a plan in the room, from a file or from those that ship with the program.
    Import {
        /// The file, or the id of a plan that ships with the program.
        #[arg(value_name = "file")]
        file: PathBuf,
        /// Whether it resolves a conflict.
        #[command(flatten)]
        resolve: Resolve,
    },
    /// All plans and activations.
    List,
    /// One plan or activation.
    Show {
        /// The plan or activation.
        #[arg(value_name = "plan")]
        plan: String,
    },
    /// Says that a plan was read through and holds.
    Reviewed {
        /// The plan.
        #[arg(value_name = "plan")]
        plan: String,
        /// What was found.
        #[arg(long, value_name = "text")]
        note: Option<String>,
    },
    /// Puts a plan into force.
    Activate(Activate),
    /// Approves an activation.
    Approve {
        /// The activation.
        #[arg(value_name = "activation")]
        activation: String,
    },
    /// Escalates or eases an activation.
    Level {
        /// The activation.
        #[arg(value_name = "activation")]
        activation: String,
        /// How far.
        #[arg(value_name = "level", value_parser = term::<Level>(), ignore_case = true)]
        level: Level,
        /// Whether it resolves a conflict.
        #[command(flatten)]
        resolve: Resolve,
    },
    /// Says what became of a step, or who does it.
    Step(Step),
    /// Ends an activation.
    StandDown {
        /// The activation.
        #[arg(value_name = "activation")]
        activation: String,
        /// Why.
        #[arg(long, value_name = "text")]
        reason: Option<String>,
        /// Whether it resolves a conflict.
        #[command(flatten)]
        resolve: Resolve,
    },
}

/// Puts a plan into force.
#[derive(Clone, Debug, Args)]
pub struct Activate {
    /// The plan.
    #[arg(value_name = "plan")]
    pub plan: String,
    /// How far.
    #[arg(long, value_name = "level", value_parser = term::<Level>(), ignore_case = true)]
    pub level: Level,
    /// On whose authority.
    #[arg(long, value_name = "text")]
    pub authority: String,
    /// Why.
    #[arg(long, value_name = "text")]
    pub reason: String,
    /// For which incident.
    #[arg(long, value_name = "id")]
    pub incident: Option<String>,
    /// For which facilities; else all of the plan.
    #[arg(long = "site", value_name = "locode")]
    pub sites: Vec<String>,
    /// For which regimes; else all of the plan.
    #[arg(long = "regime", value_name = "regime", value_parser = term::<Regime>())]
    #[arg(ignore_case = true)]
    pub regimes: Vec<Regime>,
}

/// A step of an activation.
#[derive(Clone, Debug, Args)]
#[command(group = clap::ArgGroup::new("outcome").required(true).args(["done", "skip", "assign"]))]
pub struct Step {
    /// The activation.
    #[arg(value_name = "activation")]
    pub activation: String,
    /// The step's id or number.
    #[arg(value_name = "step")]
    pub step: String,
    /// It is done.
    #[arg(long)]
    pub done: bool,
    /// It is not done, and why.
    #[arg(long, value_name = "text")]
    pub skip: Option<String>,
    /// Who does it.
    #[arg(long, value_name = "seat")]
    pub assign: Option<String>,
    /// What came of it.
    #[arg(long, value_name = "text", requires = "done")]
    pub note: Option<String>,
    /// Whether it resolves a conflict.
    #[command(flatten)]
    pub resolve: Resolve,
}

/// Fallbacks: the paper or e-mail procedure while the electronic one is down.
#[derive(Clone, Debug, Subcommand)]
pub enum Fallback {
    /// Brings one into force.
    Open {
        /// Who authorised it.
        #[arg(long, value_name = "text")]
        authority: String,
        /// Why.
        #[arg(long, value_name = "text")]
        reason: String,
        /// From when; else now.
        #[arg(long, value_name = "time")]
        start: Option<String>,
        /// Where.
        #[arg(long = "site", value_name = "locode")]
        sites: Vec<String>,
        /// For which regimes.
        #[arg(long = "regime", value_name = "regime", value_parser = term::<Regime>())]
        #[arg(ignore_case = true)]
        regimes: Vec<Regime>,
        /// Under which activation.
        #[arg(long, value_name = "activation")]
        activation: Option<String>,
    },
    /// Says how many declarations its register holds.
    Count {
        /// The fallback; may be left out where one is open.
        #[arg(value_name = "id")]
        fallback: Option<String>,
        /// Declarations so far.
        #[arg(long = "declarations", value_name = "number")]
        count: u32,
        /// Whether it resolves a conflict.
        #[command(flatten)]
        resolve: Resolve,
    },
    /// Ends it.
    Close {
        /// The fallback; may be left out where one is open.
        #[arg(value_name = "id")]
        fallback: Option<String>,
        /// When; else now.
        #[arg(long, value_name = "time")]
        at: Option<String>,
        /// Declarations entered into the electronic system afterwards.
        #[arg(long, value_name = "number")]
        reconciled: Option<u32>,
        /// Whether it resolves a conflict.
        #[command(flatten)]
        resolve: Resolve,
    },
    /// All of them.
    List,
}
