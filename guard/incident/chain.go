package incident

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strconv"
)

// link is the hash of an incident. One without the fields that came later has the form of those from before there were
// any, whose hashes thus stay right. The form follows from the fields and stands in the hash, so that no field can be put
// in or emptied unseen.
func link(prev []byte, seq int64, in Incident) []byte {
	all := fields(in)
	if in.Program == "" && in.Original == "" && in.Drive == (DriveInfo{}) {
		return chain("giumat incident 1", prev, seq, all[:columnsOfForm1])
	}
	return chain("giumat incident 2", prev, seq, all)
}

// chain is the hash of an entry: SHA-256 over the form of the entry, the hash before it, its number and its fields,
// each led by its length, so that no two lists of fields give the same bytes.
func chain(form string, prev []byte, seq int64, fields []any) []byte {
	b := append(make([]byte, 0, 1024), form...) // room for nearly every entry
	b = hex.AppendEncode(append(b, '\n'), prev)
	b = append(strconv.AppendInt(append(b, '\n'), seq, 10), '\n')
	for _, value := range fields {
		text, ok := value.(string)
		if !ok {
			text = fmt.Sprint(value)
		}
		b = append(strconv.AppendInt(b, int64(len(text)), 10), ':')
		b = append(append(b, text...), ',')
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

// Head is the end of the record: its last entry's number and hash. Who keeps a head elsewhere (a summary that was sent)
// can tell later whether the record was rewritten as a whole, which Verify alone cannot.
type Head struct {
	Count int64  // entries ever written: incidents, and the cuts that removed some of them
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

func writeHead(ctx context.Context, tx *sql.Tx, h Head) error {
	_, err := tx.ExecContext(ctx, `UPDATE head SET count = ?, hash = ?`, h.Count, h.Hash)
	return err
}
