//! What an action would do here: the one place that footer, help and keys all ask.
//!
//! Whether an action is offered and what it does come from the same function, so that what is
//! shown cannot lie.

use liaison_core::body::document::DocumentWithdrawn;
use liaison_core::body::guidance::GuidanceAcknowledged;
use liaison_core::body::log::Acknowledged;
use liaison_core::body::plan::ActivationApproved;
use liaison_core::body::room::{InvitationWithdrawn, RoleChanged, SeatRemoved, Upto};
use liaison_core::body::roster::ContactConfirmed;
use liaison_core::body::{Body, kind};
use liaison_core::decide::{Shown, decide};
use liaison_core::id::{EntryRef, SeatId};
use liaison_core::terms::Mode;

use super::desk::DeskView;
use super::pane::{Pane, Target};
use super::purpose::Purpose;
use super::{Screen, State};
use crate::action::Action;
use crate::document::Whereabouts;
use crate::effect::Effect;

/// What an action would do.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Opens a form.
    Form(Purpose),
    /// Goes to a screen.
    Go(Screen),
    /// Writes at once.
    Write(Box<Body>),
    /// Has something done that is no entry.
    Do(Effect),
}

impl State {
    /// What the keys act on: the row with the marker, or what the screen is about.
    pub fn target(&self) -> Option<Target> {
        self.target_in(&crate::view::panes(self))
    }

    /// The same, where the panes are at hand.
    pub fn target_in(&self, panes: &[Pane]) -> Option<Target> {
        let row = self.place().walk.target(panes);
        row.filter(|target| !matches!(target, Target::Text(_))).or_else(|| self.subject())
    }

    /// What the screen is about.
    fn subject(&self) -> Option<Target> {
        Some(match &self.place().screen {
            Screen::Incident(name) => Target::Incident(*name),
            Screen::Activation(name) => Target::Activation(*name),
            Screen::Plan(id) => Target::Plan(id.clone()),
            Screen::Contact(name) => Target::Contact(*name),
            Screen::Invitation(name) => Target::Invitation(*name),
            Screen::Entry(name) => Target::Entry(*name),
            Screen::Bulletin(name) => Target::Guidance(*name),
            Screen::Document(name) => Target::Document(*name),
            _ => return None,
        })
    }

    /// What an action would do here; none if it makes no sense, or the officer may not.
    pub fn intent(&self, action: Action) -> Option<Intent> {
        self.intent_on(action, self.target().as_ref())
    }

    fn intent_on(&self, action: Action, target: Option<&Target>) -> Option<Intent> {
        let desk = self.desk.as_ref()?;
        let intent = screen(action)
            .or_else(|| on_target(desk, action, target))
            .or_else(|| self.on_document(action, target))
            .or_else(|| new(desk, action))?;
        let allowed = match &intent {
            Intent::Do(_) => true,
            Intent::Form(purpose) => match plain(desk, purpose) {
                Some(body) => self.may_write(desk, body),
                None => desk.may(purpose.least_role()),
            },
            Intent::Write(body) => self.may_write(desk, (**body).clone()),
            Intent::Go(screen) => *screen != self.place().screen || action != Action::Open,
        };
        allowed.then_some(intent)
    }

    /// Fetching is offered where there is something to fetch, and again, to be left; opening and
    /// saving where all of it is here; withdrawing to whom it may.
    fn on_document(&self, action: Action, target: Option<&Target>) -> Option<Intent> {
        let Some(Target::Document(entry)) = target else { return None };
        let (entry, document) = (*entry, self.documents.of(entry)?);
        let stands = document.whereabouts != Whereabouts::Withdrawn;
        match action {
            Action::Fetch if stands && !document.is_here() => {
                Some(Intent::Do(Effect::Want { entry, wanted: !document.wanted }))
            }
            Action::OpenFile if document.is_here() => {
                Some(Intent::Form(Purpose::OpenDocument(entry)))
            }
            Action::SaveFile if document.is_here() => {
                Some(Intent::Form(Purpose::SaveDocument(entry)))
            }
            Action::WithdrawDocument if stands => {
                Some(Intent::Form(Purpose::WithdrawDocument(entry)))
            }
            _ => None,
        }
    }

