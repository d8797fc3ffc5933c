//! Lists: seats, rooms, plans, contacts, duties, fallbacks, guidance, facilities.

use std::io::{self, Write};

use liaison_core::id::RoomId;
use liaison_core::membership::InvitationState;
use liaison_core::room::{Contact, Room};
use liaison_core::stamp::Stamp;
use liaison_core::terms::Mode;
use serde::Serialize;

use super::value::{seat_name, who};
use super::{Paper, moment, time};
use crate::cli::name::id_text;
use crate::when;

/// A list of things of a room, as one JSON document.
#[derive(Clone, Debug, Serialize)]
pub struct List<T> {
    /// What the room is called and for.
    pub room: String,
    /// Actual, exercise or test.
    pub mode: String,
    /// What the list is of.
    pub list: &'static str,
    /// The rows.
    pub rows: Vec<T>,
}

impl<T> List<T> {
    /// A list of things of a room.
    pub fn of(room: &Room, list: &'static str, rows: Vec<T>) -> Self {
        let mode = room.mode().map_or("", Mode::text).to_owned();
        Self { room: room.purpose().to_owned(), mode, list, rows }
    }
}

/// A seat, or an invitation that nobody has taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeatRow {
    /// The seat's id; of an open invitation the entry that issued it.
    pub id: String,
    /// The officer.
    pub name: String,
    /// Of which organisation.
    pub organisation: String,
    /// What the seat may do; none once removed.
    pub role: Option<String>,
    /// Where posted, if elsewhere.
    pub posted_at: Option<String>,
    /// `seated`, `taken` (not accepted yet), `removed`, `invited`, `contested`.
    pub state: &'static str,
    /// Who invited; none for the founder.
    pub invited_by: Option<String>,
    /// Whether it is this desk's.
    pub me: bool,
}

/// Seats from the top down, then invitations that are open or contested.
pub fn seats(room: &Room, me: &liaison_core::id::SeatKey) -> Vec<SeatRow> {
    let membership = room.membership();
    let members = membership.members().iter();
    let mut rows: Vec<SeatRow> = members
        .map(|member| SeatRow {
            id: member.newest_key().seat().to_string(),
            name: member.name.clone(),
            organisation: member.organisation.clone(),
            role: member.role.map(|r| r.to_string()),
            posted_at: member.posted_at.clone(),
            state: match (member.role, member.accepted || member.inviter.is_none()) {
                (None, _) => "removed",
                (Some(_), true) => "seated",
                (Some(_), false) => "taken",
            },
            invited_by: member.inviter.map(|i| membership.members()[i].name.clone()),
            me: member.seats.contains(me),
        })
        .collect();
    for invitation in membership.invitations() {
        let state = match invitation.state {
            InvitationState::Open => "invited",
            InvitationState::Contested => "contested",
            _ => continue,
        };
        let row = |id: String| SeatRow {
            id,
            name: invitation.name.clone(),
            organisation: invitation.organisation.clone(),
            role: Some(invitation.role.to_string()),
            posted_at: None,
            state,
            invited_by: Some(membership.members()[invitation.inviter].name.clone()),
            me: invitation.redemptions.iter().any(|r| r.author == *me),
        };
        if invitation.redemptions.is_empty() {
            rows.push(row(id_text(room, &invitation.entry)));
        }
        rows.extend(invitation.redemptions.iter().map(|r| row(r.author.seat().to_string())));
    }
    rows
}

impl SeatRow {
    /// One line.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        let role = self.role.as_ref().map_or_else(|| "-".to_owned(), |r| paper.term("role", r));
        let me = if self.me { paper.say("out-seat-me") } else { String::new() };
        let line = format!(
            "  {} {} {} {} {me}",
            paper.cell(&self.id, 12),
            paper.cell(&role, 20),
            paper.cell(&paper.say(&format!("out-seat-{}", self.state)), 12),
            paper.clean(&named(&self.name, &self.organisation)),
        );
        paper.line(out, &line)
    }
}

