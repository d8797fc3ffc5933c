//! What an officer brings: parts of bundles, of whichever rooms, in whichever order.

use std::sync::Arc;

use liaison_core::bundle::{Bundle, BundleId, Part, PartError};
use liaison_core::terms::Mode;

use super::parts::{Shoebox, Sorted};
use super::{Desk, Imported};
use crate::clock::Clock;
use crate::desk::{DeskError, choose, rooms};
use crate::home::Home;

/// What became of everything that was brought.
#[derive(Debug, Default)]
pub struct Delivery {
    /// Each bundle of which a part was brought.
    pub bundles: Vec<Delivered>,
    /// Parts that do not belong to the others of their bundle.
    pub foreign: Vec<(Part, PartError)>,
    /// Incomplete bundles of which too many were kept: their parts are to be brought again.
    pub forgotten: Vec<BundleId>,
}

/// What became of one bundle.
#[derive(Debug)]
pub struct Delivered {
    /// Which bundle.
    pub bundle: BundleId,
    /// Of how many parts it is.
    pub count: u32,
    /// The numbers that are missing.
    pub missing: Vec<u32>,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a bundle.
#[derive(Debug)]
pub enum Outcome {
    /// Parts are missing; those that came are kept.
    Waits,
    /// It was taken in before, and what was brought of it is nothing new.
    Again,
    /// It was taken in.
    Imported {
        /// The room.
        room: String,
        /// Its mode.
        mode: Mode,
        /// The names and organisations of those whose entries are new, and how many.
        by: Vec<By>,
        /// What it brought.
        imported: Box<Imported>,
    },
    /// It was not; nothing of it is kept.
    Refused(DeskError),
}

/// Whose entries are new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// The seat.
    pub seat: String,
    /// The officer's name; none where the seat is none of the room's.
    pub name: Option<String>,
    /// The organisation.
    pub organisation: Option<String>,
    /// How many.
    pub entries: u64,
}

/// Takes in what was brought. Parts are put with those that are kept from before; a bundle that is
/// complete is taken in at once. With a room named, bundles of other rooms are refused.
///
/// # Errors
///
/// `NoRoom`, `UnknownRoom` and those of home and journal; what concerns one bundle is told with it.
pub fn deliver(
    home: &Home,
    room: Option<&str>,
    parts: Vec<Part>,
    clock: &Arc<dyn Clock>,
) -> Result<Delivery, DeskError> {
    if !home.exists() {
        return Err(DeskError::NoRoom);
    }
    let mut journal = home.journal()?;
    let only = match room {
        Some(name) => Some(choose(&rooms(&journal)?, Some(name))?),
        None => None,
    };
    let mut shoebox = Shoebox::open(&journal)?;
    let Sorted { sheaves, foreign } = shoebox.sort(&journal, parts)?;
    let mut delivery = Delivery { foreign, ..Delivery::default() };
    for sheaf in sheaves {
        let (bundle, count, missing) = (sheaf.bundle(), sheaf.count(), sheaf.missing());
        let outcome = match sheaf.body() {
            None if shoebox.is_done(bundle) => Outcome::Again,
            None => {
                shoebox.put(&mut journal, &sheaf)?;
                Outcome::Waits
            }
            Some(Err(error)) => {
                // Which part is wrong is not known: the right one takes its place when it comes.
                shoebox.put(&mut journal, &sheaf)?;
                Outcome::Refused(error.into())
            }
            Some(Ok(body)) => {
                let taken = take_in(home, &body, only, clock);
                shoebox.drop_parts(&mut journal, bundle, taken.is_ok())?;
                taken.unwrap_or_else(Outcome::Refused)
            }
        };
        delivery.bundles.push(Delivered { bundle, count, missing, outcome });
    }
    delivery.forgotten = shoebox.forgotten;
    Ok(delivery)
}

/// Takes in a whole bundle at a desk in its room.
fn take_in(
    home: &Home,
    body: &[u8],
    only: Option<liaison_core::id::RoomId>,
    clock: &Arc<dyn Clock>,
) -> Result<Outcome, DeskError> {
    let wanted = Bundle::read(body)?.room;
    let journal = home.journal()?;
    let held = rooms(&journal)?.into_iter().find(|room| room.id.name() == wanted);
    let held = held.ok_or(DeskError::BundleRoom)?;
    if only.is_some_and(|only| only != held.id) {
        return Err(DeskError::BundleOther { room: held.purpose });
    }
    let mut desk = Desk::open_room(home, journal, held.id, clock.clone())?;
    let imported = desk.import_bundle(body)?;
    let membership = desk.room().membership();
    let by = imported.new.iter().map(|(seat, entries)| {
        let key = membership.key(seat);
        let member = key.and_then(|key| membership.member(&key));
        By {
            seat: seat.to_string(),
            name: member.map(|m| m.name.clone()),
            organisation: member.map(|m| m.organisation.clone()),
            entries: *entries,
        }
    });
    let by = by.collect();
    let imported = Box::new(imported);
    Ok(Outcome::Imported { room: held.purpose, mode: held.mode, by, imported })
}
