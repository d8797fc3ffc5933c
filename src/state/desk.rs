//! The room that is open, as the screens have it: the fold, the lines of its log, and who is looking.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use liaison_core::authority::least_role;
use liaison_core::body::{Body, Kind};
use liaison_core::entry::Link;
use liaison_core::id::{EntryId, EntryRef, SeatId, SeatKey};
use liaison_core::membership::{IssuedInvitation, Member};
use liaison_core::room::{RealEvent, Removal, Room};
use liaison_core::stamp::Stamp;
use liaison_core::terms::{Mode, Role};

use super::Suggestion;
use super::pane::fold;
use super::search::Searched;
use crate::clean;
use crate::home::Config;
use crate::link::{Queue, Spent};

/// Lines of the log held in memory; older ones are read from the journal when they are asked for.
pub const LINES_MAX: usize = 5_000;

/// How far an entry has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Somebody else's, verified.
    #[default]
    Theirs,
    /// Not covered by a verified signature yet.
    Pending,
    /// On this machine's disk.
    Saved,
    /// Handed to the link.
    Sent,
    /// On the relay's disk.
    Stored,
    /// The relay has refused it: why.
    Refused(String),
    /// Refused, and given up by its author.
    GivenUp,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The entry.
    pub entry: EntryRef,
    /// Its author.
    pub author: SeatKey,
    /// When its author wrote it.
    pub time: Stamp,
    /// Its kind.
    pub kind: Kind,
    /// What it says; none if it is of a newer version.
    pub body: Option<Body>,
    /// How far it has come.
    pub standing: Standing,
    /// Its time is further ahead than clocks may differ.
    pub clock_wrong: bool,
}

impl Line {
    /// The line of an entry taken in at `now`; none for one that a relay refused.
    pub fn of(link: &Link, standing: Standing, now: Stamp) -> Option<Self> {
        let entry = link.content.entry()?;
        Some(Self {
            entry: link.key().reference(),
            author: link.author,
            time: entry.time,
            kind: entry.kind,
            body: entry.read(),
            standing,
            clock_wrong: !entry.time.counts_as_seen(now),
        })
    }
}

/// Everything to begin with when a room is opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The officer's own key.
    pub me: SeatKey,
    /// The folded room.
    pub room: Arc<Room>,
    /// The newest lines of the log.
    pub lines: Vec<Line>,
    /// Whether there are older ones in the journal.
    pub has_older: bool,
}

/// Which part of coming and going the link is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkPhase {
    /// No relay is known.
    #[default]
    None,
    /// Not connected.
    Down,
    /// Being connected.
    Connecting,
    /// Connected, and the present is not complete yet.
    CatchingUp,
    /// Connected and current.
    Up,
}

/// How the link is, for the first line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkView {
    /// Which part of coming and going it is in.
    pub phase: LinkPhase,
    /// Measured towards the relay, in bits per second.
    pub rate_bps: Option<u64>,
    /// Measured from the relay, likewise.
    pub rate_down_bps: Option<u64>,
    /// The shortest round trip of the last minutes, in milliseconds.
    pub rtt_ms: Option<u64>,
    /// Whether the connection was made with few bytes.
    pub narrow: bool,
    /// What the links of this home have cost today.
    pub spent: Spent,
    /// What waits, by precedence.
    pub waiting: Queue,
    /// What is set.
    pub config: Config,
    /// Entries that no relay has.
    pub queue: u32,
    /// When the picture was last complete.
    pub current_at: Option<Stamp>,
    /// How far this machine's clock is off, where that must be said, in milliseconds.
    pub clock_off_ms: Option<u64>,
}

/// The room that is open: what the screens know of the officer's desk.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskView {
    /// The officer's own key.
    pub me: SeatKey,
    /// The folded room, as the clerk has it.
    pub room: Arc<Room>,
    /// Lines of the log by where they stand, the oldest first. Boxed, for a tree that grows at one
    /// end is half empty.
    lines: BTreeMap<(Stamp, EntryRef), Box<Line>>,
    /// By which time a line stands where it does: its own, or if a wrong clock gave it, that of its
    /// seat's previous entry.
    times: BTreeMap<EntryRef, Stamp>,
    /// Lines of wrong clocks whose previous entry is not here.
    strays: BTreeSet<EntryRef>,
    /// Whether there are older lines in the journal.
    pub has_older: bool,
    /// What lines are searched in.
    pub searched: Searched,
}

