// Package hashchain links the entries of a record so that what is edited, removed or put in shows. It takes an entry's
// form, number and fields and the hash of the entry before it, and gives its hash; it walks a record and says where it is
// not as it was written. It keeps nothing. Whoever may write the file and knows this program can write a new chain: that
// shows only to him who kept the old one's Head elsewhere.
package hashchain

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strconv"
)

// Head is the end of a record: its last entry's number and hash. Who keeps a head elsewhere (a summary that was sent)
// can tell later whether the record was rewritten as a whole.
type Head struct {
	Count int64  // entries ever written
	Hash  []byte // 32 bytes
}

// Start is the head of a record without entries.
func Start() Head { return Head{Hash: make([]byte, sha256.Size)} }

// Link is the hash of an entry: SHA-256 over the form of the entry, the hash before it, its number and its fields, each
// led by its length, so that no two lists of fields give the same bytes.
func Link(form string, prev []byte, seq int64, fields []any) []byte {
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

// ReadHead reads the head that stands in the table head of a record's file.
func ReadHead(ctx context.Context, query func(context.Context, string, ...any) *sql.Row) (Head, error) {
	var h Head
	err := query(ctx, `SELECT count, hash FROM head`).Scan(&h.Count, &h.Hash)
	return h, err
}

// BrokenError says where a record is not as it was written.
type BrokenError struct {
	Record string // "incident record"
	Seq    int64  // number of the first entry that is not right, from 1
	Why    string // what is wrong with it
}

// Error is one sentence.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("%s is broken at number %d: %s", e.Record, e.Seq, e.Why)
}

// Ends says what is wrong with a walk that ended at last, in a record whose head is head; nil is nothing.
func Ends(record string, last, head Head) error {
	switch {
	case last.Count < head.Count:
		return &BrokenError{record, last.Count + 1, "it is missing at the end"}
	case last.Count > head.Count || !bytes.Equal(last.Hash, head.Hash):
		return &BrokenError{record, last.Count, "the head does not know it"}
	}
	return nil
}
