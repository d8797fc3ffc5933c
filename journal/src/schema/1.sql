-- Keys of tables are small numbers, never hashes: a random key costs a page for every entry.
--
-- Every column lies in an index too, or is proved by a hash or a seal: so a check of the file finds
-- any byte of it that changed.
--
-- An entry's number is `room << 40 | row`, rows counted from 1 in each room, and its place is
-- `room << 40 | position`: so a room's entries lie together, and both are one small integer.

CREATE TABLE room (
    no INTEGER PRIMARY KEY CHECK (no BETWEEN 1 AND 8388607),
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
    -- Counts the times that a row held was dropped or came to say something else.
    revision INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX room_revision ON room (no, revision);

CREATE TABLE author (
    no INTEGER PRIMARY KEY,
    room INTEGER NOT NULL REFERENCES room (no),
    key BLOB NOT NULL CHECK (length(key) = 32),
    -- 1 where this installation holds the private key.
    own INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1)),
    UNIQUE (room, key)
) STRICT;
CREATE INDEX author_own ON author (room, no) WHERE own = 1;

CREATE TABLE entry (
    no INTEGER PRIMARY KEY,
    author INTEGER NOT NULL REFERENCES author (no),
    n INTEGER NOT NULL CHECK (n BETWEEN 1 AND 4294967295),
    -- Tells apart the entries that share a number; at most 8 do.
    branch INTEGER NOT NULL CHECK (branch BETWEEN 0 AND 7),
    -- Where the relay stored it, if it did.
    place INTEGER,
    -- Of own entries only: 0 saved, 1 sent, 2 refused, 3 given up. Stored is sent with a place.
    standing INTEGER CHECK (standing BETWEEN 0 AND 3),
    -- Both are NULL where only the content's hash is held, which then is the body.
    kind INTEGER CHECK (kind BETWEEN 0 AND 65535),
    time INTEGER,
    h BLOB NOT NULL CHECK (length(h) = 32),
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    signature BLOB CHECK (length(signature) = 64),
    body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_chain ON entry (author, n, branch);
CREATE UNIQUE INDEX entry_place ON entry (place) WHERE place IS NOT NULL;
CREATE INDEX entry_unplaced ON entry (no) WHERE place IS NULL;
CREATE INDEX entry_fork ON entry (author, n) WHERE branch > 0;
CREATE INDEX entry_own ON entry (no, standing) WHERE standing IS NOT NULL;

-- Why a relay refused an entry, for whoever asks again.
CREATE TABLE refusal (
    entry INTEGER PRIMARY KEY REFERENCES entry (no),
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX refusal_reason ON refusal (entry, reason);

-- Entries that a damaged file held and its repair could not bring over.
CREATE TABLE lost (
    no INTEGER PRIMARY KEY,
    author INTEGER NOT NULL REFERENCES author (no),
    n INTEGER NOT NULL,
    UNIQUE (author, n)
) STRICT;

-- The relay's own epochs, or those that a console met. `end` is NULL while one goes on.
CREATE TABLE epoch (
    no INTEGER PRIMARY KEY,
    room INTEGER NOT NULL REFERENCES room (no),
    id INTEGER NOT NULL,
    first INTEGER NOT NULL,
    "end" INTEGER,
    UNIQUE (room, id)
) STRICT;
CREATE INDEX epoch_span ON epoch (room, first, "end", id);

-- Stretches of positions of which everything was told: what is not held there never will be.
CREATE TABLE told (
    no INTEGER PRIMARY KEY,
    room INTEGER NOT NULL REFERENCES room (no),
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    UNIQUE (room, first, last)
) STRICT;

-- The newest head of each seat by somebody's word: 0 the relay's, 1 a witness's.
CREATE TABLE head (
    no INTEGER PRIMARY KEY,
    room INTEGER NOT NULL REFERENCES room (no),
    source INTEGER NOT NULL CHECK (source IN (0, 1)),
    seat BLOB NOT NULL CHECK (length(seat) = 4),
    n INTEGER NOT NULL,
    half BLOB NOT NULL CHECK (length(half) = 16),
    UNIQUE (room, source, seat)
) STRICT;
CREATE INDEX head_value ON head (no, n, half);

-- A relay's permits, by hash: each founds or moves one room, once.
CREATE TABLE permit (
    no INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    expires INTEGER NOT NULL,
    spent INTEGER
) STRICT;
CREATE INDEX permit_state ON permit (no, expires, spent);

-- A console's permits, as text, until they are spent.
CREATE TABLE kept_permit (
    no INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE,
    kept INTEGER NOT NULL
) STRICT;
CREATE INDEX kept_permit_time ON kept_permit (no, kept);

-- What an officer was writing. Room 0 is the home itself, here and in `setting`.
CREATE TABLE draft (
    no INTEGER PRIMARY KEY,
    room INTEGER NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    saved INTEGER NOT NULL,
    seal BLOB NOT NULL,
    UNIQUE (room, name)
) STRICT;

CREATE TABLE setting (
    no INTEGER PRIMARY KEY,
    room INTEGER NOT NULL,
    name TEXT NOT NULL,
    value BLOB NOT NULL,
    seal BLOB NOT NULL,
    UNIQUE (room, name)
) STRICT;

-- The room folded from the rows up to `upto`, as they were at `revision`.
CREATE TABLE fold (
    room INTEGER PRIMARY KEY REFERENCES room (no),
    format INTEGER NOT NULL,
    upto INTEGER NOT NULL,
    h BLOB NOT NULL,
    revision INTEGER NOT NULL,
    blob BLOB NOT NULL,
    seal BLOB NOT NULL
) STRICT;
