package incident

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"giumat/guard/hashchain"
)

// recordName is what a BrokenError calls the record.
const recordName = "incident record"

// BrokenError says where the record is not as it was written.
type BrokenError = hashchain.BrokenError

func brokenAt(seq int64, why string) error {
	return &BrokenError{Record: recordName, Seq: seq, Why: why}
}

// Verify walks the whole record. A *BrokenError names the first entry that was edited, is missing or stands in
// another's place; a missing end is told as the first missing number, an edited cut before all else.
//
// Where incidents were removed by Retain, Verify proves that the cuts stand as they were written, that as many
// incidents are missing as they say, and that the incidents left from before a cut are the same ones, unedited. It
// cannot prove that those removed were as old as the cut says: they are gone.
//
// How often an incident was repeated, and with which quarantine entries, stands beside the chain: Verify proves that
// something happened, not how often.
//
// Verify proves damage and clumsy hands: whoever may write the file and knows this program can write a new chain, or a
// cut of his own. The cut then shows in Cuts, and a new chain does not have the Head that somebody kept elsewhere.
func (s *Store) Verify(ctx context.Context) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one view of head and entries, while others write
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
	head, err := hashchain.ReadHead(ctx, tx.QueryRowContext)
	if errors.Is(err, sql.ErrNoRows) {
		return brokenAt(1, "the head is missing")
	}
	if err != nil {
		return err
	}
	cuts, err := readCuts(ctx, tx.QueryContext)
	if err != nil {
		return err
	}
	last, err := verifyCut(ctx, tx, cuts)
	if err != nil {
		return err
	}
	err = walk(ctx, tx, cuts, last.Count+1, math.MaxInt64, func(e entry) error {
		if why := wrong(last, e); why != "" {
			return brokenAt(last.Count+1, why)
		}
		last = Head{Count: e.seq, Hash: e.hash}
		return nil
	})
	if err != nil {
		return err
	}
	return hashchain.Ends(recordName, last, head)
}

// verifyCut checks the last cut and what was left before it, and gives the place after which nothing was removed.
func verifyCut(ctx context.Context, tx *sql.Tx, cuts []cut) (Head, error) {
	last, missing := uncut(), int64(0)
	for _, c := range cuts {
		if !bytes.Equal(c.hash, c.link()) {
			return Head{}, brokenAt(c.seq, "it was changed")
		}
		last, missing = c, missing+c.Removed
	}
	rest := newDigest()
	err := walk(ctx, tx, cuts, math.MinInt64, last.end.Count, func(e entry) error {
		if why := e.wrong(); why != "" {
			return brokenAt(e.seq, why)
		}
		rest.add(e.seq, e.hash)
		return nil
	})
	if err != nil {
		return Head{}, err
	}
	if !bytes.Equal(rest.sum(), last.rest) || rest.n+missing != last.end.Count {
		return Head{}, brokenAt(last.seq, "it does not tell what is missing before it")
	}
	return last.end, nil
}

// wrong says what is wrong with e as the one that follows last.
func wrong(last Head, e entry) string {
	switch {
	case e.seq != last.Count+1:
		return "it is missing"
	case e.want != nil && !bytes.Equal(e.prev, last.Hash):
		return "it does not follow the one before it"
	}
	return e.wrong()
}
