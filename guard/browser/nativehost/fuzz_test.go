package nativehost_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"giumat/guard/browser/nativehost"
)

// Chunks are understood in two ways, which must not differ on any message that is JSON.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"op":"chunk","id":7,"d":"AAAA"}`, `{"d":"AAAA","id":7,"op":"chunk"}`, `{"op":"chunk","id":7,"d":""}`,
		`{"op":"chunk","id":7,"d":"A\/AA"}`, `{"op":"chunk","id":7,"d":"AAAA\"}`, `{"op":"chunk","id":"7","d":"AAAA"}`,
		`{"op":"chunk", "id":7,"d":"AAAA"}`, `{"op":"chunk","id":7,"d":5}`, `{"op":"chunk","id":07,"d":"AAAA"}`,
		`{"op":"chunk","id":7,"id":8,"d":"AAAA"}`, `{"op":"chunk","id":99999999999999999999,"d":"AAAA"}`, `{"op":"chunk","id":7e1,"d":""}`,
		`{"op":"hello","v":1,"browser":"firefox"}`, `{"op":"end","id":7}`, `{"op":"reason","id":7,"text":"vội"}`, `{}`, `[]`, `null`, ``,
		`{"op":"chunk","id":7,"at":65536,"d":"AAAA"}`, `{"op":"chunk","id":7,"at":0,"d":""}`, `{"op":"chunk","id":7,"at":00,"d":""}`,
		`{"op":"chunk","id":7,"at":-1,"d":"AAAA"}`, `{"op":"chunk","id":7,"at":65536.0,"d":"AAAA"}`, `{"op":"chunk","id":7,"AT":5,"d":"AAAA"}`,
		`{"op":"start","id":7,"size":3,"sha256":"` + strings.Repeat("0", 64) + `","head":"AAAA"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		op, id, at, data, err := nativehost.Decode(raw)
		if err == nil && id == 0 && op != "hello" && op != "beat" && op != "failed" {
			t.Errorf("op %q without an id", op)
		}
		fastID, fastAt, fast, ok := nativehost.DecodeFast(raw)
		var slow struct {
			Op string
			ID uint64
			At int64
			D  string
		}
		if !ok || json.Unmarshal(raw, &slow) != nil {
			return
		}
		if fastID != slow.ID || fastAt != slow.At || slow.Op != "chunk" || string(fast) != slow.D && !strings.Contains(slow.D, "\ufffd") {
			t.Errorf("the fast way reads id %d and %d bytes, the other %q, id %d and %d bytes", fastID, len(fast), slow.Op, slow.ID, len(slow.D))
		}
		if at != fastAt || !bytes.Equal(data, fast) {
			t.Error("Decode did not take the fast way")
		}
	})
}

// A piece is what encoding/base64 makes of its text, or refused, and never another length than was asked for.
func FuzzPiece(f *testing.F) {
	f.Add(3, []byte("AAAA"))
	f.Add(5, []byte("AAAAAAA="))
	f.Add(2, []byte("AAAAAAAA================"))
	f.Add(3, []byte("A\nAAA"))
	f.Add(1, []byte("===="))
	f.Add(4, []byte("\r\n\r\n"))
	f.Fuzz(func(t *testing.T, size int, text []byte) {
		size = 1 + size&0xffff
		ctx, end := context.WithCancel(t.Context())
		defer end()
		taken := false
		var b nativehost.Body
		b = nativehost.NewBody(ctx, int64(size), nil, nil, func(parts []nativehost.Span) {
			if taken = b.Add(parts[0].At, text); !taken {
				end()
			}
		})
		got := make([]byte, size)
		n, err := b.ReadAt(got, 0)
		if !taken {
			if n != 0 || err == nil {
				t.Errorf("%d bytes of a piece that was refused, %v", n, err)
			}
			return
		}
		want, wrong := base64.StdEncoding.DecodeString(string(text))
		if wrong != nil || err != nil || !bytes.Equal(got, want) {
			t.Errorf("took a piece of %d bytes for one of %d: %v, %v", len(want), size, wrong, err)
		}
	})
}

// However a file is read, each read gives its bytes, the browser is asked for what lies between the ends alone, for
// nothing twice, and not for too much at a time; in whatever order it answers.
func FuzzBody(f *testing.F) {
	f.Add(700_000, 66_560, 66_560, false, []byte("\x00\xff\x80\x01\x10\xff"))
	f.Add(1_000_000, 100, 0, true, []byte("\xf0\xff\xe0\xff\xd0\xff"))
	f.Add(100, 100, 0, false, []byte("\x00\xff"))
	f.Add(0, 0, 0, false, []byte("\x00\xff"))
	f.Add(300_000, 200_000, 200_000, true, []byte("\x00\xff\x80\xff"))
	f.Fuzz(func(t *testing.T, size, head, tail int, backwards bool, reads []byte) {
		size &= 0x3fffff
		head, tail = min(max(head, 0), size), min(max(tail, 0), size)
		file := made(size)
		asked := make([]bool, size)
		var b nativehost.Body
		b = nativehost.NewBody(t.Context(), int64(size), file[:head], file[size-tail:], func(parts []nativehost.Span) {
			for _, part := range parts {
				if part.At < int64(head) || part.At+int64(part.N) > int64(size-tail) || part.N < 1 || part.N > 512<<10 {
					t.Fatalf("asked for %d at %d", part.N, part.At)
				}
				for i := range part.N {
					if asked[part.At+int64(i)] {
						t.Fatalf("asked twice for %d", part.At+int64(i))
					}
					asked[part.At+int64(i)] = true
				}
			}
			if backwards {
				slices.Reverse(parts)
			}
			for _, part := range parts {
				text := base64.StdEncoding.EncodeToString(file[part.At:][:part.N])
				if !b.Add(part.At, []byte(text)) || b.Add(part.At, []byte(text)) {
					t.Fatal("a piece is taken once")
				}
			}
		})
		for ; len(reads) > 1; reads = reads[2:] {
			at := size * int(reads[0]) / 256
			got := make([]byte, int(reads[1])*int(reads[1])*7)
			n, err := b.ReadAt(got, int64(at))
			want := file[at:min(size, at+len(got))]
			if !bytes.Equal(got[:n], want) || (err == io.EOF) != (n < len(got) || at == size) || err != nil && err != io.EOF {
				t.Fatalf("%d bytes at %d of %d: %d, %v", len(got), at, size, n, err)
			}
		}
	})
}

// Whatever a browser sends, the host ends with it, prints whole messages alone, and allows no file of which the Judge did not
// get all that it read.
func FuzzServe(f *testing.F) {
	frames := func(messages ...[]byte) []byte {
		var all []byte
		for _, m := range messages {
			all = append(binary.NativeEndian.AppendUint32(all, uint32(len(m))), m...)
		}
		return all
	}
	greeting := []byte(`{"op":"hello","v":1,"browser":"chromium","profile":"p"}`)
	long := made(150_000)
	f.Add(frames(greeting, encoded(f, start(7, "a.docx", made(50)))))
	f.Add(frames(greeting, encoded(f, start(7, "a.docx", long)), chunk(7, 66_560, long[66_560:83_440])))
	f.Add(frames(greeting, encoded(f, start(7, "a.docx", long)), chunk(7, 66_561, long[66_560:83_440])))
	f.Add(frames(greeting, []byte(`{"op":"cancel","id":7}`), []byte(`{"op":"reason","id":7,"text":"x"}`), []byte(`{"op":"beat"}`)))
	f.Add(frames([]byte(`{"op":"failed","kind":"k"}`), greeting, greeting, chunk(1, 0, long)))
	f.Add([]byte("\xff\xff\xff\xff{}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var out bytes.Buffer
		j := &fakeJudge{}
		allowed := 0
		_ = nativehost.Serve(context.Background(), bytes.NewReader(raw), &out, j, options())
		for {
			message, err := receiveFrame(&out)
			if err == io.EOF {
				break
			}
			if err != nil || !json.Valid(message) {
				t.Fatalf("not a message: %v", err)
			}
			if bytes.Contains(message, []byte(`"verdict":"allow"`)) {
				allowed++
			}
		}
		for _, note := range j.notes() {
			if strings.HasPrefix(note, "read ") && !strings.Contains(note, "failed") {
				allowed--
			}
		}
		if allowed > 0 {
			t.Errorf("%d files more allowed than read", allowed)
		}
	})
}
