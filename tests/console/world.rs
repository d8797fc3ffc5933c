//! A room made by hand: officers, what they say and when, as their consoles would write it.

use std::collections::BTreeMap;
use std::sync::Arc;

use liaison::msg::Msg;
use liaison::state::{Line, LinkPhase, LinkView, Opened, Settings, Standing, State};
use liaison::update::update;
use liaison::words::{Language, Words};
use liaison_core::body::Body;
use liaison_core::body::room::{InvitationIssued, RoomFounded, SeatTaken};
use liaison_core::decide::{Shown, decide};
use liaison_core::entry::{Entry, Link, Secret};
use liaison_core::id::{EntryRef, Hash, RoomId, SeatKey};
use liaison_core::membership::redemption_hash;
use liaison_core::room::Room;
use liaison_core::stamp::{Moment, Stamp};
use liaison_core::terms::{Mode, Role, Tlp};

/// 2023-07-04 00:00 UTC: the day of the story.
pub(crate) const DAY: u64 = 1_688_428_800;

/// The time of day as a moment.
pub(crate) fn at(hour: u64, minute: u64) -> Moment {
    Moment(DAY + hour * 3600 + minute * 60)
}

/// A room with its officers, in the order in which they joined; the first founded it.
pub(crate) struct World {
    pub(crate) links: Vec<Link>,
    pub(crate) room: Room,
    secrets: Vec<Secret>,
    heads: BTreeMap<SeatKey, (u32, Hash)>,
    now: Stamp,
}

impl World {
    /// A room founded by its coordinator at 06:00.
    pub(crate) fn founded(mode: Mode, purpose: &str, name: &str, organisation: &str) -> Self {
        let secret = Secret::from_seed([1; 32]);
        let founding = RoomFounded {
            key: secret.key(),
            mode,
            purpose: purpose.to_owned(),
            name: name.to_owned(),
            organisation: organisation.to_owned(),
            recovery: Secret::from_seed([99; 32]).key(),
            tlp: Tlp::Amber,
        };
        let now = at(6, 0).stamp();
        let body = Body::from(founding);
        let entry = Entry { time: now, kind: body.kind(), body: body.write() };
        let link = Link::write(&RoomId::default(), &secret, 1, Hash::ZERO, entry);
        let mut world = Self {
            room: Room::empty(RoomId(link.h.0)),
            links: Vec::new(),
            secrets: vec![secret],
            heads: BTreeMap::new(),
            now,
        };
        world.take(link);
        world
    }

    /// Invites an officer, who takes the seat at once; the officer's number.
    pub(crate) fn join(&mut self, name: &str, organisation: &str, role: Role) -> usize {
        let officer = self.secrets.len();
        let seed = u8::try_from(officer).expect("a few officers");
        let invitation = Secret::from_seed([100 + seed; 32]);
        self.say(
            0,
            InvitationIssued {
                key: invitation.key(),
                name: name.to_owned(),
                organisation: organisation.to_owned(),
                role,
                expires: Moment(DAY + 10 * 86_400),
                posted_at: None,
            },
        );
        let secret = Secret::from_seed([1 + seed; 32]);
        let hash = redemption_hash(&self.room.id(), &secret.key(), &invitation.key());
        let taken = SeatTaken {
            key: secret.key(),
            invitation: invitation.key(),
            proof: invitation.sign(&hash),
            name: None,
        };
        self.secrets.push(secret);
        self.write(officer, taken.into());
        officer
    }

    /// The clock is set.
    pub(crate) fn at(&mut self, hour: u64, minute: u64) -> &mut Self {
        self.now = at(hour, minute).stamp();
        self
    }

    /// An officer says something, having been shown all that is here.
    pub(crate) fn say(&mut self, officer: usize, draft: impl Into<Body>) -> EntryRef {
        let key = self.secrets[officer].key();
        let body = decide(&self.room, &key, draft.into(), &Shown::Now, self.now);
        self.write(officer, body.expect("allowed"))
    }

    /// An officer says something without having been shown what stands.
    pub(crate) fn say_unseen(&mut self, officer: usize, draft: impl Into<Body>) -> EntryRef {
        let key = self.secrets[officer].key();
        let shown = Shown::Seen(Vec::new());
        let body = decide(&self.room, &key, draft.into(), &shown, self.now);
        self.write(officer, body.expect("allowed"))
    }

    /// An officer says something over all that stands, conflicts and all.
    pub(crate) fn resolve(&mut self, officer: usize, draft: impl Into<Body>) -> EntryRef {
        let key = self.secrets[officer].key();
        let body = decide(&self.room, &key, draft.into(), &Shown::Resolve, self.now);
        self.write(officer, body.expect("allowed"))
    }

    fn write(&mut self, officer: usize, body: Body) -> EntryRef {
        let secret = &self.secrets[officer];
        let (n, h) = self.heads.get(&secret.key()).copied().unwrap_or((0, Hash::ZERO));
        let entry = Entry { time: self.now, kind: body.kind(), body: body.write() };
        let link = Link::write(&self.room.id(), secret, n + 1, h, entry);
        self.take(link)
    }

    fn take(&mut self, link: Link) -> EntryRef {
        // A second apart, so that the log has an order.
        self.now = Stamp(self.now.0 + 1_000);
        let name = link.key().reference();
        self.heads.insert(link.author, (link.n, link.h));
        self.links.push(link);
        let id = self.room.id();
        let Ok(room) = Room::fold(id, self.links.as_slice());
        self.room = room;
        name
    }

    /// An officer's key.
    pub(crate) fn key(&self, officer: usize) -> SeatKey {
        self.secrets[officer].key()
    }

    /// What a console is told of the newest entry.
    pub(crate) fn newest(&self, standing: Standing) -> Msg {
        let link = self.links.last().expect("just said").clone();
        Msg::Entries(vec![(link, standing)], Arc::new(self.room.clone()))
    }

    /// The room as an officer's console opens it now.
    pub(crate) fn opened(&self, officer: usize) -> Opened {
        let me = self.key(officer);
        let line = |link: &Link| {
            let standing = if link.author == me { Standing::Stored } else { Standing::Theirs };
            Line::of(link, standing, self.now)
        };
        Opened {
            me,
            room: Arc::new(self.room.clone()),
            lines: self.links.iter().filter_map(line).collect(),
            has_older: false,
        }
    }

    /// An officer's console, with the room open and a link of 2,400 bit/s.
    pub(crate) fn console(&self, officer: usize, language: Language, size: (u16, u16)) -> State {
        let settings = Settings { words: Words::new(language), ..Settings::default() };
        let mut state = State::new(settings, size, self.now);
        let link = LinkView {
            phase: LinkPhase::Up,
            rate_bps: Some(2_400),
            queue: 3,
            current_at: Some(Stamp(self.now.0 - 60_000)),
            ..LinkView::default()
        };
        update(&mut state, Msg::Opened(Box::new(self.opened(officer))), self.now);
        update(&mut state, Msg::Link(Box::new(link)), self.now);
        state
    }
}
