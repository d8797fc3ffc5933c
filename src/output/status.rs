//! The situation: `liaison status`.

use std::io::{self, Write};

use liaison_core::id::{EntryRef, SeatKey};
use liaison_core::room::Room;
use liaison_core::stamp::Stamp;
use liaison_core::terms::Role;
use serde::Serialize;

use super::row::{
    ActivationRow, FlowRow, GuidanceRow, IncidentRow, activations, guidance, incidents,
};
use super::value::Conflict;
use super::{Paper, time};
use crate::cli::name::id_text;
use crate::home::Config;
use crate::link::{Queue, Rank};
use crate::when;

/// How the link is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Link {
    /// `none`, `down`, `connecting`, `catching-up` or `up`.
    pub state: &'static str,
    /// Measured bits a second.
    pub rate_bps: Option<u64>,
    /// Shortest round trip of the last minutes.
    pub rtt_ms: Option<u64>,
    /// Entries that wait to be stored.
    pub queue: u64,
    /// Measured bits a second from the relay; `rate_bps` is towards it.
    pub rate_down_bps: Option<u64>,
    /// `wide` or `narrow`: how the last connection was made; none if there never was one.
    pub profile: Option<&'static str>,
    /// When the picture was last known to be complete.
    pub current_at: Option<String>,
    /// What waits, by precedence.
    pub waiting: Waiting,
    /// Bytes of all links of this home on this day, in UTC.
    pub today: Today,
    /// What is set in `config.toml`.
    pub settings: Settings,
}

/// What waits to be sent, by precedence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// Flash messages and real events.
    pub flash: u64,
    /// Immediate messages.
    pub immediate: u64,
    /// Priority messages.
    pub priority: u64,
    /// Routine messages.
    pub routine: u64,
    /// Everything that is no message.
    pub other: u64,
    /// How many bytes that is, about.
    pub bytes: u64,
    /// How many seconds that takes at the measured rate.
    pub seconds: Option<u64>,
}

/// What the links of a home have cost on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Today {
    /// Bytes sent, as TCP carries them, TLS included.
    pub bytes_sent: u64,
    /// Bytes received, likewise.
    pub bytes_received: u64,
}

/// What is set in `config.toml`, with what follows from the link being metered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// Whether every byte or minute is paid for.
    pub metered: bool,
    /// `auto`, `wide` or `narrow`.
    pub link: &'static str,
    /// `none`, `recent` or `all`.
    pub history: &'static str,
    /// Seconds between pings of an idle link.
    pub ping_s: u64,
}

impl Waiting {
    /// What waits, at a rate in bits a second.
    pub fn of(queue: &Queue, bps: Option<u64>) -> Self {
        let count = |rank| queue.rank(rank, None).0;
        let (.., tenths) = queue.rank(Rank::Other, bps);
        Self {
            flash: count(Rank::Flash),
            immediate: count(Rank::Immediate),
            priority: count(Rank::Priority),
            routine: count(Rank::Routine),
            other: count(Rank::Other),
            bytes: queue.total_bytes(),
            seconds: tenths.map(|tenths| tenths.div_ceil(10)),
        }
    }
}

impl Settings {
    /// What a configuration says of the link.
    pub fn of(config: &Config) -> Self {
        Self {
            metered: config.metered,
            link: config.profile().name(),
            history: config.extent_name(),
            ping_s: config.ping().as_secs(),
        }
    }
}

/// The situation of a room.
#[derive(Clone, Debug, Serialize)]
pub struct Situation {
    /// What the room is called and for.
    pub room: String,
    /// Actual, exercise or test.
    pub mode: String,
    /// The least label of everything in it.
    pub tlp: String,
    /// When this was true.
    pub as_of: String,
    /// How the link is.
    pub link: Link,
    /// Entries held of seats that are not known here yet.
    pub pending: u64,
    /// What officers set differently.
    pub conflicts: Vec<Conflict>,
    /// Open and closed ones, in the order in which they were declared.
    pub incidents: Vec<IncidentRow>,
    /// By facility, regime and direction.
    pub flows: Vec<FlowRow>,
    /// In the order in which they were proposed.
    pub activations: Vec<ActivationRow>,
    /// What stands, in the order of issue.
    pub guidance: Vec<GuidanceRow>,
    /// Contacts on the roster.
    pub roster: usize,
    /// What waits for this seat's acknowledgement.
    pub unacknowledged: usize,
    /// Updates, promises, steps and reviews that are late.
    pub overdue: usize,
    /// Documents shared and not withdrawn.
    pub documents: usize,
    #[serde(skip)]
    role: Option<Role>,
    #[serde(skip)]
    now: Stamp,
}

