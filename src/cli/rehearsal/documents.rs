//! Documents of a rehearsed desk: what the room says of them, and no bytes.

use std::path::Path;
use std::time::Duration;

use liaison_core::document::Name;
use liaison_core::id::EntryRef;

use super::super::desk::{Documents, Failure};
use super::RehearsedDesk;
use crate::desk::Offered;
use crate::document::{Document, Limits, OpenedFile, Sharing, Whereabouts};
use crate::link::{Moving, Outcome};

impl Documents for RehearsedDesk {
    fn documents(&self) -> Result<Vec<Document>, Failure> {
        let room = &self.room;
        let documents = room.documents().iter().filter_map(|(name, document)| {
            let (entry, share) = room.share_of(document)?;
            let whereabouts = match room.stands(document) {
                true => Whereabouts::AtRelay,
                false => Whereabouts::Withdrawn,
            };
            Some(Document {
                entry: *entry,
                name: *name,
                share: share.clone(),
                whereabouts,
                at_relay: true,
                wanted: false,
                missing: name.layout().stream_bytes(),
                refused: None,
                has_text: false,
            })
        });
        Ok(documents.collect())
    }

    fn limits(&self) -> Result<Limits, Failure> {
        Ok(Limits { shared_most: 50_000_000, ..Limits::default() })
    }

    fn rate(&self) -> Option<u64> {
        Some(2_400)
    }

    fn share(
        &mut self,
        _: &Sharing,
        _: &mut dyn FnMut(&Offered),
    ) -> Result<(EntryRef, Name), Failure> {
        Err(super::no_link())
    }

    fn bring(&mut self, _: &Name, _: Duration) -> Outcome {
        Outcome::Later
    }

    fn fetch(&mut self, _: &Name, _: Duration, _: &dyn Fn(Moving)) -> Result<Outcome, Failure> {
        Err(super::no_link())
    }

    fn text_of(&self, _: &Document) -> Result<Option<String>, Failure> {
        Ok(None)
    }

    fn save(&mut self, _: &Document, _: &Path) -> Result<(), Failure> {
        Err(super::no_link())
    }

    fn open_copy(&mut self, _: &Document) -> Result<OpenedFile, Failure> {
        Err(super::no_link())
    }
}
