//! Playing a story: every officer but the one whose place the user takes acts at their own desk,
//! over a link of their own, having seen what has come to them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use liaison_core::body::Body;
use liaison_core::decide::Shown;
use liaison_core::field::Holding as _;
use liaison_core::id::EntryRef;
use liaison_core::wire::History;

use super::clock::StoryClock;
use super::script::{Script, Unseen};
use super::stage::{Stage, StageError};
use crate::desk::Desk;
use crate::library::{Act, Event, Scenario, Slug};
use crate::link::wake::Listener;
use crate::link::{self, News, Staying};

/// Stretches of the story longer than this in which nothing happens are skipped.
const QUIET_MAX: Duration = Duration::from_secs(5 * 60);
/// How long what an officer must have seen may take to come.
const COMES_WITHIN: Duration = Duration::from_secs(20);

/// An officer at a desk with a link.
struct Player {
    desk: Desk,
    changed: std::sync::mpsc::Receiver<()>,
    _link: Staying,
}

impl Player {
    fn new(desk: Desk) -> Result<Self, StageError> {
        let (tell, changed) = std::sync::mpsc::sync_channel(1);
        let (home, room, clock) = (desk.home().clone(), desk.room().id(), desk.clock().clone());
        let link = link::stay(home, room, clock, History::All, move |news: News| {
            if news == News::Changed {
                // One word that waits is enough.
                tell.try_send(()).ok();
            }
        })?;
        Ok(Self { desk, changed, _link: link })
    }

    /// Waits until an entry has come; whether it has.
    fn sees(&mut self, entry: &EntryRef) -> Result<bool, StageError> {
        let end = Instant::now() + COMES_WITHIN;
        loop {
            self.desk.refresh()?;
            if self.desk.room().holds(entry) {
                return Ok(true);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || self.changed.recv_timeout(left).is_err() {
                return Ok(false);
            }
        }
    }

    /// Puts something on the record and wakes the link.
    fn say(&mut self, draft: Body, shown: &Shown) -> Result<EntryRef, StageError> {
        let entry = self.desk.say(draft, shown)?;
        drop(Listener::wake(&self.desk.home().wake_path()));
        Ok(entry)
    }
}

/// A story being played.
pub(super) struct Play<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) script: Script<'a>,
    pub(super) stage: Stage,
    pub(super) clock: Arc<StoryClock>,
    /// Whether what the desk's officer does is played too.
    pub(super) with_desk: bool,
    pub(super) stop: Arc<AtomicBool>,
    players: BTreeMap<Slug, Player>,
    overs: BTreeMap<Slug, Vec<EntryRef>>,
    last: Option<EntryRef>,
}

/// What a play came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Played {
    /// Events that were played.
    pub(super) events: usize,
    /// Events that the room did not take as they were written.
    pub(super) refused: usize,
}

impl<'a> Play<'a> {
    pub(super) fn new(
        scenario: &'a Scenario,
        script: Script<'a>,
        stage: Stage,
        clock: Arc<StoryClock>,
        stop: Arc<AtomicBool>,
    ) -> Self {
        Self {
            scenario,
            script,
            stage,
            clock,
            with_desk: false,
            stop,
            players: BTreeMap::new(),
            overs: BTreeMap::new(),
            last: None,
        }
    }

    /// Gives the desk's officer to the play too: nobody sits there.
    pub(super) fn take_desk(&mut self, desk: Desk) -> Result<(), StageError> {
        self.with_desk = true;
        self.players.insert(self.scenario.desk.clone(), Player::new(desk)?);
        Ok(())
    }

    /// Plays all events; ends early if it is asked to stop.
    pub(super) fn run(&mut self) -> Result<Played, StageError> {
        let scenario = self.scenario;
        for officer in &scenario.cast {
            if self.stopped() {
                return Ok(Played::default());
            }
            if officer.id != scenario.desk && officer.id != scenario.founder().id {
                let desk = self.stage.seat(officer, &mut self.script)?;
                self.players.insert(officer.id.clone(), Player::new(desk)?);
            }
        }
        let founder = Desk::open(self.stage.founder.home(), None, self.clock.clone())?;
        self.players.insert(scenario.founder().id.clone(), Player::new(founder)?);
        let mut played = Played::default();
        for event in &scenario.events {
            if event.by == scenario.desk && !self.with_desk {
                continue;
            }
            if !self.wait(event) {
                break;
            }
            played.events += 1;
            if !self.play(event)? {
                played.refused += 1;
            }
        }
        Ok(played)
    }

    /// Sends everybody home: their links end, and what they wrote stays.
    pub(super) fn stop_players(&mut self) {
        self.players.clear();
    }

    /// The entry played last.
    pub(super) fn last(&self) -> Option<EntryRef> {
        self.last
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Waits for an event's time, quiet hours skipped; whether to go on.
    fn wait(&self, event: &Event) -> bool {
        use crate::clock::Clock as _;
        if event.at.since(self.clock.time()) > QUIET_MAX {
            self.clock.skip_to(event.at - QUIET_MAX);
        }
        let end = Instant::now() + self.clock.until(event.at);
        while !self.stopped() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            std::thread::park_timeout(left.min(Duration::from_millis(100)));
        }
        false
    }

    /// Plays one event; whether the room took it.
    fn play(&mut self, event: &Event) -> Result<bool, StageError> {
        let Some(player) = self.players.get_mut(&event.by) else { return Ok(false) };
        let unseen = event.unseen.as_ref().and_then(|label| {
            let entry = *self.script.entries.get(label)?;
            let over = self.overs.get(label).cloned().unwrap_or_default();
            Some(Unseen { entry, over })
        });
        // Whoever acts has seen what was played before, but for what the story says otherwise.
        for entry in
            self.last.iter().filter(|last| unseen.as_ref().is_none_or(|u| u.entry != **last))
        {
            player.sees(entry)?;
        }
        let Some(draft) = self.script.draft(player.desk.room(), &event.act) else {
            return Ok(false);
        };
        let resolves = matches!(&event.act, Act::FlowReport { resolve: true, .. });
        let shown = match (&unseen, resolves) {
            (_, true) => Shown::Resolve,
            (unseen, false) => self.script.shown(player.desk.room(), &draft, unseen.as_ref()),
        };
        let over = liaison_core::decide::shown_now(player.desk.room(), &draft);
        let entry = match player.say(draft.clone(), &shown) {
            // A person at the desk may have brought about what the story did not foresee.
            Err(StageError::Desk(crate::desk::DeskError::Refused(_))) => {
                match player.say(draft, &Shown::Resolve) {
                    Err(StageError::Desk(crate::desk::DeskError::Refused(_))) => return Ok(false),
                    said => said?,
                }
            }
            said => said?,
        };
        self.last = Some(entry);
        if let Some(label) = &event.label {
            self.script.entries.insert(label.clone(), entry);
            self.overs.insert(label.clone(), over);
        }
        Ok(true)
    }
}
