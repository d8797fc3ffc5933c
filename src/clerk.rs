//! The clerk: does at the desk what the console's loop asks, and tells it what has come.
//!
//! The loop never waits for the disk or the link. A thread of its own holds the desk; what is to be
//! done comes as an [`Effect`], what has happened goes as a [`Msg`].

mod bundle;
mod counter;
mod documents;
mod seats;
mod telling;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use liaison_core::id::{EntryId, EntryRef};
use liaison_core::stamp::Stamp;
use liaison_core::wire::History;
use liaison_journal::draft::Draft;
use liaison_journal::{LogMark, Row, RowNo, standing};
use tokio::sync::{mpsc, oneshot, watch};

use self::counter::Counter;
use crate::clock::{Clock, Correction};
use crate::desk::{Desk, DeskError, lost_entries};
use crate::document::Holdings;
use crate::effect::Effect;
use crate::home::Config;
use crate::link::{self, LinkStatus, News, Phase, Queue};
use crate::msg::Msg;
use crate::state::desk::LINES_MAX;
use crate::state::{Line, Opened, Standing};
use crate::words::Words;

/// Lines of the log read to begin with, and at a time afterwards.
const PAGE: u32 = 500;

/// The corrected time, shared between the loop and the clerk.
#[derive(Clone, Debug)]
pub struct SharedTime {
    clock: Arc<dyn Clock>,
    offset_ms: Arc<AtomicI64>,
}

impl SharedTime {
    /// The time of a clock, not corrected yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, offset_ms: Arc::new(AtomicI64::new(0)) }
    }

    /// The corrected time.
    pub fn now(&self) -> Stamp {
        let correction = Correction { offset_ms: self.offset_ms.load(Ordering::Relaxed) };
        correction.apply(self.clock.time())
    }

    fn correct(&self, correction: Correction) {
        self.offset_ms.store(correction.offset_ms, Ordering::Relaxed);
    }
}

/// The desk as the console's loop meets it.
struct Clerk {
    desk: Desk,
    to: mpsc::Sender<Msg>,
    out: VecDeque<Msg>,
    words: Words,
    paper_glyphs: crate::glyph::Glyphs,
    time: SharedTime,
    /// The last row that the loop was told of.
    told: RowNo,
    /// The key under which the loop was last told to write.
    me: liaison_core::id::SeatKey,
    /// Own entries that are not settled, with how far they had come.
    open: BTreeMap<EntryRef, Standing>,
    /// How the link is, as it was last said.
    link: LinkStatus,
    /// Entries that no relay has, as the loop was last told.
    queue: u64,
    /// The same by precedence.
    waiting: Queue,
    /// What the officer has set.
    config: Config,
    /// Where the page of the log before the oldest line shown begins.
    oldest: Option<LogMark>,
    /// The documents, as the loop was last told.
    told_documents: Holdings,
    /// The document that was last seen on its way.
    passing: Option<documents::Seen>,
    /// Files that are to be shared.
    counter: Counter,
}

/// What a clerk needs beside a desk.
#[derive(Debug)]
pub struct Office {
    /// Where what has happened is told.
    pub to: mpsc::Sender<Msg>,
    /// What is to be done.
    pub from: mpsc::Receiver<Effect>,
    /// The officer's language.
    pub words: Words,
    /// What the terminal can show.
    pub glyphs: crate::glyph::Glyphs,
    /// The time that the loop shows.
    pub time: SharedTime,
    /// How much of the past to fetch.
    pub history: History,
}

