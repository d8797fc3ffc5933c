//! The standards' closed vocabularies, word for word.
//!
//! Every list names its source. The code is what the wire carries, never changed and never used
//! again for another word; the text is what commands take and JSON gives, in no language's
//! translation: screens get their words from the locales by `TYPE-text`.

#[macro_use]
mod list;

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use serde::{Deserialize, Serialize};

/// A word that the vocabulary does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not one of {expected}")]
pub struct UnknownTerm {
    /// What was given.
    pub word: String,
    /// The words that there are, separated by commas.
    pub expected: String,
}

terms! {
    /// What a room is for, from birth and for ever. After CAP 1.2 `status`.
    Mode {
        /// Real events.
        Actual = 1 "actual",
        /// A drill or an exercise.
        Exercise = 2 "exercise",
        /// Trying out the machinery.
        Test = 3 "test",
    }
}

terms! {
    /// What a seat may do. The order is that of authority: the least role set counts.
    Role {
        /// Reads and acknowledges.
        Observer = 1 "observer",
        /// Exercises only: observes against the expected actions.
        Evaluator = 2 "evaluator",
        /// Reports, posts, keeps the roster.
        Liaison = 3 "liaison",
        /// Decides, activates, issues guidance.
        DutyOfficer = 4 "duty-officer",
        /// Exercises only: plays the scenario.
        Controller = 5 "controller",
        /// Invites, gives roles, removes.
        Coordinator = 6 "coordinator",
    }
}

terms! {
    /// Traffic Light Protocol 2.0 (FIRST). Never translated.
    Tlp {
        /// Free to spread.
        Clear = 1 "TLP:CLEAR",
        /// The community.
        Green = 2 "TLP:GREEN",
        /// The organisation and its clients.
        Amber = 3 "TLP:AMBER",
        /// The organisation only.
        AmberStrict = 4 "TLP:AMBER+STRICT",
        /// Named recipients only.
        Red = 5 "TLP:RED",
    }
}

terms! {
    /// Kinds of organisation around a border.
    OrganisationKind {
        /// A customs administration.
        Customs = 1 "customs",
        /// An authorised economic operator.
        Aeo = 2 "aeo",
        /// A micro, small or medium-sized enterprise.
        Msme = 3 "msme",
        /// A port or airport operator.
        Port = 4 "port",
        /// A carrier.
        Carrier = 5 "carrier",
        /// A customs broker.
        Broker = 6 "broker",
        /// A trade association.
        Association = 7 "association",
        /// A secretariat.
        Secretariat = 8 "secretariat",
    }
}

terms! {
    /// CAP 1.2 `category`.
    IncidentKind {
        /// Geophysical.
        Geo = 1 "Geo",
        /// Meteorological.
        Met = 2 "Met",
        /// General emergency and public safety.
        Safety = 3 "Safety",
        /// Law enforcement, military, security.
        Security = 4 "Security",
        /// Rescue and recovery.
        Rescue = 5 "Rescue",
        /// Fire suppression and rescue.
        Fire = 6 "Fire",
        /// Medical and public health.
        Health = 7 "Health",
        /// Pollution and other environmental.
        Env = 8 "Env",
        /// Public and private transport.
        Transport = 9 "Transport",
        /// Utility, telecommunication, other infrastructure, information systems.
        Infra = 10 "Infra",
        /// Chemical, biological, radiological, nuclear, explosive.
        Cbrne = 11 "CBRNE",
        /// Any other.
        Other = 12 "Other",
    }
}

terms! {
    /// CAP 1.2 `severity`.
    Severity {
        /// Extraordinary threat.
        Extreme = 1 "Extreme",
        /// Significant threat.
        Severe = 2 "Severe",
        /// Possible threat.
        Moderate = 3 "Moderate",
        /// Minimal threat.
        Minor = 4 "Minor",
        /// Not known.
        Unknown = 5 "Unknown",
    }
}

terms! {
    /// CAP 1.2 `urgency`.
    Urgency {
        /// Act at once.
        Immediate = 1 "Immediate",
        /// Act within the next hour.
        Expected = 2 "Expected",
        /// Act in the near future.
        Future = 3 "Future",
        /// No longer needed.
        Past = 4 "Past",
        /// Not known.
        Unknown = 5 "Unknown",
    }
}

terms! {
    /// CAP 1.2 `certainty`.
    Certainty {
        /// Has happened or is going on.
        Observed = 1 "Observed",
        /// Probability above one half.
        Likely = 2 "Likely",
        /// Probability up to one half.
        Possible = 3 "Possible",
        /// Not expected.
        Unlikely = 4 "Unlikely",
        /// Not known.
        Unknown = 5 "Unknown",
    }
}

