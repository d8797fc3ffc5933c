//! Help on a command, completions for the shell, the manual pages: all from the one tree.

use std::io::{self, Write};
use std::path::Path;

use clap::Command;
use clap_complete::Shell;

use super::help;
use crate::words::Words;

/// Prints the help of the command that the words lead to; false where there is none.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn help(out: &mut dyn Write, path: &[String], words: &Words) -> io::Result<bool> {
    let mut command = help::command(words);
    command.build();
    for name in path {
        let Some(found) = command.find_subcommand_mut(name) else { return Ok(false) };
        command = found.clone();
    }
    write!(out, "{}", command.render_long_help())?;
    Ok(true)
}

/// Prints completions for a shell.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn completions(out: &mut dyn Write, shell: Shell, words: &Words) -> io::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut help::command(words), "liaison", &mut script);
    out.write_all(&script)
}

/// Prints the manual page, or writes one for every command into a directory.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn pages(out: &mut dyn Write, dir: Option<&Path>, words: &Words) -> io::Result<()> {
    let mut command = help::command(words);
    command.build();
    match dir {
        Some(dir) => {
            std::fs::create_dir_all(dir)?;
            write_pages(dir, "liaison", command)
        }
        None => clap_mangen::Man::new(command).render(out),
    }
}

fn write_pages(dir: &Path, name: &str, command: Command) -> io::Result<()> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).title(name.to_owned()).render(&mut page)?;
    std::fs::write(dir.join(format!("{name}.1")), page)?;
    command
        .get_subcommands()
        .try_for_each(|sub| write_pages(dir, &format!("{name}-{}", sub.get_name()), sub.clone()))
}
