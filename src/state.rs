//! Everything that the console knows and shows. Only [`crate::update::update`] changes it.

pub mod desk;
pub mod documents;
pub mod form;
pub mod offer;
pub mod overlay;
pub mod pane;
pub mod purpose;
pub mod reading;
pub mod search;
pub mod several;
pub mod text_field;
pub mod walk;

use std::collections::BTreeMap;
use std::time::Duration;

use liaison_core::id::EntryRef;
use liaison_core::stamp::Stamp;

pub use self::desk::{DeskView, Line, LinkPhase, LinkView, Opened, Standing};
pub use self::documents::{Documents, Passing};
use self::form::{Form, Input};
use self::overlay::Overlay;
use self::walk::Walk;
use crate::action::Scope;
use crate::glyph::Glyphs;
use crate::keymap::{Key, Keymap, Preset};
use crate::theme::Theme;
use crate::words::{Language, Words};

/// How long after the last keystroke a draft is kept.
pub const DRAFT_AFTER: Duration = Duration::from_secs(2);
/// How long a notice stays.
pub const NOTICE_FOR: Duration = Duration::from_secs(20);
/// Screens kept to go back to; the oldest is forgotten.
const TRAIL_MAX: usize = 20;

/// A place suggested for what is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What is written into the field: a UN/LOCODE or a facility's id.
    pub code: String,
    /// Its name, cleaned.
    pub name: String,
}

/// Finds places for what is typed, at most so many.
pub type Lookup = fn(&str, usize) -> Vec<Suggestion>;

/// What the officer has chosen, and what the terminal can do.
#[derive(Debug)]
pub struct Settings {
    /// Every word on screen.
    pub words: Words,
    /// Which key does what.
    pub keymap: Keymap,
    /// The keymap that the officer's own is layered over.
    pub preset: Preset,
    /// The styles.
    pub theme: Theme,
    /// The signs.
    pub glyphs: Glyphs,
    /// Whether there is a shell to suspend to.
    pub may_suspend: bool,
    /// Where places are looked up beside the room's own facilities.
    pub lookup: Lookup,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            words: Words::new(Language::English),
            keymap: Keymap::default(),
            preset: Preset::Default,
            theme: Theme::default(),
            glyphs: Glyphs::default(),
            may_suspend: true,
            lookup: |_, _| Vec::new(),
        }
    }
}

/// A screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// No room yet: what to do.
    First,
    /// The situation.
    #[default]
    Situation,
    /// All incidents.
    Incidents,
    /// One incident.
    Incident(EntryRef),
    /// The flows.
    Flows,
    /// Plans and activations.
    Plans,
    /// One activation.
    Activation(EntryRef),
    /// A plan, whole.
    Plan(String),
    /// Who is on duty and how to reach them.
    Roster,
    /// One contact.
    Contact(EntryRef),
    /// One invitation.
    Invitation(EntryRef),
    /// The main courante.
    Log,
    /// The main courante, messages alone.
    Messages,
    /// One entry, whole.
    Entry(EntryRef),
    /// The bulletins.
    Guidance,
    /// One bulletin.
    Bulletin(EntryRef),
    /// The documents.
    Documents,
    /// One document.
    Document(EntryRef),
    /// What was set differently.
    Conflicts,
    /// The link.
    Link,
}

impl Screen {
    /// The scope of its own keys.
    pub const fn scope(&self) -> Scope {
        match self {
            Self::First | Self::Situation => Scope::Situation,
            Self::Incidents => Scope::Incidents,
            Self::Incident(_) => Scope::Incident,
            Self::Flows => Scope::Flows,
            Self::Plans | Self::Plan(_) => Scope::Plans,
            Self::Activation(_) => Scope::Activation,
            Self::Roster | Self::Contact(_) | Self::Invitation(_) => Scope::Roster,
            Self::Log | Self::Messages | Self::Entry(_) => Scope::Log,
            Self::Guidance | Self::Bulletin(_) => Scope::Guidance,
            Self::Documents | Self::Document(_) => Scope::Documents,
            Self::Conflicts => Scope::Conflicts,
            Self::Link => Scope::Link,
        }
    }
}

/// A screen and where the officer stands on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The screen.
    pub screen: Screen,
    /// The marker on it.
    pub walk: Walk,
}

/// Something said to the officer once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What.
    pub text: String,
    /// Whether it must not be overlooked.
    pub is_alert: bool,
    /// Until when it stays.
    pub until: Stamp,
}

