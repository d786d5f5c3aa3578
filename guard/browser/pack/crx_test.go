package pack

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protowire"
)

// verify reads a CRX as a browser does and gives its ID and archive. It is written apart from the packer.
func verify(crx []byte) (id string, archive []byte, err error) {
	if len(crx) < 12 || string(crx[:4]) != "Cr24" || binary.LittleEndian.Uint32(crx[4:]) != 3 {
		return "", nil, errors.New("no CRX of version 3")
	}
	size := int(binary.LittleEndian.Uint32(crx[8:]))
	if size > len(crx)-12 {
		return "", nil, errors.New("header cut off")
	}
	header, archive := crx[12:12+size], crx[12+size:]
	proofs, signed := fields(header)[2], fields(header)[10000]
	if len(proofs) != 1 || len(signed) != 1 {
		return "", nil, errors.New("not one proof and one signed header")
	}
	proof := fields(proofs[0])
	key, err := x509.ParsePKIXPublicKey(proof[1][0])
	if err != nil {
		return "", nil, err
	}
	digest := sha256.New()
	fmt.Fprintf(digest, "CRX3 SignedData\x00")
	binary.Write(digest, binary.LittleEndian, uint32(len(signed[0])))
	digest.Write(signed[0])
	digest.Write(archive)
	if err := rsa.VerifyPKCS1v15(key.(*rsa.PublicKey), crypto.SHA256, digest.Sum(nil), proof[2][0]); err != nil {
		return "", nil, err
	}
	sum := sha256.Sum256(proof[1][0])
	if !bytes.Equal(fields(signed[0])[1][0], sum[:16]) {
		return "", nil, errors.New("the ID is not the key's")
	}
	for _, digit := range hex.EncodeToString(sum[:16]) {
		n := bytes.IndexRune([]byte("0123456789abcdef"), digit)
		id += string("abcdefghijklmnop"[n])
	}
	return id, archive, nil
}

// fields gives the byte strings of a protobuf message by their numbers.
func fields(message []byte) map[protowire.Number][][]byte {
	all := map[protowire.Number][][]byte{}
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		content, m := protowire.ConsumeBytes(message[max(n, 0):])
		if n < 0 || m < 0 || kind != protowire.BytesType {
			return nil
		}
		all[number] = append(all[number], content)
		message = message[n+m:]
	}
	return all
}

func TestCRX3(t *testing.T) {
	key := testKey(t)
	files, err := Build(Chromium, source(), options())
	if err != nil {
		t.Fatal(err)
	}
	crx, err := CRX3(key, files)
	if err != nil {
		t.Fatal(err)
	}
	id, archive, err := verify(crx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(files, unzip(t, archive)); diff != "" {
		t.Errorf("in the archive (-want +got):\n%s", diff)
	}
	if ID(&key.PublicKey) != id {
		t.Errorf("ID %s, and in the file %s", ID(&key.PublicKey), id)
	}
	// One changed byte anywhere behind the magic is noticed.
	for i := 12; i < len(crx); i += 37 {
		wrong := slices.Clone(crx)
		wrong[i] ^= 1
		if func() (ok bool) {
			defer func() { recover() }()
			_, _, err := verify(wrong)
			return err == nil
		}() {
			t.Errorf("byte %d changed and nobody noticed", i)
		}
	}
}

// The bytes are the same on every PC and day: the sum below was computed once.
func TestSameBytesEverywhere(t *testing.T) {
	files, err := Build(Chromium, source(), options())
	if err != nil {
		t.Fatal(err)
	}
	crx, err := CRX3(testKey(t), files)
	if err != nil {
		t.Fatal(err)
	}
	const want = "d657796bdf9f5e2e60288a43654272df45085baf5821614a96f891557954a545"
	if got := fmt.Sprintf("%x", sha256.Sum256(crx)); got != want {
		t.Errorf("SHA-256 %s, want %s", got, want)
	}
}

// The ID as other tools compute it:
// openssl pkey -in key.pem -pubout -outform DER | sha256sum | head -c 32 | tr 0-9a-f a-p.
func TestID(t *testing.T) {
	if got, want := ID(&testKey(t).PublicKey), "gimpnkccabaecilciefpebemkpidnlhp"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
