//! Permits to found or move a room: a relay keeps their hashes, a console their text.

use liaison_core::id::Hash;
use liaison_core::stamp::Stamp;
use rusqlite::{OptionalExtension as _, params};

use crate::fault::{JournalError, Result};
use crate::read::Reader;
use crate::row::array;
use crate::write::Write;

/// What a relay knows of a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    /// The hash of its secret: the relay could not use it itself.
    pub digest: Hash,
    /// When it ends.
    pub expires: Stamp,
    /// When it was used.
    pub spent: Option<Stamp>,
}

/// What became of a permit that somebody presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spending {
    /// It held, and now is spent.
    Spent,
    /// It was spent before.
    Used,
    /// It ended.
    Expired,
    /// No such permit was given.
    Unknown,
}

impl Reader<'_> {
    /// The permit with this hash.
    pub fn permit(&self, digest: &Hash) -> Result<Option<Permit>> {
        self.run(|conn| {
            let sql = "SELECT digest, expires, spent FROM permit WHERE digest = ?1";
            let mut statement = conn.prepare_cached(sql)?;
            let permit = statement.query_row(params![digest.0], |row| {
                let spent: Option<i64> = row.get(2)?;
                Ok(Permit {
                    digest: Hash(array(row, 0)?),
                    expires: Stamp(row.get::<_, i64>(1)?.cast_unsigned()),
                    spent: spent.map(|at| Stamp(at.cast_unsigned())),
                })
            });
            Ok(permit.optional()?)
        })
    }

    /// The permits that this console keeps, oldest first.
    pub fn kept_permits(&self) -> Result<Vec<String>> {
        self.run(|conn| {
            let mut statement = conn.prepare_cached("SELECT text FROM kept_permit ORDER BY no")?;
            let texts = statement.query_map([], |row| row.get(0))?;
            Ok(texts.collect::<rusqlite::Result<_>>()?)
        })
    }
}

impl Write<'_> {
    /// A relay gives a permit.
    pub fn give_permit(&mut self, digest: &Hash, expires: Stamp) -> Result<()> {
        self.execute(
            "INSERT INTO permit (digest, expires) VALUES (?1, ?2)",
            params![digest.0, expires.0.cast_signed()],
        )?;
        Ok(())
    }

    /// Spends a permit, once. With the room's founding entry in the same transaction, neither is
    /// without the other.
    pub fn spend_permit(&mut self, digest: &Hash, now: Stamp) -> Result<Spending> {
        let Some(permit) = self.read().permit(digest)? else { return Ok(Spending::Unknown) };
        if permit.spent.is_some() {
            return Ok(Spending::Used);
        }
        if permit.expires <= now {
            return Ok(Spending::Expired);
        }
        self.execute(
            "UPDATE permit SET spent = ?2 WHERE digest = ?1",
            params![digest.0, now.0.cast_signed()],
        )?;
        Ok(Spending::Spent)
    }

    /// A console keeps a permit until its room is founded.
    pub fn keep_permit(&mut self, text: &str, now: Stamp) -> Result<()> {
        self.execute(
            "INSERT INTO kept_permit (text, kept) VALUES (?1, ?2) ON CONFLICT (text) DO NOTHING",
            params![text, now.0.cast_signed()],
        )?;
        Ok(())
    }

    /// A kept permit was spent.
    pub fn drop_permit(&mut self, text: &str) -> Result<()> {
        match self.execute("DELETE FROM kept_permit WHERE text = ?1", params![text])? {
            0 => Err(JournalError::NotHere { what: "the permit" }),
            _ => Ok(()),
        }
    }
}
