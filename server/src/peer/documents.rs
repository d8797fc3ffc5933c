//! The documents of a connection: what comes is kept before more is read, and gone on with by
//! whoever brings it next.

use super::{End, Peer};
use crate::store::Store;

impl<S: Store> Peer<S> {
    /// The next message: of documents only where there is none of anything else.
    pub(super) async fn next_frame(&mut self) -> Result<Option<Vec<u8>>, End> {
        let state = self.room.read().await;
        let (now, shelf) = (self.clock.now(), self.room.shelf(&state));
        let frame = match self.session.poll_frame(&state.keeper, &shelf, now) {
            Ok(None) => {
                let archive = self.room.archive();
                let polled = self.session.poll_document_frame(&state.keeper, &archive, now);
                polled.map_err(|error| error.to_string())
            }
            other => other.map_err(|error| error.to_string()),
        };
        frame.map_err(|error| {
            tracing::error!(event = "unreadable", room = %self.room.id(), error);
            End::Store(error)
        })
    }

    /// Keeps what has come of a document. Meanwhile nothing is read from this connection.
    pub(super) async fn keep_documents(&mut self) {
        while let Some(keep) = self.session.poll_document_keep() {
            let name = keep.name;
            let kept = self.room.keep_document(keep).await;
            self.session.document_kept(&name, kept);
        }
    }

    /// The connection is over: what has come of a document is kept for the next one.
    pub(super) async fn leave_documents(&mut self) {
        self.session.flush_documents(self.clock.now());
        self.keep_documents().await;
        self.room.dock().leave(self.session.connection());
    }
}
