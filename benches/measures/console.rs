//! The console's figures: a home with a long log, opened by real processes.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use liaison::clock::{Clock as _, MachineClock};
use liaison::home::Home;
use liaison_journal::Place;

use super::Outcome;
use super::history::History;
use super::process;
use super::sample::Sample;
use super::table::{Budget, Table};

/// The journal's setting that says under which key a home writes in a room. Should its name ever
/// change, the home cannot be opened and this program says so.
const SEAT: &str = "seat";
/// The one that says where the room's relay is: its key, then its address.
const RELAY: &str = "relay";
/// Nobody listens here: the link is down, and the console tries it again and again.
const NOWHERE: &str = "127.0.0.1:9";
/// Entries of one transaction while the home is made.
const BATCH: usize = 5_000;
const KEY_MS_MAX: f64 = 16.0;
const MEMORY_MB_MAX: f64 = 60.0;
const STATUS_MS_MAX: f64 = 300.0;
const MB: f64 = 1e6;

/// What processes that each opened the home anew have told.
#[derive(Default)]
struct Told {
    /// From starting the process to the first screen, in milliseconds.
    screen: Sample,
    /// Of that, opening the desk: journal and fold.
    desk: Sample,
    resident: Sample,
    peak: Sample,
    keys: Vec<String>,
    key_median: Sample,
    key_p99: Sample,
    key_worst: Sample,
}

/// Measures a room of so many entries.
pub(crate) fn measure(
    table: &mut Table,
    folder: &Path,
    entries: usize,
    runs: usize,
) -> Outcome<()> {
    table.title(&format!("Console, {entries} entries by 20 officers, {runs} processes each"));
    let began = Instant::now();
    let history = History::write(entries, MachineClock.time())?;
    let written = began.elapsed();
    let home = make(&folder.join(format!("home-{entries}")), &history)?;
    let bytes = fs::metadata(home.journal_path())?.len() as f64;
    table.say(&format!(
        "decided, signed and folded in {:.1} s, in the journal in {:.1} s, {:.0} bytes an entry",
        written.as_secs_f64(),
        (began.elapsed() - written).as_secs_f64(),
        bytes / entries as f64
    ));
    let mut anew = Told::default();
    for run in 0..runs.div_ceil(2) {
        let copy = folder.join(format!("copy-{entries}-{run}"));
        copy_home(home.dir(), &copy)?;
        open(&copy, &mut anew)?;
        fs::remove_dir_all(copy)?;
    }
    table.figure("first screen, folded anew (no saved fold), median", anew.screen.median(), "ms");
    table.figure("  of that, desk: journal read and folded, fold saved", anew.desk.median(), "ms");
    if !anew.peak.is_empty() {
        table.figure("  memory at most, while folding anew", anew.peak.median() / MB, "MB");
    }
    // The first to open the home saves the fold; from then on every start is a fast one.
    open(home.dir(), &mut Told::default())?;
    let mut told = Told::default();
    for _ in 0..runs {
        open(home.dir(), &mut told)?;
    }
    print(table, entries, &told);
    status(table, home.dir(), runs)
}

fn print(table: &mut Table, entries: usize, told: &Told) {
    let most = if entries > 10_000 { 200.0 } else { 50.0 };
    let what = "first screen, process start to 80×24 drawn, median";
    table.row(what, told.screen.median(), "ms", Budget::AtMost(most));
    let (least, longest) = told.screen.spread();
    table.say(&format!("from {least:.0} to {longest:.0} ms"));
    table.figure("  of that, desk: journal opened, saved fold read", told.desk.median(), "ms");
    let what = "key to screen (update and draw), 99th percentile";
    table.row(what, told.key_p99.median(), "ms", Budget::AtMost(KEY_MS_MAX));
    table.figure("  median of all keys", told.key_median.median(), "ms");
    let (_, worst) = told.key_worst.spread();
    table.row("  slowest key of all processes", worst, "ms", Budget::AtMost(KEY_MS_MAX));
    table.say(&format!("slowest keys: {}", told.keys.join(", ")));
    if !told.resident.is_empty() {
        let what = "memory (resident) after the keys, median";
        table.row(what, told.resident.median() / MB, "MB", Budget::AtMost(MEMORY_MB_MAX));
        table.figure("  at most", told.peak.median() / MB, "MB");
    }
}

