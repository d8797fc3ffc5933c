//! The same workloads on other programs, by the clients in `benches/link/peers`.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use super::Outcome;
use super::figures::Figures;
use super::texts::Texts;

/// Where the peers' clients leave what a full run has measured.
const KEPT: &str = "target/peers/figures";

/// Takes the figures of the peers' last full runs, where there were any.
pub(crate) fn recall(root: &Path, figures: &mut Figures) -> Outcome<()> {
    let Ok(folder) = fs::read_dir(root.join(KEPT)) else { return Ok(()) };
    let mut files: Vec<_> = folder.map(|file| file.map(|f| f.path())).collect::<Result<_, _>>()?;
    files.sort();
    if !files.is_empty() {
        println!("the peers' figures are those of their last runs, in {KEPT}");
    }
    for file in files {
        for line in fs::read_to_string(file)?.lines() {
            figures.add(serde_json::from_str(line)?);
        }
    }
    Ok(())
}

/// Runs the peers that are installed, and takes their figures as they come.
pub(crate) fn measure(
    root: &Path,
    folder: &Path,
    texts: &Texts,
    (live, small, only): (usize, bool, Option<&str>),
    figures: &mut Figures,
) -> Outcome<()> {
    let installed = root.join("target/peers");
    if !installed.is_dir() {
        println!("no peers are installed: benches/link/install installs them, below target/peers");
        return Ok(());
    }
    let file = folder.join("texts");
    let (first, rest) = (&texts.live[..live.min(texts.live.len())], &texts.many);
    fs::write(&file, [first, rest].concat().join("\n"))?;
    let mut command = Command::new("python3");
    command.arg("-B").arg(root.join("benches/link/peers/measure.py"));
    command.arg("--texts").arg(file).arg("--link").arg(std::env::current_exe()?);
    command.arg("--home").arg(installed).arg("--folder").arg(folder.join("peers"));
    command.arg("--live").arg(first.len().to_string());
    if small {
        command.arg("--small");
    }
    if let Some(only) = only {
        command.args(["--only", only]);
    }
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let output = BufReader::new(child.stdout.take().ok_or("no output")?);
    for line in output.lines() {
        figures.add(serde_json::from_str(&line?)?);
    }
    if child.wait()?.success() { Ok(()) } else { Err("the peers' clients failed".into()) }
}