/// Serves until the loop is gone.
///
/// # Errors
///
/// Those of the journal: what the loop was told to be saved is.
pub fn serve(desk: Desk, office: Office) -> Result<(), DeskError> {
    let Office { to, mut from, words, glyphs, time, history } = office;
    let (status_to, mut status) = watch::channel(LinkStatus::default());
    let (changed_to, mut changed) = watch::channel(0_u64);
    let tell = move |news: News| match news {
        News::Status(new) => drop(status_to.send(*new)),
        News::Changed => changed_to.send_modify(|count| *count += 1),
        News::Broken(why) => {
            let retry_in = std::time::Duration::ZERO;
            let phase = Phase::Down { why, retry_in };
            drop(status_to.send(LinkStatus { phase, ..LinkStatus::default() }));
        }
    };
    let (counter, mut looked) = Counter::new();
    let beside = desk.beside();
    let mut clerk = Clerk::at(desk, to, words, glyphs, time, counter)?;
    clerk.open()?;
    clerk.tell_damage(&clerk.desk.damage().collect::<Vec<_>>());
    let mut proved = clerk.prove_behind()?;
    let mut is_proving = true;
    let staying = link::stay(beside, history, tell)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let served = runtime.block_on(async {
        loop {
            tokio::select! {
                biased;
                // The loop waits here with what is to be done while there is no place for more: to
                // wait for a place with it in the meantime would hold up both for ever.
                effect = from.recv() => match effect {
                    Some(effect) => clerk.act(effect)?,
                    None => return Ok(()),
                },
                () = clerk.hand_over(), if !clerk.out.is_empty() => {}
                lost = &mut proved, if is_proving && clerk.out.is_empty() => {
                    is_proving = false;
                    clerk.tell_damage(&lost.unwrap_or_default());
                }
                seen = looked.recv(), if clerk.out.is_empty() => clerk.take_look(seen),
                heard = changed.changed(), if clerk.out.is_empty() => match heard {
                    Ok(()) => clerk.look()?,
                    Err(_) => return Ok(()),
                },
                heard = status.changed(), if clerk.out.is_empty() => {
                    if heard.is_ok() {
                        let new = status.borrow_and_update().clone();
                        let before = std::mem::replace(&mut clerk.link, new);
                        clerk.tell_turned_away(&before);
                        clerk.tell_link()?;
                        clerk.tell_passing();
                    }
                }
            }
        }
    });
    drop(staying);
    served
}

impl Clerk {
    /// Before anything is told.
    fn at(
        desk: Desk,
        to: mpsc::Sender<Msg>,
        words: Words,
        paper_glyphs: crate::glyph::Glyphs,
        time: SharedTime,
        counter: Counter,
    ) -> Result<Self, DeskError> {
        let (me, config) = (desk.me(), desk.home().config()?);
        Ok(Self {
            desk,
            to,
            out: VecDeque::new(),
            words,
            paper_glyphs,
            time,
            told: RowNo(0),
            me,
            open: BTreeMap::new(),
            link: LinkStatus::default(),
            queue: 0,
            waiting: Queue::default(),
            config,
            oldest: None,
            told_documents: Holdings::default(),
            passing: None,
            counter,
        })
    }

    /// Puts a message where `hand_over` takes it from.
    fn send(&mut self, msg: Msg) {
        self.out.push_back(msg);
    }

    /// Hands one message over once the loop has a place for it. A loop that is gone wants none: what
    /// it has asked for before is done all the same.
    async fn hand_over(&mut self) {
        match self.to.reserve().await {
            Ok(place) => {
                if let Some(msg) = self.out.pop_front() {
                    place.send(msg);
                }
            }
            Err(_) => self.out.clear(),
        }
    }

    /// Everything to begin with.
    fn open(&mut self) -> Result<(), DeskError> {
        self.time.correct(self.desk.correction());
        self.told = self.desk.journal().read().last_row(self.desk.room_no())?;
        self.me = self.desk.me();
        self.oldest = None;
        let (lines, has_older) = self.page()?;
        let (me, room) = (self.me, self.desk.room().clone());
        let opened = Opened { me, room, has_older, lines };
        self.send(Msg::Opened(Box::new(opened)));
        let (read, no) = (self.desk.journal().read(), self.desk.room_no());
        let mut drafts: Vec<(String, Vec<(String, String)>)> = Vec::new();
        for name in read.draft_names(Some(no))? {
            if let Some(draft) = read.draft(Some(no), &name)?
                && let Ok(fields) = serde_json::from_str(&draft.text)
            {
                drafts.push((name, fields));
            }
        }
        self.send(Msg::Drafts(drafts));
        self.tell_documents()
    }

    /// Proves the journal beside the officer's work, which has begun on what was saved before.
    fn prove_behind(&self) -> std::io::Result<oneshot::Receiver<Vec<EntryId>>> {
        let (tell, told) = oneshot::channel();
        let (home, room) = (self.desk.home().clone(), self.desk.room_no());
        std::thread::Builder::new().name("proof".to_owned()).spawn(move || {
            // Whatever else keeps the journal from being read shows where it is used.
            tell.send(lost_entries(&home, room).unwrap_or_default()).ok();
        })?;
        Ok(told)
    }