/// A home that has received all of a room, with the seat of one of its officers.
fn make(dir: &Path, history: &History) -> Outcome<Home> {
    let home = Home::at(dir);
    let mut journal = home.journal()?;
    home.keyring().keep(history.me())?;
    let (links, key) = (&history.partnership.links, history.me().key());
    let no = journal.write(|write| {
        let no = write.add_room(&links[0], Place::None)?;
        write.begin_epoch(no, 1)?;
        write.append(no, &links[0], Place::At(0))?;
        write.add_own_seat(no, &key)?;
        write.set_setting(Some(no), SEAT, &key.0)?;
        write.set_setting(Some(no), RELAY, &[&key.0, NOWHERE.as_bytes()].concat())?;
        Ok::<_, liaison_journal::JournalError>(no)
    })?;
    for chunk in links[1..].chunks(BATCH) {
        journal.write(|write| {
            for link in chunk {
                write.append(no, link, Place::Next)?;
            }
            Ok::<_, liaison_journal::JournalError>(())
        })?;
    }
    Ok(home)
}

fn copy_home(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to)?;
    for file in fs::read_dir(from)? {
        let (path, name) = file.map(|f| (f.path(), to.join(f.file_name())))?;
        if path.is_dir() {
            copy_home(&path, &name)?;
        } else {
            fs::copy(path, name)?;
        }
    }
    Ok(())
}

/// Opens a home in a process of its own, and takes what it tells.
fn open(home: &Path, told: &mut Told) -> Outcome<()> {
    let began = Instant::now();
    let mut child = process::again(process::SCREEN, home)?.stdout(Stdio::piped()).spawn()?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
    let mut drawn = String::new();
    output.read_line(&mut drawn)?;
    let screen = began.elapsed();
    let mut rest = String::new();
    output.read_to_string(&mut rest)?;
    if !child.wait()?.success() {
        return Err(format!("the console in {} was not drawn", home.display()).into());
    }
    told.screen.took(screen);
    for line in drawn.lines().chain(rest.lines()) {
        let (name, text) = line.split_once(' ').ok_or("a figure without a name")?;
        let sample = match name {
            "drawn" => &mut told.desk,
            "resident" => &mut told.resident,
            "peak" => &mut told.peak,
            "key-median" => &mut told.key_median,
            "key-p99" => &mut told.key_p99,
            "key-worst" => &mut told.key_worst,
            _ => {
                told.keys = text.split(", ").map(str::to_owned).collect();
                continue;
            }
        };
        sample.push(text.parse()?);
    }
    Ok(())
}

/// `status --json` by the program itself, as a whole process.
fn status(table: &mut Table, home: &Path, runs: usize) -> Outcome<()> {
    let mut took = Sample::default();
    for _ in 0..runs.max(5) {
        let mut command = Command::new(PathBuf::from(env!("CARGO_BIN_EXE_liaison")));
        command.env_clear().env("LIAISON_HOME", home).env("LANG", "C.UTF-8");
        let began = Instant::now();
        let output = command.args(["--json", "status"]).stdin(Stdio::null()).output()?;
        took.took(began.elapsed());
        if !output.status.success() {
            return Err(format!("status: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        let document: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        if took.count() == 1 {
            let size = |name: &str| document[name].as_array().map_or(0, Vec::len);
            let (incidents, flows) = (size("incidents"), size("flows"));
            table.say(&format!(
                "status names {incidents} incidents, closed ones too, and {flows} flows"
            ));
        }
    }
    let what = "status --json, the whole process, median";
    table.row(what, took.median(), "ms", Budget::AtMost(STATUS_MS_MAX));
    let longest = Duration::from_secs_f64(took.spread().1 / 1e3);
    table.say(&format!("at most {:.0} ms", longest.as_secs_f64() * 1e3));
    Ok(())
}
