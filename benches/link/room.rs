//! Rooms as they are measured: twenty officers, their reports, what is open; homes that hold them.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use liaison::home::Home;
use liaison_core::body::flow::{FlowName, FlowReported};
use liaison_core::body::incident::IncidentDeclared;
use liaison_core::body::log::{Acknowledged, MessagePosted};
use liaison_core::body::{Body, Change};
use liaison_core::decide::{Shown, decide};
use liaison_core::entry::{Link, Secret};
use liaison_core::id::SeatKey;
use liaison_core::room::{Applied, Room as Folded};
use liaison_core::stamp::Stamp;
use liaison_core::terms::{
    Certainty, ClearanceMode, FlowStatus, IncidentKind, Precedence, Regime, Severity, Urgency,
};
use liaison_journal::{JournalError, Place};

use super::Outcome;
use super::partnership::Partnership;
use super::texts::Draw;

/// Officers of a room, the founder among them.
pub(crate) const OFFICERS: usize = 20;
/// How many of them wrote what is open.
const AUTHORS_OF_OPEN: usize = 10;
/// Between two entries.
const PAUSE: Duration = Duration::from_secs(60);
/// The epoch in which relay and homes hold what was written before.
pub(crate) const EPOCH: u64 = 7;
/// Entries of one transaction while a home is made.
const BATCH: usize = 5_000;
/// The journal's setting that says under which key a home writes in a room. Should its name ever
/// change, the home cannot be opened and this program says so.
const SEAT: &str = "seat";
/// The one that says where the room's relay is: its key, then its address.
const RELAY: &str = "relay";

/// A room that grows.
pub(crate) struct Room {
    pub(crate) partnership: Partnership,
    draw: Draw,
}

impl Room {
    /// Twenty officers who have written nothing; `entries` are to follow until `end`.
    pub(crate) fn seated(entries: usize, end: Stamp) -> Self {
        let all = PAUSE.as_millis() as u64 * (entries as u64 + 100);
        let partnership = Partnership::seated(OFFICERS, Stamp(end.0.saturating_sub(all)));
        Self { partnership, draw: Draw(20) }
    }

    /// All entries, in their order.
    pub(crate) fn links(&self) -> &[Link] {
        &self.partnership.links
    }

    /// An officer's key.
    pub(crate) fn secret(&self, officer: usize) -> &Secret {
        &self.partnership.secrets[officer]
    }

    /// Reports by all officers but the first two, who write in what is measured; some of the
    /// officers write much more than others.
    pub(crate) fn report(&mut self, texts: &[String]) {
        for text in texts {
            let officer = self.author();
            self.partnership.write(officer, message(text));
        }
    }

    /// What officers write and tick by turns: six reports of ten entries, two acknowledgements,
    /// two flows.
    pub(crate) fn mixed(&mut self, entries: usize, texts: &[String]) -> Outcome<()> {
        let Ok(mut folded) = Folded::fold(self.partnership.room, self.links());
        let mut texts = texts.iter();
        for at in 0..entries {
            let body = match at % 10 {
                2 | 7 => {
                    let said = self.links().last().map(|link| link.key().reference());
                    Acknowledged { entries: said.into_iter().collect() }.into()
                }
                4 | 9 => Body::from(self.flow()),
                _ => message(texts.next().ok_or("too few texts")?).into(),
            };
            // A console says over which value a flow is reported: else each would stand for ever.
            let officer = self.author();
            let (key, now) = (self.secret(officer).key(), self.partnership.now);
            let body = decide(&folded, &key, body, &Shown::Now, now)?;
            let link = self.partnership.write(officer, body);
            if folded.apply(&link) == Applied::FoldAnew {
                let Ok(anew) = Folded::fold(self.partnership.room, self.links());
                folded = anew;
            }
        }
        Ok(())
    }

