package nativehost_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"testing"

	"giumat/guard/browser/nativehost"
)

const (
	chromiumID = "abcdefghijklmnopabcdefghijklmnop"
	firefoxID  = "giumat@giumat.vn"
)

// browser is the other end: it starts a host, and writes and reads its messages.
type browser struct {
	pipes
	ended chan error // what Serve returned
}

// pipes are the browser's ends of a host's input and output.
type pipes struct {
	t   testing.TB
	in  io.WriteCloser
	out io.ReadCloser
}

func options() nativehost.Options {
	return nativehost.Options{
		Version: "1.2.3", Lang: "vi", Texts: map[string]string{"stop": "Dừng lại"},
		Caller: chromiumID, Allowed: []string{firefoxID, chromiumID},
	}
}

// open starts a host.
func open(ctx context.Context, t testing.TB, j nativehost.Judge, o nativehost.Options) *browser {
	t.Helper()
	hostIn, in := io.Pipe()
	out, hostOut := io.Pipe()
	b := &browser{pipes{t, in, out}, make(chan error, 1)}
	t.Cleanup(func() { in.Close(); out.Close() })
	go func() {
		err := nativehost.Serve(ctx, hostIn, hostOut, j, o)
		hostOut.CloseWithError(io.EOF)
		b.ended <- err
	}()
	return b
}

// close closes the host's input, as a browser does when it ends, and gives what Serve returned.
func (b *browser) close() error {
	b.in.Close()
	go io.Copy(io.Discard, b.out)
	return <-b.ended
}

func (b pipes) send(message any) {
	b.t.Helper()
	raw, ok := message.([]byte)
	if !ok {
		raw = encoded(b.t, message)
	}
	if _, err := b.in.Write(append(binary.NativeEndian.AppendUint32(nil, uint32(len(raw))), raw...)); err != nil {
		b.t.Fatalf("the host does not listen: %v", err)
	}
}

func encoded(t testing.TB, message any) []byte {
	t.Helper()
	raw, err := json.Marshal(message)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

type answer struct {
	Op, Verdict, Title, Body, Text, Guard, Lang string
	ID                                          uint64
	At, N                                       int // need
	V                                           int
	MinReason                                   int `json:"min_reason"`
	Texts                                       map[string]string
}

func (b pipes) receive() answer {
	b.t.Helper()
	raw, err := receiveFrame(b.out)
	if err != nil {
		b.t.Fatalf("the host is silent: %v", err)
	}
	var a answer
	if err := json.Unmarshal(raw, &a); err != nil {
		b.t.Fatalf("the host does not speak JSON: %v", err)
	}
	return a
}

func receiveFrame(r io.Reader) ([]byte, error) {
	var length [4]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	n := binary.NativeEndian.Uint32(length[:])
	if n > 16<<10 {
		return nil, errors.New("a long message")
	}
	raw := make([]byte, n)
	_, err := io.ReadFull(r, raw)
	return raw, err
}

func (b pipes) greet() {
	b.t.Helper()
	b.send(map[string]any{"op": "hello", "v": 1, "ext": "1.0.0", "browser": "chromium", "profile": "p1"})
	if a := b.receive(); a.Op != "hello" || a.V != 1 {
		b.t.Fatalf("greeted by %+v", a)
	}
}

// start says what the extension says of a file.
func start(id int, name string, file []byte) map[string]any {
	sum := sha256.Sum256(file)
	m := map[string]any{
		"op": "start", "id": id, "name": name, "size": len(file), "sha256": hex.EncodeToString(sum[:]),
		"url": "https://mail.example/compose", "head": base64.StdEncoding.EncodeToString(file[:min(len(file), endBytes)]),
	}
	if len(file) > endBytes {
		m["tail"] = base64.StdEncoding.EncodeToString(file[len(file)-endBytes:])
	}
	return m
}

// endBytes is how much of each end of a file comes with start.
const endBytes = 65 << 10

// chunk is written by hand, as JSON.stringify would: it keeps the order of the keys.
func chunk(id, at int, part []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"op":"chunk","id":%d,"at":%d,"d":"`, id, at)
	e := base64.NewEncoder(base64.StdEncoding, &b)
	_, _ = e.Write(part)
	_ = e.Close()
	b.WriteString(`"}`)
	return b.Bytes()
}

// give gives the host what it asks for until it says something else, which it returns. files are by their ids. As a
// browser does, it listens while it speaks.
func (b pipes) give(files map[int][]byte) answer {
	b.t.Helper()
	for {
		a := b.receive()
		if a.Op != "need" {
			return a
		}
		go b.send(chunk(int(a.ID), a.At, files[int(a.ID)][a.At:a.At+a.N]))
	}
}

// made is a file of that size with nothing in it that repeats soon, which begins like a ZIP.
func made(size int) []byte {
	file := make([]byte, size)
	for i := range file {
		file[i] = byte(i ^ i>>8 ^ i>>16)
	}
	copy(file, "PK\x03\x04")
	return file
}
