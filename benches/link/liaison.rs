//! The workloads on liaison: a relay and consoles, all of them processes, over counted lines.

use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use liaison::clock::{Clock as _, MachineClock};

use super::channel::{Channel, Line};
use super::console::{Console, Following, quiet};
use super::figures::{Figure, Figures};
use super::relay::Relay;
use super::room::{Room, home};
use super::texts::{Draw, Texts};
use super::{Extent, INTO, Outcome, ROUND_TRIP};

/// What liaison is called in the table. Every connection of it has TLS.
const NAME: &str = "liaison, narrow";
/// The same with connections of the other profile.
const WIDE: &str = "liaison, wide";
/// Entries of the small room, about: what two officers have in common before anything is measured.
const BASE: usize = 300;
/// Officers who hold the measured homes.
const WRITER: usize = 1;
const READER: usize = 0;
const SLOW: u32 = 2_400;
/// Bytes of a document.
const DOCUMENT: usize = 1_000_000;
const FLASH: &str = "All gates of the port close at 07:00Z, trucks are held at the P2 yard until \
    the terminal system is up";

/// Measures everything.
pub(crate) struct Measure<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) texts: &'a Texts,
    pub(crate) extent: &'a Extent,
    pub(crate) figures: &'a mut Figures,
}

/// A room whose relay holds all of it.
struct Served {
    room: Room,
    relay: Relay,
    folder: PathBuf,
    homes: usize,
}

impl Served {
    fn start(room: Room, folder: PathBuf) -> Outcome<Self> {
        std::fs::create_dir_all(&folder)?;
        let limits = [("entries_per_minute", 10_000_000), ("failures_per_minute", 10_000)];
        let mut relay = Relay::make(&folder.join("relay"), &limits)?;
        relay.fill([room.links()])?;
        relay.start()?;
        Ok(Self { room, relay, folder, homes: 0 })
    }

    /// An officer's console at the end of a line, holding the first so many entries, and a number
    /// of reports of its own that no relay has.
    fn console(
        &mut self,
        officer: usize,
        line: Line,
        held: usize,
        unsent: &[String],
    ) -> Outcome<(Console, Channel)> {
        let channel = Channel::open(self.relay.address()?, line);
        let dir = self.folder.join(format!("home-{}", self.homes));
        self.homes += 1;
        let own = self.room.unsent(officer, unsent);
        let secret = self.room.secret(officer);
        let relay = (self.relay.key(), channel.address());
        home(&dir, secret, relay, (&self.room.links()[..held], &own))?;
        Ok((Console::at(&dir), channel))
    }

    fn all(&self) -> usize {
        self.room.links().len()
    }
}

