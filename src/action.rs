//! The vocabulary of the screens: what a key, a palette line or a footer hint can mean.
//!
//! One table. The name is what keymap files say; `action-NAME` and `action-NAME-help` in the
//! locales are what officers read, in the footer, under `?`, in the palette and in the manual.
//! Which key does it is said in `keymaps/` alone.

use std::fmt;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name as keymap files and locales have it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The one with this name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

words! {
    /// Where keys are looked up. Several hold at once, the innermost first.
    Scope {
        /// Everywhere.
        Global "global",
        /// Wherever lines can be walked through.
        List "list",
        /// The screen *Situation*.
        Situation "situation",
        /// The list of incidents.
        Incidents "incidents",
        /// One incident.
        Incident "incident",
        /// The screen *Flows*.
        Flows "flows",
        /// The library of plans.
        Plans "plans",
        /// One activation.
        Activation "activation",
        /// The screen *Roster*.
        Roster "roster",
        /// The main courante.
        Log "log",
        /// The bulletins.
        Guidance "guidance",
        /// The documents.
        Documents "documents",
        /// What two officers set differently.
        Conflicts "conflicts",
        /// The link.
        Link "link",
        /// A form.
        Form "form",
        /// A field with words in it.
        Text "text",
        /// A field with several lines of words.
        Lines "lines",
        /// A field with a few values to choose from.
        Choice "choice",
        /// A field with suggestions under it.
        Suggest "suggest",
    }
}

words! {
    /// Under which heading an action stands in the help.
    Group {
        /// Screens.
        Screens "screens",
        /// Moving about.
        Move "move",
        /// New entries.
        New "new",
        /// What can be done with the line under the marker.
        Act "act",
        /// Filling in.
        Fill "fill",
        /// The program.
        Program "program",
    }
}

