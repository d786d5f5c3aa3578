package link

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
)

func FuzzDecoder(f *testing.F) {
	for _, s := range []string{
		"", "\n", "{}\n", `{"type":"hello","body":{"version":1,"role":"tray"}}` + "\n",
		`{"type":"answer","id":18446744073709551615,"body":{"go_on":true}}`,
		`{"type":"reply","error":"câu","code":"failed"}` + "\n" + `{"type":"x"}` + "\r\n", strings.Repeat("[", 20_000) + "\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := newDecoder(bytes.NewReader(data))
		for n := 0; ; n++ {
			e, err := d.next()
			if err != nil {
				if !errors.Is(err, io.EOF) && !errors.Is(err, errGarbage) && !errors.Is(err, errTooLong) {
					t.Errorf("an error of another kind: %v", err)
				}
				return
			}
			if n > len(data) {
				t.Fatal("more messages than bytes")
			}
			_ = e.err()
			_, _ = body[hello](e)
			_, _ = body[Status](e)
			_, _ = body[Question](e)
			_, _ = body[Progress](e)
			_, _ = body[[]Held](e)
			line, err := encode(e, nil)
			if err != nil {
				continue // escapes may make a line longer than it came
			}
			if again, err := newDecoder(bytes.NewReader(line)).next(); err != nil || again.Type != e.Type || again.ID != e.ID {
				t.Errorf("what was read cannot be read again: %v", err)
			}
		}
	})
}

func TestLongestMessage(t *testing.T) {
	fits := strings.Repeat("a", MaxMessage-len(`{"type":"x","body":""}`)-1)
	line, err := encode(envelope{Type: "x"}, fits)
	if err != nil || len(line) != MaxMessage {
		t.Fatalf("encode = %d bytes, %v; want %d", len(line), err, MaxMessage)
	}
	if _, err := newDecoder(bytes.NewReader(line)).next(); err != nil {
		t.Errorf("the longest message is refused: %v", err)
	}
	if _, err := encode(envelope{Type: "x"}, fits+"a"); !errors.Is(err, errTooLong) {
		t.Errorf("encode of a byte more = %v; want errTooLong", err)
	}
	longer := append(bytes.TrimSuffix(line, []byte("\n")), " \n"...)
	if _, err := newDecoder(bytes.NewReader(longer)).next(); !errors.Is(err, errTooLong) {
		t.Errorf("a message of a byte more: %v; want errTooLong", err)
	}
}

// endless is a message without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

func TestEndlessMessageCostsNoMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := newDecoder(endless{}).next(); !errors.Is(err, errTooLong) {
		t.Fatalf("next = %v; want errTooLong", err)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 4*MaxMessage { // the buffer doubles up to its limit
		t.Errorf("it took %d bytes, want at most %d", took, 4*MaxMessage)
	}
}
