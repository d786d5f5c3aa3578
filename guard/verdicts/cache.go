// Package verdicts remembers what was judged of a file, so that a file which has not changed is not read again. It
// takes a file's key and a verdict and gives the verdict back as long as file, rules, detectors and policy are the
// same. It holds no path, no name and no text, decides nothing, and may be deleted at any time: losing it costs time,
// never a verdict. So no fault of it is fatal: a damaged file is put aside, and what cannot be kept is not kept.
package verdicts

import (
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"giumat/rules"
)

const (
	batchDelay = 200 * time.Millisecond // how long a new entry may wait to be written with others
	batchSize  = 2000                   // entries that are written at once at the latest
	unseen     = 90 * 24 * time.Hour    // entries of files not met for so long are pruned
	touchAfter = 24 * time.Hour         // how stale the note may be that a file was met
)

// Cache keeps verdicts in an SQLite file. Its methods may be called by many at once; on a nil Cache all do nothing, so
// that a guard whose cache cannot be opened goes on without one. Several processes may use one file.
//
// Reading is one prepared statement, not a map held in memory: that reads 60,000 entries a second on one core of 2.5
// GHz (BenchmarkGet), and the guard stays small with a million files.
type Cache struct {
	path    string
	version string
	now     func() time.Time
	db      *sql.DB
	get     *sql.Stmt
	marked  *sql.Stmt

	writes sync.Mutex // one batch at a time

	mu      sync.Mutex
	next    batch // waiting for its turn
	current batch // being written
	timer   *time.Timer
	closed  bool
	broken  bool // the file proved damaged: nothing more is read or written
	aside   bool // and lies where it is in nobody's way
}

// Entry is what is remembered of one file.
type Entry struct {
	Verdict rules.Verdict
	SHA256  string // of the content, lower-case hex
}

// Get gives what was kept for k under the cache's version.
func (c *Cache) Get(k Key) (Entry, bool) {
	if c == nil || k.id == "" {
		return Entry{}, false
	}
	if e, ok := c.waiting(k); ok {
		return e, true
	}
	var verdict []byte
	var e Entry
	var seen int64
	if err := c.get.QueryRow(k.id, c.version).Scan(&verdict, &e.SHA256, &seen); err != nil {
		c.notice(err)
		return Entry{}, false
	}
	if json.Unmarshal(verdict, &e.Verdict) != nil {
		return Entry{}, false
	}
	if c.stale(seen) {
		c.add(func(b *batch) { b.seen[k.id] = struct{}{} })
	}
	return e, true
}

// Put keeps e for k. The verdict of a file that changed in the last 3 seconds is not kept: it could change once more
// without another key. Entries are written together a moment later; a kill before loses them, and nothing else.
func (c *Cache) Put(k Key, e Entry) {
	if c == nil || !k.settledAt(c.now()) {
		return
	}
	c.add(func(b *batch) { b.verdicts[k.id] = e })
}

// Handled tells whether MarkHandled was called for this state of this file, at this path and on this channel, under
// the cache's version.
func (c *Cache) Handled(k Key, path, channel string) bool {
	if c == nil || k.id == "" {
		return false
	}
	m := markOf(k, path, channel)
	if c.markWaiting(m) {
		return true
	}
	var seen int64
	if err := c.marked.QueryRow(m[:], c.version).Scan(&seen); err != nil {
		c.notice(err)
		return false
	}
	if c.stale(seen) {
		c.add(func(b *batch) { b.handled[m] = struct{}{} })
	}
	return true
}

// MarkHandled notes that an incident tells of this state of this file, at this path and on this channel, so that the
// next look at it does not tell it again.
func (c *Cache) MarkHandled(k Key, path, channel string) {
	if c == nil || k.id == "" {
		return
	}
	c.add(func(b *batch) { b.handled[markOf(k, path, channel)] = struct{}{} })
}

// stale tells whether the note that a file was met is to be renewed, so that it is not pruned.
func (c *Cache) stale(seen int64) bool { return c.now().Sub(time.Unix(seen, 0)) > touchAfter }

// mark is the hash of key, path and channel.
type mark [sha256.Size]byte

func markOf(k Key, path, channel string) mark {
	return sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s", k.id, channel, path))
}