    fn act(&mut self, effect: Effect) -> Result<(), DeskError> {
        let no = self.desk.room_no();
        match effect {
            Effect::Write { draft, shown } => match self.desk.say(*draft, &shown) {
                Ok(_) => {
                    self.look()?;
                    self.send(Msg::Saved);
                    self.wake_link();
                }
                Err(error) => self.tell_not_saved(&error),
            },
            Effect::SaveDraft { name, fields } => {
                let text = serde_json::to_string(&fields).unwrap_or_default();
                let draft = Draft { name, text, saved: self.desk.now() };
                // A full disk must not end the console; the draft is still on the screen.
                drop(self.desk.keep(|write| write.put_draft(Some(no), &draft)));
            }
            Effect::DropDraft(name) => {
                drop(self.desk.keep(|write| write.drop_draft(Some(no), &name)));
            }
            Effect::Invite(invitee) => self.invite(&invitee)?,
            Effect::ReadOlder => {
                let (lines, _) = self.page()?;
                self.send(Msg::Older(lines));
            }
            Effect::Want { entry, wanted } => self.want(&entry, wanted)?,
            Effect::ReadText(entry) => self.read_text(entry)?,
            Effect::LookAtFile(sharing) => self.look_at(sharing),
            Effect::ShareFile(sharing) => self.share(&sharing)?,
            Effect::SaveDocument { entry, file } => self.save_document(&entry, &file),
            Effect::OpenDocument(entry) => self.open_document(&entry),
            Effect::ExportBundle { file, form, wanted } => self.export(&file, form, &wanted),
            Effect::ImportBundle(files) => self.import(&files)?,
            // The others are the runtime's own.
            _ => {}
        }
        Ok(())
    }

    /// Tells the loop what is new in the journal.
    fn look(&mut self) -> Result<(), DeskError> {
        self.desk.refresh()?;
        self.desk.reload_seat()?;
        self.time.correct(self.desk.correction());
        if self.desk.me() != self.me {
            return self.open();
        }
        let (no, mut new) = (self.desk.room_no(), Vec::new());
        loop {
            let rows = self.desk.journal().read().since(no, self.told, PAGE)?;
            let Some(last) = rows.last() else { break };
            self.told = last.no;
            let room = self.desk.room().id();
            for row in rows.into_iter().filter(|row| row.link.is_whole(&room)) {
                let standing = self.standing(&row)?;
                new.push((row.link, standing));
            }
            if new.len() > LINES_MAX {
                return self.open();
            }
        }
        if !new.is_empty() {
            self.send(Msg::Entries(new, self.desk.room().clone()));
        }
        self.tell_documents()?;
        self.settle()
    }

    /// Tells the loop how far own entries have come since.
    fn settle(&mut self) -> Result<(), DeskError> {
        let mut moved = Vec::new();
        for (entry, before) in std::mem::take(&mut self.open) {
            let now = self.desk.standing(&entry)?.as_ref().map_or(Standing::Theirs, own);
            if now != before {
                moved.push((entry, now.clone()));
            }
            if matches!(now, Standing::Saved | Standing::Sent) {
                self.open.insert(entry, now);
            }
        }
        if !moved.is_empty() {
            self.send(Msg::Standing(moved));
        }
        // What was just written waits at once, and not from the link's next word on.
        if self.desk.pending()? == self.queue { Ok(()) } else { self.tell_link() }
    }

    fn standing(&mut self, row: &Row) -> Result<Standing, DeskError> {
        let key = row.link.key();
        let standing = self.desk.journal().read().standing(self.desk.room_no(), &key)?;
        let seated = self.desk.room().membership().member(&key.author).is_some();
        let standing = match standing {
            Some(standing) => own(&standing),
            None if seated => Standing::Theirs,
            None => Standing::Pending,
        };
        if matches!(standing, Standing::Saved | Standing::Sent) {
            self.open.insert(key.reference(), standing.clone());
        }
        Ok(standing)
    }

    /// The next page of the log, towards the past, and whether there is more. What is not as it was
    /// written is no line.
    fn page(&mut self) -> Result<(Vec<Line>, bool), DeskError> {
        let rows = self.desk.page(self.oldest, PAGE)?;
        if let Some(last) = rows.last() {
            let time = last.link.content.entry().map_or(Stamp(0), |e| e.time);
            self.oldest = Some(LogMark { time, no: last.no });
        }
        let (now, room) = (self.desk.now(), self.desk.room().id());
        let mut lines = Vec::new();
        for row in rows.iter().filter(|row| row.link.is_whole(&room)) {
            let standing = self.standing(row)?;
            lines.extend(Line::of(&row.link, standing, now));
        }
        Ok((lines, rows.len() >= PAGE as usize))
    }
}

fn own(standing: &standing::Standing) -> Standing {
    match standing {
        standing::Standing::Saved => Standing::Saved,
        standing::Standing::Sent => Standing::Sent,
        standing::Standing::Stored { .. } => Standing::Stored,
        standing::Standing::Refused { reason, .. } => Standing::Refused(reason.clone()),
        standing::Standing::GivenUp => Standing::GivenUp,
    }
}
