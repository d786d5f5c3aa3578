package incident

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"giumat/guard/hashchain"
)

// Retention says which incidents have been kept for long enough.
type Retention struct {
	Before time.Time // those of before this time, which is before Now
	Now    time.Time // the time, for the record
	// Held are the quarantine entries that still hold a file. Their incidents stay, however old: without them, the guard
	// would record them anew. Who cannot list the entries as a whole must not call Retain.
	Held []string
}

// atOnce is how many incidents one transaction removes: few enough for the guard to go on recording in between
// (0.2 s for most, 2 s for the last of a million; a writer waits for at most 10 s).
const atOnce = 10_000

// isDue is the condition for what may be removed, of the time before which that is and the held entries as a JSON list
// (CROSS JOIN has SQLite go from them to the index and not through all incidents).
const isDue = `time < ? AND seq NOT IN (
	WITH held (entry) AS (SELECT value FROM json_each(?))
	SELECT seq FROM held CROSS JOIN incidents ON quarantine = entry AND quarantine <> ''
	UNION ALL SELECT seq FROM held CROSS JOIN repeat_entries ON quarantine = entry)`

// Retain removes incidents, and records that it did by a Cut for each ten thousand, so that the rest still verifies.
// It returns how many it removed; with an error, too, for those before it. It refuses a record that does not verify
// with a *BrokenError, since what it would remove is evidence.
//
// What is removed, and with it its repetitions, is overwritten in the file, which keeps its size: new incidents take the room.
func (s *Store) Retain(ctx context.Context, r Retention) (removed int, err error) {
	removed, err = s.retain(ctx, r)
	if err != nil {
		return removed, fmt.Errorf("remove incidents after their time: %w", err)
	}
	return removed, nil
}

func (s *Store) retain(ctx context.Context, r Retention) (int, error) {
	if r.Before.IsZero() || !r.Before.Before(r.Now) {
		return 0, errors.New("the time to keep them is not over for any")
	}
	held, err := json.Marshal(append([]string{}, r.Held...)) // never null
	if err != nil {
		return 0, err
	}
	due, err := s.due(ctx, r.Before, string(held))
	if err != nil || len(due) == 0 {
		return 0, err
	}
	if err := s.Verify(ctx); err != nil {
		return 0, err
	}
	removed := 0
	for part := range slices.Chunk(due, atOnce) {
		n, err := s.cut(ctx, r, string(held), part)
		if err != nil {
			return removed, err
		}
		removed += int(n)
	}
	return removed, s.emptyLog(ctx)
}

// due gives the numbers of what may be removed, in their order, 8 bytes each.
func (s *Store) due(ctx context.Context, before time.Time, held string) ([]int64, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT seq FROM incidents WHERE `+isDue, nanos(before), held)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var numbers []int64
	for rows.Next() {
		var seq int64
		if err := rows.Scan(&seq); err != nil {
			return nil, err
		}
		numbers = append(numbers, seq)
	}
	slices.Sort(numbers)
	return numbers, rows.Err()
}

// cut removes what is due from the first to the last of numbers and records that. It does nothing when another process
// was first.
func (s *Store) cut(ctx context.Context, r Retention, held string, numbers []int64) (int64, error) {
	tx, err := s.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	head, err := hashchain.ReadHead(ctx, tx.QueryRowContext)
	if err != nil {
		return 0, err
	}
	c := cut{Cut: Cut{Time: r.Now, Before: r.Before}, seq: head.Count + 1, prev: head.Hash}
	if c.end, err = lastEnd(ctx, tx); err != nil {
		return 0, err
	}
	if err := c.remove(ctx, tx, held, numbers); err != nil || c.Removed == 0 {
		return 0, err
	}
	if c.rest, err = rest(ctx, tx, c.end.Count); err != nil {
		return 0, err
	}
	c.hash = c.link()
	if err := c.insert(ctx, tx); err != nil {
		return 0, err
	}
	if err := writeHead(ctx, tx, Head{Count: c.seq, Hash: c.hash}); err != nil {
		return 0, err
	}
	return c.Removed, tx.Commit()
}

// lastEnd gives the end of the last cut.
func lastEnd(ctx context.Context, tx *sql.Tx) (Head, error) {
	end := uncut().end
	err := tx.QueryRowContext(ctx, `SELECT through, last FROM cuts ORDER BY seq DESC LIMIT 1`).Scan(&end.Count, &end.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		return end, nil
	}
	return end, err
}

// remove deletes what is due among numbers, and notes how many and the highest of them.
func (c *cut) remove(ctx context.Context, tx *sql.Tx, held string, numbers []int64) error {
	rows, err := tx.QueryContext(ctx, `DELETE FROM incidents WHERE seq BETWEEN ? AND ? AND `+isDue+` RETURNING seq, hash`,
		numbers[0], numbers[len(numbers)-1], nanos(c.Before), held)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var gone Head
		if err := rows.Scan(&gone.Count, &gone.Hash); err != nil {
			return err
		}
		c.Removed++
		if gone.Count > c.end.Count {
			c.end = gone
		}
	}
	return rows.Err()
}

// rest sums up the entries that are left up to a number.
func rest(ctx context.Context, tx *sql.Tx, through int64) ([]byte, error) {
	rows, err := tx.QueryContext(ctx, `SELECT seq, hash FROM incidents WHERE seq <= ?1
		UNION ALL SELECT seq, hash FROM cuts WHERE seq <= ?1 ORDER BY seq`, through)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	left := newDigest()
	for rows.Next() {
		var e entry
		if err := rows.Scan(&e.seq, &e.hash); err != nil {
			return nil, err
		}
		left.add(e.seq, e.hash)
	}
	return left.sum(), rows.Err()
}

// emptyLog empties the write-ahead log, in which removed incidents may still be read. It tries once: a reader in the
// middle of its work keeps it from it, and to wait for the reader would hold up who wants to record. New incidents
// overwrite the log in time.
func (s *Store) emptyLog(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx) // the connection must have its patience back
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var patience int // milliseconds
	if err := conn.QueryRowContext(ctx, `PRAGMA busy_timeout`).Scan(&patience); err != nil {
		return err
	}
	for _, step := range []string{`busy_timeout = 0`, `wal_checkpoint(TRUNCATE)`, fmt.Sprintf(`busy_timeout = %d`, patience)} {
		if _, err := conn.ExecContext(ctx, `PRAGMA `+step); err != nil {
			return err
		}
	}
	return nil
}
