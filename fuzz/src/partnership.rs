//! A room with a founder and three invited officers, all accepted, and one invitation open.

use std::sync::OnceLock;

use liaison_core::body::Body;
use liaison_core::body::room::{InvitationIssued, RoomFounded, SeatAccepted, SeatTaken};
use liaison_core::entry::{Entry, Link, Secret};
use liaison_core::id::{Hash, RoomId};
use liaison_core::membership::redemption_hash;
use liaison_core::stamp::{Moment, Stamp};
use liaison_core::terms::{Mode, Role, Tlp};

/// When the room was founded.
pub const START: Stamp = Stamp(1_700_000_000_000);
/// The officers: the founder, three that are seated, two that hold the open invitation.
pub const OFFICERS: usize = 6;
/// How many of the officers are seated.
const SEATED: usize = 4;
const ROLES: [Role; 4] = [Role::Coordinator, Role::DutyOfficer, Role::Observer, Role::Liaison];

/// The partnership before anything happens.
#[derive(Debug)]
pub struct Partnership {
    /// The room.
    pub room: RoomId,
    /// Everybody's keys.
    pub officers: Vec<Secret>,
    /// The invitations' keys; the last one is open.
    pub invitations: Vec<Secret>,
    /// The key that stands above all.
    pub recovery: Secret,
    /// The founding entry, the invitations, the redemptions and acceptances.
    pub links: Vec<Link>,
}

impl Partnership {
    /// The one partnership that all targets use.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Partnership> = OnceLock::new();
        SHARED.get_or_init(Self::build)
    }

    fn build() -> Self {
        let secret = |kind: u8, number: usize| Secret::from_seed([kind ^ number as u8; 32]);
        let officers: Vec<Secret> = (0..OFFICERS).map(|i| secret(0x10, i)).collect();
        let invitations: Vec<Secret> = (0..ROLES.len()).map(|i| secret(0x40, i)).collect();
        let recovery = secret(0x80, 0);
        let founding = RoomFounded {
            key: officers[0].key(),
            mode: Mode::Exercise,
            purpose: "Port of Nagoya".to_owned(),
            name: "Founder".to_owned(),
            organisation: "Customs".to_owned(),
            recovery: recovery.key(),
            tlp: Tlp::Amber,
        };
        let mut partnership =
            Self { room: RoomId::default(), officers, invitations, recovery, links: Vec::new() };
        partnership.say(0, founding.into());
        partnership.room = RoomId(partnership.links[0].h.0);
        for (number, role) in ROLES.into_iter().enumerate() {
            partnership.invite(number, role);
        }
        for number in 1..SEATED {
            partnership.seat(number);
        }
        partnership
    }

    fn invite(&mut self, number: usize, role: Role) {
        let issued = InvitationIssued {
            key: self.invitations[number].key(),
            name: format!("Officer {number}"),
            organisation: if number.is_multiple_of(2) { "Carrier" } else { "Customs" }.to_owned(),
            role,
            expires: Moment(2_000_000_000),
            posted_at: None,
        };
        self.say(0, issued.into());
    }

    /// Officer `number` takes the seat of the invitation before and is accepted.
    fn seat(&mut self, number: usize) {
        let taken = self.redemption(number, number - 1);
        self.say(number, taken);
        let first = self.links[self.links.len() - 1].h;
        self.say(0, SeatAccepted { key: self.officers[number].key(), first }.into());
    }

    /// The first entry of an officer who redeems an invitation.
    pub fn redemption(&self, officer: usize, invitation: usize) -> Body {
        let (key, invitation) = (self.officers[officer].key(), &self.invitations[invitation]);
        let hash = redemption_hash(&self.room, &key, &invitation.key());
        let proof = invitation.sign(&hash);
        SeatTaken { key, invitation: invitation.key(), proof, name: None }.into()
    }

    fn say(&mut self, officer: usize, body: Body) {
        let key = self.officers[officer].key();
        let before = self.links.iter().rev().find(|link| link.author == key);
        let (n, previous) = before.map_or((1, Hash::ZERO), |link| (link.n + 1, link.h));
        let time = Stamp(START.0 + self.links.len() as u64 * 1000);
        let entry = Entry { time, kind: body.kind(), body: body.write() };
        let link = Link::write(&self.room, &self.officers[officer], n, previous, entry);
        self.links.push(link);
    }
}
