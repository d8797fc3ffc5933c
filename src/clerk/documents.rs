//! Documents between the loop and the desk.

use liaison_core::id::EntryRef;

use super::Clerk;
use crate::desk::DeskError;
use crate::document::Holdings;
use crate::link::Moving;
use crate::link::wake::Listener;
use crate::msg::Msg;
use crate::state::Passing;

/// The document that was last seen on its way: where it was then, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    moving: Moving,
    at_ms: u64,
}

impl Clerk {
    /// Tells the loop of the room's documents, if anything of them has changed.
    pub(super) fn tell_documents(&mut self) -> Result<(), DeskError> {
        let told = &self.told_documents;
        let rate_bps = self.link.rate_bps.or(self.desk.known_rate()?);
        let rate_bps = match (told.rate_bps, rate_bps) {
            // A rate that differs by less than an eighth changes no decision.
            (Some(told), Some(rate)) if told.abs_diff(rate) <= told / 8 => Some(told),
            (_, rate) => rate,
        };
        let (all, limits) = (self.desk.documents()?, self.desk.document_limits()?);
        let holdings = Holdings { all, rate_bps, limits };
        if holdings != *told {
            self.told_documents = holdings.clone();
            self.send(Msg::Documents(Box::new(holdings)));
        }
        Ok(())
    }

    /// Tells the loop how far the document is that is on its way.
    pub(super) fn tell_passing(&mut self) {
        let Some(moving) = self.link.moving else {
            if self.passing.take().is_some() {
                self.send(Msg::Passing(None));
            }
            return;
        };
        let now_ms = self.time.now().0;
        let same = |seen: &Seen| seen.moving.name == moving.name && seen.moving.at <= moving.at;
        let seen = *match &mut self.passing {
            Some(seen) if same(seen) => seen,
            passing => passing.insert(Seen { moving, at_ms: now_ms }),
        };
        let elapsed_ms = now_ms.saturating_sub(seen.at_ms);
        let come = moving.at - seen.moving.at;
        let bytes_per_s = (elapsed_ms >= 1_000).then(|| come * 1_000 / elapsed_ms);
        let Moving { name, at, of, fetched } = moving;
        self.send(Msg::Passing(Some(Passing { name, at, of, fetched, bytes_per_s })));
    }

    pub(super) fn want(&mut self, entry: &EntryRef, wanted: bool) -> Result<(), DeskError> {
        let name = self.desk.room().document(entry).map(|(name, _)| *name);
        if let Some(name) = name {
            self.desk.want(&name, wanted)?;
            // Whoever has the link of this home fetches it; nobody is no mistake.
            drop(Listener::wake(&self.desk.home().wake_path()));
            self.tell_documents()?;
        }
        Ok(())
    }

    pub(super) fn read_text(&mut self, entry: EntryRef) -> Result<(), DeskError> {
        let documents = self.desk.documents()?;
        let document = documents.iter().find(|document| document.entry == entry);
        let text = document.map(|document| self.desk.text_of(document)).transpose()?.flatten();
        self.send(Msg::DocumentText(entry, text));
        Ok(())
    }
}
