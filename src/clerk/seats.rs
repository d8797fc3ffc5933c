//! Invitations: issued at the desk, shown by the loop.

use super::Clerk;
use crate::desk::DeskError;
use crate::desk::admission::Invitee;
use crate::msg::Msg;

impl Clerk {
    /// Issues an invitation. Its text is told at once: it serves when the relay has it, which the
    /// standing of its entry says.
    pub(super) fn invite(&mut self, invitee: &Invitee) -> Result<(), DeskError> {
        match self.desk.issue(invitee) {
            Ok(invited) => {
                self.look()?;
                self.send(Msg::Invited(invited.entry, invited.text));
                self.wake_link();
            }
            Err(error) => self.tell_not_saved(&error),
        }
        Ok(())
    }
}
