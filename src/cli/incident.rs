//! Incidents on the command line.

use clap::{Args, Subcommand};
use liaison_core::terms::{
    Certainty, Confidence, IncidentKind, Phase, ReportVersion, Severity, Urgency,
};

use super::term::term;

/// Where a setting resolves a conflict.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Resolve {
    /// Sets one value in place of all that stand.
    #[arg(long)]
    pub resolve: bool,
}

/// What is said of an incident; each is wanted only where it is new.
#[derive(Clone, Debug, Default, Args)]
pub struct Said {
    /// CAP urgency.
    #[arg(long, value_name = "urgency", value_parser = term::<Urgency>(), ignore_case = true)]
    pub urgency: Option<Urgency>,
    /// CAP certainty.
    #[arg(long, value_name = "certainty", value_parser = term::<Certainty>(), ignore_case = true)]
    pub certainty: Option<Certainty>,
    /// CAP category.
    #[arg(long, value_name = "category", value_parser = term::<IncidentKind>(), ignore_case = true)]
    pub kind: Option<IncidentKind>,
    /// UN/LOCODEs or facility ids.
    #[arg(long = "place", value_name = "locode")]
    pub places: Vec<String>,
    /// What is known.
    #[arg(long, value_name = "text")]
    pub text: Option<String>,
    /// When the next word on it is due.
    #[arg(long, value_name = "time")]
    pub next: Option<String>,
}

/// Incidents.
#[derive(Clone, Debug, Subcommand)]
pub enum Incident {
    /// Declares one.
    Declare {
        /// In a few words.
        #[arg(long, value_name = "text")]
        title: String,
        /// CAP severity.
        #[arg(long, value_name = "severity", value_parser = term::<Severity>(), ignore_case = true)]
        severity: Severity,
        /// Everything else.
        #[command(flatten)]
        said: Said,
    },
    /// Changes what is said of it.
    Revise {
        /// The incident.
        #[arg(value_name = "id")]
        incident: String,
        /// In a few words.
        #[arg(long, value_name = "text")]
        title: Option<String>,
        /// CAP severity.
        #[arg(long, value_name = "severity", value_parser = term::<Severity>(), ignore_case = true)]
        severity: Option<Severity>,
        /// Everything else.
        #[command(flatten)]
        said: Said,
        /// Whether it resolves a conflict.
        #[command(flatten)]
        resolve: Resolve,
    },
    /// Moves it to another phase.
    Phase {
        /// The incident.
        #[arg(value_name = "id")]
        incident: String,
        /// The phase.
        #[arg(value_name = "phase", value_parser = term::<Phase>(), ignore_case = true)]
        phase: Phase,
        /// Whether it resolves a conflict.
        #[command(flatten)]
        resolve: Resolve,
    },
    /// Writes a numbered situation report.
    Report(Report),
    /// Closes it.
    Close(OpenOrClose),
    /// Opens it again.
    Reopen(OpenOrClose),
    /// Something real inside an exercise: "NO DUFF".
    RealEvent {
        /// What has happened.
        #[arg(long, value_name = "text")]
        text: String,
        /// The name of the actual room where it is handled.
        #[arg(long = "actual-room", value_name = "name")]
        actual_room: String,
    },
    /// All of them.
    List,
    /// One of them.
    Show {
        /// The incident.
        #[arg(value_name = "id")]
        incident: String,
    },
}

/// Closes an incident or opens it again.
#[derive(Clone, Debug, Args)]
pub struct OpenOrClose {
    /// The incident.
    #[arg(value_name = "id")]
    pub incident: String,
    /// Why.
    #[arg(long, value_name = "text")]
    pub reason: Option<String>,
    /// Whether it resolves a conflict.
    #[command(flatten)]
    pub resolve: Resolve,
}

/// A situation report.
#[derive(Clone, Debug, Args)]
pub struct Report {
    /// The incident.
    #[arg(value_name = "id")]
    pub incident: String,
    /// The report.
    #[arg(long, value_name = "text")]
    pub text: String,
    /// Start of the period covered; else the end of the last one.
    #[arg(long, value_name = "time")]
    pub from: Option<String>,
    /// End of the period covered; else now.
    #[arg(long, value_name = "time")]
    pub to: Option<String>,
    /// Initial, update or final; else the first is initial and the others are updates.
    #[arg(long = "version", value_name = "version", value_parser = term::<ReportVersion>())]
    #[arg(ignore_case = true)]
    pub version: Option<ReportVersion>,
    /// EDXL confidence.
    #[arg(long, value_name = "confidence", value_parser = term::<Confidence>(), ignore_case = true)]
    pub confidence: Option<Confidence>,
    /// When the next report comes.
    #[arg(long, value_name = "time")]
    pub next: Option<String>,
}