impl DeskView {
    /// The desk of a room just opened.
    pub fn new(opened: Opened) -> Self {
        let Opened { me, room, lines, has_older } = opened;
        let (times, strays) = (BTreeMap::new(), BTreeSet::new());
        let (held, searched) = (BTreeMap::new(), Searched::default());
        let mut desk = Self { me, room, lines: held, times, strays, has_older, searched };
        desk.take(lines);
        desk
    }

    /// Takes lines in, in any order; one that is here already is replaced.
    pub fn take(&mut self, lines: Vec<Line>) {
        // Where the previous entry is older than anything held, the line stands at that end.
        let oldest = |desk: &Self| desk.lines.first_key_value().map(|((time, _), _)| *time);
        self.put_in(lines, oldest);
        while self.lines.len() > LINES_MAX {
            if let Some(((_, entry), _)) = self.lines.pop_first() {
                self.times.remove(&entry);
                self.strays.remove(&entry);
                self.has_older = true;
            }
        }
    }

    /// Puts lines where they stand; those of wrong clocks once the others are there.
    fn put_in(&mut self, lines: Vec<Line>, otherwise: impl Fn(&Self) -> Option<Stamp>) {
        let (mut misdated, dated): (Vec<Line>, _) = lines.into_iter().partition(|l| l.clock_wrong);
        for line in dated {
            self.put_at(line.time, line);
        }
        for stray in std::mem::take(&mut self.strays) {
            let time = self.times.get(&stray).copied();
            misdated.extend(time.and_then(|time| self.lines.remove(&(time, stray))).map(|l| *l));
        }
        misdated.sort_by_key(|line| line.entry);
        for line in misdated {
            let held = self.times.get(&line.entry).copied();
            let previous = self.previous(&line.entry);
            if previous.is_none() {
                self.strays.insert(line.entry);
            }
            // A line that came live keeps its place until its previous one is here.
            let time = previous.or(held).or_else(|| otherwise(self)).unwrap_or(line.time);
            self.put_at(time, line);
        }
    }

    fn put_at(&mut self, time: Stamp, line: Line) {
        if let Some(before) = self.times.insert(line.entry, time) {
            self.lines.remove(&(before, line.entry));
        }
        self.lines.insert((time, line.entry), Box::new(line));
    }

    /// Where the entry before this one of the same seat stands.
    fn previous(&self, entry: &EntryRef) -> Option<Stamp> {
        let id = EntryId { seat: entry.id.seat, n: entry.id.n.checked_sub(1)? };
        let named = EntryRef { id, check: [0; 2] }..=EntryRef { id, check: [255; 2] };
        self.times.range(named).next().map(|(_, time)| *time)
    }

    /// Takes up the room as the clerk has folded it.
    pub fn take_room(&mut self, room: Arc<Room>) {
        self.room = room;
        self.searched.forget_all();
    }

    /// Takes in the line of an entry that was saved or has come in; one that is here already changes
    /// its standing alone.
    pub fn arrive(&mut self, link: &Link, standing: Standing, now: Stamp) {
        let entry = link.key().reference();
        if self.line(&entry).is_some() {
            self.set_standing(&entry, standing);
            return;
        }
        let line = Line::of(link, standing, now);
        self.put_in(line.into_iter().collect(), |_| Some(now));
        self.take(Vec::new());
    }

    /// Whether a line says what its author had the authority to say, as far as is known now.
    pub fn has_authority(&self, line: &Line) -> bool {
        let admission = least_role(line.kind).is_none();
        admission || self.room.membership().allows(&line.author, line.entry.id.n, line.kind)
    }

    /// Takes in older lines that were asked for; they may go beyond what is held otherwise.
    pub fn take_older(&mut self, lines: Vec<Line>) {
        self.has_older = !lines.is_empty();
        self.put_in(lines, |_| None);
    }

    /// Notes how far an entry has come.
    pub fn set_standing(&mut self, entry: &EntryRef, standing: Standing) {
        self.searched.forget(entry);
        if let Some(line) = self.line_mut(entry) {
            line.standing = standing;
        }
    }

    fn line_mut(&mut self, entry: &EntryRef) -> Option<&mut Line> {
        let time = *self.times.get(entry)?;
        self.lines.get_mut(&(time, *entry)).map(|line| &mut **line)
    }

