//! The program's own home and desk behind what commands need of them.

mod documents;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use liaison_core::body::Body;
use liaison_core::bundle::{Packed, Part};
use liaison_core::decide::Shown;
use liaison_core::entry::Link;
use liaison_core::id::{EntryId, EntryRef, SeatKey};
use liaison_core::room::Room;
use liaison_core::stamp::Stamp;
use liaison_core::wire;
use liaison_journal::{Row, standing};

use super::desk::{Desk as Seated, Failure, Founding, Invitee, Offered, Office};
use super::fault::Exit;
use super::program::History;
use crate::clock::Clock;
use crate::desk::admission::{self, Offer};
use crate::desk::bundle::{Delivery, Wanted, deliver};
use crate::desk::repair::{Repaired, repair};
use crate::desk::{Desk, DeskError, named, rooms};
use crate::home::Home;
use crate::link;
use crate::output::answer::{Founded, Joined, Standing, Synced, Verified};
use crate::output::list::RoomRow;
use crate::output::{self, status};

/// How many entries of the log are read at a time.
const PAGE: u32 = 500;

/// A home on this machine.
#[derive(Debug)]
pub struct Program {
    home: Home,
    clock: Arc<dyn Clock>,
}

impl Program {
    /// Commands at this home, with the time from this clock.
    pub fn new(home: Home, clock: Arc<dyn Clock>) -> Self {
        Self { home, clock }
    }
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        let (exit, key, why) = (Exit::of(error.exit_code()), error.key(), error.to_string());
        let args = match error {
            DeskError::Refused(refusal) => return Self::Refused(refusal),
            DeskError::UnknownRoom { name, rooms } => {
                vec![("name", name), ("rooms", rooms.join(", "))]
            }
            DeskError::BundleOther { room } => vec![("room", room)],
            DeskError::WhichRoom { rooms } => vec![("rooms", rooms.join(", "))],
            DeskError::NoLink { relay, why } => vec![("relay", relay), ("why", why)],
            DeskError::File { file, why } => vec![("file", file), ("why", why)],
            DeskError::NotFetched { name }
            | DeskError::Spoiled { name }
            | DeskError::NotViewed { name } => vec![("name", name)],
            DeskError::RelayRefuses { reason } => vec![("reason", reason)],
            DeskError::Removed { by, reason } => vec![("by", by), ("reason", reason)],
            _ => vec![("why", why)],
        };
        Self::Other { exit, key, args }
    }
}

/// What is said of entries that are left out because they are not as they were written.
fn damage(entries: &[EntryId]) -> Failure {
    let args = vec![("entries", named(entries))];
    Failure::Other { exit: Exit::Damaged, key: "damage", args }
}

fn standing_of(standing: Option<&standing::Standing>) -> (Standing, Option<String>) {
    match standing {
        None | Some(standing::Standing::Saved) => (Standing::Saved, None),
        Some(standing::Standing::Sent) => (Standing::Sent, None),
        Some(standing::Standing::Stored { .. }) => (Standing::Stored, None),
        Some(standing::Standing::Refused { reason, .. }) => {
            (Standing::Refused, Some(reason.clone()))
        }
        Some(standing::Standing::GivenUp) => (Standing::GivenUp, None),
    }
}

impl Desk {
    fn standing_of(&self, row: &Row) -> Option<Standing> {
        let standing = self.journal().read().standing(self.room_no(), &row.link.key());
        standing.ok().flatten().map(|s| standing_of(Some(&s)).0)
    }

    /// The newest row that was shown, for what comes after it.
    fn rows_after(&mut self, after: liaison_journal::RowNo) -> Result<Vec<Row>, DeskError> {
        self.refresh()?;
        Ok(self.journal().read().since(self.room_no(), after, PAGE)?)
    }
}

impl Seated for Desk {
    fn room(&self) -> &Room {
        Desk::room(self)
    }

    fn me(&self) -> SeatKey {
        Desk::me(self)
    }

    fn now(&self) -> Stamp {
        Desk::now(self)
    }

    fn say(&mut self, draft: Body, shown: &Shown) -> Result<EntryRef, Failure> {
        Ok(Desk::say(self, draft, shown)?)
    }

    fn reach(&mut self, entry: &EntryRef, patience: Duration) -> (Standing, Option<String>) {
        // What cannot be told is told as what is certain: it is saved.
        let reached = link::reach(self, entry, patience).unwrap_or(None);
        standing_of(reached.as_ref())
    }

