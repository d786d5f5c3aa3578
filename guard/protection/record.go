package protection

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"strconv"
	"time"
)

// Record is how the record of incidents stands.
type Record struct {
	Head   Head
	Intact bool // it verifies
	// Knows tells whether an earlier end is still in it, or was removed after its time; nil when nobody can say.
	Knows func(ctx context.Context, earlier Head) (bool, error)
}

// Witness writes down how far the record of incidents has come, so that what is cut off its end shows here: an event
// says when it has come to lack what it had, or does not verify any more. The guard calls it when it starts and once a
// day.
func (l *Log) Witness(ctx context.Context, now time.Time, r Record) error {
	err := l.change(ctx, func(tx *sql.Tx) ([]entry, error) {
		earlier, err := lastRecord(ctx, tx)
		if err != nil {
			return nil, err
		}
		s, err := readState(ctx, tx)
		if err != nil {
			return nil, err
		}
		events, err := r.compare(ctx, earlier, s.broken, now)
		if err != nil {
			return nil, err
		}
		entries := entriesOf(events)
		if r.Head.Count != earlier.Count || !bytes.Equal(r.Head.Hash, earlier.Hash) {
			entries = append(entries, entry{
				what: recorded, time: nanos(now), old: strconv.FormatInt(r.Head.Count, 10), next: hex.EncodeToString(r.Head.Hash),
			})
		}
		if s.broken == !r.Intact {
			return entries, nil
		}
		s.broken = !r.Intact
		return entries, s.write(ctx, tx)
	})
	return wrapped("witness the record", err)
}

func (r Record) compare(ctx context.Context, earlier Head, wasBroken bool, now time.Time) ([]Event, error) {
	var events []Event
	if !r.Intact && !wasBroken {
		events = append(events, Event{Kind: RecordBroke, At: now})
	}
	has := r.Head.Count >= earlier.Count
	if r.Head.Count == earlier.Count && earlier.Count > 0 {
		has = bytes.Equal(r.Head.Hash, earlier.Hash)
	}
	if has && r.Head.Count > earlier.Count && earlier.Count > 0 && r.Knows != nil {
		var err error
		if has, err = r.Knows(ctx, earlier); err != nil {
			return nil, err
		}
	}
	if !has {
		events = append(events, Event{Kind: RecordCut, At: now})
	}
	return events, nil
}

// lastRecord is the end of the record of incidents as it was last written down.
func lastRecord(ctx context.Context, tx *sql.Tx) (h Head, err error) {
	var count, hash string
	err = tx.QueryRowContext(ctx, `SELECT old, new FROM journal WHERE what = ? ORDER BY seq DESC LIMIT 1`, recorded).Scan(&count, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return Head{}, nil
	}
	if err != nil {
		return Head{}, err
	}
	if h.Count, err = strconv.ParseInt(count, 10, 64); err == nil {
		h.Hash, err = hex.DecodeString(hash)
	}
	if err != nil {
		return Head{}, nil // somebody changed it: Verify tells
	}
	return h, nil
}
