//! Playing a story: every officer but the one whose place the user takes acts at their own desk,
//! over a link of their own, having seen what has come to them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use liaison_core::body::Body;
use liaison_core::decide::Shown;
use liaison_core::field::Holding as _;
use liaison_core::id::EntryRef;
use liaison_core::wire::History;
use liaison_journal::{Place, Row, RowNo};

use super::clock::StoryClock;
use super::script::{Script, Unseen};
use super::stage::{Stage, StageError};
use crate::desk::{Desk, DeskError};
use crate::library::{Act, Event, Scenario, Slug};
use crate::link::wake::Listener;
use crate::link::{self, News, Staying};

/// Stretches of the story longer than this in which nothing happens are skipped.
const QUIET_MAX: Duration = Duration::from_secs(5 * 60);
/// How long what an officer must have seen may take to come.
const COMES_WITHIN: Duration = Duration::from_secs(20);
/// How long a wait may last before it is seen that the officer has left.
const LOOKS_UP: Duration = Duration::from_millis(100);

/// An officer at a desk with a link.
struct Player {
    desk: Desk,
    changed: std::sync::mpsc::Receiver<()>,
    link: Staying,
}

impl Player {
    fn new(desk: Desk) -> Result<Self, StageError> {
        let (tell, changed) = std::sync::mpsc::sync_channel(1);
        let link = link::stay(desk.beside(), History::All, move |news: News| {
            if news == News::Changed {
                // One word that waits is enough.
                tell.try_send(()).ok();
            }
        })?;
        Ok(Self { desk, changed, link })
    }

