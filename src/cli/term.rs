//! Words of the standards' vocabularies as values of options.

use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use liaison_core::terms::{
    Acceptance, Certainty, ClearanceMode, Confidence, Direction, FacilityKind, FlowStatus,
    IncidentKind, Level, Mode, OrganisationKind, Phase, Precedence, Regime, ReportVersion, Role,
    Severity, Tlp, UnknownTerm, Urgency,
};

/// A vocabulary of which an option takes a word.
pub trait Term: FromStr<Err = UnknownTerm> + Copy + Send + Sync + 'static {
    /// The words, in the vocabulary's order.
    fn texts() -> Vec<&'static str>;
}

macro_rules! terms {
    ($($name:ident)+) => {
        $(impl Term for $name {
            fn texts() -> Vec<&'static str> {
                Self::ALL.iter().map(|term| term.text()).collect()
            }
        })+
    };
}

terms! {
    Acceptance Certainty ClearanceMode Confidence Direction FacilityKind FlowStatus IncidentKind
    Level Mode OrganisationKind Phase Precedence Regime ReportVersion Role Severity Tlp Urgency
}

/// Takes a word of the vocabulary in any case.
pub fn term<T: Term>() -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(T::texts()).try_map(|word| word.parse::<T>())
}

/// Takes a TLP label in any case, with or without `TLP:` before it.
pub fn tlp(word: &str) -> Result<Tlp, UnknownTerm> {
    word.parse().or_else(|unknown| format!("TLP:{word}").parse().map_err(|_| unknown))
}