impl Measure<'_> {
    /// Bytes, then seconds; or a part of it.
    pub(crate) fn all(&mut self, part: Option<&str>) -> Outcome<()> {
        let is = |name| part.is_none_or(|part| part == name);
        if is("bytes") {
            self.live()?;
            self.bulk()?;
        }
        let mut served = self.large_room()?;
        if is("catch-up") {
            self.catch_up(&mut served)?;
        }
        if is("flash") {
            // Each writer's home is the only one of its seat: two would fork.
            for (at, &rate) in self.extent.rates.iter().enumerate() {
                self.flash_down(&mut served, WRITER + 2 * at, rate)?;
                self.flash_up(&mut served, WRITER + 2 * at + 1, rate)?;
            }
        }
        Ok(())
    }

    fn say(&mut self, what: &str, value: f64, note: &str) {
        self.say_of(NAME, what, value, note);
    }

    fn say_of(&mut self, system: &str, what: &str, value: f64, note: &str) {
        self.figures.add(Figure {
            system: system.to_owned(),
            tls: true,
            what: what.to_owned(),
            value,
            note: note.to_owned(),
        });
    }

    fn room(&self, entries: usize) -> Room {
        Room::seated(entries, MachineClock.time())
    }

    /// First connection, nothing new, live reports, acknowledgements.
    fn live(&mut self) -> Outcome<()> {
        let mut room = self.room(BASE);
        room.report(&self.texts.before);
        let mut served = Served::start(room, self.folder.join("live"))?;
        let all = served.all();
        let (reader, at_reader) = served.console(READER, Line::FAST, all, &[])?;
        let (writer, at_writer) = served.console(WRITER, Line::FAST, all, &[])?;
        for (profile, name) in [("narrow", NAME), ("wide", WIDE)] {
            for what in ["first", "nothing_new"] {
                let before = quiet(&at_reader);
                reader.sync_by(profile, "all")?;
                self.say_of(name, what, (quiet(&at_reader) - before) as f64, "");
            }
        }

        let reading = reader.follow(&at_reader)?;
        let writing = writer.follow(&at_writer)?;
        let (read, written) = (quiet(&at_reader), quiet(&at_writer));
        let reports = &self.texts.live[..self.extent.live.min(self.texts.live.len())];
        for report in reports {
            writer.write(&["post", report])?;
            reading.text(report)?;
        }
        let count = reports.len() as f64;
        self.say("live_subscriber", (quiet(&at_reader) - read) as f64 / count, "");
        self.say("live_publisher", (quiet(&at_writer) - written) as f64 / count, "");

        // Each acknowledgement is of a message of its own, one at a time.
        let mut asked = Vec::new();
        for report in &self.texts.many[..self.extent.acks] {
            asked.push(writer.write(&["post", "--ack", report])?);
            reading.text(report)?;
        }
        let (read, written) = (quiet(&at_reader), quiet(&at_writer));
        for id in &asked {
            let acknowledgement = reader.write(&["ack", id])?;
            writing.until(|line| line["id"] == acknowledgement.as_str())?;
        }
        let count = asked.len() as f64;
        self.say("ack_sender", (quiet(&at_reader) - read) as f64 / count, "");
        self.say("ack_receiver", (quiet(&at_writer) - written) as f64 / count, "");
        Ok(())
    }

    /// Somebody was away while twenty officers wrote: reports alone, as the peers carry them, and
    /// what officers write and tick.
    fn bulk(&mut self) -> Outcome<()> {
        let missed = self.extent.bulk;
        for what in ["catch_up", "catch_up_mixed"] {
            let mut room = self.room(BASE + missed);
            room.report(&self.texts.before);
            let held = room.links().len();
            if what == "catch_up" {
                room.report(&self.texts.many[..missed]);
            } else {
                room.mixed(missed, &self.texts.many[..missed])?;
            }
            let mut served = Served::start(room, self.folder.join(what))?;
            let (reader, at_reader) = served.console(READER, Line::FAST, held, &[])?;
            let synced = reader.sync("all")?;
            if synced["entries_received"].as_u64() < Some(missed as u64) {
                return Err(format!("a catch-up is not complete: {synced}").into());
            }
            self.say(what, quiet(&at_reader) as f64 / missed as f64, "");
        }
        Ok(())
    }

    /// A large room with much that is open.
    fn large_room(&mut self) -> Outcome<Served> {
        let (entries, open) = (self.extent.room, self.extent.open);
        let mut room = self.room(entries);
        let reports = entries - room.links().len() - open;
        for number in 0..open {
            let from = reports * number / open;
            room.report(&self.texts.many[from..reports * (number + 1) / open]);
            room.open(number, &self.texts.many[reports + number]);
        }
        Served::start(room, self.folder.join("room"))
    }

    /// Coming back and coming anew, at 2,400 bit/s and 2 s round trip.
    fn catch_up(&mut self, served: &mut Served) -> Outcome<()> {
        let (entries, open) = (self.extent.room, self.extent.open);
        let line = Line::slow(SLOW, ROUND_TRIP);

        let held = entries - self.extent.away;
        let (away, _channel) = served.console(READER, line, held, &[])?;
        let synced = away.sync("none")?;
        let after = synced["current_after"].as_f64().ok_or("not current again")?;
        let took = after + ROUND_TRIP.as_secs_f64();
        self.say("away_present", took, "current again, the past left out");
        let (away, channel) = served.console(READER, line, held, &[])?;
        let began = Instant::now();
        let synced = away.sync("all")?;
        self.say(
            "away",
            (began.elapsed() + ROUND_TRIP).as_secs_f64(),
            "everything that was missed",
        );
        if synced["entries_received"].as_u64() < Some(self.extent.away as u64) {
            return Err(format!("a catch-up is not complete: {synced}").into());
        }
        self.say("away_bytes", quiet(&channel) as f64, "");

        let (newcomer, channel) = served.console(READER, line, 1, &[])?;
        let synced = newcomer.sync("none")?;
        let after = synced["current_after"].as_f64().ok_or("a newcomer who is not current")?;
        let all = synced["seconds"].as_f64().unwrap_or_default() + ROUND_TRIP.as_secs_f64();
        let note = format!("current: all that is open; after {all:.0} s also all seats");
        self.say("newcomer", after + ROUND_TRIP.as_secs_f64(), &note);
        self.say("newcomer_bytes", quiet(&channel) as f64, "");
        let status = newcomer.run(&["status"])?;
        let seen = status["incidents"].as_array().map_or(0, Vec::len);
        if seen != open {
            return Err(format!("{seen} incidents are open at a newcomer's, not {open}").into());
        }
        Ok(())
    }

    /// A flash message to somebody who fetches a document.
    fn flash_down(&mut self, served: &mut Served, officer: usize, rate: u32) -> Outcome<()> {
        let all = served.all();
        let line = Line::slow(rate, ROUND_TRIP);
        let (writer, fast) = served.console(officer, Line::FAST, all, &[])?;
        let _writing = writer.follow(&fast)?;
        let documents = writer.run(&["document", "list"]).is_ok();
        let shared =
            if documents { Some(share(&writer, &self.document(rate)?, &fast)?) } else { None };
        // Without documents the load is what the reader has missed.
        let missed = if documents { 0 } else { self.extent.bulk.min(all / 2) };
        let (reader, slow) = served.console(READER, line, all - missed, &[])?;
        let reading = reader.begin_to_follow()?;
        let fetching = match &shared {
            Some(id) => {
                reading.until(|line| line["id"] == id.as_str())?;
                Some(reader.begin(&["--wait", "3600", "document", "fetch", id])?)
            }
            None => None,
        };
        let load = Load { channel: &slow, rate, way: |(_, down)| down };
        let took = load.flash(&writer, &reading, &format!("{FLASH}, down, {rate}"))?;
        end(fetching)?;
        self.say_flash(&format!("flash_down_{rate}"), &took, documents, "a catch-up of 1,000");
        Ok(())
    }

    /// A flash message by somebody whose document is on its way to the relay.
    fn flash_up(&mut self, served: &mut Served, officer: usize, rate: u32) -> Outcome<()> {
        let all = served.all();
        let line = Line::slow(rate, ROUND_TRIP);
        let (reader, fast) = served.console(READER, Line::FAST, all, &[])?;
        let reading = reader.follow(&fast)?;
        let documents = reader.run(&["document", "list"]).is_ok();
        // Without documents the load is what was written without a link.
        let own = if documents { 0 } else { self.extent.bulk.min(all / 2) };
        let own = &self.texts.many[self.extent.room..][..own];
        let (writer, slow) = served.console(officer, line, all, own)?;
        let _writing = writer.begin_to_follow()?;
        let sharing = if documents {
            let file = self.document(rate)?;
            Some(writer.begin(&["--wait", "3600", "document", "share", &file])?)
        } else {
            None
        };
        let load = Load { channel: &slow, rate, way: |(up, _)| up };
        let took = load.flash(&writer, &reading, &format!("{FLASH}, up, {rate}"))?;
        end(sharing)?;
        let otherwise = "1,000 reports written without a link";
        self.say_flash(&format!("flash_up_{rate}"), &took, documents, otherwise);
        Ok(())
    }

    /// The longest, and the mean beside it.
    fn say_flash(&mut self, what: &str, took: &[f64], documents: bool, otherwise: &str) {
        let behind = if documents { "a document of 1 MB" } else { otherwise };
        let mean = took.iter().sum::<f64>() / took.len() as f64;
        let longest = took.iter().copied().fold(0.0, f64::max);
        let moments: Vec<String> = took.iter().map(|took| format!("{took:.1}")).collect();
        let moments = moments.join(", ");
        let note = format!("longest of {moments}; mean {mean:.1} s, behind {behind}");
        self.say(what, longest, &note);
    }

    /// A file of bytes that nothing can be saved on, another one each time.
    fn document(&self, number: u32) -> Outcome<String> {
        let mut draw = Draw(u64::from(number) + self.figures.count() as u64);
        let bytes: Vec<u8> = (0..DOCUMENT).map(|_| draw.below(256) as u8).collect();
        let path = self.folder.join(format!("document-{number}-{}", self.figures.count()));
        std::fs::write(&path, bytes)?;
        Ok(path.to_string_lossy().into_owned())
    }
}

