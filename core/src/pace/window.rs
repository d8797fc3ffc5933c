//! How many bytes may be under way, judged by how long what has arrived had waited behind others.

/// What may be under way before anything is known of the link, in bytes: three pieces of a document
/// on a slow one, four entries on a fast one.
const START_BYTES: u64 = 860;
/// Waiting less than this much, in milliseconds, means that the link is idle at times.
const IDLE_MS: u64 = 50;
/// What goes in small frames comes in bursts, between two confirmations, and so waits behind its
/// like: with its own sending this long, in milliseconds, on a link that is idle at times.
const BURST_MS: u64 = 300;
/// Waiting longer than this, in milliseconds, is of no use.
const LONG_MS: u64 = 600;

/// How much may be under way. It changes once in a round: until a frame is confirmed that was sent
/// after the last change.
#[derive(Clone, Debug)]
pub(super) struct Window {
    bytes: u64,
    /// The link was never seen to be full.
    opening: bool,
    /// The link was idle in the last round.
    idle: bool,
    /// What was sent when the round began.
    began: u64,
    /// The least that a frame has waited in this round while as much was under way as was allowed:
    /// of those that are sent together the first.
    least: Option<u64>,
}

/// What a confirmation has shown of the link. Times are in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    /// How long it took until the frame was confirmed.
    pub(super) took: u64,
    /// How long of that it waited behind others.
    pub(super) waited: u64,
    /// How long its own sending took.
    pub(super) sending: u64,
    /// How much was under way when it was sent, itself included, in bytes.
    pub(super) under_way: u64,
    /// A slice of this link, in bytes.
    pub(super) slice: u64,
    /// As much was under way as was allowed.
    pub(super) full: bool,
    /// Where the frame ends among all that was sent.
    pub(super) end: u64,
    /// All that was sent.
    pub(super) sent: u64,
}

impl Shown {
    /// How much under way had been enough that it would not have waited, but for a burst.
    fn enough(&self) -> u64 {
        let of_use = self.took - self.waited + BURST_MS.saturating_sub(self.sending);
        self.under_way.saturating_mul(of_use) / self.took
    }
}

impl Default for Window {
    fn default() -> Self {
        Self { bytes: START_BYTES, opening: true, idle: false, began: 0, least: None }
    }
}

impl Window {
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How long after one piece another may follow that takes so long to send: a little sooner than
    /// the link needs by what is known of it, which may be too little.
    pub(super) fn sooner(&self, sending: u64) -> u64 {
        if self.opening { sending * 2 / 3 } else { sending * 4 / 5 }
    }

    /// Grows where the link was idle though it was given all that was allowed, shrinks where frames
    /// wait for longer than one takes to send.
    pub(super) fn follow(&mut self, shown: &Shown) {
        let idle = IDLE_MS.max(shown.sending / 8).max(BURST_MS.saturating_sub(shown.sending));
        let long = LONG_MS.max(shown.sending + shown.sending / 8);
        if shown.full {
            self.least = Some(self.least.map_or(shown.waited, |least| least.min(shown.waited)));
        }
        if shown.end <= self.began {
            // After an idle moment all that is allowed is sent at once, and its last waits for as
            // long as a round trip.
            if shown.waited > (shown.took - shown.waited) * 2 + long * 2 {
                // The link has become far slower: it takes long until this round is over.
                self.bytes = self.bytes.min(shown.enough().max(shown.slice));
            }
            return;
        }
        self.began = shown.sent;
        let Some(least) = self.least.take() else { return };
        let was_idle = std::mem::replace(&mut self.idle, least <= idle);
        if least > long {
            self.opening = false;
            // Not by more than half, in case it was measured badly.
            let enough = shown.enough().max(self.bytes / 2).max(shown.slice);
            self.bytes = self.bytes.min(enough);
        } else if least > idle {
            self.opening = false;
        } else if was_idle || shown.sending < BURST_MS {
            // One long frame more is a second of waiting: not for a single measurement.
            let step = if self.opening { self.bytes / 4 } else { self.bytes / 8 };
            self.bytes += step.max(shown.slice / 2);
            self.idle = self.opening;
        }
    }
}