terms! {
    /// The resilience verbs of the World Customs Organization's resolution of June 2024.
    Phase {
        /// Anticiper.
        Anticipate = 1 "anticipate",
        /// Prévenir.
        Prevent = 2 "prevent",
        /// Absorber.
        Absorb = 3 "absorb",
        /// S'adapter.
        Adapt = 4 "adapt",
        /// Se redresser.
        Recover = 5 "recover",
        /// Évoluer.
        Evolve = 6 "evolve",
    }
}

terms! {
    /// Version of a situation report. EDXL-SitRep 1.0 and ICS 209.
    ReportVersion {
        /// The first.
        Initial = 1 "Initial",
        /// A later one.
        Update = 2 "Update",
        /// The last.
        Final = 3 "Final",
    }
}

terms! {
    /// Confidence of a situation report. EDXL-SitRep 1.0.
    Confidence {
        /// Highly confident.
        High = 1 "HighlyConfident",
        /// Somewhat confident.
        Some = 2 "SomewhatConfident",
        /// Unsure.
        Unsure = 3 "Unsure",
        /// No confidence.
        None = 4 "NoConfidence",
    }
}

terms! {
    /// Kinds of place or system through which goods flow.
    FacilityKind {
        /// A sea or river port.
        Port = 1 "port",
        /// A terminal within a port.
        Terminal = 2 "terminal",
        /// An airport.
        Airport = 3 "airport",
        /// A border post.
        BorderPost = 4 "border-post",
        /// An inland depot.
        InlandDepot = 5 "inland-depot",
        /// A customs IT system.
        CustomsSystem = 6 "customs-system",
    }
}

terms! {
    /// The regime under which goods or people pass.
    Regime {
        /// Into the country.
        Import = 1 "import",
        /// Out of the country.
        Export = 2 "export",
        /// Through the country under customs control.
        Transit = 3 "transit",
        /// People and their luggage.
        Passengers = 4 "passengers",
    }
}

terms! {
    /// Which way, where a regime has two.
    Direction {
        /// Inbound.
        In = 1 "in",
        /// Outbound.
        Out = 2 "out",
    }
}

terms! {
    /// Whether a flow runs.
    FlowStatus {
        /// Runs.
        Open = 1 "open",
        /// Runs in part.
        Restricted = 2 "restricted",
        /// Stands.
        Closed = 3 "closed",
        /// Not known.
        Unknown = 4 "unknown",
    }
}

terms! {
    /// How goods are cleared.
    ClearanceMode {
        /// In the electronic system.
        Electronic = 1 "electronic",
        /// On paper or by e-mail.
        Fallback = 2 "fallback",
        /// Not at all.
        Suspended = 3 "suspended",
    }
}

terms! {
    /// Whether the neighbouring administration accepts the fallback.
    Acceptance {
        /// Accepts it.
        Yes = 1 "yes",
        /// Refuses it.
        No = 2 "no",
        /// Not known.
        Unknown = 3 "unknown",
    }
}

terms! {
    /// The three kinds of continuity plan of the resolution, paragraph 3.
    PlanKind {
        /// Continuity of activities.
        Activities = 1 "activities",
        /// Continuity of the supply chain.
        SupplyChain = 2 "supply-chain",
        /// Continuity of leadership.
        Leadership = 3 "leadership",
    }
}

terms! {
    /// Level of an activation. NIMS digits; a bare digit is never shown.
    Level {
        /// `FULL (L1)`.
        Full = 1 "full",
        /// `PARTIAL (L2)`.
        Partial = 2 "partial",
        /// `MONITOR (L3)`.
        Monitor = 3 "monitor",
    }
}

terms! {
    /// Precedence of a message, most urgent first. ACP 121.
    Precedence {
        /// Overtakes everything.
        Flash = 1 "flash",
        /// Overtakes all but flash.
        Immediate = 2 "immediate",
        /// Before routine.
        Priority = 3 "priority",
        /// In its turn.
        Routine = 4 "routine",
    }
}

terms! {
    /// How a means of reaching somebody ranks: primary, alternate, contingency, emergency.
    Tier {
        /// The usual way.
        Primary = 1 "primary",
        /// The second way.
        Alternate = 2 "alternate",
        /// The third way.
        Contingency = 3 "contingency",
        /// The last way.
        Emergency = 4 "emergency",
    }
}

impl Role {
    /// Whether only exercises have the role.
    pub fn is_for_exercises(self) -> bool {
        matches!(self, Self::Controller | Self::Evaluator)
    }
}

impl Precedence {
    /// Flash and immediate overtake everything, in both directions.
    pub fn overtakes(self) -> bool {
        self <= Self::Immediate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_in_any_case_and_mistakes_list_the_words() {
        assert_eq!("severe".parse(), Ok(Severity::Severe));
        assert_eq!("tlp:amber+strict".parse(), Ok(Tlp::AmberStrict));
        let wrong = "sever".parse::<Severity>().map_err(|e| e.to_string());
        let said = "\"sever\" is not one of Extreme, Severe, Moderate, Minor, Unknown";
        assert_eq!(wrong, Err(said.to_owned()));
    }
}
