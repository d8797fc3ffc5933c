//! What a partner holds, as far as its own entries prove it.
//!
//! Whoever acknowledges, answers or sets over an entry, or witnesses a head, has held it, and with
//! it the chain up to it. Nothing else is taken for known: that a console was connected when
//! something passed proves nothing. So a bundle for a partner has too much rather than too little.

use std::collections::BTreeMap;

use minicbor::Decoder;
use minicbor::data::Type;

use crate::body::Body;
use crate::entry::Link;
use crate::id::{EntryId, EntryKey, EntryRef, SeatId, SeatKey};
use crate::record::{Named, Record};

/// By author, the newest entry that a partner has proved to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Knowledge(BTreeMap<SeatKey, EntryKey>);

impl Knowledge {
    /// Hears an entry of the partner: it holds that, and what it names.
    pub fn hear(&mut self, link: &Link, record: &Record) {
        self.learn(link.key());
        let Some(entry) = link.content.entry() else { return };
        for name in names(&entry.body) {
            if let Named::One(key) = record.resolve(&name) {
                self.learn(key);
            }
        }
        match entry.read() {
            Some(Body::HeadsWitnessed(body)) => {
                for head in body.heads {
                    self.learn_head(record, head.seat, head.n, |key| key.h.half() == head.h);
                }
            }
            Some(Body::RoleChanged(body)) => self.learn_upto(record, &body.upto),
            Some(Body::SeatRemoved(body)) => self.learn_upto(record, &body.upto),
            Some(Body::SeatAccepted(body)) => {
                self.learn_head(record, body.key.seat(), 1, |key| key.h == body.first);
            }
            _ => {}
        }
    }

    /// What two both hold: for a bundle that is for both.
    #[must_use]
    pub fn shared(self, other: &Self) -> Self {
        let both = self.0.into_iter().filter_map(|(author, mine)| {
            let theirs = other.0.get(&author)?;
            Some((author, if theirs.n < mine.n { *theirs } else { mine }))
        });
        Self(both.collect())
    }

    /// Whether an entry is held: below the newest proved, and no branch that it may not have.
    pub fn holds(&self, key: &EntryKey, record: &Record) -> bool {
        let newest = self.0.get(&key.author);
        newest.is_some_and(|newest| {
            newest == key || key.n < newest.n && record.branches(&key.author, key.n).len() == 1
        })
    }

    fn learn(&mut self, key: EntryKey) {
        let newest = self.0.entry(key.author).or_insert(key);
        if newest.n < key.n {
            *newest = key;
        }
    }

    fn learn_head(
        &mut self,
        record: &Record,
        seat: SeatId,
        n: u32,
        is: impl Fn(&EntryKey) -> bool,
    ) {
        let keys = record.keys(&seat).iter().flat_map(|author| record.branches(author, n));
        if let Some(key) = keys.into_iter().find(is) {
            self.learn(key);
        }
    }

    fn learn_upto(&mut self, record: &Record, upto: &[crate::body::room::Upto]) {
        for seen in upto {
            let id = EntryId { seat: seen.seat, n: seen.n };
            self.learn_head(record, id.seat, id.n, |_| true);
        }
    }
}

/// Every name of an entry in a body, whatever its kind: a newer version's too. What only looks
/// like one leads to no entry that is held.
fn names(body: &[u8]) -> Vec<EntryRef> {
    let mut names = Vec::new();
    let mut d = Decoder::new(body);
    while let Ok(what) = d.datatype() {
        let read = match what {
            Type::Bytes => d.bytes().map(|bytes| names.extend(name(bytes))),
            Type::Array | Type::ArrayIndef => d.array().map(drop),
            Type::Map | Type::MapIndef => d.map().map(drop),
            Type::Tag => d.tag().map(drop),
            // The end of an array without a length.
            Type::Break => {
                d.set_position(d.position() + 1);
                Ok(())
            }
            _ => d.skip(),
        };
        if read.is_err() {
            break;
        }
    }
    names
}

fn name(bytes: &[u8]) -> Option<EntryRef> {
    let mut written = Vec::with_capacity(bytes.len() + 1);
    minicbor::Encoder::new(&mut written).bytes(bytes).ok()?;
    minicbor::decode(&written).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_whatever_they_stand() {
        let one = EntryRef::new(SeatId([1, 2, 3, 4]), 300, [7, 8]);
        let two = EntryRef::new(SeatId([9; 4]), 1, [0, 1]);
        let mut body = Vec::new();
        let mut e = minicbor::Encoder::new(&mut body);
        e.array(5).unwrap().u32(7).unwrap().encode(one).unwrap().str("text").unwrap();
        e.begin_array().unwrap().encode(two).unwrap().bytes(&[0; 32]).unwrap().end().unwrap();
        e.map(1).unwrap().u8(1).unwrap().encode(one).unwrap();
        assert_eq!(names(&body), [one, two, one]);
        for length in 0..body.len() {
            names(&body[..length]);
        }
        assert_eq!(names(&[0xff; 9]), []);
    }
}
