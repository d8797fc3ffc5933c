//! Damage: found by checking the file, and by proving every entry of a room again.

use std::collections::BTreeMap;

use liaison_core::entry::{Link, verifies};
use liaison_core::id::{Hash, RoomId, SeatKey};

use crate::fault::{JournalError, Result};
use crate::journal::Journal;
use crate::read::Reader;
use crate::row::{RoomNo, Row, RowNo};
use crate::salvage::Salvage;

/// How many findings of the file's check are told; after so many it is plain enough.
const FINDINGS_MAX: usize = 100;

/// What is wrong with one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// The disk does not give it back, or not as anything that was ever written.
    Unreadable,
    /// Its content and its hash do not belong together.
    Content,
    /// No signature that holds covers it.
    Unsigned,
    /// Its own signature does not hold, though a later one covers it: the entry itself is whole.
    Signature,
}

impl Wrong {
    /// Whether the entry is lost by it.
    pub fn loses(self) -> bool {
        self != Self::Signature
    }
}

/// A row that does not verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The row.
    pub no: RowNo,
    /// Whose it was and its number, as far as can still be told: to be fetched again.
    pub name: Option<(SeatKey, u32)>,
    /// Whether it was this installation's: then its number was used, and a fresh seat is due.
    pub own: bool,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// What came of proving a room again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many entries verify.
    pub good: u64,
    /// The rows that do not.
    pub bad: Vec<BadRow>,
}

impl Verdict {
    /// Whether everything verifies.
    pub fn is_whole(&self) -> bool {
        self.bad.is_empty()
    }
}

/// Indexes over some of the entries, and which.
const PARTIAL_INDEXES: [(&str, &str); 4] = [
    ("entry_place", "place IS NOT NULL"),
    ("entry_unplaced", "place IS NULL"),
    ("entry_fork", "branch > 0"),
    ("entry_own", "standing IS NOT NULL"),
];

impl Journal {
    /// Checks the file's pages and indexes, all of them; what is wrong with them, in words.
    ///
    /// # Errors
    ///
    /// Where the file cannot even be checked.
    pub fn check(&self) -> Result<Vec<String>> {
        let mut findings = self.pragma("PRAGMA integrity_check(100)")?;
        findings.retain(|finding| finding != "ok");
        let orphans = self.pragma("PRAGMA foreign_key_check")?;
        findings.extend(orphans.iter().map(|table| format!("{table}: a row of nothing")));
        if findings.is_empty() {
            findings.extend(self.check_partial_indexes()?);
        }
        findings.truncate(FINDINGS_MAX);
        Ok(findings)
    }

    /// SQLite does not count what an index over some rows should have: a row that says by damage
    /// that it does not belong there is found here.
    fn check_partial_indexes(&self) -> Result<Vec<String>> {
        let mut findings = Vec::new();
        for (index, rows) in PARTIAL_INDEXES {
            let same = self.read().run(|conn| {
                let sql = format!(
                    "SELECT (SELECT count(*) FROM entry NOT INDEXED WHERE {rows}) =
                     (SELECT count(*) FROM entry INDEXED BY {index} WHERE {rows})"
                );
                Ok(conn.query_row(&sql, [], |row| row.get::<_, bool>(0))?)
            });
            match same {
                Ok(true) => {}
                Ok(false) => findings.push(format!("{index}: not the rows that it is of")),
                Err(error) if error.is_damage() => findings.push(format!("{index}: unreadable")),
                Err(error) => return Err(error),
            }
        }
        Ok(findings)
    }

    /// Checks the file's pages, but not that its indexes agree with them: several times faster.
    ///
    /// # Errors
    ///
    /// Where the file cannot even be checked.
    pub fn quick_check(&self) -> Result<Vec<String>> {
        let mut findings = self.pragma("PRAGMA quick_check(100)")?;
        findings.retain(|finding| finding != "ok");
        Ok(findings)
    }

