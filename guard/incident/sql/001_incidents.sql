-- One row an incident. seq runs from 1 without a gap; hash is over prev and all fields (see chain.go).
CREATE TABLE incidents (
    seq        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    time       INTEGER NOT NULL, -- nanoseconds since 1970, UTC
    channel    TEXT    NOT NULL,
    level      TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    confidence TEXT    NOT NULL,
    official   INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    action     TEXT    NOT NULL,
    outcome    TEXT    NOT NULL,
    rule       TEXT    NOT NULL,
    place      TEXT    NOT NULL,
    sha256     TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    user       TEXT    NOT NULL,
    host       TEXT    NOT NULL,
    device     TEXT    NOT NULL,
    count      INTEGER NOT NULL,
    quarantine TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    prev       BLOB    NOT NULL,
    hash       BLOB    NOT NULL
) STRICT;

CREATE INDEX incidents_by_time ON incidents (time);
CREATE INDEX incidents_by_quarantine ON incidents (quarantine) WHERE quarantine <> '';

-- Where the chain ends, so that a missing end shows. One row.
CREATE TABLE head (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    count INTEGER NOT NULL,
    hash  BLOB    NOT NULL
) STRICT;

INSERT INTO head (only, count, hash) VALUES (1, 0, zeroblob(32));