/// A room of this home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoomRow {
    /// What it is called and for.
    pub room: String,
    /// Actual, exercise or test.
    pub mode: String,
    /// Its id.
    pub id: String,
}

impl RoomRow {
    /// A room of this home.
    pub fn new(id: RoomId, purpose: &str, mode: Mode) -> Self {
        Self { room: purpose.to_owned(), mode: mode.to_string(), id: id.to_string() }
    }
}

/// A contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContactRow {
    /// The entry that first saved it.
    pub id: String,
    /// Who.
    pub name: String,
    /// Of which organisation.
    pub organisation: String,
    /// Doing what.
    pub function: Option<String>,
    /// The usual way to reach them.
    pub primary: Option<String>,
    /// The second way.
    pub alternate: Option<String>,
    /// The third way.
    pub contingency: Option<String>,
    /// The last way.
    pub emergency: Option<String>,
    /// Who stands in.
    pub deputy: Option<String>,
    /// Languages spoken.
    pub languages: Option<String>,
    /// The officer's own seat.
    pub seat: Option<String>,
    /// Last saved or confirmed.
    pub confirmed: Option<String>,
    #[serde(skip)]
    age: Option<Stamp>,
}

/// A name with its organisation, where there is one.
fn named(name: &str, organisation: &str) -> String {
    let organisation = Some(organisation).filter(|organisation| !organisation.is_empty());
    let parts: Vec<&str> = std::iter::once(name).chain(organisation).collect();
    parts.join(", ")
}

/// Contacts on the roster, by organisation and name.
pub fn contacts(room: &Room) -> Vec<ContactRow> {
    let listed = room.contacts().iter().filter(|(_, c)| c.is_listed());
    let mut rows: Vec<_> = listed.map(|(name, c)| ContactRow::of(id_text(room, name), c)).collect();
    rows.sort_by(|a, b| (&a.organisation, &a.name, &a.id).cmp(&(&b.organisation, &b.name, &b.id)));
    rows
}

impl ContactRow {
    fn of(id: String, contact: &Contact) -> Self {
        let text = |field: &liaison_core::field::Field<Option<String>>| {
            field.newest().and_then(|s| s.value.clone())
        };
        Self {
            id,
            name: contact.name.newest().map_or("", |s| &s.value).to_owned(),
            organisation: contact.organisation.newest().map_or("", |s| &s.value).to_owned(),
            function: text(&contact.function),
            primary: text(&contact.primary),
            alternate: text(&contact.alternate),
            contingency: text(&contact.contingency),
            emergency: text(&contact.emergency),
            deputy: text(&contact.deputy),
            languages: text(&contact.languages),
            seat: contact.seat.newest().and_then(|s| s.value).map(|seat| seat.to_string()),
            confirmed: contact.confirmed.map(time),
            age: contact.confirmed,
        }
    }

    /// One line, and one for each way to reach the contact.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, now: Stamp, paper: &Paper<'_>) -> io::Result<()> {
        let function = self.function.as_deref().map(|f| format!(", {f}")).unwrap_or_default();
        let who = named(&self.name, &self.organisation);
        let who = paper.clean(&format!("{who}{function}"));
        let age = self.age.map_or_else(String::new, |at| {
            let day = paper.words.say("out-day");
            let age = when::Span::from(now.since(at)).text(&day);
            paper.with("out-roster-confirmed", &[("age", age)])
        });
        paper.line(out, &format!("  {} {who}  {age}", paper.cell(&self.id, 12)))?;
        for (tier, reach) in [
            ("primary", &self.primary),
            ("alternate", &self.alternate),
            ("contingency", &self.contingency),
            ("emergency", &self.emergency),
        ] {
            if let Some(reach) = reach {
                let tier = paper.cell(&paper.term("tier", tier), 12);
                paper.line(out, &format!("      {tier} {}", paper.clean(reach)))?;
            }
        }
        match &self.deputy {
            Some(deputy) => {
                let args = [("value", deputy.clone())];
                paper.line(out, &format!("      {}", paper.with("line-said-deputy", &args)))
            }
            None => Ok(()),
        }
    }
}

