CREATE TABLE IF NOT EXISTS used (
	request TEXT NOT NULL,
	code    TEXT NOT NULL,
	at      INTEGER NOT NULL, -- seconds since 1970
	PRIMARY KEY (request, code)
) STRICT;

CREATE TABLE IF NOT EXISTS tries (
	one   INTEGER PRIMARY KEY CHECK (one = 1), -- there is one row, or none
	wrong INTEGER NOT NULL,
	last  INTEGER NOT NULL                     -- nanoseconds since 1970
) STRICT;