    fn may_write(&self, desk: &DeskView, draft: Body) -> bool {
        decide(&desk.room, &desk.me, draft, &Shown::Now, self.now).is_ok()
    }

    /// The actions that make sense here, in the order of the footer.
    pub fn offers(&self) -> Vec<Action> {
        self.offers_on(self.target().as_ref())
    }

    /// The same, where what the keys act on is at hand.
    pub fn offers_on(&self, target: Option<&Target>) -> Vec<Action> {
        const FOOTER: &[Action] = &[
            Action::Acknowledge,
            Action::Open,
            Action::Reply,
            Action::Fetch,
            Action::OpenFile,
            Action::SaveFile,
            Action::WithdrawDocument,
            Action::Resolve,
            Action::StepDone,
            Action::StepSkip,
            Action::Revise,
            Action::Promise,
            Action::Restored,
            Action::Approve,
            Action::Activate,
            Action::Level,
            Action::StandDown,
            Action::FallbackCount,
            Action::FallbackClose,
            Action::Phase,
            Action::Report,
            Action::Close,
            Action::Reopen,
            Action::Correct,
            Action::ConfirmContact,
            Action::DutyAccept,
            Action::DutyOffer,
            Action::DutyTake,
            Action::Supersede,
            Action::Withdraw,
            Action::StepAssign,
            Action::Reviewed,
            Action::RemoveContact,
            Action::WithdrawInvitation,
            Action::SeatRole,
            Action::RemoveSeat,
        ];
        let scope = self.place().screen.scope();
        let here = |action: &Action| {
            let scopes = action.scopes();
            scopes.iter().any(|s| {
                *s == scope
                    || matches!(s, crate::action::Scope::Global | crate::action::Scope::List)
            }) && self.intent_on(*action, target).is_some()
        };
        FOOTER.iter().copied().filter(here).collect()
    }
}

fn on_target(desk: &DeskView, action: Action, target: Option<&Target>) -> Option<Intent> {
    let target = target?;
    match (action, target) {
        (Action::Open, target) => open(target),
        (Action::Acknowledge, target) => {
            acknowledge(desk, target).map(|body| Intent::Write(Box::new(body)))
        }
        (Action::Approve, Target::Activation(name)) => Some(Intent::Form(Purpose::Approve(*name))),
        (Action::ConfirmContact, Target::Contact(name)) => {
            Some(Intent::Write(Box::new(ContactConfirmed { contact: *name }.into())))
        }
        (action, target) => about(desk, action, target).map(Intent::Form),
    }
}

fn screen(action: Action) -> Option<Intent> {
    Some(Intent::Go(match action {
        Action::Situation | Action::Tasks => Screen::Situation,
        Action::Incidents => Screen::Incidents,
        Action::Flows => Screen::Flows,
        Action::Plans => Screen::Plans,
        Action::Roster => Screen::Roster,
        Action::Log => Screen::Log,
        Action::Messages => Screen::Messages,
        Action::Guidance => Screen::Guidance,
        Action::Documents => Screen::Documents,
        Action::Conflicts => Screen::Conflicts,
        Action::Link => Screen::Link,
        _ => return None,
    }))
}

fn new(desk: &DeskView, action: Action) -> Option<Intent> {
    Some(Intent::Form(match action {
        Action::NewIncident => Purpose::Declare,
        Action::NewFlow => Purpose::Flow(None),
        Action::NewMessage => Purpose::Message(None),
        Action::NewNote => Purpose::Note,
        Action::NewDecision => Purpose::Decision,
        Action::NewGuidance => Purpose::Guidance(None),
        Action::NewActivation => Purpose::Activate(None),
        Action::NewFallback => Purpose::Fallback(None),
        Action::NewContact => Purpose::Contact(None),
        Action::NewFacility => Purpose::Facility,
        Action::NewInvitation => Purpose::Invite,
        Action::NewRealEvent if desk.room.mode() != Some(Mode::Actual) => Purpose::RealEvent,
        Action::DutyTake => Purpose::DutyTake(None),
        Action::NewDocument => Purpose::ShareDocument,
        Action::ExportBundle => Purpose::ExportBundle,
        Action::ImportBundle => Purpose::ImportBundle,
        _ => return None,
    }))
}

