package incident

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Knows tells whether an earlier end of this record is still in it, or was removed after its time. A record that was cut
// off and has grown anew does not know it.
func (s *Store) Knows(ctx context.Context, earlier Head) (bool, error) {
	if earlier.Count == 0 {
		return true, nil
	}
	var removed sql.NullInt64
	if err := s.db.QueryRowContext(ctx, `SELECT max(through) FROM cuts`).Scan(&removed); err != nil {
		return false, fmt.Errorf("look for an earlier end: %w", err)
	}
	var hash []byte
	err := s.db.QueryRowContext(ctx, `SELECT hash FROM incidents WHERE seq = ?1 UNION ALL SELECT hash FROM cuts WHERE seq = ?1`, earlier.Count).Scan(&hash)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return removed.Valid && earlier.Count <= removed.Int64, nil
	case err != nil:
		return false, fmt.Errorf("look for an earlier end: %w", err)
	}
	return bytes.Equal(hash, earlier.Hash), nil
}
