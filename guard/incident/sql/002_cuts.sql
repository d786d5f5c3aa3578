-- One row for each time that incidents were removed because they had been kept long enough. A cut is an entry of the
-- same chain as the incidents and takes a number between theirs; hash is over prev and all fields (see cut.go).
CREATE TABLE cuts (
    seq     INTEGER PRIMARY KEY,
    time    INTEGER NOT NULL, -- when it was made; nanoseconds since 1970, UTC
    before  INTEGER NOT NULL, -- incidents of before this time were removed; nanoseconds since 1970, UTC
    removed INTEGER NOT NULL, -- how many
    through INTEGER NOT NULL, -- the highest number that this or an earlier cut removed
    last    BLOB    NOT NULL, -- hash of the incident that had it
    rest    BLOB    NOT NULL, -- over number and hash of each entry up to there that was left
    prev    BLOB    NOT NULL,
    hash    BLOB    NOT NULL
) STRICT;

-- Each user of a PC sees his own incidents, the newest first.
CREATE INDEX incidents_by_user ON incidents (user, time);
