//! The relay's end of sync for one connection.
//!
//! `handle_frame`, `handle_verdict` and `handle_timeout` take what happened; `poll_batch` gives what
//! the keeper is to store, `poll_frame` the next message for the link, `poll_timeout` when to call
//! again. A session reads the keeper and remembers what this replica was told; there is no queue of
//! entries for it, only its place in the record, so that a slow one costs no one else anything.
//!
//! Poll until all give nothing, again after every event, and whenever the keeper has committed.

mod batch;
mod documents;
mod opening;
mod plan;
mod sending;

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use self::documents::Documents;
use self::opening::Opening;
use self::plan::Plan;
use crate::entry::Link;
use crate::gathering::Gathering;
use crate::id::{EntryKey, Hash, SeatKey};
use crate::keeper::{Connection, Keeper, Verdict};
pub use crate::line::Fault;
use crate::line::Line;
use crate::pace::{Now, Pace, Tick};
use crate::pack::Begun;
use crate::present::{Present, Standing};
use crate::ranges::Ranges;
use crate::wire::{Bye, Farewell, Frame, Refusal, SeatRange, StoredRange, Stretch};

/// Whom the upgrade proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The holder of a seat's key.
    Seat(SeatKey),
    /// The holder of an invitation: the seat is the one that it brings the admission of.
    Invited,
}

/// One connection.
#[derive(Debug)]
pub struct Session {
    connection: Connection,
    who: Who,
    standing: Standing,
    line: Line,
    gathering: Gathering,
    opening: Opening,
    batches: VecDeque<Vec<Link>>,
    /// Brought and not yet judged: not to be sent back meanwhile.
    offered: BTreeSet<EntryKey>,
    /// Positions that the replica holds or was sent.
    told: Ranges,
    /// Positions that the replica said it holds: what it holds below the highest is what the rest
    /// is packed with.
    declared: Ranges,
    /// Authors whose admission the replica holds or was sent.
    vouched: BTreeSet<SeatKey>,
    plan: Option<Plan>,
    /// The frame that the connection before left unfinished, and how much of it came.
    resuming: Option<(Begun, usize)>,
    urgent: VecDeque<u64>,
    /// Positions below this are the catch-up's; from here on they are live.
    live: u64,
    /// Positions below this were looked at for what is urgent.
    seen: u64,
    /// The keeper's commits that were looked at.
    commits: u64,
    /// Positions that could not be told, because no signature held proves what stands there.
    bare: BTreeSet<u64>,
    documents: Documents,
    closing: bool,
}

impl Session {
    /// A connection that was let in.
    pub fn new(connection: Connection, who: Who, now: Now) -> Self {
        Self {
            connection,
            who,
            standing: Standing::Unknown,
            line: Line::new(now),
            gathering: Gathering::default(),
            opening: Opening::default(),
            batches: VecDeque::new(),
            offered: BTreeSet::new(),
            told: Ranges::default(),
            declared: Ranges::default(),
            vouched: BTreeSet::new(),
            plan: None,
            resuming: None,
            urgent: VecDeque::new(),
            live: 0,
            seen: 0,
            commits: 0,
            bare: BTreeSet::new(),
            documents: Documents::default(),
            closing: false,
        }
    }

    /// The number of this connection.
    pub fn connection(&self) -> Connection {
        self.connection
    }

    /// The seat, once it is known.
    pub fn seat(&self) -> Option<SeatKey> {
        match self.who {
            Who::Seat(seat) => Some(seat),
            Who::Invited => None,
        }
    }

    /// What the link was measured to be.
    pub fn pace(&self) -> &Pace {
        self.line.pace()
    }

    /// Whether the message given last is urgent, and to be handed to TLS by itself.
    pub fn overtook(&self) -> bool {
        self.line.overtook()
    }

    /// Whether the link is to be closed once `poll_frame` gives nothing more.
    pub fn is_closing(&self) -> bool {
        self.closing && self.line.is_empty()
    }

    /// Takes a message; also the *have* that the upgrade request carried.
    ///
    /// # Errors
    /// When the other end breaks the protocol: send [`Fault::bye`] and close.
    pub fn handle_frame<P: Present>(
        &mut self,
        bytes: &[u8],
        keeper: &Keeper<P>,
        now: Now,
    ) -> Result<(), Fault> {
        if self.closing {
            // What was under way when the farewell was said may rest on what is not kept.
            return Ok(());
        }
        let tails = |name| keeper.press().brought(name);
        let Some(frame) = self.line.take(bytes, now, keeper.record().room(), tails)? else {
            return Ok(());
        };
        match frame {
            Frame::Have(have) => self.handle_have(have, keeper, now),
            Frame::Anchor(anchor) => {
                self.gathering.anchor(anchor);
                Ok(())
            }
            Frame::Run(run) => self.handle_runs(vec![run.into()], keeper),
            Frame::Batch(stretches) => self.handle_runs(stretches, keeper),
            Frame::History(history) => {
                self.opening.history = history;
                if let Some(plan) = &mut self.plan {
                    plan.change_history(history, self.live);
                }
                Ok(())
            }
            Frame::Bye(_) => {
                self.closing = true;
                Ok(())
            }
            Frame::DocumentLook(names) => {
                self.handle_look(names);
                Ok(())
            }
            Frame::DocumentOffer(name) => {
                self.handle_offer(name);
                Ok(())
            }
            Frame::DocumentAsk(ask) => {
                self.handle_document_ask(ask, keeper);
                Ok(())
            }
            Frame::DocumentPiece(piece) => {
                self.handle_document_piece(&piece, now);
                Ok(())
            }
            other => Err(Fault::Unexpected(other.kind())),
        }
    }

