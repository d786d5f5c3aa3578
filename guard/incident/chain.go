package incident

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
)

// link is the hash of an incident: SHA-256 over the hash before it, its number and its fields in the order of columns,
// each led by its length, so that no two lists of fields give the same bytes.
func link(prev []byte, seq int64, in Incident) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "giumat incident 1\n%x\n%d\n", prev, seq)
	for _, value := range fields(in) {
		text := fmt.Sprint(value)
		fmt.Fprintf(h, "%d:%s,", len(text), text)
	}
	return h.Sum(nil)
}

// BrokenError says where the record is not as it was written.
type BrokenError struct {
	Seq int64  // number of the first incident that is not right, from 1
	Why string // what is wrong with it
}

// Error is one sentence.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("incident record is broken at number %d: %s", e.Seq, e.Why)
}

// Head is the end of the record: how many incidents there are, and the hash of the last. Who keeps a head elsewhere (a
// summary that was sent) can tell later whether the record was rewritten as a whole, which Verify alone cannot.
type Head struct {
	Count int64
	Hash  []byte // 32 bytes
}

// Head gives the end of the record.
func (s *Store) Head(ctx context.Context) (Head, error) {
	h, err := readHead(ctx, s.db.QueryRowContext)
	if err != nil {
		return Head{}, fmt.Errorf("read head of incidents: %w", err)
	}
	return h, nil
}

func readHead(ctx context.Context, query func(context.Context, string, ...any) *sql.Row) (Head, error) {
	var h Head
	err := query(ctx, `SELECT count, hash FROM head`).Scan(&h.Count, &h.Hash)
	return h, err
}

// Verify walks the whole record. A *BrokenError names the first incident that was edited, is missing or stands in
// another's place; a missing end is told as the first missing number. Verify proves damage and clumsy hands: whoever
// may write the file and knows this program can write a new chain.
func (s *Store) Verify(ctx context.Context) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one view of head and rows, while others write
	if err != nil {
		return fmt.Errorf("verify incidents: %w", err)
	}
	defer tx.Rollback()
	err = verify(ctx, tx)
	if _, broken := errors.AsType[*BrokenError](err); err != nil && !broken {
		return fmt.Errorf("verify incidents: %w", err)
	}
	return err
}

func verify(ctx context.Context, tx *sql.Tx) error {
	head, err := readHead(ctx, tx.QueryRowContext)
	if errors.Is(err, sql.ErrNoRows) {
		return &BrokenError{Seq: 1, Why: "the head is missing"}
	}
	if err != nil {
		return err
	}
	rows, err := tx.QueryContext(ctx, selectAll+` ORDER BY seq`)
	if err != nil {
		return err
	}
	defer rows.Close()
	last := Head{Hash: make([]byte, sha256.Size)}
	for rows.Next() {
		r, err := scanRow(rows.Scan)
		if err != nil {
			return &BrokenError{Seq: last.Count + 1, Why: "cannot be read"}
		}
		if why := wrong(last, r); why != "" {
			return &BrokenError{Seq: last.Count + 1, Why: why}
		}
		last = Head{Count: r.seq, Hash: r.hash}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	switch {
	case last.Count < head.Count:
		return &BrokenError{Seq: last.Count + 1, Why: "it is missing at the end"}
	case last.Count > head.Count || !bytes.Equal(last.Hash, head.Hash):
		return &BrokenError{Seq: last.Count, Why: "the head does not know it"}
	}
	return nil
}

// wrong says what is wrong with r as the one that follows last.
func wrong(last Head, r row) string {
	switch {
	case r.seq != last.Count+1:
		return "it is missing"
	case !bytes.Equal(r.prev, last.Hash):
		return "it does not follow the one before it"
	case !bytes.Equal(r.hash, link(r.prev, r.seq, r.in)):
		return "it was changed"
	}
	return ""
}
