package incident

import (
	"context"
	"fmt"
	"strings"
	"time"

	"giumat/guard/event"
	"giumat/rules"
)

// Filter chooses incidents. The zero value chooses all, the newest first.
type Filter struct {
	Since       time.Time     // not before; zero for no bound
	Until       time.Time     // before; zero for no bound
	Channel     event.Channel // empty for all
	Level       rules.Level   // this level; None for all
	Limit       int           // at most so many; 0 for all
	OldestFirst bool
}

// List gives the incidents that f chooses.
func (s *Store) List(ctx context.Context, f Filter) ([]Incident, error) {
	query, args := f.query()
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list incidents: %w", err)
	}
	defer rows.Close()
	var list []Incident
	for rows.Next() {
		r, err := scanRow(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("list incidents: after %d of them: %w", len(list), err)
		}
		list = append(list, r.in)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list incidents: %w", err)
	}
	return list, nil
}

// Between gives the incidents from a time on and before another, the oldest first.
func (s *Store) Between(ctx context.Context, from, until time.Time) ([]Incident, error) {
	return s.List(ctx, Filter{Since: from, Until: until, OldestFirst: true})
}

func (f Filter) query() (string, []any) {
	where, args := []string{"1"}, []any{}
	add := func(condition string, value any) {
		where, args = append(where, condition), append(args, value)
	}
	if !f.Since.IsZero() {
		add("time >= ?", f.Since.UnixNano())
	}
	if !f.Until.IsZero() {
		add("time < ?", f.Until.UnixNano())
	}
	if f.Channel != "" {
		add("channel = ?", string(f.Channel))
	}
	if f.Level != rules.None {
		add("level = ?", f.Level.String())
	}
	order := " ORDER BY time DESC, seq DESC"
	if f.OldestFirst {
		order = " ORDER BY time, seq"
	}
	query := selectAll + " WHERE " + strings.Join(where, " AND ") + order
	if f.Limit > 0 {
		query, args = query+" LIMIT ?", append(args, f.Limit)
	}
	return query, args
}
