//! Documents at the desk: what is here of each, what is to be fetched, what space they take.

use std::io::Write;

use liaison_core::document::{Kept, Name, Space};
use liaison_core::id::EntryRef;
use liaison_core::record::Named;
use liaison_core::replica::documents::Local;
use liaison_core::stamp::Stamp;
use liaison_journal::document::Document as Stored;

use super::{Desk, DeskError};
use crate::document::{Document, Limits, Rule, Whereabouts, extract};
use crate::link::Measured;

/// The setting of the journal under which a room's relay's word of documents is kept.
const RELAY_TAKES: &str = "relay-documents";

impl Desk {
    /// The documents of the room, the newest first.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn documents(&self) -> Result<Vec<Document>, DeskError> {
        let stored = self.journal.read().documents(self.no)?;
        let kept = |name: &Name| stored.iter().find(|document| document.name == *name);
        let room = self.room();
        let mut documents: Vec<Document> = room
            .documents()
            .iter()
            .filter_map(|(name, document)| {
                let (entry, share) = room.share_of(document)?;
                let kept_of = kept(name);
                let text = share.text.and_then(|text| kept(&text.travels_as()));
                Some(Document {
                    entry: *entry,
                    name: *name,
                    share: share.clone(),
                    whereabouts: whereabouts(name, kept_of, room.stands(document)),
                    at_relay: kept_of.is_some_and(Stored::is_at_relay),
                    wanted: kept_of.is_some_and(|kept| kept.wanted.is_some()),
                    missing: name.layout().stream_bytes() - kept_of.map_or(0, |k| k.held.bytes),
                    refused: kept_of.and_then(|kept| kept.refused.clone()),
                    has_text: text.is_some_and(Stored::is_whole),
                })
            })
            .collect();
        documents.sort_by_key(|d| std::cmp::Reverse((d.share.act.time, d.entry)));
        Ok(documents)
    }

    /// The space that the room's documents take here, and how much more may be shared.
    ///
    /// # Errors
    ///
    /// Those of home and journal.
    pub fn document_limits(&self) -> Result<Limits, DeskError> {
        let read = self.journal.read();
        let said = read.setting(Some(self.no), RELAY_TAKES)?;
        let said = said.and_then(|bytes| postcard::from_bytes::<(Space, Stamp)>(&bytes).ok());
        Ok(Limits {
            here: read.document_bytes(Some(self.no))?,
            shared_most: self.home.config()?.document_kb.saturating_mul(1000),
            relay: said,
        })
    }

    /// Keeps what the relay says that it takes.
    pub(crate) fn keep_space(&mut self, space: Space) -> Result<(), DeskError> {
        let (no, said) = (self.no, (space, self.now()));
        match postcard::to_allocvec(&said) {
            Ok(bytes) => self.keep(|write| write.set_setting(Some(no), RELAY_TAKES, &bytes)),
            Err(_) => Ok(()),
        }
    }

    /// Wants a document, or no longer.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn want(&mut self, name: &Name, wanted: bool) -> Result<(), DeskError> {
        let (no, now) = (self.no, self.now());
        self.keep(|write| write.want_document(no, name, wanted.then_some(now)))
    }

    /// The text of a document, if it is here.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn text_of(&self, document: &Document) -> Result<Option<String>, DeskError> {
        let Some(text) = document.share.text.filter(|_| document.has_text) else { return Ok(None) };
        let mut packed = Vec::new();
        self.write_out(&text.travels_as(), &mut packed)?;
        Ok(extract::unpack(&packed, text.bytes))
    }

    /// Writes a document out, every piece proved once more; whether all of it could be.
    ///
    /// # Errors
    ///
    /// Those of `out`, and of the journal.
    pub fn write_out(&self, name: &Name, out: &mut dyn Write) -> Result<bool, DeskError> {
        let layout = name.layout();
        let mut at = 0;
        let proved = self.journal.read().prove_document(self.no, name, &mut |keep| {
            let Kept::Bytes { from, bytes, .. } = keep.what else { return Ok(()) };
            let skipped = layout.list_bytes().saturating_sub(from);
            let own = bytes.get(usize::try_from(skipped).unwrap_or(usize::MAX)..);
            at += bytes.len();
            out.write_all(own.unwrap_or_default()).map_err(DeskError::output)
        })?;
        Ok(proved == layout.stream_bytes())
    }

    /// What the machine is told of the room's documents: texts first, then what was asked for
    /// first. What the rule fetches is wanted from now on.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub(crate) fn local_documents(
        &mut self,
        replica: &liaison_core::replica::Replica,
        rule: Rule,
    ) -> Result<Vec<Local>, DeskError> {
        self.drop_withdrawn()?;
        let stored = self.journal.read().documents(self.no)?;
        let record = replica.record();
        let listed = |entry: &EntryRef| match record.resolve(entry) {
            Named::One(key) => record.node(&key).is_some_and(|node| node.position.is_some()),
            Named::Absent | Named::Ambiguous => false,
        };
        let mut local = Vec::new();
        for (name, entry) in self.room().travelling() {
            let kept = stored.iter().find(|document| document.name == name);
            let is_text = self.room().document(entry).is_some_and(|(whole, _)| *whole != name);
            let whole = kept.is_some_and(Stored::is_whole);
            let asked = kept.and_then(|kept| kept.wanted);
            let by_rule = rule.fetches(name.size, is_text);
            local.push((
                (!is_text, asked.is_none(), asked, name.size),
                Local {
                    name,
                    whole,
                    wanted: !whole && (asked.is_some() || by_rule),
                    // What the relay refused is not offered again until it is another one.
                    at_relay: kept.is_some_and(|k| k.is_at_relay() || k.refused.is_some() && whole),
                    listed: listed(entry),
                },
            ));
        }
        local.sort_by_key(|(order, _)| *order);
        Ok(local.into_iter().map(|(_, local)| local).collect())
    }

    /// Drops the bytes of what was withdrawn, and of texts of it.
    fn drop_withdrawn(&mut self) -> Result<(), DeskError> {
        let stored = self.journal.read().documents(self.no)?;
        let room = self.room();
        let known = |name: &Name| {
            let shares = room.documents().iter();
            shares.into_iter().any(|(whole, document)| {
                let mut texts = document.shares.values().filter_map(|share| share.text);
                whole == name || texts.any(|text| text.travels_as() == *name)
            })
        };
        let stands = |name: &Name| room.travels_as(&name.short()) == Some(*name);
        // What no entry names yet is on its way onto the record.
        let gone = stored.into_iter().map(|document| document.name);
        let gone: Vec<Name> = gone.filter(|name| known(name) && !stands(name)).collect();
        let no = self.no;
        for name in gone {
            self.keep(|write| write.drop_document(no, &name))?;
        }
        Ok(())
    }

    /// The rate of the newest link, in bits a second, if one was ever measured: for what something
    /// costs while there is none.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn known_rate(&self) -> Result<Option<u64>, DeskError> {
        Ok(Measured::read(&self.journal, self.no)?.rate_up())
    }
}

fn whereabouts(name: &Name, kept: Option<&Stored>, stands: bool) -> Whereabouts {
    if !stands {
        return Whereabouts::Withdrawn;
    }
    let Some(kept) = kept else { return Whereabouts::Elsewhere };
    if kept.is_whole() {
        Whereabouts::Here
    } else if kept.held.bytes > 0 {
        let percent = kept.held.bytes * 100 / name.layout().stream_bytes();
        Whereabouts::Partial(u8::try_from(percent).unwrap_or(100).min(99))
    } else if kept.is_at_relay() {
        Whereabouts::AtRelay
    } else {
        Whereabouts::Elsewhere
    }
}
