//! Processes: this program again in another part, and what the system says of them.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::Outcome;

/// The part of a console that draws its first screen.
pub(crate) const SCREEN: &str = "--as-screen";
/// The part of the relay.
pub(crate) const RELAY: &str = "--as-relay";
/// Ticks of a second in which the system counts processor time: the same on every Linux.
const TICKS: f64 = 100.0;

/// Memory of a process, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    /// In memory now.
    pub(crate) resident: f64,
    /// The most that ever was.
    pub(crate) peak: f64,
}

/// This program in another part.
pub(crate) fn again(part: &str, path: &Path) -> Outcome<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(part).arg(path);
    Ok(command)
}

/// The memory of a process; none where the system does not tell.
pub(crate) fn memory(pid: u32) -> Option<Memory> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
        Some(kib * 1024.0)
    };
    Some(Memory { resident: field("VmRSS:")?, peak: field("VmHWM:")? })
}

/// Seconds of processor time that a process has used; none where the system does not tell.
pub(crate) fn processor_seconds(pid: u32) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name before the bracket may have spaces; user and system time are the 14th and 15th.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / TICKS)
}

/// What everything is measured on, in a sentence.
pub(crate) fn machine(folder: &Path) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("processor", |m| m.trim_start_matches([' ', '\t', ':']));
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<&str> = load.split_whitespace().take(1).collect();
    let load = load.first().copied().unwrap_or("not known");
    format!(
        "{cores} × {model}, shared by both ends; load before the first figure {load}; disk: {}",
        folder.display()
    )
}
