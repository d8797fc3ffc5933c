-- Documents: the bytes that travel beside the record, by room, hash and size.
--
-- `held` bytes of a document's stream are kept, from its beginning; `checked` of them belong to
-- pieces that verify. The bytes prove themselves by the hash.
CREATE TABLE document (
    no INTEGER PRIMARY KEY CHECK (no BETWEEN 1 AND 549755813887),
    room INTEGER NOT NULL REFERENCES room (no),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    size INTEGER NOT NULL CHECK (size > 0),
    held INTEGER NOT NULL DEFAULT 0,
    checked INTEGER NOT NULL DEFAULT 0,
    -- When somebody at this console asked for it.
    wanted INTEGER,
    -- So much of its stream is at the relay, by its word.
    at_relay INTEGER,
    -- Why the relay does not take it.
    refused TEXT,
    UNIQUE (room, hash, size)
) STRICT;
CREATE INDEX document_state ON document (no, held, checked, wanted, at_relay, refused);

-- A document's stream, 16 KiB in a row: `document << 24 | row`.
CREATE TABLE document_part (
    no INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
