//! Random but meaningful histories: a few officers who write with partial knowledge, lose backups,
//! copy keys, invite and remove each other, and now and then hear of each other.

use liaison_core::body::document::{DocumentShared, DocumentWithdrawn};
use liaison_core::body::flow::{FacilityListed, RestorationPromised};
use liaison_core::body::guidance::{GuidanceIssued, GuidanceWithdrawn};
use liaison_core::body::incident::{IncidentClosed, PhaseChanged};
use liaison_core::body::log::{Acknowledged, Corrected, DecisionRecorded};
use liaison_core::body::plan::{ActivationApproved, LevelChanged, StepDone, StoodDown};
use liaison_core::body::room::{
    EntriesReissued, EntryGivenUp, InvitationWithdrawn, RelayListed, RelayRetired, Replacement,
    SeatAccepted,
};
use liaison_core::body::roster::{DutyTaken, HandoverAccepted, HandoverOffered};
use liaison_core::body::{Body, Kind};
use liaison_core::chores;
use liaison_core::decide::Shown;
use liaison_core::entry::Link;
use liaison_core::id::{EntryKey, EntryRef, Hash};
use liaison_core::terms::{FacilityKind, Mode, Role};

use crate::draws::{Draws, body};
use crate::office::{Office, unknown_kind};
use crate::samples;

const PENS_MAX: usize = 9;
const FUNCTION: &str = "duty officer";

/// A history out of bytes; few bytes make a short one.
pub(crate) fn history(bytes: &[u8]) -> Office {
    let mut d = Draws::new(bytes);
    let mode = if d.one() { Mode::Actual } else { Mode::Exercise };
    let mut office = Office::found(mode);
    let deputy = office.seat(0, "Customs", Role::Coordinator);
    office.seat(deputy, "Port", Role::DutyOfficer);
    while !d.is_empty() {
        turn(&mut office, &mut d);
    }
    office
}

fn turn(office: &mut Office, d: &mut Draws<'_>) {
    let pen = d.below(office.pens.len());
    match d.below(16) {
        0 | 1 => {
            let to = d.below(office.pens.len());
            office.give(pen, to);
        }
        2 => hear_some(office, d, pen),
        3 => seat_somebody(office, d, pen),
        4 => {
            act_on_a_seat(office, d, pen);
        }
        5 => write_chores(office, pen),
        6 => lose_a_backup(office, d, pen),
        7 => issue_again(office, d, pen),
        8 => write_carelessly(office, d, pen),
        _ => {
            let draft = draft(office, d, pen);
            let shown = if d.one() { Shown::Now } else { Shown::Resolve };
            // Refused or said, it must not panic.
            drop(office.say_over(pen, draft, &shown));
        }
    }
}

/// A copy gets some entries, in any order and with gaps.
fn hear_some(office: &mut Office, d: &mut Draws<'_>, pen: usize) {
    for _ in 0..d.below(6) {
        let link = office.log[d.below(office.log.len())].clone();
        office.pens[pen].receive(&link);
    }
}

fn seat_somebody(office: &mut Office, d: &mut Draws<'_>, pen: usize) {
    let role = Role::ALL[d.below(Role::ALL.len())];
    if office.pens.len() >= PENS_MAX {
        return;
    }
    match d.below(4) {
        // By whoever, with authority or not.
        0 => drop(office.invite(pen, ["Port", "Carrier"][d.below(2)], role)),
        1 | 2 if !office.invitations.is_empty() => {
            // The second time somebody takes the same one it is contested.
            let invitation = d.below(office.invitations.len());
            let seated = office.redeem(invitation);
            if d.one() {
                office.give(pen, seated);
            }
        }
        _ => {
            let recovered = if d.below(4) == 0 { office.recover() } else { pen };
            if d.one() {
                office.give(recovered, 0);
            }
        }
    }
}

/// The name of an entry: mostly of one that is held.
fn any_name(office: &Office, d: &mut Draws<'_>) -> EntryRef {
    office.log[d.below(office.log.len())].key().reference()
}

fn any_key(office: &Office, d: &mut Draws<'_>) -> EntryKey {
    office.log[d.below(office.log.len())].key()
}