impl Situation {
    /// The situation of a room, as a seat sees it.
    pub fn of(room: &Room, me: &SeatKey, now: Stamp, link: Link, pending: u64) -> Self {
        let late_steps = room.activations().values().filter(|a| a.is_open());
        let late_steps: usize = late_steps.map(|a| a.late_steps(room, now)).sum();
        let late = room.incidents().values().filter(|i| i.is_late(now)).count()
            + room.flows().values().filter(|f| f.is_late(now)).count();
        Self {
            room: room.purpose().to_owned(),
            mode: room.mode().map_or("", |m| m.text()).to_owned(),
            tlp: room.tlp().to_string(),
            as_of: time(now),
            link,
            pending,
            conflicts: Conflict::all(room),
            incidents: incidents(room, now),
            flows: room.flows().iter().map(|(name, flow)| FlowRow::of(name, flow)).collect(),
            activations: activations(room),
            guidance: guidance(room),
            documents: room.documents().values().filter(|d| room.stands(d)).count(),
            roster: room.contacts().values().filter(|c| c.is_listed()).count(),
            unacknowledged: room.waiting_for(me).len() + room.guidance_waiting_for(me, now).len(),
            overdue: late + late_steps,
            role: room.role(me),
            now,
        }
    }

    /// Prints the situation.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, room: &Room, paper: &Paper<'_>) -> io::Result<()> {
        let role = match self.role {
            Some(role) => paper.term("role", role.text()),
            None => paper.say("standing-no-authority"),
        };
        let link = paper.say(&format!("link-{}", self.link.state));
        let banner = [
            paper.clean(&self.room),
            self.tlp.clone(),
            role,
            when::date_clock(self.now),
            paper
                .with("out-status-link", &[("link", link), ("queue", self.link.queue.to_string())]),
        ];
        paper.line(out, &banner.join("  "))?;
        self.print_counts(out, paper)?;
        self.print_conflicts(out, room, paper)?;
        self.print_incidents(out, paper)?;
        self.print_flows(out, room, paper)?;
        self.print_activations(out, room, paper)?;
        if !self.guidance.is_empty() {
            paper.heading(out, "out-status-guidance")?;
            for row in &self.guidance {
                paper.line(out, &paper.clean(&format!("  {}  {}", row.number, row.title)))?;
            }
        }
        if self.documents > 0 {
            let args = [("n", self.documents.to_string())];
            paper.line(out, &paper.with("out-status-documents", &args))?;
        }
        Ok(())
    }

    /// Prints real events that are not acknowledged, each on a line without the exercise's word.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print_real_events(
        out: &mut dyn Write,
        room: &Room,
        me: &SeatKey,
        paper: &Paper<'_>,
    ) -> io::Result<()> {
        for event in real_events(room, me) {
            writeln!(out, "{}", paper.say("banner-real-event"))?;
            writeln!(out, "{}", paper.clean(&event))?;
        }
        Ok(())
    }

    fn print_counts(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        let said = [
            ("waiting", self.unacknowledged.to_string()),
            ("overdue", self.overdue.to_string()),
            ("conflicts", self.conflicts.len().to_string()),
            ("roster", self.roster.to_string()),
        ];
        paper.line(out, &paper.with("out-status-counts", &said))
    }

    fn print_conflicts(
        &self,
        out: &mut dyn Write,
        room: &Room,
        paper: &Paper<'_>,
    ) -> io::Result<()> {
        if self.conflicts.is_empty() {
            return Ok(());
        }
        paper.heading(out, "out-status-conflicts")?;
        for conflict in &self.conflicts {
            paper.line(out, &format!("  {}", conflict.said(room, paper)))?;
            for value in conflict.values_said(room, paper) {
                paper.line(out, &format!("    {value}"))?;
            }
        }
        Ok(())
    }

    fn print_incidents(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        paper.heading(out, "out-status-incidents")?;
        let open: Vec<_> = self.incidents.iter().filter(|i| i.open).collect();
        if open.is_empty() {
            return paper.line(out, &format!("  {}", paper.say("out-nothing")));
        }
        for row in open {
            row.print(out, self.now, paper)?;
        }
        Ok(())
    }

    fn print_flows(&self, out: &mut dyn Write, room: &Room, paper: &Paper<'_>) -> io::Result<()> {
        if self.flows.is_empty() {
            return Ok(());
        }
        paper.heading(out, "out-status-flows")?;
        self.flows.iter().try_for_each(|row| row.print(out, room, self.now, paper))
    }

    fn print_activations(
        &self,
        out: &mut dyn Write,
        room: &Room,
        paper: &Paper<'_>,
    ) -> io::Result<()> {
        let open: Vec<_> = self.activations.iter().filter(|a| a.open).collect();
        if open.is_empty() {
            return Ok(());
        }
        paper.heading(out, "out-status-activations")?;
        open.iter().try_for_each(|row| row.print(out, room, self.now, paper))
    }
}

/// The line above a banner while a real event inside an exercise is not acknowledged.
fn real_events(room: &Room, me: &SeatKey) -> Vec<String> {
    let member = room.membership().member_index(me);
    let waits = |name: &EntryRef| member.is_none_or(|member| !room.has_acknowledged(name, member));
    let all = room.real_events().iter().filter(|(name, _)| waits(name));
    all.map(|(name, event)| {
        format!("{} ({}: {})", event.text, event.actual_room, id_text(room, name))
    })
    .collect()
}
