//! A room made by hand for tests, and a desk and a home around it.

mod documents;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use liaison_core::body::Body;
use liaison_core::body::room::{InvitationIssued, RoomFounded, SeatTaken};
use liaison_core::bundle::{Packed, Part};
use liaison_core::decide::{Shown, decide};
use liaison_core::entry::{Entry, Link, Secret};
use liaison_core::id::{EntryRef, Hash, RoomId, SeatKey};
use liaison_core::membership::redemption_hash;
use liaison_core::room::Room;
use liaison_core::stamp::{Moment, Stamp};
use liaison_core::terms::{Mode, Role, Tlp};

use super::desk::{Desk, Failure, Founding, Invitee, Offered, Office};
use super::draft::{Context, draft};
use super::fault::Exit;
use super::program::History;
use super::run::{Streams, Tools, run};
use super::{Cli, Read, read};
use crate::desk::bundle::{Delivered, Delivery, Outcome, Wanted};
use crate::desk::repair::Repaired;
use crate::glyph::Glyphs;
use crate::output::answer::{Founded, Joined, Standing, Synced, Verified};
use crate::output::list::RoomRow;
use crate::output::status;
use crate::places::Places;
use crate::words::{Language, Words};

/// 2026-07-04 06:00Z: when the story of every test begins.
pub(crate) const START: Stamp = Stamp(1_783_144_800_000);

/// A room and the secrets of everybody in it.
#[derive(Clone)]
pub(crate) struct Rehearsal {
    pub(crate) room: Room,
    pub(crate) links: Vec<Link>,
    secrets: BTreeMap<&'static str, Secret>,
    chains: BTreeMap<SeatKey, (u32, Hash)>,
    pub(crate) now: Stamp,
    seed: u8,
}

impl Rehearsal {
    /// A room in which Ana (coordinator, Aduanas), Ben (duty officer, Port) and Chloé (liaison,
    /// Carrier) sit.
    pub(crate) fn of(mode: Mode) -> Self {
        let founder = Secret::from_seed([1; 32]);
        let founded = RoomFounded {
            key: founder.key(),
            mode,
            purpose: "Nagoya 2023".into(),
            name: "Ana".into(),
            organisation: "Aduanas".into(),
            recovery: Secret::from_seed([9; 32]).key(),
            tlp: Tlp::Amber,
        };
        let body = Body::from(founded);
        let entry = Entry { time: START, kind: body.kind(), body: body.write() };
        let link = Link::write(&RoomId::default(), &founder, 1, Hash::ZERO, entry);
        let mut rehearsal = Self {
            room: Room::empty(RoomId(link.h.0)),
            links: Vec::new(),
            secrets: BTreeMap::from([("ana", founder)]),
            chains: BTreeMap::new(),
            now: START,
            seed: 20,
        };
        rehearsal.keep(link);
        rehearsal.seat("ben", "Ben", "Port", Role::DutyOfficer);
        rehearsal.seat("chloe", "Chloé", "Carrier", Role::Liaison);
        rehearsal
    }

    fn seat(&mut self, short: &'static str, name: &str, organisation: &str, role: Role) {
        let (invitation, secret) = (self.draw(), self.draw());
        self.say(
            "ana",
            InvitationIssued {
                key: invitation.key(),
                name: name.into(),
                organisation: organisation.into(),
                role,
                expires: Moment(START.0 / 1000 + 86_400),
                posted_at: None,
            },
        );
        let proof =
            invitation.sign(&redemption_hash(&self.room.id(), &secret.key(), &invitation.key()));
        let taken =
            SeatTaken { key: secret.key(), invitation: invitation.key(), proof, name: None };
        self.secrets.insert(short, secret);
        self.write(short, Body::from(taken));
    }

    fn draw(&mut self) -> Secret {
        self.seed += 1;
        Secret::from_seed([self.seed; 32])
    }

    pub(crate) fn key(&self, who: &str) -> SeatKey {
        self.secrets[who].key()
    }

    /// Says something with authority: it is decided first.
    pub(crate) fn say(&mut self, who: &str, body: impl Into<Body>) -> EntryRef {
        self.try_say(who, body.into(), &Shown::Now).expect("it is allowed")
    }

    pub(crate) fn try_say(
        &mut self,
        who: &str,
        body: Body,
        shown: &Shown,
    ) -> Result<EntryRef, Failure> {
        let body = decide(&self.room, &self.key(who), body, shown, self.now)?;
        Ok(self.write(who, body))
    }

    /// Writes whatever it is.
    pub(crate) fn write(&mut self, who: &str, body: Body) -> EntryRef {
        let entry = Entry { time: self.now, kind: body.kind(), body: body.write() };
        self.write_entry(who, entry)
    }