fn act_on_a_seat(office: &mut Office, d: &mut Draws<'_>, pen: usize) {
    let target = &office.pens[d.below(office.pens.len())];
    let (key, n) = (target.key(), d.below(8) as u32);
    let role = Role::ALL[d.below(Role::ALL.len())];
    let over = if d.one() { vec![any_name(office, d)] } else { Vec::new() };
    let over_there = any_name(office, d);
    let body: Body = match d.below(6) {
        0 | 1 => samples::role(key, n, role, &over).into(),
        2 => samples::removal(key, n).into(),
        3 => {
            let first = office.log.iter().find(|l| l.author == key).map(|l| l.h);
            SeatAccepted { key, first: first.unwrap_or_default() }.into()
        }
        4 => {
            let issued = office.pens[pen].room.membership().invitations();
            let invitation = issued.get(d.below(issued.len().max(1))).map(|i| i.entry);
            InvitationWithdrawn { invitation: invitation.unwrap_or(over_there) }.into()
        }
        _ => EntryGivenUp { numbers: vec![n, office.pens[pen].n] }.into(),
    };
    if d.one() {
        drop(office.say(pen, body));
    } else {
        office.write(pen, body);
    }
}

fn write_chores(office: &mut Office, pen: usize) {
    let (room, me) = (&office.pens[pen].room, office.pens[pen].key());
    let mut bodies = chores::admissions(room, &me, office.now(), |_| true);
    bodies.extend(chores::witness(room, &me, Kind(73), office.now()));
    for body in bodies {
        office.write(pen, body);
    }
}

/// The chain goes on from an older entry, under the same key or under a fresh one.
fn lose_a_backup(office: &mut Office, d: &mut Draws<'_>, pen: usize) {
    let n = d.below(office.pens[pen].n as usize + 1) as u32;
    if n == 0 {
        return;
    }
    match d.below(5) {
        0 | 1 if office.pens.len() < PENS_MAX => {
            office.continue_from(pen, n);
        }
        // Up to ten branches beside each other.
        2 => {
            for i in 0..d.below(11) {
                office.rewind(pen, n);
                office.write(pen, samples::incident(&format!("Branch {i}")));
            }
        }
        // A name that fits two branches costs some time to find.
        3 if d.below(4) == 0 => {
            let key = office.pens[pen].key();
            let of = office.log.iter().find(|l| l.author == key && l.n > 1).map(Link::key);
            if let Some(of) = of {
                office.write_namesake(pen, &of, samples::incident("Namesake").into());
            }
        }
        _ => office.rewind(pen, n),
    }
}

/// An entry is said again, and that it is the same.
fn issue_again(office: &mut Office, d: &mut Draws<'_>, pen: usize) {
    let old = any_key(office, d);
    let body = office.log.iter().find(|l| l.key() == old).and_then(Link::read);
    let Some(body) = body.filter(|b| b.kind() != Kind(1)) else { return };
    let new = office.write(pen, body).reference();
    let replaces = vec![Replacement { old: old.reference(), new }];
    office.write(pen, EntriesReissued { replaces });
}

/// Bodies of any kind with names of entries of the room in them, decided by nobody.
fn write_carelessly(office: &mut Office, d: &mut Draws<'_>, pen: usize) {
    match d.below(6) {
        0 => drop(office.write_entry(pen, unknown_kind())),
        1 | 2 => {
            let kind = Kind::ALL[d.below(Kind::ALL.len())];
            let body = body(kind, d).expect("of this version");
            office.write(pen, body);
        }
        _ => {
            let draft = draft(office, d, pen);
            office.write(pen, draft);
        }
    }
}

