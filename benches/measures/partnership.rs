//! A room and its officers as they came in: founded, invited, seated, accepted, really signed.

use std::time::Duration;

use liaison_core::body::Body;
use liaison_core::body::room::{InvitationIssued, RoomFounded, SeatAccepted, SeatTaken};
use liaison_core::entry::{Entry, Link, Secret};
use liaison_core::id::{Hash, RoomId};
use liaison_core::membership::redemption_hash;
use liaison_core::stamp::{Moment, Stamp};
use liaison_core::terms::{Mode, Role, Tlp};

const ORGANISATIONS: [&str; 4] = ["Nagoya Customs", "Port Authority", "Carrier A", "Broker B"];

/// The officers' keys, the founder's first, and all that they wrote.
pub(crate) struct Partnership {
    pub(crate) room: RoomId,
    pub(crate) secrets: Vec<Secret>,
    pub(crate) links: Vec<Link>,
    /// The time of the next entry.
    pub(crate) now: Stamp,
    ends: Vec<(u32, Hash)>,
}

/// A key that is the same in every run; `space` keeps officers, invitations and rooms apart.
fn secret(space: u8, number: usize) -> Secret {
    let mut seed = [space; 32];
    seed[..8].copy_from_slice(&(number as u64).to_le_bytes());
    Secret::from_seed(seed)
}

impl Partnership {
    /// A room of one officer; rooms of different numbers are different rooms.
    pub(crate) fn founded(number: usize, now: Stamp) -> Self {
        let founder = secret(1, number << 32);
        let body = RoomFounded {
            key: founder.key(),
            mode: Mode::Exercise,
            purpose: "Nagoya".to_owned(),
            name: "Sato Keiko".to_owned(),
            organisation: ORGANISATIONS[0].to_owned(),
            recovery: secret(2, number).key(),
            tlp: Tlp::Amber,
        };
        let (room, secrets) = (RoomId::default(), vec![founder]);
        let ends = vec![(0, Hash::ZERO)];
        let mut partnership = Self { room, secrets, links: Vec::new(), now, ends };
        let founding = partnership.write(0, body);
        partnership.room = RoomId(founding.h.0);
        partnership
    }

    /// A room of so many officers: nine duty officers after the founder, then liaison officers.
    pub(crate) fn seated(officers: usize, now: Stamp) -> Self {
        let mut partnership = Self::founded(0, now);
        let expires = Moment(now.moment().0 + 10 * 365 * 86_400);
        for officer in 1..officers {
            let role = if officer < 10 { Role::DutyOfficer } else { Role::Liaison };
            partnership.seat(officer, role, expires);
        }
        partnership
    }

    fn seat(&mut self, officer: usize, role: Role, expires: Moment) {
        let invitation = secret(3, officer);
        let issued = InvitationIssued {
            key: invitation.key(),
            name: format!("Officer {officer}"),
            organisation: ORGANISATIONS[officer % ORGANISATIONS.len()].to_owned(),
            role,
            expires,
            posted_at: None,
        };
        self.write(0, issued);
        let own = secret(1, officer);
        let key = own.key();
        let proof = invitation.sign(&redemption_hash(&self.room, &key, &invitation.key()));
        self.secrets.push(own);
        self.ends.push((0, Hash::ZERO));
        let taken = SeatTaken { key, invitation: invitation.key(), proof, name: None };
        let first = self.write(officer, taken).h;
        self.write(0, SeatAccepted { key, first });
    }

    /// An officer's next entry.
    pub(crate) fn write(&mut self, officer: usize, body: impl Into<Body>) -> Link {
        let body = body.into();
        self.now = self.now + Duration::from_millis(1);
        let entry = Entry { time: self.now, kind: body.kind(), body: body.write() };
        let (n, previous) = self.ends[officer];
        let link = Link::write(&self.room, &self.secrets[officer], n + 1, previous, entry);
        self.ends[officer] = (link.n, link.h);
        self.links.push(link.clone());
        link
    }

    /// The number and hash of an officer's newest entry.
    pub(crate) fn end(&self, officer: usize) -> (u32, Hash) {
        self.ends[officer]
    }
}
