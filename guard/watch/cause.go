package watch

import (
	"io/fs"
	"slices"
	"time"

	"giumat/guard/event"
)

// clockSlack is how far a file's time may be off the time of the event: FAT keeps the time of writing to 2 seconds
// (Microsoft FAT specification, section 6.1), and a drive is noticed a moment after it can be written to.
const clockSlack = 2 * time.Second

// cause says how it was noticed that the file at path is there, which is met on the errand e in the root r. What was
// written on a drive since that came into sight was not brought with it; and what was not, was: it is not taken for a
// copy that went unnoticed.
func (s *sweeper) cause(e errand, r root, path string, d fs.DirEntry) event.Cause {
	if r.channel != event.Removable {
		return e.cause
	}
	switch here := s.writtenSince(r.since, path, d); {
	case !here:
		return event.Brought
	case e.cause == event.Brought:
		return event.Written
	}
	return e.cause
}

// writtenSince tells whether the file came to be what or where it is since a time, by any of its times: a copy may keep
// the time of writing. A file from a PC whose clock is ahead was not written here.
func (s *sweeper) writtenSince(since time.Time, path string, d fs.DirEntry) bool {
	from, to := since.Add(-s.slack), time.Now().Add(s.slack)
	return slices.ContainsFunc(times(path, d), func(t time.Time) bool { return !t.Before(from) && t.Before(to) })
}