/// What an officer may want said. Names are drawn from all entries: right ones, wrong ones, and
/// ones that are not held.
fn draft(office: &Office, d: &mut Draws<'_>, pen: usize) -> Body {
    let room = &office.pens[pen].room;
    let nth = |mut names: Vec<EntryRef>, d: &mut Draws<'_>| {
        let other = any_name(office, d);
        if names.is_empty() || d.below(8) == 0 {
            other
        } else {
            names.swap_remove(d.below(names.len()))
        }
    };
    let incident = nth(room.incidents().keys().copied().collect(), d);
    let over = vec![any_name(office, d)];
    match d.below(23) {
        0 => samples::incident("Power cut").into(),
        1 | 2 => samples::revision(incident, d.one()).into(),
        3 => PhaseChanged { incident, over, phase: d.one() }.into(),
        4 => IncidentClosed { incident, over, reason: None }.into(),
        5 | 6 => samples::report(["JPNGO", "JPTYO"][d.below(2)], d.one()).into(),
        7 => {
            let flow = samples::flow("JPNGO");
            RestorationPromised { flow, over, by: office.now().moment(), note: None }.into()
        }
        8 => {
            let (id, name, kind) = ("JPNGO".into(), d.one(), FacilityKind::Port);
            FacilityListed { id, name, kind, over, parent: None }.into()
        }
        9 => samples::message("Gates close", Vec::new(), None).into(),
        10 => {
            let entries = vec![nth(room.messages().keys().copied().collect(), d)];
            Acknowledged { entries }.into()
        }
        11 => Corrected { entry: any_name(office, d), text: "Not so".into() }.into(),
        12 => samples::plan("sc", 2).into(),
        13 => {
            let versions = room.plans().values().flat_map(|p| p.versions.keys()).copied();
            samples::proposal(nth(versions.collect(), d)).into()
        }
        14 => samples::contact("Ana").into(),
        15 => {
            let contact = nth(room.contacts().keys().copied().collect(), d);
            let mut draft = samples::contact("Bob");
            draft.contact = Some(contact);
            draft.into()
        }
        16 => {
            let text = "Paper declarations at gate 3".into();
            let supersedes = vec![nth(room.bulletins().keys().copied().collect(), d)];
            let (number, title) = ("DGA-012".into(), "Paper".into());
            GuidanceIssued { number, title, text, supersedes, from: None }.into()
        }
        17 => {
            let guidance = nth(room.bulletins().keys().copied().collect(), d);
            GuidanceWithdrawn { guidance, reason: None }.into()
        }
        18 => of_a_relay_or_decision(office, d),
        21 => of_a_document(office, d, pen),
        19 | 20 => of_an_activation(office, d, pen),
        _ => of_a_duty(office, d, pen),
    }
}

fn of_a_document(office: &Office, d: &mut Draws<'_>, pen: usize) -> Body {
    let room = &office.pens[pen].room;
    let shares = room.documents().values().flat_map(|document| document.shares.keys());
    let known: Vec<_> = shares.copied().collect();
    match known.first() {
        Some(&document) if d.one() => DocumentWithdrawn { document, reason: None }.into(),
        // Few enough that two share the same one, or say different things of it.
        _ => DocumentShared {
            name: d.one(),
            media: "application/pdf".into(),
            size: 1 + d.below(2) as u64,
            hash: Hash([d.byte() & 1; 32]),
            tlp: None,
            incident: None,
            text: None,
        }
        .into(),
    }
}

fn of_an_activation(office: &Office, d: &mut Draws<'_>, pen: usize) -> Body {
    let known: Vec<_> = office.pens[pen].room.activations().keys().copied().collect();
    let Some(&activation) = known.first() else { return samples::plan("sc", 1).into() };
    let (over, step) = (Vec::new(), "call".to_owned());
    match d.below(4) {
        0 => ActivationApproved { activation }.into(),
        1 => LevelChanged { activation, over, level: d.one() }.into(),
        2 => StepDone { activation, over, step, note: d.one() }.into(),
        _ => StoodDown { activation, over, reason: None }.into(),
    }
}

fn of_a_duty(office: &Office, d: &mut Draws<'_>, pen: usize) -> Body {
    let function = FUNCTION.to_owned();
    let offers = office.pens[pen].room.duties().get(FUNCTION).map(|duty| &duty.offers);
    let offer = offers.and_then(|o| o.keys().next().copied());
    match d.below(3) {
        0 => DutyTaken { function, over: Vec::new(), until: d.one() }.into(),
        1 => {
            let to = office.pens[d.below(office.pens.len())].key().seat();
            HandoverOffered { function, to, brief: "All quiet".into() }.into()
        }
        _ => {
            let offer = offer.unwrap_or_else(|| any_name(office, d));
            HandoverAccepted { offer, over: Vec::new(), function }.into()
        }
    }
}

fn of_a_relay_or_decision(office: &Office, d: &mut Draws<'_>) -> Body {
    let key = office.recovery.key();
    match d.below(3) {
        0 => RelayListed { address: d.one(), key }.into(),
        1 => RelayRetired { key }.into(),
        _ => DecisionRecorded {
            question: "Close the gate?".into(),
            decision: "Yes".into(),
            options: Vec::new(),
            decider: None,
            review: d.one(),
            incident: None,
        }
        .into(),
    }
}
