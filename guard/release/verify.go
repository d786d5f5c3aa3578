package release

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Verify answers whether the typed code releases the file with this SHA-256 (hex) that is held under this ID; nil is
// yes. The code is used then, safe on the disk before Verify returns: a guard that is killed next has spent it. See the
// Err variables and WaitError for the no; any other error is trouble with the store, and no as well.
//
// A code with a wrong check symbol is a typing error and not held against the user; nor is one that was good and is too
// early, too late or used. All others are wrong tries, whichever file they are for. See WaitError.
func Verify(ctx context.Context, s Secret, sha256Hex, entryID, typed string, now time.Time, used *Store) error {
	request, err := RequestFor(sha256Hex, entryID)
	if err != nil {
		return err
	}
	c, err := parseCode(typed)
	if err != nil {
		return err
	}
	var answer error
	err = used.change(ctx, func(tx *sql.Tx) error {
		answer, err = enter(ctx, tx, c, s, request, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("note release code: %w", err)
	}
	return answer
}

// enter gives the answer to a code, and writes down what must be remembered of it.
func enter(ctx context.Context, tx *sql.Tx, c code, s Secret, r Request, now time.Time) (answer, err error) {
	past, err := readTries(ctx, tx, now)
	if err != nil {
		return nil, err
	}
	if until := past.until(); now.Before(until) {
		return WaitError{until}, past.write(ctx, tx)
	}
	switch answer := c.answer(s, r, now); {
	case errors.Is(answer, ErrOtherFile):
		return answer, tries{past.wrong + 1, now}.write(ctx, tx)
	case answer != nil:
		return answer, nil
	}
	fresh, err := spend(ctx, tx, c, r, now)
	if err != nil || !fresh {
		return ErrUsed, err
	}
	return nil, tries{}.write(ctx, tx)
}