/// A duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DutyRow {
    /// Which duty.
    pub function: String,
    /// Who has it; several where it is in conflict.
    pub holders: Vec<String>,
    /// Until when.
    pub until: Option<String>,
    /// The open offer of a hand-over.
    pub offer: Option<String>,
    /// To whom.
    pub offered_to: Option<String>,
}

/// Duties by name.
pub fn duties(room: &Room) -> Vec<DutyRow> {
    let row = |(function, duty): (&String, &liaison_core::room::Duty)| {
        let holders = duty.holder.settings().iter();
        let offers = duty.open_offers(room);
        let offer = offers.last();
        DutyRow {
            function: function.clone(),
            holders: holders.map(|s| who(room, &s.value.seat).0).collect(),
            until: duty.holder.newest().and_then(|s| s.value.until).map(moment),
            offer: offer.map(|(name, _)| id_text(room, name)),
            offered_to: offer.map(|(_, offer)| seat_name(room, &offer.to)),
        }
    };
    room.duties().iter().map(row).collect()
}

impl DutyRow {
    /// One line.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        let mut line = format!(
            "  {} {}",
            paper.cell(&self.function, 30),
            paper.clean(&self.holders.join(" / "))
        );
        if let (Some(offer), Some(to)) = (&self.offer, &self.offered_to) {
            let args = [("to", to.clone()), ("id", offer.clone())];
            line.push_str("  ");
            line.push_str(&paper.with("out-duty-offered", &args));
        }
        paper.line(out, &line)
    }
}

/// A fallback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FallbackRow {
    /// Its opening.
    pub id: String,
    /// Who authorised it.
    pub authority: String,
    /// Why.
    pub reason: String,
    /// From when.
    pub start: String,
    /// Where.
    pub sites: Vec<String>,
    /// For which regimes.
    pub regimes: Vec<String>,
    /// Declarations so far.
    pub count: Option<u32>,
    /// When it ended.
    pub end: Option<String>,
    /// Declarations reconciled.
    pub reconciled: Option<u32>,
    /// Whether it is in force.
    pub open: bool,
}

/// Fallbacks in the order of their openings' names.
pub fn fallbacks(room: &Room) -> Vec<FallbackRow> {
    let all = room.fallbacks().iter().filter(|(_, f)| f.opened.is_some());
    let row = |(name, f): (&liaison_core::id::EntryRef, &liaison_core::room::Fallback)| {
        let closed = f.closed.newest().map(|s| s.value);
        FallbackRow {
            id: id_text(room, name),
            authority: f.authority.clone(),
            reason: f.reason.clone(),
            start: moment(f.start),
            sites: f.sites.clone(),
            regimes: f.regimes.iter().map(ToString::to_string).collect(),
            count: f.count.newest().map(|s| s.value),
            end: closed.map(|(end, _)| moment(end)),
            reconciled: closed.and_then(|(_, reconciled)| reconciled),
            open: f.is_open(),
        }
    };
    all.map(row).collect()
}

impl FallbackRow {
    /// One line.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        let state = if self.open { "out-state-open" } else { "out-state-closed" };
        let count = self.count.map_or_else(|| "-".to_owned(), |count| count.to_string());
        let line = format!(
            "  {} {} {} {}",
            paper.cell(&self.id, 12),
            paper.cell(&paper.say(state), 8),
            paper.with("out-fallback-count", &[("count", count)]),
            paper.clean(&format!("{} ({})", self.reason, self.authority)),
        );
        paper.line(out, &line)
    }
}

/// Prints a heading with the room and then rows, or that there are none.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print_rows<T>(
    out: &mut dyn Write,
    room: &Room,
    paper: &Paper<'_>,
    rows: &[T],
    mut print: impl FnMut(&T, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    paper.line(out, &format!("{}  {}", paper.clean(room.purpose()), room.tlp()))?;
    if rows.is_empty() {
        return paper.line(out, &format!("  {}", paper.say("out-nothing")));
    }
    rows.iter().try_for_each(|row| print(row, out))
}