    /// A line by its entry.
    pub fn line(&self, entry: &EntryRef) -> Option<&Line> {
        let time = *self.times.get(entry)?;
        self.lines.get(&(time, *entry)).map(|line| &**line)
    }

    /// Lines of the log, the newest first.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.values().rev().map(|line| &**line)
    }

    /// The officer's own place.
    pub fn member(&self) -> Option<&Member> {
        self.room.membership().member(&self.me)
    }

    /// The officer's own role; none without a seat that counts.
    pub fn role(&self) -> Option<Role> {
        self.room.role(&self.me)
    }

    /// An invitation by the entry that issued it.
    pub fn invitation(&self, entry: &EntryRef) -> Option<&IssuedInvitation> {
        self.room.membership().invitations().iter().find(|invitation| invitation.entry == *entry)
    }

    /// How the officer was removed from the room, if that is held here.
    pub fn removal(&self) -> Option<Removal> {
        self.room.removal(&self.me)
    }

    /// Whether the officer's seat was removed.
    pub fn is_removed(&self) -> bool {
        self.member().is_some_and(|member| member.role.is_none())
    }

    /// Whether the officer may do what needs at least a role.
    pub fn may(&self, least: Option<Role>) -> bool {
        least.is_some_and(|least| self.role().is_some_and(|role| role >= least))
    }

    /// Whether nothing here is real.
    pub fn is_exercise(&self) -> bool {
        self.room.mode() == Some(Mode::Exercise)
    }

    /// The oldest real event inside this exercise that the officer has not acknowledged.
    pub fn real_event(&self) -> Option<(&EntryRef, &RealEvent)> {
        let me = self.room.membership().member_index(&self.me)?;
        let waiting = |(name, _): &(&EntryRef, &RealEvent)| !self.room.has_acknowledged(name, me);
        let events = self.room.real_events().iter().filter(waiting);
        events.min_by_key(|(name, event)| (event.act.time, **name))
    }

    /// The name of a key's officer, cleaned; the seat's id where the name is not here.
    pub fn name_of(&self, key: &SeatKey) -> String {
        let member = self.room.membership().member(key);
        member.map_or_else(|| key.seat().to_string(), |m| clean::line(&m.name).into_owned())
    }

    /// The name of a seat's officer, cleaned.
    pub fn name_of_seat(&self, seat: &SeatId) -> String {
        let key = self.room.membership().key(seat);
        key.map_or_else(|| seat.to_string(), |key| self.name_of(&key))
    }

    /// A key's officer with the organisation, as the log names authors.
    pub fn author(&self, key: &SeatKey) -> String {
        match self.room.membership().member(key) {
            Some(member) => {
                let (name, organisation) =
                    (clean::line(&member.name), clean::line(&member.organisation));
                // A founder may have joined without one.
                if organisation.is_empty() {
                    return name.into_owned();
                }
                format!("{organisation} · {name}")
            }
            None => key.seat().to_string(),
        }
    }

    /// Whom a key's officer speaks for: the organisation, or nobody else where none is named.
    pub fn speaks_for(&self, key: &SeatKey) -> String {
        let member = self.room.membership().member(key);
        let organisation = member.map(|member| clean::line(&member.organisation).into_owned());
        organisation.filter(|name| !name.is_empty()).unwrap_or_else(|| self.name_of(key))
    }

    /// The facility's name as the room has it, or its id.
    pub fn facility(&self, id: &str) -> String {
        let listed = self.room.facilities().get(id).and_then(|facility| facility.name.newest());
        match listed {
            Some(name) => format!("{} {}", clean::line(id), clean::line(&name.value)),
            None => clean::line(id).into_owned(),
        }
    }

    /// The room's own facilities of which the id or the name has what is typed.
    pub fn facilities(&self, typed: &str) -> Vec<Suggestion> {
        let wanted = fold(typed);
        let listed = self.room.facilities().iter().map(|(id, facility)| Suggestion {
            code: id.clone(),
            name: facility
                .name
                .newest()
                .map(|name| clean::line(&name.value).into_owned())
                .unwrap_or_default(),
        });
        listed
            .filter(|place| {
                fold(&place.code).contains(&wanted) || fold(&place.name).contains(&wanted)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