    fn flow(&mut self) -> FlowReported {
        const PORTS: [&str; 6] = ["JPNGO", "JPTYO", "JPOSA", "JPUKB", "JPYOK", "CRLIO"];
        let facility = PORTS[self.draw.below(PORTS.len())].to_owned();
        let regime = [Regime::Import, Regime::Export, Regime::Transit][self.draw.below(3)];
        let status = [FlowStatus::Open, FlowStatus::Restricted, FlowStatus::Closed];
        let next_update = self.partnership.now + Duration::from_secs(7_200);
        FlowReported {
            flow: FlowName { facility, regime, direction: None },
            over: Vec::new(),
            as_of: self.partnership.now.moment(),
            status: status[self.draw.below(3)],
            mode: Some(ClearanceMode::Fallback),
            counterpart: None,
            capacity: Some(Change::Set(10 * self.draw.below(10) as u8)),
            queue: None,
            note: None,
            source: None,
            next_update: Some(Change::Set(next_update.moment())),
        }
    }

    /// Whose turn it is a while later: one of the officers who hold no home that is measured.
    fn author(&mut self) -> usize {
        self.pause();
        let most = 1 + self.draw.below(OFFICERS - 2);
        2 + self.draw.below(most)
    }

    /// One more open incident.
    pub(crate) fn open(&mut self, number: usize, text: &str) {
        let title: String = text.chars().take(30).collect();
        let declared = IncidentDeclared {
            title: title.trim().to_owned(),
            severity: Severity::Severe,
            urgency: Urgency::Immediate,
            certainty: Certainty::Observed,
            kind: IncidentKind::Infra,
            places: Vec::new(),
            text: Some(text.to_owned()),
            next_update: None,
        };
        self.pause();
        self.partnership.write(2 + number % AUTHORS_OF_OPEN, declared);
    }

    /// Reports by one officer that are in nobody's copy but the officer's own.
    pub(crate) fn unsent(&mut self, officer: usize, texts: &[String]) -> Vec<Link> {
        let stored = self.partnership.links.len();
        let own: Vec<Link> =
            texts.iter().map(|text| self.partnership.write(officer, message(text))).collect();
        self.partnership.links.truncate(stored);
        own
    }

    fn pause(&mut self) {
        self.partnership.now = self.partnership.now + PAUSE;
    }
}

fn message(text: &str) -> MessagePosted {
    MessagePosted {
        precedence: Precedence::Routine,
        text: text.to_owned(),
        to: Vec::new(),
        acknowledge: false,
        reply_to: None,
        tlp: None,
        language: None,
        incident: None,
    }
}

/// Makes the home of a seat that has received these entries and calls the relay at an address;
/// `unsent` are its own that no relay has.
pub(crate) fn home(
    dir: &Path,
    secret: &Secret,
    (relay, address): (SeatKey, SocketAddr),
    (links, unsent): (&[Link], &[Link]),
) -> Outcome<()> {
    let home = Home::at(dir);
    let mut journal = home.journal()?;
    home.keyring().keep(secret)?;
    let key = secret.key();
    let no = journal.write(|write| {
        let no = write.add_room(&links[0], Place::None)?;
        write.begin_epoch(no, EPOCH)?;
        write.append(no, &links[0], Place::At(0))?;
        write.add_own_seat(no, &key)?;
        write.set_setting(Some(no), SEAT, &key.0)?;
        let place = address.to_string();
        write.set_setting(Some(no), RELAY, &[&relay.0, place.as_bytes()].concat())?;
        Ok::<_, JournalError>(no)
    })?;
    let held = links[1..].chunks(BATCH).map(|chunk| (chunk, Place::Next));
    for (chunk, place) in held.chain(unsent.chunks(BATCH).map(|chunk| (chunk, Place::None))) {
        journal.write(|write| {
            for link in chunk {
                write.append(no, link, place)?;
            }
            Ok::<_, JournalError>(())
        })?;
    }
    // No ping within a measure: what an idle link costs is another figure.
    fs::write(home.dir().join("config.toml"), "link = \"narrow\"\nping-s = 600\n")?;
    Ok(())
}
