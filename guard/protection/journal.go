package protection

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"giumat/guard/hashchain"
)

// What an entry of the journal tells.
const (
	whole    = "gap"    // that is over when it is found
	begin    = "begin"  // of a gap
	end      = "end"    // of a gap
	single   = "event"  // a thing that happened
	recorded = "record" // how far the record of incidents had come
)

// entry is one row of the journal. Times are nanoseconds since 1970, UTC; 0 for none.
type entry struct {
	seq               int64
	time              int64
	what, kind        string
	since, until      int64
	uncertain         bool
	detail, old, next string
	prev, hash        []byte
}

const columns = `seq, time, what, kind, since, until, uncertain, detail, old, new, prev, hash`

func (e *entry) scan(rows *sql.Rows) error {
	return rows.Scan(&e.seq, &e.time, &e.what, &e.kind, &e.since, &e.until, &e.uncertain, &e.detail, &e.old, &e.next, &e.prev, &e.hash)
}

func (e entry) fields() []any {
	return []any{e.time, e.what, e.kind, e.since, e.until, e.uncertain, e.detail, e.old, e.next}
}

// link is the hash of an entry.
func (e entry) link() []byte {
	return hashchain.Link("giumat protection 1", e.prev, e.seq, e.fields())
}

// Head is the end of this log, or of the record of incidents.
type Head = hashchain.Head

// Head gives the end of this log.
func (l *Log) Head(ctx context.Context) (Head, error) {
	h, err := hashchain.ReadHead(ctx, l.db.QueryRowContext)
	if err != nil {
		return Head{}, fmt.Errorf("read head of protection log: %w", err)
	}
	return h, nil
}

// write adds entries at the end of the journal.
func write(ctx context.Context, tx *sql.Tx, entries []entry) error {
	if len(entries) == 0 {
		return nil
	}
	head, err := hashchain.ReadHead(ctx, tx.QueryRowContext)
	if errors.Is(err, sql.ErrNoRows) {
		// Somebody removed it. Verify has told, and what happens from now on must be written all the same.
		head, err = lastEntry(ctx, tx)
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		e.seq, e.prev = head.Count+1, head.Hash
		e.hash = e.link()
		values := append(append([]any{e.seq}, e.fields()...), e.prev, e.hash)
		if _, err := tx.ExecContext(ctx, `INSERT INTO journal (`+columns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, values...); err != nil {
			return err
		}
		head = Head{Count: e.seq, Hash: e.hash}
	}
	_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO head (only, count, hash) VALUES (1, ?, ?)`, head.Count, head.Hash)
	return err
}

func lastEntry(ctx context.Context, tx *sql.Tx) (Head, error) {
	h := hashchain.Start()
	err := tx.QueryRowContext(ctx, `SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1`).Scan(&h.Count, &h.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		return h, nil
	}
	return h, err
}

// change does a change and writes down what it gives, both or none.
func (l *Log) change(ctx context.Context, do func(tx *sql.Tx) ([]entry, error)) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	entries, err := do(tx)
	if err != nil {
		return err
	}
	if err := write(ctx, tx, entries); err != nil {
		return err
	}
	return tx.Commit()
}

func (g Gap) entry(found time.Time) entry {
	return entry{what: whole, time: nanos(found), kind: string(g.Kind), since: nanos(g.From), until: nanos(g.Until), uncertain: g.Uncertain}
}

func (e Event) entry() entry {
	return entry{
		what: single, time: nanos(e.At), kind: string(e.Kind), since: nanos(e.From), until: nanos(e.Until),
		detail: string(e.Detail), old: e.Old, next: e.New,
	}
}

func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func moment(nanos int64) time.Time {
	if nanos == 0 {
		return time.Time{}
	}
	return time.Unix(0, nanos).UTC()
}
