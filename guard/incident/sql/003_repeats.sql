-- What is known of the drive, of the program that wanted the file, and of the file that it is a copy of. Incidents that
-- have none of it keep the form of their hash (see chain.go).
ALTER TABLE incidents ADD COLUMN program      TEXT    NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN original     TEXT    NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN drive_label  TEXT    NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN drive_volume TEXT    NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN drive_serial TEXT    NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN drive_size   INTEGER NOT NULL DEFAULT 0; -- bytes

-- By which a repetition finds its incident, among any number of them: see repeat.go. In no hash, and NULL where none may
-- be a repetition.
ALTER TABLE incidents ADD COLUMN same INTEGER;
CREATE INDEX incidents_by_same ON incidents (same, time) WHERE same IS NOT NULL;

-- How often an incident happened again. In no hash: the chain proves that something happened, not how often.
CREATE TABLE repeats (
    seq  INTEGER PRIMARY KEY, -- of the incident
    n    INTEGER NOT NULL,
    last INTEGER NOT NULL     -- when it did so last; nanoseconds since 1970, UTC
) STRICT;

-- The quarantine entries of those that took a file each.
CREATE TABLE repeat_entries (
    seq        INTEGER NOT NULL, -- of the incident
    quarantine TEXT    NOT NULL,
    PRIMARY KEY (seq, quarantine)
) STRICT, WITHOUT ROWID;
CREATE INDEX repeat_entries_by_quarantine ON repeat_entries (quarantine);

-- What was repeated goes with its incident.
CREATE TRIGGER incidents_take_their_repeats AFTER DELETE ON incidents BEGIN
    DELETE FROM repeats WHERE seq = old.seq;
    DELETE FROM repeat_entries WHERE seq = old.seq;
END;