    pub(crate) fn write_entry(&mut self, who: &str, entry: Entry) -> EntryRef {
        let secret = self.secrets[who].clone();
        let (n, previous) = self.chains.get(&secret.key()).copied().unwrap_or((0, Hash::ZERO));
        let link = Link::write(&self.room.id(), &secret, n + 1, previous, entry);
        self.keep(link)
    }

    fn keep(&mut self, link: Link) -> EntryRef {
        self.now = Stamp(self.now.0 + 1_000);
        self.chains.insert(link.author, (link.n, link.h));
        let name = link.key().reference();
        self.links.push(link);
        self.fold();
        name
    }

    fn fold(&mut self) {
        let Ok(room) = Room::fold(self.room.id(), self.links.as_slice());
        self.room = room;
    }

    /// The draft of a command line, said by somebody.
    pub(crate) fn command(&mut self, who: &str, line: &str) -> EntryRef {
        let words = Words::new(Language::English);
        let places = Places::load();
        let cli = parsed(line);
        let command = cli.command.expect("a command");
        let context = Context {
            room: &self.room,
            me: self.key(who),
            now: self.now,
            places: &places,
            words: &words,
        };
        let drafted = draft(&command, &context);
        let drafted = drafted.expect(line).expect("a command that writes");
        self.try_say(who, drafted.body, &drafted.shown).expect(line)
    }
}

/// A command line as its arguments; quotation marks hold words together.
pub(crate) fn arguments(line: &str) -> Vec<OsString> {
    let mut arguments = vec![OsString::from("liaison")];
    for (i, part) in line.split('"').enumerate() {
        if i % 2 == 1 {
            arguments.push(part.into());
        } else {
            arguments.extend(part.split_whitespace().map(OsString::from));
        }
    }
    arguments
}

pub(crate) fn parsed(line: &str) -> Cli {
    match read(&arguments(line), &Words::new(Language::English), 100) {
        Read::Done(cli) => *cli,
        Read::Print(text) | Read::Wrong(text) => panic!("{line}: {text}"),
    }
}

/// A home with one rehearsed room, in which somebody sits.
pub(crate) struct Rehearsed {
    pub(crate) stage: Rc<RefCell<Rehearsal>>,
    pub(crate) who: &'static str,
    pub(crate) link_is_up: Cell<bool>,
    pub(crate) folder: std::path::PathBuf,
}

impl Rehearsed {
    pub(crate) fn new(stage: Rehearsal, who: &'static str) -> Self {
        Self {
            stage: Rc::new(RefCell::new(stage)),
            who,
            link_is_up: Cell::new(false),
            folder: "/nowhere/liaison".into(),
        }
    }

    /// Runs a command line; exit code, standard output and standard error.
    pub(crate) fn run(&self, language: Language, line: &str) -> (Exit, String, String) {
        self.run_with(language, line, "")
    }

    pub(crate) fn run_with(
        &self,
        language: Language,
        line: &str,
        input: &str,
    ) -> (Exit, String, String) {
        let (words, places) = (Words::new(language), Places::load());
        let cli = match read(&arguments(line), &words, 100) {
            Read::Done(cli) => cli,
            Read::Print(text) => return (Exit::Done, text, String::new()),
            Read::Wrong(text) => return (Exit::Usage, String::new(), text),
        };
        let glyphs = if cli.globals.ascii { Glyphs::Ascii } else { Glyphs::Unicode };
        let tools = Tools { words: &words, glyphs, places: &places, environment: |_| None };
        let (mut input, mut out, mut err) = (Cursor::new(input.to_owned()), Vec::new(), Vec::new());
        let mut streams = Streams {
            input: &mut input,
            asks: false,
            out: &mut out,
            err: &mut err,
            size: Some((80, 24)),
        };
        let exit = run(&cli, self, tools, &mut streams).expect("a command done here");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (exit, text(out), text(err))
    }
}

/// A desk at the rehearsed room.
pub(crate) struct RehearsedDesk {
    stage: Rc<RefCell<Rehearsal>>,
    room: Room,
    who: &'static str,
    link_is_up: bool,
}

impl Desk for RehearsedDesk {
    fn room(&self) -> &Room {
        &self.room
    }

    fn me(&self) -> SeatKey {
        self.stage.borrow().key(self.who)
    }

    fn now(&self) -> Stamp {
        self.stage.borrow().now
    }

    fn say(&mut self, draft: Body, shown: &Shown) -> Result<EntryRef, Failure> {
        let said = self.stage.borrow_mut().try_say(self.who, draft, shown)?;
        self.room = self.stage.borrow().room.clone();
        Ok(said)
    }

    fn reach(&mut self, _: &EntryRef, _: Duration) -> (Standing, Option<String>) {
        (if self.link_is_up { Standing::Stored } else { Standing::Saved }, None)
    }

