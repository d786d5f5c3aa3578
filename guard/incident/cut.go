package incident

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"math"
	"time"

	"giumat/guard/hashchain"
)

// Cut tells that incidents were removed because they had been kept for as long as the office wants. Cuts are never
// removed, so that none is silent.
type Cut struct {
	Time    time.Time `json:"time"`    // when they were removed
	Before  time.Time `json:"before"`  // those of before this time were, but for those of files still in quarantine
	Removed int64     `json:"removed"` // how many
}

// Cuts gives all cuts, the oldest first.
func (s *Store) Cuts(ctx context.Context) ([]Cut, error) {
	cuts, err := readCuts(ctx, s.db.QueryContext)
	if err != nil {
		return nil, fmt.Errorf("list cuts: %w", err)
	}
	var list []Cut
	for _, c := range cuts {
		list = append(list, c.Cut)
	}
	return list, nil
}

// cut is a Cut as an entry of the chain. The entries up to end.Count may be missing; the ones that are not are those
// of rest; the entry after end.Count follows end. So the chain holds on both sides of what was removed.
type cut struct {
	Cut
	seq        int64
	end        Head   // the highest number that this or an earlier cut removed, and the hash that it had
	rest       []byte // sum of a digest of the entries left up to there
	prev, hash []byte
}

// uncut is where a record begins from which nothing was removed.
func uncut() cut {
	return cut{end: Head{Hash: make([]byte, sha256.Size)}, rest: newDigest().sum()}
}

// link is the hash of the cut.
func (c cut) link() []byte { return hashchain.Link("giumat cut 1", c.prev, c.seq, c.fields()) }

// fields gives the values of the columns from time to rest, in their order.
func (c cut) fields() []any {
	return []any{nanos(c.Time), nanos(c.Before), c.Removed, c.end.Count, c.end.Hash, c.rest}
}

func (c cut) insert(ctx context.Context, tx *sql.Tx) error {
	values := append([]any{c.seq}, c.fields()...)
	_, err := tx.ExecContext(ctx, `INSERT INTO cuts (seq, time, before, removed, through, last, rest, prev, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, append(values, c.prev, c.hash)...)
	return err
}

func readCuts(ctx context.Context, query func(context.Context, string, ...any) (*sql.Rows, error)) ([]cut, error) {
	rows, err := query(ctx, `SELECT seq, time, before, removed, through, last, rest, prev, hash FROM cuts ORDER BY seq`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var cuts []cut
	for rows.Next() {
		var c cut
		var made, before int64
		if err := rows.Scan(&c.seq, &made, &before, &c.Removed, &c.end.Count, &c.end.Hash, &c.rest, &c.prev, &c.hash); err != nil {
			return nil, err
		}
		c.Time, c.Before = time.Unix(0, made).UTC(), time.Unix(0, before).UTC()
		cuts = append(cuts, c)
	}
	return cuts, rows.Err()
}

// nanos gives t as the tables keep it: a time that they cannot keep becomes the nearest that they can. So a bound of
// ten thousand years ago chooses nothing, where its overflow would choose all.
func nanos(t time.Time) int64 {
	switch {
	case t.Before(time.Unix(0, math.MinInt64)):
		return math.MinInt64
	case t.After(time.Unix(0, math.MaxInt64)):
		return math.MaxInt64
	}
	return t.UnixNano()
}
