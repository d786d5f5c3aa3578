package nativehost_test

import (
	"encoding/json"
	"os"
	"testing"

	"giumat/guard/browser/nativehost"
)

// BenchmarkUpload is 5 MB from start to verdict, over pipes of the system, with a Judge that reads all of it.
func BenchmarkUpload(b *testing.B) {
	file := made(5_000_000)
	hostIn, in, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	out, hostOut, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- nativehost.Serve(b.Context(), hostIn, hostOut, yes{}, options()) }()
	browser := pipes{b, in, out}
	browser.send([]byte(`{"op":"hello","v":1,"browser":"chromium","profile":"p1"}`))
	browser.receive()
	first := encoded(b, start(7, "Kế hoạch.docx", file))
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		browser.send(first)
		if a := browser.give(map[int][]byte{7: file}); a.Verdict != "allow" {
			b.Fatalf("got %+v", a)
		}
	}
	in.Close()
	if err := <-ended; err != nil {
		b.Error(err)
	}
}

// BenchmarkChunk is 512 KiB out of its message, by hand and by encoding/json.
func BenchmarkChunk(b *testing.B) {
	raw := chunk(7, 66_560, made(512<<10))
	b.Run("by hand", func(b *testing.B) {
		b.SetBytes(512 << 10)
		body := make([]byte, 0, 512<<10+2)
		for b.Loop() {
			_, _, piece, ok := nativehost.DecodeFast(raw)
			if !ok {
				b.Fatal("not understood")
			}
			if _, ok = nativehost.AppendBase64(body, piece); !ok {
				b.Fatal("not base64")
			}
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.SetBytes(512 << 10)
		for b.Loop() {
			var m struct {
				Op string
				ID uint64
				D  []byte
			}
			if err := json.Unmarshal(raw, &m); err != nil {
				b.Fatal(err)
			}
		}
	})
}