    fn newest_first(
        &self,
        each: &mut dyn FnMut(&Link, Option<Standing>) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        let me = self.me();
        for link in self.stage.borrow().links.iter().rev() {
            let standing = (link.author == me).then_some(Standing::Saved);
            if each(link, standing).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn follow(
        &mut self,
        each: &mut dyn FnMut(&Room, &Link, Option<Standing>) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        let stage = self.stage.borrow();
        let last = stage.links.last().expect("a founding entry");
        let _ = each(&self.room, last, None);
        Ok(())
    }

    fn link(&self) -> status::Link {
        let state = if self.link_is_up { "up" } else { "down" };
        status::Link { state, queue: 2, ..status::Link::default() }
    }

    fn pending(&self) -> u64 {
        0
    }

    fn clock_offset_ms(&self) -> i64 {
        0
    }

    fn probe(&mut self, _: Duration) -> Result<String, Failure> {
        Err(no_link())
    }

    fn verify(&mut self) -> Result<Verified, Failure> {
        Ok(Verified {
            room: self.room.purpose().into(),
            mode: "exercise".into(),
            entries: self.room.entries(),
            bad_signatures: vec!["R7K2M4T.3".into()],
            ..Verified::default()
        })
    }

    fn sync(&mut self, _: History, _: Duration) -> Result<Synced, Failure> {
        if self.link_is_up {
            Ok(Synced { current: true, ..Synced::default() })
        } else {
            Err(no_link())
        }
    }

    fn export(&mut self, _: &Wanted) -> Result<Packed, Failure> {
        Ok(Packed { body: vec![7; 300], entries: 4, seats: 2, uncovered: 0 })
    }

    fn invite(&mut self, _: &Invitee, _: Duration) -> Result<(String, Stamp), Failure> {
        if self.link_is_up { Ok(("relay.example/7K2M-0000".into(), START)) } else { Err(no_link()) }
    }

    fn move_room(&mut self, _: &str, _: Duration) -> Result<EntryRef, Failure> {
        Err(no_link())
    }
}

fn no_link() -> Failure {
    let args = vec![("relay", "relay.example".to_owned()), ("why", "refused".to_owned())];
    Failure::Other { exit: Exit::NoLink, key: "no-link", args }
}

impl Office for Rehearsed {
    type Desk = RehearsedDesk;

    fn home(&self) -> &Path {
        &self.folder
    }

    fn open(&self, room: Option<&str>) -> Result<Self::Desk, Failure> {
        if let Some(name) = room.filter(|name| *name != "Nagoya 2023") {
            let args = vec![("name", name.to_owned()), ("rooms", "Nagoya 2023".to_owned())];
            return Err(Failure::Other { exit: Exit::Refused, key: "unknown-room", args });
        }
        let stage = Rc::clone(&self.stage);
        let room = stage.borrow().room.clone();
        Ok(RehearsedDesk { stage, room, who: self.who, link_is_up: self.link_is_up.get() })
    }

    fn rooms(&self) -> Result<Vec<RoomRow>, Failure> {
        let stage = self.stage.borrow();
        let mode = stage.room.mode().expect("a founding entry");
        Ok(vec![RoomRow::new(stage.room.id(), stage.room.purpose(), mode)])
    }

    fn join(
        &self,
        invitation: &str,
        _: Option<&str>,
        _: Duration,
        agrees: &mut dyn FnMut(&Offered) -> bool,
    ) -> Result<Joined, Failure> {
        let offered = Offered {
            relay: "relay.example".into(),
            room: Some(("Nagoya 2023".into(), Mode::Exercise)),
        };
        if !agrees(&offered) {
            return Err(Failure::Other { exit: Exit::Refused, key: "declined", args: Vec::new() });
        }
        Ok(Joined {
            room: Some("Nagoya 2023".into()),
            mode: Some("exercise".into()),
            relay: invitation.to_owned(),
            seat: Some("R7K2M4T".into()),
        })
    }

    fn found(&self, founding: &Founding, _: Duration) -> Result<Founded, Failure> {
        Ok(Founded {
            room: founding.name.clone(),
            mode: founding.mode.to_string(),
            recovery: "0000-0000".into(),
        })
    }

    fn import(&self, _: Option<&str>, parts: Vec<Part>) -> Result<Delivery, Failure> {
        let waits = |part: &Part| Delivered {
            bundle: part.bundle,
            count: part.count,
            missing: (1..=part.count).filter(|n| *n != part.number).collect(),
            outcome: Outcome::Waits,
        };
        let bundles = parts.iter().take(1).map(waits).collect();
        Ok(Delivery { bundles, ..Delivery::default() })
    }

    fn repair(&self) -> Result<Repaired, Failure> {
        let old = self.folder.join("journal.damaged");
        Ok(Repaired { old, kept: 12, lost: Vec::new() })
    }

    fn recover(&self, _: Option<&str>, key: &str) -> Result<Joined, Failure> {
        Ok(Joined { room: None, mode: None, relay: key.to_owned(), seat: None })
    }
}