/// Shares a file over a fast line and waits until the relay has it; the entry's id.
fn share(writer: &Console, file: &str, fast: &Channel) -> Outcome<String> {
    let before = quiet(fast);
    let id = writer.write(&["--wait", "60", "document", "share", file])?;
    let began = Instant::now();
    while quiet(fast) - before < DOCUMENT as u64 {
        if began.elapsed() > Duration::from_secs(120) {
            return Err("a document does not go to the relay".into());
        }
    }
    Ok(id)
}

fn end(command: Option<Child>) -> Outcome<()> {
    if let Some(mut command) = command {
        command.kill()?;
        command.wait()?;
    }
    Ok(())
}

/// How many flash messages are written behind one load, and how much longer the pause is each time.
const MOMENTS: u32 = 5;
const BETWEEN: Duration = Duration::from_millis(700);

/// Something long that passes over a thin line.
struct Load<'a> {
    channel: &'a Channel,
    rate: u32,
    way: fn((u64, u64)) -> u64,
}

impl Load<'_> {
    /// Writes flash messages when the load is under way; seconds until each is on the other's
    /// screen.
    fn flash(&self, writer: &Console, reading: &Following, text: &str) -> Outcome<Vec<f64>> {
        let passed = || (self.way)(self.channel.counts());
        std::thread::sleep(Duration::from_secs(INTO));
        let before = passed();
        std::thread::sleep(Duration::from_secs(INTO));
        // A quarter of what the line carries: less is no load.
        if passed() - before < INTO * u64::from(self.rate) / 40 {
            return Err(format!("only {} bytes passed in {INTO} s", passed() - before).into());
        }
        let mut took = Vec::new();
        for moment in 0..MOMENTS {
            let text = format!("{text}, {moment}");
            let written = Instant::now();
            let posting = writer.begin(&["post", "--precedence", "flash", &text])?;
            let arrived = reading.text(&text)?;
            end(Some(posting))?;
            took.push((arrived - written).as_secs_f64());
            // Another moment of a slice's way each time.
            std::thread::sleep(BETWEEN * (moment + 1));
        }
        Ok(took)
    }
}
