package incident

import (
	"bytes"
	"context"
	"database/sql"
)

// entry is one link of the chain: an incident or a cut.
type entry struct {
	seq        int64
	prev, hash []byte
	want       []byte // the hash of what the entry says; nil when that cannot be read
}

// wrong says what is wrong with the entry in itself.
func (e entry) wrong() string {
	switch {
	case e.want == nil:
		return "cannot be read"
	case !bytes.Equal(e.hash, e.want):
		return "it was changed"
	}
	return ""
}

// walk visits the entries numbered from first to last, both counting in, in the order of their numbers, until visit
// returns an error.
func walk(ctx context.Context, tx *sql.Tx, cuts []cut, first, last int64, visit func(entry) error) error {
	rows, err := tx.QueryContext(ctx, selectAll+` WHERE seq BETWEEN ? AND ? ORDER BY seq`, first, last)
	if err != nil {
		return err
	}
	defer rows.Close()
	for len(cuts) > 0 && cuts[0].seq < first {
		cuts = cuts[1:]
	}
	visitCuts := func(until int64) error {
		for ; len(cuts) > 0 && cuts[0].seq <= until; cuts = cuts[1:] {
			c := cuts[0]
			if err := visit(entry{seq: c.seq, prev: c.prev, hash: c.hash, want: c.link()}); err != nil {
				return err
			}
		}
		return nil
	}
	for rows.Next() {
		e, err := scanEntry(ctx, rows)
		if err != nil {
			return err
		}
		if err := visitCuts(e.seq); err != nil {
			return err
		}
		if err := visit(e); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return visitCuts(last)
}

func scanEntry(ctx context.Context, rows *sql.Rows) (entry, error) {
	r, err := scanRow(rows.Scan)
	e := entry{seq: r.seq, prev: r.prev, hash: r.hash}
	if err == nil {
		e.want = link(r.prev, r.seq, r.in)
	}
	return e, ctx.Err() // a walk that was called off closes the rows: that is no damage
}