    /// Waits until an entry has come, or nobody waits for the story any more; whether it has.
    fn sees(&mut self, entry: &EntryRef, stop: &AtomicBool) -> Result<bool, StageError> {
        let end = Instant::now() + COMES_WITHIN;
        loop {
            self.desk.refresh()?;
            if self.desk.room().holds(entry) {
                return Ok(true);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || stop.load(Ordering::Relaxed) {
                return Ok(false);
            }
            match self.changed.recv_timeout(left.min(LOOKS_UP)) {
                Ok(()) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(false),
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
    /// The desk of the officer whose place the user takes, to pass on to it what the opening says.
    desk: Option<Desk>,
    /// Who has said the last entry.
    last_by: Slug,
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
            desk: None,
            last_by: scenario.founder().id.clone(),
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

    /// Says at which desk the user sits.
    pub(super) fn leave_desk(&mut self, desk: &Desk) -> Result<(), StageError> {
        let (home, room) = (desk.home(), desk.room().id());
        let journal = home.journal().map_err(DeskError::from)?;
        self.desk = Some(Desk::open_room(home, journal, room, self.clock.clone())?);
        Ok(())
    }

    /// Plays all events; ends early if it is asked to stop.
    ///
    /// What leads up to the first incident is played at once, so that there is something to see and
    /// to do; from then on time runs. Officers come in as they are needed, the others while nothing
    /// happens.
    pub(super) fn run(&mut self) -> Result<Played, StageError> {
        let scenario = self.scenario;
        let founder = Desk::open(self.stage.founder.home(), None, self.clock.clone())?;
        self.players.insert(scenario.founder().id.clone(), Player::new(founder)?);
        let mut played = Played::default();
        let (opening, rest) = scenario.events.split_at(opening(scenario));
        for event in opening {
            self.clock.skip_to(event.at);
            self.seat_all(event)?;
            self.pass_on()?;
            self.take_turn(event, &mut played)?;
        }
        self.pass_on()?;
        self.desk = None;
        self.clock.go();
        for event in rest {
            if !self.wait(event)? {
                break;
            }
            self.seat_all(event)?;
            self.take_turn(event, &mut played)?;
        }
        while !self.stopped() && self.seat_next()? {}
        Ok(played)
    }

    /// Plays one event, unless it is the officer's who sits at the desk.
    fn take_turn(&mut self, event: &Event, played: &mut Played) -> Result<(), StageError> {
        if self.stopped() || event.by == self.scenario.desk && !self.with_desk {
            return Ok(());
        }
        played.events += 1;
        if !self.play(event)? {
            played.refused += 1;
        }
        Ok(())
    }

    /// Hands all that has been said to everybody, as on a stick that goes round: the links have only
    /// just come about and would take seconds for it.
    fn pass_on(&mut self) -> Result<(), StageError> {
        let Some(author) = self.players.get(&self.last_by) else { return Ok(()) };
        let rows = held(&author.desk)?;
        let players = self.players.iter_mut().filter(|(officer, _)| **officer != self.last_by);
        for desk in players.map(|(_, player)| &mut player.desk).chain(&mut self.desk) {
            let no = desk.room_no();
            desk.keep(|write| {
                rows.iter().try_for_each(|row| write.append(no, &row.link, Place::None).map(drop))
            })?;
            drop(Listener::wake(&desk.home().wake_path()));
        }
        Ok(())
    }

    /// Seats everybody who has to do with an event and has no seat yet.
    fn seat_all(&mut self, event: &Event) -> Result<(), StageError> {
        if !self.stopped() {
            self.seat(&event.by)?;
            event.act.officers().into_iter().try_for_each(|officer| self.seat(officer))?;
        }
        Ok(())
    }

    /// Seats an officer of the cast who has no seat yet.
    fn seat(&mut self, officer: &Slug) -> Result<(), StageError> {
        let scenario = self.scenario;
        if self.script.seats.contains_key(officer) {
            return Ok(());
        }
        if let Some(officer) = scenario.officer(officer) {
            let desk = self.stage.seat(officer, &mut self.script)?;
            self.players.insert(officer.id.clone(), Player::new(desk)?);
        }
        Ok(())
    }

    /// Seats the next of the cast; whether there was one left.
    fn seat_next(&mut self) -> Result<bool, StageError> {
        let scenario = self.scenario;
        let next = scenario.cast.iter().find(|o| !self.script.seats.contains_key(&o.id));
        let Some(next) = next else { return Ok(false) };
        self.seat(&next.id).map(|()| true)
    }

    /// Sends everybody home: their links end, and what they wrote stays.
    pub(super) fn stop_players(&mut self) {
        self.players.values().for_each(|player| player.link.leave());
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
    fn wait(&mut self, event: &Event) -> Result<bool, StageError> {
        use crate::clock::Clock as _;
        if event.at.since(self.clock.time()) > QUIET_MAX {
            self.clock.skip_to(event.at - QUIET_MAX);
        }
        let end = Instant::now() + self.clock.until(event.at);
        while !self.stopped() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(true);
            }
            if !self.seat_next()? {
                std::thread::park_timeout(left.min(LOOKS_UP));
            }
        }
        Ok(false)
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
            player.sees(entry, &self.stop)?;
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
            Err(StageError::Desk(DeskError::Refused(_))) => {
                match player.say(draft, &Shown::Resolve) {
                    Err(StageError::Desk(DeskError::Refused(_))) => return Ok(false),
                    said => said?,
                }
            }
            said => said?,
        };
        (self.last, self.last_by) = (Some(entry), event.by.clone());
        if let Some(label) = &event.label {
            self.script.entries.insert(label.clone(), entry);
            self.overs.insert(label.clone(), over);
        }
        Ok(true)
    }
}

/// Everything that a desk's journal holds of its room.
fn held(desk: &Desk) -> Result<Vec<Row>, DeskError> {
    let mut rows = Vec::new();
    desk.journal().read().each_since(desk.room_no(), RowNo(0), |row| rows.push(row))?;
    Ok(rows)
}

/// How many events come before time runs: up to the first incident.
fn opening(scenario: &Scenario) -> usize {
    let declares = |event: &Event| matches!(event.act, Act::IncidentDeclare { .. });
    scenario.events.iter().position(declares).map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library;

    #[test]
    fn the_opening_of_every_story_has_flows_and_an_incident() {
        for scenario in library::scenarios() {
            let opening = &scenario.events[..opening(&scenario)];
            let incident = opening.last().expect("there is an incident in every story");
            assert!(matches!(incident.act, Act::IncidentDeclare { .. }), "{}", scenario.id);
            let flows = opening.iter().any(|e| matches!(e.act, Act::FlowReport { .. }));
            assert!(flows, "{}", scenario.id);
            assert!(incident.by != scenario.desk, "{}: nobody would declare it", scenario.id);
        }
    }
}
