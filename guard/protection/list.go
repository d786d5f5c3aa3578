package protection

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Begin notes that protection of a kind is missing from now on. Once it is, another Begin changes nothing.
func (l *Log) Begin(ctx context.Context, k Kind, now time.Time) error {
	open, err := l.open(ctx, k)
	if err != nil || !open.IsZero() {
		return wrapped("begin of a gap", err)
	}
	e := entry{what: begin, time: nanos(now), kind: string(k), since: nanos(now)}
	return wrapped("begin of a gap", l.change(ctx, func(*sql.Tx) ([]entry, error) { return []entry{e}, nil }))
}

// End notes that protection of a kind is back.
func (l *Log) End(ctx context.Context, k Kind, now time.Time) error {
	since, err := l.open(ctx, k)
	if err != nil || since.IsZero() {
		return wrapped("end of a gap", err)
	}
	e := ending(k, since, now)
	return wrapped("end of a gap", l.change(ctx, func(*sql.Tx) ([]entry, error) { return []entry{e}, nil }))
}

func ending(k Kind, since, now time.Time) entry {
	until := now
	if until.Before(since) {
		until = since
	}
	return entry{what: end, time: nanos(now), kind: string(k), since: nanos(since), until: nanos(until)}
}

func wrapped(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// open is since when a gap of a kind lasts; zero when none does.
func (l *Log) open(ctx context.Context, k Kind) (time.Time, error) {
	var what string
	var since int64
	err := l.db.QueryRowContext(ctx, `SELECT what, since FROM journal WHERE what IN (?, ?) AND kind = ? ORDER BY seq DESC LIMIT 1`,
		begin, end, string(k)).Scan(&what, &since)
	if errors.Is(err, sql.ErrNoRows) || what == end {
		return time.Time{}, nil
	}
	return moment(since), err
}

// lasting gives the gaps that have begun and not ended. An end is the next one of its kind.
const lasting = `SELECT kind, since FROM journal b WHERE what = 'begin'
	AND NOT EXISTS (SELECT 1 FROM journal e WHERE e.what = 'end' AND e.kind = b.kind AND e.seq > b.seq)`

// endAll ends what lasts.
func endAll(ctx context.Context, tx *sql.Tx, at time.Time) (entries []entry, err error) {
	rows, err := tx.QueryContext(ctx, lasting)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var kind Kind
		var since int64
		if err := rows.Scan(&kind, &since); err != nil {
			return nil, err
		}
		entries = append(entries, ending(kind, moment(since), at))
	}
	return entries, rows.Err()
}

const selectGaps = `SELECT kind, since, until, uncertain FROM (
	SELECT seq, kind, since, until, uncertain FROM journal WHERE what = 'gap'
	UNION ALL
	SELECT seq, kind, since, coalesce((SELECT until FROM journal e WHERE e.what = 'end' AND e.kind = b.kind AND e.seq > b.seq
		ORDER BY seq LIMIT 1), 0), uncertain FROM journal b WHERE what = 'begin'
) WHERE since < ? AND (until = 0 OR until > ?) ORDER BY since, seq`

// Gaps gives the gaps that touch the time from one moment and before another, the oldest first.
func (l *Log) Gaps(ctx context.Context, from, before time.Time) ([]Gap, error) {
	rows, err := l.db.QueryContext(ctx, selectGaps, before.UnixNano(), from.UnixNano())
	if err != nil {
		return nil, fmt.Errorf("list gaps: %w", err)
	}
	defer rows.Close()
	var list []Gap
	for rows.Next() {
		var g Gap
		var since, until int64
		if err := rows.Scan(&g.Kind, &since, &until, &g.Uncertain); err != nil {
			return nil, fmt.Errorf("list gaps: %w", err)
		}
		g.From, g.Until = moment(since), moment(until)
		list = append(list, g)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list gaps: %w", err)
	}
	return list, nil
}

const selectEvents = `SELECT time, kind, since, until, detail, old, new FROM journal WHERE what = 'event' AND (
	time >= ?1 AND time < ?2 OR kind IN (?3, ?4, ?5) AND (since >= ?1 AND since < ?2 OR until >= ?1 AND until < ?2)
) ORDER BY seq`

// Events calls f with each event that was found from one moment on and before another, in the order in which they were
// found, and stops at f's first error. Of a clock that was set, both what it showed before and after count: nobody knows
// which was right, and a clock that is a year late must not hide that it is.
func (l *Log) Events(ctx context.Context, from, before time.Time, f func(Event) error) error {
	rows, err := l.db.QueryContext(ctx, selectEvents, nanos(from), nanos(before), string(ClockBack), string(ClockAhead), string(ClockSet))
	if err != nil {
		return fmt.Errorf("list events: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var e Event
		var at, since, until int64
		if err := rows.Scan(&at, &e.Kind, &since, &until, &e.Detail, &e.Old, &e.New); err != nil {
			return fmt.Errorf("list events: %w", err)
		}
		e.At, e.From, e.Until = moment(at), moment(since), moment(until)
		if err := f(e); err != nil {
			return err
		}
	}
	return wrapped("list events", rows.Err())
}

// LastSign is the last sign of life; zero when there was none.
func (l *Log) LastSign(ctx context.Context) (time.Time, error) {
	var nanos int64
	err := l.db.QueryRowContext(ctx, `SELECT last FROM state`).Scan(&nanos)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return moment(nanos), err
}

// Version is that of the guard that ran last, as it said; empty when none did.
func (l *Log) Version(ctx context.Context) (string, error) {
	var version string
	err := l.db.QueryRowContext(ctx, `SELECT version FROM state`).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return version, wrapped("version of the last guard", err)
}
