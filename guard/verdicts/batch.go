package verdicts

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// batch is what one transaction will write.
type batch struct {
	verdicts map[string]Entry
	handled  map[mark]struct{}
	seen     map[string]struct{}
}

func newBatch() batch {
	return batch{verdicts: map[string]Entry{}, handled: map[mark]struct{}{}, seen: map[string]struct{}{}}
}

func (b batch) size() int { return len(b.verdicts) + len(b.handled) + len(b.seen) }

// add changes the batch that waits, and sees to it that it is written: a moment later, or at once when it is full, so
// that who adds faster than the disk writes has to wait.
func (c *Cache) add(change func(*batch)) {
	c.mu.Lock()
	if c.closed || c.broken {
		c.mu.Unlock()
		return
	}
	first := c.next.size() == 0
	change(&c.next)
	full := c.next.size() >= batchSize
	if first {
		c.timer = time.AfterFunc(batchDelay, func() { c.Flush() })
	}
	c.mu.Unlock()
	if full {
		c.Flush()
	}
}

// waiting looks for k among what is not in the file yet.
func (c *Cache) waiting(k Key) (Entry, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.next.verdicts[k.id]; ok {
		return e, true
	}
	e, ok := c.current.verdicts[k.id]
	return e, ok
}

func (c *Cache) markWaiting(m mark) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, next := c.next.handled[m]
	_, current := c.current.handled[m]
	return next || current
}

// Flush writes what waits. What cannot be written is dropped: the error is for the log.
func (c *Cache) Flush() error {
	if c == nil {
		return nil
	}
	c.writes.Lock()
	defer c.writes.Unlock()
	c.mu.Lock()
	if c.timer != nil {
		c.timer.Stop()
	}
	c.current, c.next = c.next, newBatch()
	work, broken := c.current, c.broken
	c.mu.Unlock()

	var err error
	if work.size() > 0 && !broken {
		err = c.write(work)
		c.notice(err)
	}
	c.mu.Lock()
	c.current = batch{}
	c.mu.Unlock()
	if err != nil {
		return fmt.Errorf("write verdict cache: %w", err)
	}
	return nil
}

func (c *Cache) write(b batch) error {
	tx, err := c.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	today := c.now().Unix()
	err = each(tx, `INSERT OR REPLACE INTO verdicts (key, version, verdict, sha256, seen) VALUES (?, ?, ?, ?, ?)`, b.verdicts,
		func(key string, e Entry) ([]any, error) {
			verdict, err := json.Marshal(e.Verdict)
			return []any{key, c.version, verdict, e.SHA256, today}, err
		})
	if err != nil {
		return err
	}
	err = each(tx, `INSERT OR REPLACE INTO handled (mark, version, seen) VALUES (?, ?, ?)`, b.handled,
		func(m mark, _ struct{}) ([]any, error) { return []any{m[:], c.version, today}, nil })
	if err != nil {
		return err
	}
	err = each(tx, `UPDATE verdicts SET seen = ? WHERE key = ?`, b.seen,
		func(key string, _ struct{}) ([]any, error) { return []any{today, key}, nil })
	if err != nil {
		return err
	}
	return tx.Commit()
}

// each executes one statement for every pair of m.
func each[K comparable, V any](tx *sql.Tx, query string, m map[K]V, values func(K, V) ([]any, error)) error {
	if len(m) == 0 {
		return nil
	}
	statement, err := tx.Prepare(query)
	if err != nil {
		return err
	}
	defer statement.Close()
	for k, v := range m {
		args, err := values(k, v)
		if err != nil {
			return err
		}
		if _, err := statement.Exec(args...); err != nil {
			return err
		}
	}
	return nil
}