    /// Entries that were brought and verified, for the keeper. Ask for the next only once this one
    /// is offered: so whoever brings too much has to wait.
    pub fn poll_batch(&mut self) -> Option<Vec<Link>> {
        self.batches.pop_front()
    }

    /// Takes what became of entries that this connection brought, all of one commit together.
    pub fn handle_verdicts<P: Present>(&mut self, verdicts: &[Verdict], keeper: &Keeper<P>) {
        let mut stored = Vec::new();
        let mut refused = Vec::new();
        for verdict in verdicts {
            match *verdict {
                Verdict::Stored(key, position) => {
                    self.told.insert(position);
                    stored.push((key, position));
                    self.settle(&key);
                }
                Verdict::Refused(key, reason, position) => {
                    match position {
                        Some(position) => {
                            self.told.insert(position);
                        }
                        None => self.gathering.turned_away(&key),
                    }
                    let short = key.h.short();
                    let (seat, n) = (key.author.seat(), key.n);
                    refused.push(Refusal { seat, n, short, reason, position });
                    self.settle(&key);
                }
                Verdict::Failed(_) => {
                    self.say_farewell(Farewell::Storage, Duration::from_secs(30));
                    return;
                }
            }
        }
        self.find_seat(&stored, keeper);
        let ranges = self.ranges_of(&stored, keeper);
        if !ranges.is_empty() {
            self.line.prompt(&Frame::Stored(ranges));
        }
        if !refused.is_empty() {
            self.line.prompt(&Frame::Refused(refused));
        }
    }

    /// Ends the connection: `poll_frame` gives the last frame, then the link is to be closed.
    pub fn say_farewell(&mut self, reason: Farewell, retry_after: Duration) {
        if !self.closing {
            self.line.prompt(&Frame::Bye(Bye { reason, retry_after }));
            self.closing = true;
        }
    }

    /// Tells the replica the relay's time.
    pub fn tell_time(&mut self, now: Now) {
        self.line.prompt(&Frame::Time(now.wall));
    }

    /// Whether the replica has been silent for longer than its link explains: close the link.
    pub fn handle_timeout(&mut self, now: Now) -> bool {
        if self.line.is_lost(now) {
            self.closing = true;
        }
        self.closing
    }

    /// When to call `handle_timeout` and `poll_frame` if nothing happens before.
    pub fn poll_timeout(&self) -> Option<Tick> {
        self.line.poll_timeout()
    }

    fn handle_runs<P: Present>(
        &mut self,
        stretches: Vec<Stretch>,
        keeper: &Keeper<P>,
    ) -> Result<(), Fault> {
        let placed = self.gathering.take(stretches, keeper.record(), self.line.missing())?;
        let links: Vec<Link> = placed.into_iter().map(|placed| placed.link).collect();
        self.offered.extend(links.iter().map(Link::key));
        if !links.is_empty() {
            self.batches.push_back(links);
        }
        Ok(())
    }

    fn settle(&mut self, key: &EntryKey) {
        self.offered.remove(key);
        self.gathering.settled(key);
    }

    /// An invited console's seat is the one whose admission it brought.
    fn find_seat<P: Present>(&mut self, stored: &[(EntryKey, u64)], keeper: &Keeper<P>) {
        if self.who != Who::Invited {
            return;
        }
        let mut first = stored.iter().filter(|(key, _)| key.n == 1);
        let known =
            first.find(|(key, _)| keeper.present().standing(&key.author) != Standing::Unknown);
        if let Some((key, _)) = known {
            self.who = Who::Seat(key.author);
        }
    }

    /// Entries with their positions as ranges of one branch each.
    fn ranges_of<P: Present>(
        &self,
        stored: &[(EntryKey, u64)],
        keeper: &Keeper<P>,
    ) -> Vec<StoredRange> {
        let mut ranges: Vec<(SeatKey, Hash, StoredRange)> = Vec::new();
        for (key, position) in stored {
            let Some(node) = keeper.record().node(key) else { continue };
            let wanted = !node.signed && self.seat() == Some(key.author);
            let full = |r: &StoredRange| r.positions.len() >= crate::wire::ENTRIES_MAX;
            match ranges.last_mut() {
                Some((author, h, range))
                    if *author == key.author
                        && range.range.last + 1 == key.n
                        && *h == node.previous
                        && !full(range) =>
                {
                    range.range.last = key.n;
                    range.range.short = key.h.short();
                    range.signatures |= wanted;
                    range.positions.push(*position);
                    *h = key.h;
                }
                _ => {
                    let (seat, n, short) = (key.author.seat(), key.n, key.h.short());
                    let range = SeatRange { seat, first: n, last: n, short };
                    let positions = vec![*position];
                    let range = StoredRange { range, signatures: wanted, positions };
                    ranges.push((key.author, key.h, range));
                }
            }
        }
        ranges.into_iter().map(|(_, _, range)| range).collect()
    }
}