/// Everything.
#[derive(Debug, Default)]
pub struct State {
    /// What was chosen.
    pub settings: Settings,
    /// The corrected time of the last message.
    pub now: Stamp,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The room that is open, if one is.
    pub desk: Option<DeskView>,
    /// How the link is.
    pub link: LinkView,
    /// The documents of the room.
    pub documents: Documents,
    /// Screens gone through, the present one last.
    trail: Vec<Place>,
    /// What lies over the screen.
    pub overlay: Option<Overlay>,
    /// The form that is open.
    pub form: Option<Form>,
    /// Keys of a sequence that is not complete.
    pub pending: Vec<Key>,
    /// What was last said to the officer.
    pub notice: Option<Notice>,
    /// Drafts by what they are for.
    pub drafts: BTreeMap<String, Vec<(String, String)>>,
    /// When what is being written is kept next.
    pub draft_due: Option<Stamp>,
    /// The text of the invitation that was issued here last: it is kept nowhere else.
    pub invited: Option<(EntryRef, String)>,
}

impl State {
    /// The state of a console that has just started.
    pub fn new(settings: Settings, size: (u16, u16), now: Stamp) -> Self {
        let trail = vec![Place { screen: Screen::First, walk: Walk::default() }];
        Self { settings, size, now, trail, ..Self::default() }
    }

    /// The words of the officer's language.
    pub fn words(&self) -> &Words {
        &self.settings.words
    }

    /// The screen, and where the officer stands on it.
    pub fn place(&self) -> &Place {
        static START: Place = Place { screen: Screen::First, walk: Walk::START };
        self.trail.last().unwrap_or(&START)
    }

    /// The same, to be changed.
    pub fn place_mut(&mut self) -> &mut Place {
        if self.trail.is_empty() {
            self.trail.push(Place::default());
        }
        self.trail.last_mut().expect("one was pushed if there was none")
    }

    /// Goes to a screen; one that is already on the way back is gone back to.
    pub fn go(&mut self, screen: Screen) {
        if let Some(at) = self.trail.iter().position(|place| place.screen == screen) {
            self.trail.truncate(at + 1);
            return;
        }
        if self.trail.len() >= TRAIL_MAX {
            self.trail.remove(1);
        }
        self.trail.push(Place { screen, walk: Walk::default() });
    }

    /// Starts again from one screen.
    pub fn start_at(&mut self, screen: Screen) {
        self.trail = vec![Place { screen, walk: Walk::default() }];
    }

    /// Goes back one screen; whether there was one.
    pub fn go_back(&mut self) -> bool {
        let deeper = self.trail.len() > 1;
        if deeper {
            self.trail.pop();
        }
        deeper
    }

    /// Says something to the officer.
    pub fn say(&mut self, text: String) {
        self.notice = Some(Notice { text, is_alert: false, until: self.now + NOTICE_FOR });
    }

    /// Says something that must not be overlooked.
    pub fn warn(&mut self, text: String) {
        self.notice = Some(Notice { text, is_alert: true, until: self.now + NOTICE_FOR });
    }

    /// The scopes that hold, the innermost first, and whether printable characters are text.
    pub fn scopes(&self) -> (Vec<Scope>, bool) {
        if self.overlay.is_some() {
            return (vec![Scope::Text, Scope::List, Scope::Global], true);
        }
        if let Some(form) = &self.form {
            let mut scopes = match form.focused().map(|field| &field.input) {
                Some(Input::Choice { .. } | Input::Several(_)) => vec![Scope::Choice],
                Some(Input::Text(text)) if text.has_several_lines() => {
                    vec![Scope::Lines, Scope::Text]
                }
                Some(Input::Place { .. }) if !self.suggestions().is_empty() => {
                    vec![Scope::Suggest, Scope::Text]
                }
                Some(_) => vec![Scope::Text],
                None => Vec::new(),
            };
            scopes.extend([Scope::Form, Scope::Global]);
            return (scopes, true);
        }
        if self.place().walk.filtering {
            return (vec![Scope::Text, Scope::List, Scope::Global], true);
        }
        (vec![self.place().screen.scope(), Scope::List, Scope::Global], false)
    }

    /// Places for what is typed into the field in focus: the room's own first.
    pub fn suggestions(&self) -> Vec<Suggestion> {
        const SUGGESTIONS_MAX: usize = 5;
        let focused = self.form.as_ref().and_then(Form::focused);
        let typed = focused.and_then(form::FormField::looked_up).unwrap_or_default();
        let letters = typed.chars().count();
        if letters < 2 {
            return Vec::new();
        }
        let mut found = self.desk.as_ref().map_or_else(Vec::new, |desk| desk.facilities(typed));
        for place in (self.settings.lookup)(typed, SUGGESTIONS_MAX) {
            if found.iter().all(|known| known.code != place.code) {
                found.push(place);
            }
        }
        found.retain(|place| place.code != typed);
        found.truncate(SUGGESTIONS_MAX);
        found
    }

    /// When something changes on screen, or is to be kept, by time alone: the next minute, the end
    /// of a notice, a draft.
    pub fn next_due(&self) -> Stamp {
        const MINUTE_MS: u64 = 60_000;
        let minute = Stamp((self.now.0 / MINUTE_MS + 1) * MINUTE_MS);
        let notice = self.notice.as_ref().map(|notice| notice.until);
        [notice, self.draft_due].into_iter().flatten().fold(minute, Stamp::min)
    }
}