    fn newest_first(
        &self,
        each: &mut dyn FnMut(&Link, Option<Standing>) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        let damaged = Desk::newest_first(self, |row| each(&row.link, self.standing_of(row)))?;
        if damaged.is_empty() {
            return Ok(());
        }
        Err(damage(&damaged))
    }

    fn follow(
        &mut self,
        each: &mut dyn FnMut(&Room, &Link, Option<Standing>) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        let mut after = self.journal().read().last_row(self.room_no()).map_err(DeskError::from)?;
        let (changed, hears) = std::sync::mpsc::sync_channel(1);
        let tell = move |news: link::News| {
            if !matches!(news, link::News::Status(_)) {
                // One word that waits is enough: who hears it looks at everything.
                changed.try_send(()).ok();
            }
        };
        let room = Desk::room(self).id();
        let staying = link::stay(self.beside(), wire::History::All, tell);
        let staying = staying.map_err(DeskError::from)?;
        while hears.recv().is_ok() {
            for row in self.rows_after(after)? {
                after = row.no;
                if !row.link.is_whole(&room) {
                    continue;
                }
                let standing = self.standing_of(&row);
                if each(Desk::room(self), &row.link, standing).is_break() {
                    drop(staying);
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn link(&self) -> status::Link {
        let held = link::wake::Listener::wake(&self.home().wake_path()).is_some();
        let relay = self.relay().ok().flatten();
        let state = match (relay, held) {
            (None, _) => "none",
            (Some(_), true) => "up",
            (Some(_), false) => "down",
        };
        // What cannot be read is not known; the status is shown all the same.
        let (journal, no) = (self.journal(), self.room_no());
        let measured = link::Measured::read(journal, no).unwrap_or_default();
        let spent = link::Spent::today(journal, self.now()).unwrap_or_default();
        let queue = link::Queue::of(journal, no).unwrap_or_default();
        let rate_bps = measured.rate_up();
        let met = measured.current_at.is_some();
        let profile = if measured.narrow { link::Profile::Narrow } else { link::Profile::Wide };
        status::Link {
            state,
            rate_bps,
            rtt_ms: measured.trip_ms,
            queue: queue.count(),
            rate_down_bps: measured.rate_down(),
            profile: met.then_some(profile.text()),
            current_at: measured.current_at.map(|at| output::time(Stamp(at))),
            waiting: status::Waiting::of(&queue, rate_bps),
            today: status::Today { bytes_sent: spent.sent, bytes_received: spent.received },
            settings: status::Settings::of(&self.home().config().unwrap_or_default()),
        }
    }

    fn damage(&self) -> Option<Failure> {
        let damaged: Vec<_> = Desk::damage(self).collect();
        (!damaged.is_empty()).then(|| damage(&damaged))
    }

    fn removal(&self) -> Option<Failure> {
        let (by, reason) = Desk::removal(self)?;
        Some(DeskError::Removed { by, reason }.into())
    }

    fn pending(&self) -> u64 {
        let room = Desk::room(self);
        let unseated = room.chains().iter().filter(|(k, _)| room.membership().member(k).is_none());
        unseated.map(|(_, chain)| u64::from(chain.head())).sum()
    }

    fn clock_offset_ms(&self) -> i64 {
        self.correction().offset_ms
    }

    fn probe(&mut self, patience: Duration) -> Result<String, Failure> {
        let relay = self.relay()?.ok_or(DeskError::NoRelay)?;
        link::sync(self, wire::History::None, patience)?;
        Ok(relay.address)
    }

    fn verify(&mut self) -> Result<Verified, Failure> {
        let verified = Desk::verify(self)?;
        Ok(Verified {
            room: Desk::room(self).purpose().to_owned(),
            mode: verified.mode.map(|m| m.to_string()).unwrap_or_default(),
            entries: verified.entries,
            seats: verified.seats as u64,
            refused: verified.refused,
            not_fetched: verified.not_fetched.len() as u64,
            withheld: verified.withheld.len() as u64,
            forks: verified.forks.iter().map(ToString::to_string).collect(),
            bad_signatures: verified.bad.iter().map(ToString::to_string).collect(),
            fingerprint: verified.fingerprint.0.iter().map(|b| format!("{b:02x}")).collect(),
            ok: verified.ok,
        })
    }

    fn sync(&mut self, history: History, patience: Duration) -> Result<Synced, Failure> {
        let exchange = link::sync_all(self, extent(history), patience)?;
        Ok(Synced {
            bytes_sent: exchange.bytes_sent,
            bytes_received: exchange.bytes_received,
            entries_sent: exchange.entries_sent,
            entries_received: exchange.entries_received,
            round_trips: exchange.round_trips.into(),
            seconds: exchange.seconds,
            current: exchange.current,
            current_after: exchange.current_after,
            complete: exchange.complete,
            by_console: exchange.by_other,
        })
    }

    fn export(&mut self, wanted: &Wanted) -> Result<Packed, Failure> {
        Ok(self.export_bundle(wanted)?)
    }

    fn invite(
        &mut self,
        invitee: &Invitee,
        patience: Duration,
    ) -> Result<(String, Stamp), Failure> {
        let invitee = admission::Invitee {
            name: invitee.name.clone(),
            organisation: invitee.organisation.clone(),
            role: invitee.role,
            valid: invitee.expires,
            posted_at: invitee.posted_at.clone(),
        };
        let invited = Desk::invite(self, &invitee, patience)?;
        Ok((invited.text, invited.expires.stamp()))
    }

    fn move_room(&mut self, permit: &str, _patience: Duration) -> Result<EntryRef, Failure> {
        Ok(self.move_to(permit)?)
    }
}

fn extent(history: History) -> wire::History {
    match history {
        History::None => wire::History::None,
        History::Recent => wire::History::Recent,
        History::All => wire::History::All,
    }
}

impl Office for Program {
    type Desk = Desk;

    fn home(&self) -> &Path {
        self.home.dir()
    }

    fn open(&self, room: Option<&str>) -> Result<Desk, Failure> {
        Ok(Desk::open(&self.home, room, self.clock.clone())?)
    }

    fn rooms(&self) -> Result<Vec<RoomRow>, Failure> {
        if !self.home.exists() {
            return Ok(Vec::new());
        }
        let journal = self.home.journal().map_err(DeskError::from)?;
        let rows = rooms(&journal)?;
        Ok(rows.iter().map(|r| RoomRow::new(r.id, &r.purpose, r.mode)).collect())
    }

    fn join(
        &self,
        invitation: &str,
        name: Option<&str>,
        patience: Duration,
        agrees: &mut dyn FnMut(&Offered) -> bool,
    ) -> Result<Joined, Failure> {
        let offer = Offer::ask(&self.home, invitation, &*self.clock)?;
        let room = offer.room();
        let (relay, mode) = (offer.relay().to_owned(), room.as_ref().map(|r| r.1.to_string()));
        if !agrees(&Offered { relay: relay.clone(), room: room.clone() }) {
            return Err(Failure::Other { exit: Exit::Refused, key: "declined", args: Vec::new() });
        }
        let Some((room, _)) = room else {
            offer.keep_permit(&self.home, name, &*self.clock)?;
            return Ok(Joined { room: None, mode: None, relay, seat: None });
        };
        let mut desk = offer.take_seat(&self.home, name, self.clock.clone())?;
        link::sync(&mut desk, wire::History::Recent, patience.max(JOIN_PATIENCE))?;
        let seat = Some(Desk::me(&desk).seat().to_string());
        Ok(Joined { room: Some(room), mode, relay, seat })
    }

    fn found(&self, founding: &Founding, patience: Duration) -> Result<Founded, Failure> {
        let wanted = admission::Founding {
            purpose: founding.name.clone(),
            mode: founding.mode,
            tlp: founding.tlp,
            name: founding.founder.clone(),
            organisation: founding.organisation.clone(),
        };
        let mut founded = admission::found(&self.home, &wanted, self.clock.clone())?;
        link::sync(&mut founded.desk, wire::History::All, patience.max(JOIN_PATIENCE))?;
        Ok(Founded {
            room: founding.name.clone(),
            mode: founding.mode.to_string(),
            recovery: founded.recovery,
        })
    }

    fn import(&self, room: Option<&str>, parts: Vec<Part>) -> Result<Delivery, Failure> {
        Ok(deliver(&self.home, room, parts, &self.clock)?)
    }

    fn repair(&self) -> Result<Repaired, Failure> {
        Ok(repair(&self.home)?)
    }

    fn recover(&self, room: Option<&str>, key: &str) -> Result<Joined, Failure> {
        let desk = self.open(room)?;
        let desk = admission::recover(&self.home, desk, key)?;
        let relay = desk.relay()?.map(|r| r.address).unwrap_or_default();
        Ok(Joined {
            room: Some(Desk::room(&desk).purpose().to_owned()),
            mode: Desk::room(&desk).mode().map(|m| m.to_string()),
            relay,
            seat: Some(Desk::me(&desk).seat().to_string()),
        })
    }
}

/// Whoever joins waits for the present to arrive, however short the patience of a write is.
const JOIN_PATIENCE: Duration = Duration::from_secs(60);
