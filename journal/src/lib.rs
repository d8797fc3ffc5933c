//! Entries of liaison's rooms on disk, for the console's replica and the relay's store alike.
//!
//! One SQLite file per home. It promises three things: what a commit returned for survives the
//! machine's power; nothing that was written is overwritten, except bookkeeping; damage is found
//! and named, never read as if it were the record. What an entry means is none of its business:
//! that is `liaison_core`.
//!
//! - [`Journal`] opens the file; [`Reader`] reads, [`Write`] is one transaction of the one writer.
//! - [`row`]: rows and their numbers. [`standing`]: how far own entries have come, and the outbox.
//! - [`epoch`]: how long positions hold. [`head`]: what others say they saw.
//! - [`index`]: the machines' [`Record`](liaison_core::record::Record) and shelf, from the rows.
//! - [`batch`]: the relay's group commit. [`fold`]: the saved fold for a fast start.
//! - [`document`]: the bytes beside the record, and what is known of them elsewhere.
//! - [`setting`], [`draft`], [`permit`]: what lies beside the record.
//! - [`verify`], [`repair`], [`backup`]: damage found, told and mended; copies made and put back.

#![forbid(unsafe_code)]

mod aside;
pub mod backup;
pub mod batch;
mod disk;
pub mod document;
pub mod draft;
pub mod epoch;
mod fault;
pub mod fold;
pub mod head;
pub mod index;
mod journal;
pub mod permit;
mod read;
pub mod repair;

pub mod row;
mod salvage;
mod schema;
mod seal;
pub mod setting;
pub mod standing;
pub mod verify;

mod write;

pub use fault::{JournalError, Result};
pub use journal::{Access, BUSY_MS_MAX, Journal};
pub use read::{Author, LogMark, PAGE_ROWS_MAX, Reader, Room};
pub use row::{Held, RoomNo, Row, RowNo};
pub use write::{Added, BRANCHES_MAX, Place, Write};