macro_rules! actions {
    ($($group:ident {
        $($(#[$doc:meta])* $variant:ident $name:literal [$($scope:ident)+],)+
    })+) => {
        words! {
            /// What an officer can do.
            Action { $($($(#[$doc])* $variant $name,)+)+ }
        }

        impl Action {
            /// The heading under which the help shows it.
            pub const fn group(self) -> Group {
                match self { $($(Self::$variant => Group::$group,)+)+ }
            }

            /// The scopes in which a keymap may give it keys.
            pub const fn scopes(self) -> &'static [Scope] {
                match self { $($(Self::$variant => &[$(Scope::$scope),+],)+)+ }
            }
        }
    };
}

actions! {
    Screens {
        /// The situation.
        Situation "situation" [Global],
        /// What waits for me.
        Tasks "tasks" [Global],
        /// All incidents.
        Incidents "incidents" [Global],
        /// The flows.
        Flows "flows" [Global],
        /// Plans and activations.
        Plans "plans" [Global],
        /// The roster.
        Roster "roster" [Global],
        /// The main courante.
        Log "log" [Global],
        /// The main courante, messages alone.
        Messages "messages" [Global],
        /// Guidance.
        Guidance "guidance" [Global],
        /// The documents.
        Documents "documents" [Global],
        /// What was set differently.
        Conflicts "conflicts" [Global],
        /// The link.
        Link "link" [Global],
    }
    Move {
        /// One line up.
        Up "up" [List Suggest],
        /// One line down.
        Down "down" [List Suggest],
        /// One screenful up.
        PageUp "page-up" [List],
        /// One screenful down.
        PageDown "page-down" [List],
        /// To the first line.
        First "first" [List],
        /// To the last line.
        Last "last" [List],
        /// Opens the line under the marker.
        Open "open" [List],
        /// To the next pane.
        NextPane "next-pane" [List],
        /// To the pane before.
        PreviousPane "previous-pane" [List],
        /// Shows only lines with what is typed.
        Filter "filter" [List],
        /// One level back.
        Back "back" [Global],
    }
    New {
        /// Declares an incident.
        NewIncident "new-incident" [Global],
        /// Reports on a flow.
        NewFlow "new-flow" [Global],
        /// Writes a message.
        NewMessage "new-message" [Global],
        /// Notes something in the log.
        NewNote "new-note" [Global],
        /// Records a decision.
        NewDecision "new-decision" [Global],
        /// Issues guidance.
        NewGuidance "new-guidance" [Global],
        /// Activates a plan.
        NewActivation "new-activation" [Global],
        /// Opens a fallback.
        NewFallback "new-fallback" [Global],
        /// Saves a contact.
        NewContact "new-contact" [Global],
        /// Lists a facility.
        NewFacility "new-facility" [Global],
        /// Invites somebody to take a seat.
        NewInvitation "new-invitation" [Global],
        /// Declares a real event inside an exercise.
        NewRealEvent "new-real-event" [Global],
        /// Shares a document.
        NewDocument "new-document" [Global],
    }
    Act {
        /// Acknowledges.
        Acknowledge "acknowledge" [Global],
        /// Answers a message.
        Reply "reply" [Situation Log],
        /// Corrects an entry by a new one.
        Correct "correct" [Log],
        /// Sets one value where two stand.
        Resolve "resolve" [Conflicts],
        /// Changes what is said.
        Revise "revise" [Situation Incidents Incident Flows Roster],
        /// Moves an incident to another phase.
        Phase "phase" [Situation Incidents Incident],
        /// Writes a situation report.
        Report "report" [Situation Incidents Incident],
        /// Closes an incident.
        Close "close" [Incidents Incident],
        /// Opens a closed incident again.
        Reopen "reopen" [Incidents Incident],
        /// Promises when a flow is restored.
        Promise "promise" [Flows],
        /// Says that a system is restored.
        Restored "restored" [Flows],
        /// Puts a plan into force.
        Activate "activate" [Plans],
        /// Says that a plan was read through and holds.
        Reviewed "reviewed" [Plans],
        /// Approves an activation.
        Approve "approve" [Plans Activation],
        /// Escalates or eases an activation.
        Level "level" [Activation],
        /// A step is done.
        StepDone "step-done" [Activation],
        /// A step is skipped, and why.
        StepSkip "step-skip" [Activation],
        /// Gives a step to somebody.
        StepAssign "step-assign" [Activation],
        /// Ends an activation.
        StandDown "stand-down" [Activation],
        /// Counts the fallback's register.
        FallbackCount "fallback-count" [Plans Activation],
        /// Ends a fallback.
        FallbackClose "fallback-close" [Plans Activation],
        /// A contact is right as it stands.
        ConfirmContact "confirm-contact" [Roster],
        /// Takes a contact off the roster.
        RemoveContact "remove-contact" [Roster],
        /// Takes a duty.
        DutyTake "duty-take" [Roster],
        /// Offers a duty to a successor.
        DutyOffer "duty-offer" [Roster],
        /// Accepts a duty offered.
        DutyAccept "duty-accept" [Roster],
        /// Withdraws an invitation.
        WithdrawInvitation "withdraw-invitation" [Roster],
        /// Gives a member another role.
        SeatRole "seat-role" [Roster],
        /// Removes a member from the room.
        RemoveSeat "remove-seat" [Roster],
        /// Issues guidance in place of this one.
        Supersede "supersede" [Guidance],
        /// Withdraws guidance.
        Withdraw "withdraw" [Guidance],
        /// Fetches a document, or leaves it.
        Fetch "fetch" [Documents],
        /// Has the platform show a document.
        OpenFile "open-file" [Documents],
        /// Writes a document to a file.
        SaveFile "save-file" [Documents],
        /// Withdraws a document.
        WithdrawDocument "withdraw-document" [Documents],
    }
    Fill {
        /// Hands in the form.
        Submit "submit" [Form],
        /// To the next field; from the last one hands in.
        Accept "accept" [Form Suggest],
        /// To the next field.
        NextField "next-field" [Form],
        /// To the field before.
        PreviousField "previous-field" [Form],
        /// Empties the form and forgets its draft.
        Discard "discard" [Form],
        /// The next value.
        ChoiceNext "choice-next" [Choice],
        /// The value before.
        ChoicePrevious "choice-previous" [Choice],
        /// One character left.
        CursorLeft "cursor-left" [Text],
        /// One character right.
        CursorRight "cursor-right" [Text],
        /// One word left.
        WordLeft "word-left" [Text],
        /// One word right.
        WordRight "word-right" [Text],
        /// To the start of the line.
        LineStart "line-start" [Text],
        /// To the end of the line.
        LineEnd "line-end" [Text],
        /// One line up.
        LineUp "line-up" [Lines],
        /// One line down.
        LineDown "line-down" [Lines],
        /// Begins a new line.
        NewLine "new-line" [Lines],
        /// Deletes the character before.
        DeleteBack "delete-back" [Text],
        /// Deletes the character under the cursor.
        DeleteForward "delete-forward" [Text],
        /// Deletes the word before.
        DeleteWord "delete-word" [Text],
        /// Deletes to the start of the line.
        DeleteToStart "delete-to-start" [Text],
        /// Deletes to the end of the line.
        DeleteToEnd "delete-to-end" [Text],
    }
    Program {
        /// All keys of this screen.
        Help "help" [Global],
        /// Every action by name.
        Palette "palette" [Global],
        /// Draws the screen afresh.
        Redraw "redraw" [Global],
        /// Writes a bundle.
        ExportBundle "export-bundle" [Global],
        /// Takes bundles in.
        ImportBundle "import-bundle" [Global],
        /// Reads the keymap file again.
        ReloadKeys "reload-keys" [Global],
        /// Back to the shell for a while.
        Suspend "suspend" [Global],
        /// Leaves the console.
        Quit "quit" [Global],
    }
}

impl Action {
    /// Whether the palette offers it: what only makes sense inside a field, it does not.
    pub fn in_palette(self) -> bool {
        !matches!(self.group(), Group::Fill | Group::Move)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_lead_back() {
        let names: BTreeSet<_> = Action::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        for &action in Action::ALL {
            assert_eq!(Action::named(action.name()), Some(action));
        }
    }
}