    /// The first column of what a check answers. A check that breaks off has found something.
    fn pragma(&self, sql: &str) -> Result<Vec<String>> {
        self.read().run(|conn| {
            let mut statement = conn.prepare(sql)?;
            let mut rows = statement.query([])?;
            let mut found = Vec::new();
            loop {
                match rows.next().map_err(|error| JournalError::from(error).at(self.path())) {
                    Ok(Some(row)) => found.push(row.get(0)?),
                    Ok(None) => return Ok(found),
                    Err(error) if error.is_damage() => {
                        found.push("the check broke off".to_owned());
                        return Ok(found);
                    }
                    Err(error) => return Err(error),
                }
            }
        })
    }
}

/// What is remembered of a row until the signatures after it were seen.
struct Proof {
    no: RowNo,
    n: u32,
    h: Hash,
    previous: Hash,
    content: bool,
    signature: Option<bool>,
}

impl Reader<'_> {
    /// Proves every entry of a room again: hashes, chains, signatures.
    ///
    /// Reads row by row, so that what lies on one damaged page does not hide what lies on others.
    /// Takes a signature check (some 40 µs) for every signed entry: run it where it may take its
    /// time.
    ///
    /// # Errors
    ///
    /// Errors that are not damage; damage is what it tells.
    pub fn verify(&self, room: RoomNo) -> Result<Verdict> {
        self.prove(room, |_| Ok(()))
    }

    /// As [`Self::verify`], and hands over every row that could be read, proved or not.
    pub(crate) fn prove(
        &self,
        room: RoomNo,
        mut visit: impl FnMut(&Row) -> Result<()>,
    ) -> Result<Verdict> {
        let salvage = Salvage::of(*self, room)?;
        let id = salvage.id();
        let mut verdict = Verdict::default();
        let mut chains: BTreeMap<SeatKey, Vec<Proof>> = BTreeMap::new();
        salvage.each(|no, found| {
            let Some(row) = found else {
                let name = salvage.name(no);
                let own = name.is_some_and(|(author, _)| salvage.is_own(&author));
                verdict.bad.push(BadRow { no, name, own, wrong: Wrong::Unreadable });
                return Ok(());
            };
            chains.entry(row.link.author).or_default().push(Proof::of(&id, &row));
            visit(&row)
        })?;
        for (author, mut proofs) in chains {
            proofs.sort_by_key(|proof| std::cmp::Reverse(proof.n));
            judge(&proofs, |proof, wrong| match wrong {
                None => verdict.good += 1,
                Some(wrong) => {
                    verdict.good += u64::from(!wrong.loses());
                    let name = Some((author, proof.n));
                    let own = salvage.is_own(&author);
                    verdict.bad.push(BadRow { no: proof.no, name, own, wrong });
                }
            });
        }
        verdict.bad.sort_by_key(|bad| bad.no);
        Ok(verdict)
    }
}

impl Proof {
    fn of(room: &RoomId, row: &Row) -> Self {
        let link = &row.link;
        let signature = link.signature.as_ref().map(|s| verifies(&link.author, &link.h, s));
        let bare = Link { signature: None, ..link.clone() };
        let content = bare.holds(room);
        let (n, h, previous) = (link.n, link.h, link.previous);
        Self { no: row.no, n, h, previous, content, signature }
    }
}

/// Judges one author's rows, newest number first: a signature that holds vouches for all before.
fn judge(proofs: &[Proof], mut say: impl FnMut(&Proof, Option<Wrong>)) {
    let mut vouched: Vec<(u32, Hash)> = Vec::new();
    for proof in proofs {
        vouched.retain(|(n, _)| *n <= proof.n);
        let covered = vouched.contains(&(proof.n, proof.h));
        let signed = proof.signature == Some(true);
        let wrong = match (proof.content, signed || covered) {
            (false, _) => Some(Wrong::Content),
            (true, false) => Some(Wrong::Unsigned),
            (true, true) => (proof.signature == Some(false)).then_some(Wrong::Signature),
        };
        if proof.content && (signed || covered) {
            vouched.push((proof.n.saturating_sub(1), proof.previous));
        }
        say(proof, wrong);
    }
}
