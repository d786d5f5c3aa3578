package incident

import (
	"context"
	"database/sql"
	"fmt"

	"giumat/guard/hashchain"
)

// link is the hash of an incident. One without the fields that came later has the form of those from before there were
// any, whose hashes thus stay right. The form follows from the fields and stands in the hash, so that no field can be put
// in or emptied unseen.
func link(prev []byte, seq int64, in Incident) []byte {
	all := fields(in)
	if in.Program == "" && in.Original == "" && in.Drive == (DriveInfo{}) {
		return hashchain.Link("giumat incident 1", prev, seq, all[:columnsOfForm1])
	}
	return hashchain.Link("giumat incident 2", prev, seq, all)
}

// Head is the end of the record.
type Head = hashchain.Head

// Head gives the end of the record.
func (s *Store) Head(ctx context.Context) (Head, error) {
	h, err := hashchain.ReadHead(ctx, s.db.QueryRowContext)
	if err != nil {
		return Head{}, fmt.Errorf("read head of incidents: %w", err)
	}
	return h, nil
}

func writeHead(ctx context.Context, tx *sql.Tx, h Head) error {
	_, err := tx.ExecContext(ctx, `UPDATE head SET count = ?, hash = ?`, h.Count, h.Hash)
	return err
}
