//! The demo without a screen: the lines of the log as they come to the desk, and a summary.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use liaison_core::field::Holding as _;
use liaison_core::wire::History;
use liaison_journal::{RowNo, standing};

use super::play::Play;
use super::script::Script;
use super::stage::Stage;
use super::{DemoError, clock};
use crate::console::Wanted;
use crate::desk::Desk;
use crate::glyph::Glyphs;
use crate::library::{self, Scenario};
use crate::output::Paper;
use crate::output::line::{Line, Shown};
use crate::words::Words;

/// Rows read at a time.
const PAGE: u32 = 500;
/// How long the desk waits for the last line to reach it, and everybody for the relay.
const PATIENCE: Duration = Duration::from_secs(30);

/// Plays a story to its end and prints it.
pub(super) fn run(scenario: &Scenario, speed: u32, wanted: Wanted) -> Result<(), DemoError> {
    let began = Instant::now();
    let clock = clock(scenario, speed);
    let words = Words::new(wanted.language);
    let glyphs = Glyphs::choose(wanted.ascii, |name| std::env::var(name).ok());
    let mut script = Script::new(scenario, library::plans(), wanted.language.code());
    let mut stage = Stage::set(scenario, &mut script, clock.clone())?;
    let officer =
        scenario.officer(&scenario.desk).expect("the reader has found the desk's officer");
    let desk = stage.seat(officer, &mut script)?;
    let mut watching = Desk::open(desk.home(), None, clock.clone())?;
    let mut play = Play::new(scenario, script, stage, clock, Arc::new(AtomicBool::new(false)));
    play.take_desk(desk)?;
    let mode = watching.room().mode();
    let paper = Paper { words: &words, glyphs, mode };
    let mut printed = Printed { after: RowNo(0), lines: 0 };

    let played = std::thread::scope(|scope| {
        let playing = scope.spawn(move || {
            let played = play.run();
            let last = play.last();
            (play, played, last)
        });
        while !playing.is_finished() {
            printed.print(&mut watching, &paper)?;
            std::thread::park_timeout(Duration::from_millis(50));
        }
        let (play, played, last) = playing
            .join()
            .map_err(|_| std::io::Error::other("a thread of the story has failed"))?;
        let end = Instant::now() + PATIENCE;
        while last.is_some_and(|last| !watching.room().holds(&last)) && Instant::now() < end {
            printed.print(&mut watching, &paper)?;
            std::thread::park_timeout(Duration::from_millis(20));
        }
        printed.print(&mut watching, &paper)?;
        Ok::<_, DemoError>((play, played?))
    })?;
    let (play, played) = played;
    summary(play, &mut watching, &paper, played.events, printed.lines, began)
}

/// What was printed so far.
struct Printed {
    after: RowNo,
    lines: usize,
}

impl Printed {
    /// Prints what has come to the desk since.
    fn print(&mut self, desk: &mut Desk, paper: &Paper<'_>) -> Result<(), DemoError> {
        desk.refresh()?;
        let no = desk.room_no();
        let mut out = std::io::stdout().lock();
        let read = |after: RowNo| desk.journal().read().since(no, after, PAGE);
        loop {
            let rows = read(self.after).map_err(crate::desk::DeskError::from)?;
            let Some(last) = rows.last() else { return Ok(out.flush()?) };
            self.after = last.no;
            for row in &rows {
                let own = desk.journal().read().standing(no, &row.link.key());
                let own = own.map_err(crate::desk::DeskError::from)?;
                let standing = own.map(|standing| match standing {
                    standing::Standing::Stored { .. } => "stored",
                    standing::Standing::Refused { .. } => "refused",
                    _ => "saved",
                });
                let shown = Shown { link: &row.link, standing };
                Line::of(desk.room(), shown, desk.now(), paper).print(&mut out, paper)?;
                self.lines += 1;
            }
        }
    }
}

/// The end: everybody holds the same, and what the room has come to.
fn summary(
    mut play: Play<'_>,
    desk: &mut Desk,
    paper: &Paper<'_>,
    events: usize,
    lines: usize,
    began: Instant,
) -> Result<(), DemoError> {
    play.stop_players();
    let mine = crate::link::sync(desk, History::All, PATIENCE)?.complete;
    let theirs = crate::link::sync(&mut play.stage.founder, History::All, PATIENCE)?.complete;
    let (here, there) = (desk.verify()?, play.stage.founder.verify()?);
    let same = mine && theirs && here.fingerprint == there.fingerprint;
    let room = desk.room();
    let open = room.incidents().values().filter(|i| i.is_open()).count();
    let args = [
        ("events", events.to_string()),
        ("lines", lines.to_string()),
        ("seats", room.membership().members().len().to_string()),
        ("entries", room.entries().to_string()),
        ("incidents", room.incidents().len().to_string()),
        ("open", open.to_string()),
        ("flows", room.flows().len().to_string()),
        ("conflicts", room.conflicts().len().to_string()),
        ("bulletins", room.bulletins().len().to_string()),
        ("seconds", began.elapsed().as_secs().to_string()),
    ];
    let mut out = std::io::stdout().lock();
    paper.line(&mut out, &paper.with("demo-summary", &args))?;
    let soundness = if same && here.ok { "demo-same" } else { "demo-differs" };
    let fingerprint: String = here.fingerprint.0[..8].iter().map(|b| format!("{b:02x}")).collect();
    paper.line(&mut out, &paper.with(soundness, &[("fingerprint", fingerprint)]))?;
    if same && here.ok { Ok(()) } else { Err(std::io::Error::other("the copies differ").into()) }
}
