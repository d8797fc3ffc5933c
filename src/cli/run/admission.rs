//! Coming in: taking a seat, offering one, founding, moving and recovering a room.

use std::io::BufRead as _;

use super::super::desk::{Desk, Founding, Invitee, Offered, Office};
use super::super::fault::{Exit, Fault};
use super::super::name::id_text;
use super::super::room::{Invite, Join, Room};
use super::{Run, Stop, fault, print};
use crate::output::answer::{Invited, Written};
use crate::output::{Paper, refusal};
use crate::when;

impl<'a, O: Office> Run<'a, '_, O> {
    pub(super) fn join(&mut self, join: &Join) -> Result<Exit, Stop> {
        let paper = self.paper();
        let patience = self.cli.globals.patience();
        let (err, asks) = (&mut *self.streams.err, self.streams.asks);
        let input = &mut *self.streams.input;
        // The invitation may have been pasted in several words.
        let invitation = join.invitation.join(" ");
        let joined =
            self.office.join(&invitation, join.name.as_deref(), patience, &mut |offered| {
                agrees(offered, &paper, asks, input, err)
            });
        let joined = joined.map_err(|failure| fault(&failure, None, &paper))?;
        let mode = joined.mode.as_deref().and_then(|mode| mode.parse().ok());
        let paper = Paper { mode, ..paper };
        let (as_json, out) = (self.cli.globals.json, &mut *self.streams.out);
        print(as_json, out, &paper, &joined, |j, out| j.print(out, &paper))?;
        Ok(Exit::Done)
    }

    pub(super) fn invite(&mut self, invite: &Invite) -> Result<Exit, Stop> {
        let paper = self.paper();
        let expires = when::parse_duration(&invite.expires)
            .map_err(|error| Fault::usage(refusal::time(&error, &paper)))?;
        let (Some(name), Some(organisation), Some(role)) =
            (invite.name.clone(), invite.org.clone(), invite.role)
        else {
            return Err(Fault::usage(paper.say("cli-mistake-help")).into());
        };
        let mut desk = self.open()?;
        let invitee =
            Invitee { name, organisation, role, expires, posted_at: invite.posted.clone() };
        let invited = desk.invite(&invitee, self.cli.globals.patience());
        let (text, until) =
            invited.map_err(|failure| fault(&failure, Some(desk.room()), &paper))?;
        let invited = Invited::new(text, until);
        let (as_json, out) = (self.cli.globals.json, &mut *self.streams.out);
        print(as_json, out, &paper, &invited, |i, out| i.print(out, &paper))?;
        Ok(Exit::Done)
    }

    pub(super) fn room(&mut self, room: &Room) -> Result<Exit, Stop> {
        let paper = self.paper();
        let as_json = self.cli.globals.json;
        match room {
            Room::List => {
                let rooms = self.office.rooms();
                let rooms = rooms.map_err(|failure| fault(&failure, None, &paper))?;
                let out = &mut *self.streams.out;
                print(as_json, out, &paper, &rooms, |rooms, out| {
                    if rooms.is_empty() {
                        return paper.line(out, &paper.say("out-desk-no-room"));
                    }
                    rooms.iter().try_for_each(|row| {
                        let mode = paper.say(&format!("banner-{}", row.mode));
                        paper.line(out, &format!("{mode}  {}  {}", row.id, paper.clean(&row.room)))
                    })
                })?;
            }
            Room::Found { name, mode, tlp, founder, org } => {
                let founding = Founding {
                    name: name.clone(),
                    mode: *mode,
                    tlp: *tlp,
                    founder: founder.clone(),
                    organisation: org.clone(),
                };
                let founded = self.office.found(&founding, self.cli.globals.patience());
                let founded = founded.map_err(|failure| fault(&failure, None, &paper))?;
                let paper = Paper { mode: Some(*mode), ..paper };
                print(as_json, self.streams.out, &paper, &founded, |f, out| f.print(out, &paper))?;
            }
            Room::Recover { key } => self.recover(key.as_deref())?,
            Room::Move { permit } => self.move_room(&permit.join(" "))?,
        }
        Ok(Exit::Done)
    }

    /// The key is better read from standard input: arguments can be seen by others on the machine.
    fn recover(&mut self, key: Option<&str>) -> Result<(), Stop> {
        let paper = self.paper();
        let key = match key {
            Some(key) => key.to_owned(),
            None => {
                if self.streams.asks {
                    writeln!(self.streams.err, "{}", paper.say("out-recover-ask"))?;
                }
                first_line(self.streams.input)?
            }
        };
        let recovered = self.office.recover(self.cli.globals.room.as_deref(), key.trim());
        let recovered = recovered.map_err(|failure| fault(&failure, None, &paper))?;
        let as_json = self.cli.globals.json;
        Ok(print(as_json, self.streams.out, &paper, &recovered, |j, out| j.print(out, &paper))?)
    }

    fn move_room(&mut self, permit: &str) -> Result<(), Stop> {
        let mut desk = self.open()?;
        let paper = self.paper_of(desk.room());
        let patience = self.cli.globals.patience();
        let entry = desk.move_room(permit, patience);
        let entry = entry.map_err(|failure| fault(&failure, Some(desk.room()), &paper))?;
        let (standing, reason) = desk.reach(&entry, patience);
        let id = id_text(desk.room(), &entry);
        let written = Written { id, standing: standing.text(), reason };
        let as_json = self.cli.globals.json;
        Ok(print(as_json, self.streams.out, &paper, &written, |w, out| w.print(out, &paper))?)
    }
}

/// Shows where an invitation leads; asks where somebody sits there, otherwise goes on: who runs a
/// script has decided already.
fn agrees(
    offered: &Offered,
    paper: &Paper<'_>,
    asks: bool,
    input: &mut dyn std::io::Read,
    err: &mut dyn std::io::Write,
) -> bool {
    let shown = match &offered.room {
        Some((room, mode)) => {
            let args = [
                ("relay", offered.relay.clone()),
                ("room", room.clone()),
                ("mode", paper.mode_word(*mode)),
            ];
            paper.with("out-join-offered", &args)
        }
        None => paper.with("out-join-offered-permit", &[("relay", offered.relay.clone())]),
    };
    // Where standard error is closed nobody can be shown anything, and nobody is asked.
    if writeln!(err, "{shown}").is_err() || !asks {
        return true;
    }
    let asked = write!(err, "{} ", paper.say("out-join-ask")).and_then(|()| err.flush());
    let answer = first_line(input).unwrap_or_default();
    asked.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "o" | "oui")
}

/// One line, of bounded length.
fn first_line(input: &mut dyn std::io::Read) -> std::io::Result<String> {
    const LINE_BYTES_MAX: u64 = 4 * 1024;
    let mut line = String::new();
    std::io::BufReader::new(std::io::Read::take(input, LINE_BYTES_MAX)).read_line(&mut line)?;
    Ok(line)
}
