package incident

import (
	"crypto/sha256"
	"fmt"
	"hash"
)

// digest sums up entries by their numbers and hashes, in the order of the numbers.
type digest struct {
	hash hash.Hash
	n    int64 // how many
}

func newDigest() *digest { return &digest{hash: sha256.New()} }

func (d *digest) add(seq int64, hash []byte) {
	fmt.Fprintf(d.hash, "%d %x\n", seq, hash)
	d.n++
}

func (d *digest) sum() []byte { return d.hash.Sum(nil) }