fn open(target: &Target) -> Option<Intent> {
    Some(Intent::Go(match target {
        Target::Incident(name) => Screen::Incident(*name),
        Target::Flow(_) => Screen::Flows,
        Target::Plan(id) => Screen::Plan(id.clone()),
        Target::Activation(name) | Target::Step(name, _) => Screen::Activation(*name),
        Target::Contact(name) => Screen::Contact(*name),
        Target::Invitation(name) => Screen::Invitation(*name),
        Target::Duty(_) | Target::Offer(..) | Target::Member(_) => Screen::Roster,
        Target::Guidance(name) => Screen::Bulletin(*name),
        Target::Document(name) => Screen::Document(*name),
        Target::Entry(name) | Target::Decision(name) | Target::RealEvent(name) => {
            Screen::Entry(*name)
        }
        Target::Conflict(_) => Screen::Conflicts,
        Target::Fallback(_) | Target::ConflictValue(..) | Target::Text(_) => return None,
    }))
}

/// The acknowledgement of what the marker is on, if it can be acknowledged and has not been.
fn acknowledge(desk: &DeskView, target: &Target) -> Option<Body> {
    let me = desk.room.membership().member_index(&desk.me)?;
    let fresh = |name: &EntryRef| !desk.room.has_acknowledged(name, me);
    match target {
        Target::Guidance(name) => {
            let bulletin = desk.room.bulletins().get(name)?;
            let author = bulletin.issued.as_ref().map(|issued| issued.author);
            let mine = author.and_then(|a| desk.room.membership().member_index(&a)) == Some(me);
            (!mine && fresh(name)).then(|| GuidanceAcknowledged { entries: vec![*name] }.into())
        }
        Target::Entry(name) => {
            let line = desk.line(name)?;
            let message = [kind::MessagePosted, kind::RealEventDeclared].contains(&line.kind);
            let mine = desk.room.membership().member_index(&line.author) == Some(me);
            (message && !mine && fresh(name)).then(|| Acknowledged { entries: vec![*name] }.into())
        }
        Target::RealEvent(name) => {
            fresh(name).then(|| Acknowledged { entries: vec![*name] }.into())
        }
        _ => None,
    }
}

/// The form that an action opens on what the marker is on.
fn about(desk: &DeskView, action: Action, target: &Target) -> Option<Purpose> {
    match target {
        Target::Incident(name) => {
            let is_open = desk.room.incidents().get(name)?.is_open();
            match action {
                Action::Revise => Some(Purpose::Revise(*name)),
                Action::Phase => Some(Purpose::Phase(*name)),
                Action::Report => Some(Purpose::Report(*name)),
                Action::Close => is_open.then_some(Purpose::Close(*name)),
                Action::Reopen => (!is_open).then_some(Purpose::Reopen(*name)),
                _ => None,
            }
        }
        Target::Flow(flow) => match action {
            Action::Revise => Some(Purpose::Flow(Some(flow.clone()))),
            Action::Promise => Some(Purpose::Promise(flow.clone())),
            Action::Restored => Some(Purpose::Restored(flow.clone())),
            _ => None,
        },
        Target::Entry(name) | Target::Decision(name) => match action {
            Action::Reply => {
                let line = desk.line(name)?;
                (line.kind == kind::MessagePosted).then_some(Purpose::Message(Some(*name)))
            }
            Action::Correct => Some(Purpose::Correct(*name)),
            _ => None,
        },
        Target::Guidance(name) => match action {
            Action::Supersede => Some(Purpose::Guidance(Some(*name))),
            Action::Withdraw => {
                let bulletin = desk.room.bulletins().get(name)?;
                bulletin.withdrawn.is_empty().then_some(Purpose::Withdraw(*name))
            }
            _ => None,
        },
        Target::Conflict(at) | Target::ConflictValue(at, _) if action == Action::Resolve => {
            let conflict = desk.room.conflicts().into_iter().nth(*at)?;
            Some(Purpose::Resolve(conflict.subject, conflict.field))
        }
        _ => about_plans(desk, action, target).or_else(|| about_people(action, target)),
    }
}

