package protection

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"giumat/guard/hashchain"
)

// logName is what a BrokenError calls the log.
const logName = "protection log"

// BrokenError says where the log is not as it was written.
type BrokenError = hashchain.BrokenError

func brokenAt(seq int64, why string) error {
	return &BrokenError{Record: logName, Seq: seq, Why: why}
}

// Verify walks the whole log. A *BrokenError names the first entry that was edited, is missing or stands in another's
// place; a missing end is told as the first missing number.
//
// Verify proves damage and clumsy hands: whoever may write the file and knows this program can write a new chain, which
// then has not the Head that somebody kept elsewhere. The last sign of life is in no hash: it can be set unseen.
func (l *Log) Verify(ctx context.Context) error {
	tx, err := l.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one view of head and entries, while others write
	if err != nil {
		return fmt.Errorf("verify protection log: %w", err)
	}
	defer tx.Rollback()
	err = verify(ctx, tx)
	if _, broken := errors.AsType[*BrokenError](err); err != nil && !broken {
		return fmt.Errorf("verify protection log: %w", err)
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
	rows, err := tx.QueryContext(ctx, `SELECT `+columns+` FROM journal ORDER BY seq`)
	if err != nil {
		return err
	}
	defer rows.Close()
	last := hashchain.Start()
	for rows.Next() {
		var e entry
		if err := e.scan(rows); err != nil {
			if ctx.Err() != nil {
				return ctx.Err() // a walk that was called off is no damage
			}
			return brokenAt(last.Count+1, "it cannot be read")
		}
		if why := e.wrong(last); why != "" {
			return brokenAt(last.Count+1, why)
		}
		last = Head{Count: e.seq, Hash: e.hash}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return hashchain.Ends(logName, last, head)
}

// wrong says what is wrong with e as the entry that follows last.
func (e entry) wrong(last Head) string {
	switch {
	case e.seq != last.Count+1:
		return "it is missing"
	case !bytes.Equal(e.prev, last.Hash):
		return "it does not follow the one before it"
	case !bytes.Equal(e.hash, e.link()):
		return "it was changed"
	}
	return ""
}
