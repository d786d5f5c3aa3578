-- What is only ever added to. seq runs from 1 without a gap; hash is over prev and all fields (see journal.go). Times are
-- nanoseconds since 1970, UTC; 0 for none.
CREATE TABLE journal (
    seq       INTEGER PRIMARY KEY,
    time      INTEGER NOT NULL, -- when it was found
    what      TEXT    NOT NULL, -- gap: a whole one; begin and end of one; event; record: the end of the incident record
    kind      TEXT    NOT NULL, -- of the gap or event
    since     INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    uncertain INTEGER NOT NULL,
    detail    TEXT    NOT NULL,
    old       TEXT    NOT NULL, -- version before; of a record, its number of entries
    new       TEXT    NOT NULL, -- version after; of a record, its last hash
    prev      BLOB    NOT NULL,
    hash      BLOB    NOT NULL
) STRICT;

CREATE INDEX journal_by_kind ON journal (what, kind);

-- Where the journal ends, so that a missing end shows. One row.
CREATE TABLE head (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    count INTEGER NOT NULL,
    hash  BLOB    NOT NULL
) STRICT;

INSERT INTO head (only, count, hash) VALUES (1, 0, zeroblob(32));

-- What the next look is compared with. One row, written every minute and in no hash (see state.go).
CREATE TABLE state (
    only    INTEGER PRIMARY KEY CHECK (only = 1),
    last    INTEGER NOT NULL, -- last sign of life
    up      INTEGER NOT NULL, -- nanoseconds from the boot to it
    boot    TEXT    NOT NULL,
    epoch   INTEGER NOT NULL, -- when the PC was started, by its clock as it was last found right
    checked INTEGER NOT NULL, -- nanoseconds from the boot to that
    behind  INTEGER NOT NULL, -- nanoseconds by which the clock was behind when the PC started
    running INTEGER NOT NULL,
    reason  TEXT    NOT NULL, -- why the last run ended
    version TEXT    NOT NULL,
    removed INTEGER NOT NULL, -- the guard was uninstalled
    broken  INTEGER NOT NULL  -- the incident record was, when it was last looked at
) STRICT;

INSERT INTO state
    SELECT 1, last, 0, '', 0, 0, 0, 0, '', '', 0, 0 FROM alive;

DROP TABLE alive;
