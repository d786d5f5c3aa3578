-- What was judged of files, and which of them an incident tells of. May be deleted at any time.
CREATE TABLE verdicts (
    key     TEXT    PRIMARY KEY,
    version TEXT    NOT NULL, -- of rules, detectors and policy
    verdict BLOB    NOT NULL, -- JSON
    sha256  TEXT    NOT NULL,
    seen    INTEGER NOT NULL  -- seconds since 1970, to the day
) STRICT, WITHOUT ROWID;

CREATE TABLE handled (
    mark    BLOB    PRIMARY KEY, -- hash of key, path and channel
    version TEXT    NOT NULL,
    seen    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 1;
