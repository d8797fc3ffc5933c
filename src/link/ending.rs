//! When a link has done what it was opened for, and whom it does nothing for.

use liaison_journal::standing::Standing;

use super::Until;
use super::running::Running;
use crate::desk::DeskError;

impl Running<'_> {
    /// Whether everything asked for is here and everything here is there.
    pub(super) fn is_exchanged(&self) -> Result<bool, DeskError> {
        if let Until::Entry(entry) = &self.until {
            let standing = self.desk.standing(entry)?;
            return Ok(!matches!(standing, Some(Standing::Saved | Standing::Sent)));
        }
        let complete = self.replica.complete().is_some_and(|c| c >= self.history);
        // Whom the relay does nothing for it tells nothing of documents either.
        let outside = self.outside().is_some();
        let documents = outside || self.is_done_with_documents()?;
        let told = complete || outside;
        Ok(self.turned_away || (told && documents && self.desk.pending()? == 0))
    }

    /// Why the relay tells this seat nothing, if that is what it says.
    pub(super) fn outside(&self) -> Option<DeskError> {
        if self.turned_away {
            return Some(DeskError::TurnedAway);
        }
        // A member is told the present before it is told that this is all.
        let outside = !self.exchange.current || self.desk.is_removed();
        (self.told && outside).then_some(DeskError::NotSeated)
    }
}
