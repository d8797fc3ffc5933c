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
        let mut chains: BTreeMap<SeatKey, Chain> = BTreeMap::new();
        salvage.each(|no, found| {
            let Some(row) = found else {
                let name = salvage.name(no);
                let own = name.is_some_and(|(author, _)| salvage.is_own(&author));
                verdict.bad.push(BadRow { no, name, own, wrong: Wrong::Unreadable });
                return Ok(());
            };
            let author = row.link.author;
            let chain = chains.entry(author).or_default();
            chain.take(Proof::of(&id, &row), |proof, wrong| {
                verdict.say(author, salvage.is_own(&author), proof, wrong);
            });
            visit(&row)
        })?;
        for (author, chain) in chains {
            let own = salvage.is_own(&author);
            chain.judge(|proof, wrong| verdict.say(author, own, proof, wrong));
        }
        verdict.bad.sort_by_key(|bad| bad.no);
        Ok(verdict)
    }
}

impl Verdict {
    fn say(&mut self, author: SeatKey, own: bool, proof: &Proof, wrong: Option<Wrong>) {
        self.good += u64::from(!wrong.is_some_and(Wrong::loses));
        let bad = |wrong| BadRow { no: proof.no, name: Some((author, proof.n)), own, wrong };
        self.bad.extend(wrong.map(bad));
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

/// One author's rows while they are read: those for which no signature has vouched yet. In the order
/// in which rows mostly lie that is the stretch since the last signature, and not the room.
#[derive(Default)]
struct Chain {
    waiting: Vec<Proof>,
    /// Entries for which later ones vouch, and that were not among the rows so far.
    vouched: Vec<(u32, Hash)>,
    /// The newest entry that was said to be good last.
    last: Option<(u32, Hash)>,
}

impl Proof {
    fn entry(&self) -> (u32, Hash) {
        (self.n, self.h)
    }

    fn before(&self) -> (u32, Hash) {
        (self.n.saturating_sub(1), self.previous)
    }

    /// What is wrong with an entry for which a signature vouches.
    fn blemish(&self) -> Option<Wrong> {
        (self.signature == Some(false)).then_some(Wrong::Signature)
    }
}

impl Chain {
    /// Takes a row, and says what it proves: itself and the stretch right before it.
    fn take(&mut self, proof: Proof, mut say: impl FnMut(&Proof, Option<Wrong>)) {
        let entry = proof.entry();
        let vouched = self.vouched.iter().position(|vouched| *vouched == entry);
        let proved = proof.signature == Some(true) || vouched.is_some();
        if !(proof.content && proved) {
            self.waiting.push(proof);
            return;
        }
        vouched.map(|at| self.vouched.swap_remove(at));
        let mut before = proof.before();
        say(&proof, proof.blemish());
        while let Some(earlier) = self.waiting.pop_if(|p| p.content && p.entry() == before) {
            before = earlier.before();
            say(&earlier, earlier.blemish());
        }
        if before.0 > 0 && self.last != Some(before) {
            self.vouched.push(before);
        }
        self.last = Some(entry);
    }

    /// Judges what waits still, newest number first: a signature that holds vouches for all before.
    fn judge(mut self, mut say: impl FnMut(&Proof, Option<Wrong>)) {
        self.waiting.sort_by_key(|proof| std::cmp::Reverse(proof.n));
        for proof in &self.waiting {
            let proved = proof.signature == Some(true) || self.vouched.contains(&proof.entry());
            let wrong = match (proof.content, proved) {
                (false, _) => Some(Wrong::Content),
                (true, false) => Some(Wrong::Unsigned),
                (true, true) => proof.blemish(),
            };
            if proof.content && proved {
                self.vouched.push(proof.before());
            }
            say(proof, wrong);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(n: u32, branch: u8) -> Hash {
        let mut h = [branch; 32];
        h[..4].copy_from_slice(&n.to_le_bytes());
        Hash(h)
    }

    /// A row of a line of which every seventh is signed.
    fn proof(n: u32) -> Proof {
        let signature = n.is_multiple_of(7).then_some(true);
        let (no, h, previous) = (RowNo(n.into()), hash(n, 1), hash(n - 1, 1));
        Proof { no, n, h, previous, content: true, signature }
    }

    /// A line with everything that can be wrong in it, and a branch.
    fn line() -> Vec<Proof> {
        let mut line: Vec<Proof> = (1..=44).map(proof).collect();
        line[9].content = false;
        line[13].signature = Some(false);
        line[27].signature = Some(false);
        line[30].previous = hash(30, 9);
        line.push(Proof { no: RowNo(99), h: hash(20, 2), signature: Some(true), ..proof(20) });
        line
    }

    type Findings = Vec<(u64, Option<Wrong>)>;

    /// What is found when the rows lie in this order, and the most that waited at a time.
    fn found(order: impl IntoIterator<Item = Proof>) -> (Findings, usize) {
        let (mut chain, mut said, mut most) = (Chain::default(), Vec::new(), 0);
        for proof in order {
            chain.take(proof, |proof, wrong| said.push((proof.no.0, wrong)));
            most = most.max(chain.waiting.len() + chain.vouched.len());
        }
        chain.judge(|proof, wrong| said.push((proof.no.0, wrong)));
        said.sort_unstable();
        (said, most)
    }

    #[test]
    fn the_order_of_rows_decides_nothing() {
        let (expected, _) = found(line());
        assert_eq!(expected.len(), line().len());
        let wrong = expected.iter().filter(|(_, wrong)| wrong.is_some()).count();
        assert_eq!(wrong, 15, "{expected:?}");
        assert_eq!(found(line().into_iter().rev()).0, expected);
        for step in [7, 11, 13, 17, 19] {
            let mut shuffled: Vec<_> = line().into_iter().enumerate().collect();
            shuffled.sort_by_key(|(at, _)| (at * step) % 45);
            assert_eq!(found(shuffled.into_iter().map(|(_, p)| p)).0, expected, "{step}");
        }
    }

    #[test]
    fn no_more_waits_than_lies_between_two_signatures() {
        let (said, most) = found((1..=7_000).map(proof));
        assert!(said.iter().all(|(_, wrong)| wrong.is_none()));
        assert!(most <= 7, "{most}");
    }
}
