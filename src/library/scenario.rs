//! Exercise scenarios as files: `docs/scenarios.md` is their format.

mod read;

use std::str::FromStr;

use liaison_core::body::plan::Bilingual;
use liaison_core::stamp::Stamp;
use liaison_core::terms::{OrganisationKind, Role, Tlp, UnknownTerm};

use super::act::Act;
use super::mistake::Mistakes;
use super::plan::Plan;
use super::sheet::Sheet;
use super::slug::Slug;

/// The longest story.
pub const STORY_DAYS_MAX: u64 = 3;

/// The most events of a scenario.
pub const EVENTS_MAX: usize = 500;

/// The most organisations, officers and sources of a scenario, each.
pub const CAST_MAX: usize = 100;

/// A story to be played in an exercise room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Its name for commands.
    pub id: Slug,
    /// What it is called; the room's purpose.
    pub title: Bilingual,
    /// What it is about, and what of it is sourced.
    pub summary: Bilingual,
    /// The room's label.
    pub tlp: Tlp,
    /// Local time less universal time, in minutes.
    pub utc_offset_minutes: i32,
    /// When the story starts.
    pub start: Stamp,
    /// The officer whose place the user takes.
    pub desk: Slug,
    /// Who takes part.
    pub organisations: Vec<Organisation>,
    /// Everybody with a seat. Nobody in it is a real person.
    pub cast: Vec<Officer>,
    /// What happens, in the order of time.
    pub events: Vec<Event>,
    /// Where the sourced facts come from.
    pub sources: Vec<Source>,
}

/// An organisation of the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Short name.
    pub id: Slug,
    /// What it is called.
    pub name: Bilingual,
    /// What it is.
    pub kind: OrganisationKind,
}

/// Somebody with a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// Short name.
    pub id: Slug,
    /// The function, in place of a name.
    pub name: Bilingual,
    /// Short name of the organisation.
    pub organisation: Slug,
    /// What the seat may do.
    pub role: Role,
}

/// Something that an officer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Stamp,
    /// Who.
    pub by: Slug,
    /// By which later events refer to it.
    pub label: Option<Slug>,
    /// What.
    pub act: Act,
    /// An earlier event that its author had not yet seen: if both set one thing, it is a conflict.
    pub unseen: Option<Slug>,
    /// Whether it happened.
    pub basis: Basis,
    /// Where that is known from.
    pub sources: Vec<String>,
}

/// How much of an event is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The sources say so.
    Sourced,
    /// One weak source, a conflict between sources, or an inference.
    Uncertain,
    /// Made up for the story.
    Invented,
}

/// Where facts come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Short name, such as `N1`.
    pub id: String,
    /// Web addresses.
    pub addresses: Vec<String>,
}

impl Scenario {
    /// Reads a scenario; `file` is its name in messages, `plans` the library that it can publish
    /// plans of.
    ///
    /// # Errors
    ///
    /// All mistakes of the file at once.
    pub fn parse(file: &str, text: &str, plans: &[Plan]) -> Result<Self, Mistakes> {
        Sheet::read(file, text, "scenario", |table| read::scenario(table, plans))
    }

    /// An officer of the cast.
    pub fn officer(&self, id: &Slug) -> Option<&Officer> {
        self.cast.iter().find(|officer| officer.id == *id)
    }

    /// The organisation of an officer of the cast.
    pub fn organisation_of(&self, officer: &Officer) -> Option<&Organisation> {
        self.organisations.iter().find(|organisation| organisation.id == officer.organisation)
    }

    /// Who founds the room and invites the others: the first coordinator of the cast.
    pub fn founder(&self) -> &Officer {
        let founder = self.cast.iter().find(|officer| officer.role == Role::Coordinator);
        founder.expect("a scenario without a coordinator is a mistake")
    }

    /// The ids of the plans that it publishes, in order.
    pub fn plans(&self) -> impl Iterator<Item = &Slug> {
        self.events.iter().filter_map(|event| match &event.act {
            Act::PlanPublish { plan } => Some(plan),
            _ => None,
        })
    }

    /// The ids of the facilities that it lists, in order.
    pub fn facilities(&self) -> impl Iterator<Item = &str> {
        self.events.iter().filter_map(|event| match &event.act {
            Act::FacilityList { facility, .. } => Some(facility.as_str()),
            _ => None,
        })
    }
}

impl Basis {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Sourced, Self::Uncertain, Self::Invented];

    /// The word in files.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Sourced => "sourced",
            Self::Uncertain => "uncertain",
            Self::Invented => "invented",
        }
    }
}

impl FromStr for Basis {
    type Err = UnknownTerm;

    fn from_str(word: &str) -> Result<Self, UnknownTerm> {
        let found = Self::ALL.iter().find(|basis| basis.text() == word);
        found.copied().ok_or_else(|| UnknownTerm {
            word: word.to_owned(),
            expected: Self::ALL.iter().map(|basis| basis.text()).collect::<Vec<_>>().join(", "),
        })
    }
}
