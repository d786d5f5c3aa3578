-- The last sign of life. One row.
CREATE TABLE IF NOT EXISTS alive (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    last INTEGER NOT NULL -- nanoseconds since 1970, UTC
) STRICT;

CREATE TABLE IF NOT EXISTS gaps (
    id        INTEGER PRIMARY KEY,
    kind      TEXT    NOT NULL,
    since     INTEGER NOT NULL, -- nanoseconds since 1970, UTC
    until     INTEGER,          -- the same; NULL while it lasts
    uncertain INTEGER NOT NULL
) STRICT;
