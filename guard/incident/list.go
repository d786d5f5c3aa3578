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
	ID          string        // this one; empty for all
	Since       time.Time     // not before; zero for no bound
	Until       time.Time     // before; zero for no bound
	Channel     event.Channel // empty for all
	Level       rules.Level   // this level; None for all
	User        string        // this user; empty for all
	Limit       int           // at most so many; 0 for all
	OldestFirst bool
}

// Each visits the incidents that f chooses, one by one, as they stood when it began, each with its repetitions in its
// count, and holds no more than one in memory. It stops at the first error of visit and returns that as it is.
func (s *Store) Each(ctx context.Context, f Filter, visit func(Incident) error) error {
	where, args := f.where()
	query := selectTold + where + " ORDER BY time DESC, seq DESC"
	if f.OldestFirst {
		query = selectTold + where + " ORDER BY time, seq"
	}
	if f.Limit > 0 {
		query, args = query+" LIMIT ?", append(args, f.Limit)
	}
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("list incidents: %w", err)
	}
	defer rows.Close()
	for n := 0; rows.Next(); n++ {
		r, err := scanRow(rows.Scan)
		if err != nil {
			return fmt.Errorf("list incidents: after %d of them: %w", n, err)
		}
		if err := visit(r.in); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("list incidents: %w", err)
	}
	return nil
}

// List gives the incidents that f chooses, all of them in memory: about 1 kB each.
func (s *Store) List(ctx context.Context, f Filter) ([]Incident, error) {
	var list []Incident
	err := s.Each(ctx, f, func(in Incident) error {
		list = append(list, in)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// Between gives the incidents from a time on and before another, the oldest first.
func (s *Store) Between(ctx context.Context, from, until time.Time) ([]Incident, error) {
	return s.List(ctx, Filter{Since: from, Until: until, OldestFirst: true})
}

// Count tells how many incidents f chooses, whatever its limit. One that happened several times in a row counts once.
func (s *Store) Count(ctx context.Context, f Filter) (int, error) {
	where, args := f.where()
	var n int
	if err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM incidents`+where, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count incidents: %w", err)
	}
	return n, nil
}

func (f Filter) where() (string, []any) {
	conditions, args := []string{"1"}, []any{}
	add := func(condition string, value any) {
		conditions, args = append(conditions, condition), append(args, value)
	}
	if f.ID != "" {
		add("id = ?", f.ID)
	}
	if !f.Since.IsZero() {
		add("time >= ?", nanos(f.Since))
	}
	if !f.Until.IsZero() {
		add("time < ?", nanos(f.Until))
	}
	if f.Channel != "" {
		add("channel = ?", string(f.Channel))
	}
	if f.Level != rules.None {
		add("level = ?", f.Level.String())
	}
	if f.User != "" {
		add("user = ?", f.User)
	}
	return " WHERE " + strings.Join(conditions, " AND "), args
}