fn about_plans(desk: &DeskView, action: Action, target: &Target) -> Option<Purpose> {
    match (action, target) {
        (Action::Activate, Target::Plan(id)) => Some(Purpose::Activate(Some(id.clone()))),
        (Action::Reviewed, Target::Plan(id)) => Some(Purpose::Reviewed(id.clone())),
        (_, Target::Activation(name) | Target::Step(name, _)) => {
            desk.room.activations().get(name).filter(|activation| activation.is_open())?;
            match (action, target) {
                (Action::Level, _) => Some(Purpose::Level(*name)),
                (Action::StandDown, _) => Some(Purpose::StandDown(*name)),
                (Action::StepDone, Target::Step(_, step)) => {
                    Some(Purpose::StepDone(*name, step.clone()))
                }
                (Action::StepSkip, Target::Step(_, step)) => {
                    Some(Purpose::StepSkip(*name, step.clone()))
                }
                (Action::StepAssign, Target::Step(_, step)) => {
                    Some(Purpose::StepAssign(*name, step.clone()))
                }
                _ => None,
            }
        }
        (_, Target::Fallback(name)) => {
            desk.room.fallbacks().get(name).filter(|fallback| fallback.is_open())?;
            match action {
                Action::FallbackCount => Some(Purpose::FallbackCount(*name)),
                Action::FallbackClose => Some(Purpose::FallbackClose(*name)),
                _ => None,
            }
        }
        _ => None,
    }
}

fn about_people(action: Action, target: &Target) -> Option<Purpose> {
    match (action, target) {
        (Action::Revise, Target::Contact(name)) => Some(Purpose::Contact(Some(*name))),
        (Action::RemoveContact, Target::Contact(name)) => Some(Purpose::RemoveContact(*name)),
        (Action::DutyTake, Target::Duty(duty)) => Some(Purpose::DutyTake(Some(duty.clone()))),
        (Action::DutyOffer, Target::Duty(duty)) => Some(Purpose::DutyOffer(duty.clone())),
        (Action::DutyAccept, Target::Offer(offer, duty)) => {
            Some(Purpose::DutyAccept(*offer, duty.clone()))
        }
        (Action::WithdrawInvitation, Target::Invitation(name)) => {
            Some(Purpose::WithdrawInvitation(*name))
        }
        (Action::SeatRole, Target::Member(seat)) => Some(Purpose::SeatRole(*seat)),
        (Action::RemoveSeat, Target::Member(seat)) => Some(Purpose::RemoveSeat(*seat)),
        _ => None,
    }
}

/// What a form writes whatever is filled in, where more than the officer's role decides whether it
/// may: then it is not offered in vain.
fn plain(desk: &DeskView, purpose: &Purpose) -> Option<Body> {
    let upto = |seat: &SeatId| vec![Upto { seat: *seat, n: 0 }];
    Some(match purpose {
        Purpose::Approve(name) => ActivationApproved { activation: *name }.into(),
        Purpose::WithdrawDocument(name) => {
            DocumentWithdrawn { document: *name, reason: None }.into()
        }
        Purpose::WithdrawInvitation(name) => InvitationWithdrawn { invitation: *name }.into(),
        Purpose::SeatRole(seat) => {
            let role = desk.room.membership().member_of(seat)?.role?;
            RoleChanged { upto: upto(seat), role, over: Vec::new() }.into()
        }
        Purpose::RemoveSeat(seat) => {
            let reason = desk.name_of_seat(seat);
            SeatRemoved { upto: upto(seat), reason, over: Vec::new() }.into()
        }
        _ => return None,
    })
}
