package nativehost_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
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
		`{"op":"start","id":7,"size":3,"sha256":"` + strings.Repeat("0", 64) + `","head":"AAAA"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		op, id, data, err := nativehost.Decode(raw)
		if err == nil && id == 0 && op != "hello" && op != "beat" && op != "failed" {
			t.Errorf("op %q without an id", op)
		}
		fastID, fast, ok := nativehost.DecodeFast(raw)
		var slow struct {
			Op string
			ID uint64
			D  string
		}
		if !ok || json.Unmarshal(raw, &slow) != nil {
			return
		}
		if fastID != slow.ID || slow.Op != "chunk" || string(fast) != slow.D && !strings.Contains(slow.D, "\ufffd") {
			t.Errorf("the fast way reads id %d and %d bytes, the other %q, id %d and %d bytes", fastID, len(fast), slow.Op, slow.ID, len(slow.D))
		}
		if !bytes.Equal(data, fast) {
			t.Error("Decode did not take the fast way")
		}
	})
}

// A body holds what encoding/base64 makes of the pieces, or refuses them, and never more than was announced.
func FuzzBody(f *testing.F) {
	f.Add(int64(6), []byte("AAAA"), []byte("AAAA"))
	f.Add(int64(5), []byte("AAA="), []byte("AAAA"))
	f.Add(int64(2), []byte("AAAAAAAA================"), []byte(""))
	f.Add(int64(3), []byte("AAAAAAA="), []byte("A\nA="))
	f.Add(int64(0), []byte("===="), []byte("\r\n\r\n"))
	f.Fuzz(func(t *testing.T, size int64, one, two []byte) {
		size &= 0xffff
		got, ok := nativehost.Add(size, one, two)
		if int64(len(got)) > size {
			t.Fatalf("%d bytes of %d", len(got), size)
		}
		if !ok {
			return
		}
		var want []byte
		for _, piece := range [][]byte{one, two} {
			part, err := base64.StdEncoding.DecodeString(string(piece))
			if err != nil {
				t.Fatal("took base64 that is none")
			}
			want = append(want, part...)
		}
		if !bytes.Equal(got, want) {
			t.Error("other bytes")
		}
	})
}

// Whatever a browser sends, the host ends with it, prints whole messages alone, and allows no file without its bytes.
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
	f.Add(frames(greeting, encoded(f, start(7, "a.docx", long)), chunk(7, long[:100_000]), chunk(7, long[100_000:]), []byte(`{"op":"end","id":7}`)))
	f.Add(frames(greeting, []byte(`{"op":"cancel","id":7}`), []byte(`{"op":"reason","id":7,"text":"x"}`), []byte(`{"op":"beat"}`)))
	f.Add(frames([]byte(`{"op":"failed","kind":"k"}`), greeting, greeting, []byte(`{"op":"end","id":1}`)))
	f.Add([]byte("\xff\xff\xff\xff{}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var out bytes.Buffer
		j := &fakeJudge{}
		_ = nativehost.Serve(context.Background(), bytes.NewReader(raw), &out, j, options())
		for {
			message, err := receiveFrame(&out)
			if err == io.EOF {
				break
			}
			if err != nil || !json.Valid(message) {
				t.Fatalf("not a message: %v", err)
			}
		}
		if strings.Contains(strings.Join(j.notes(), " "), "other bytes") {
			t.Error("the Judge was given other bytes than those announced")
		}
	})
}
