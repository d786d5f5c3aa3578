package nativehost_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"giumat/guard/browser/nativehost"

	"github.com/google/go-cmp/cmp"
)

// How a talk may end.
func TestEnds(t *testing.T) {
	message := func(length int, body string) []byte {
		return append(binary.NativeEndian.AppendUint32(nil, uint32(length)), body...)
	}
	for name, c := range map[string]struct {
		in   []byte
		want error
	}{
		"nothing":              {nil, nil},
		"between messages":     {message(2, "{}"), nil},
		"within a length":      {[]byte{1, 0}, io.ErrUnexpectedEOF},
		"within a message":     {message(20, "{"), io.ErrUnexpectedEOF},
		"just before it":       {message(20, ""), io.ErrUnexpectedEOF},
		"a long message":       {message(1<<20+1, "{}"), nativehost.ErrTooLong},
		"an endless message":   {message(1<<32-1, "{}"), nativehost.ErrTooLong},
		"a message of nothing": {message(0, ""), nil},
	} {
		t.Run(name, func(t *testing.T) {
			err := nativehost.Serve(t.Context(), bytes.NewReader(c.in), io.Discard, &fakeJudge{}, options())
			if !errors.Is(err, c.want) {
				t.Errorf("Serve = %v, want %v", err, c.want)
			}
		})
	}
}

func TestStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		j := &fakeJudge{hangs: "peek"}
		b := open(ctx, t, j, options())
		b.greet()
		b.send(start(7, "Kế hoạch.docx", made(100)))
		synctest.Wait()
		stop()
		if err := <-b.ended; err != nil {
			t.Errorf("Serve = %v", err)
		}
		if diff := cmp.Diff([]string{"beat p1 chromium", "known", "peek 100+0", "peek stopped"}, j.notes()); diff != "" {
			t.Error(diff)
		}
	})
}

// When the browser has gone, in the midst of all that there is, every context ends, and Serve with it.
func TestBrowserGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &fakeJudge{hangs: "peek"}
		b := open(t.Context(), t, j, options())
		b.greet()
		for id := range 5 {
			b.send(start(id+1, "Kế hoạch.docx", made(100)))
		}
		synctest.Wait()
		if err := b.close(); err != nil {
			t.Errorf("Serve = %v", err)
		}
		if n := strings.Count(strings.Join(j.notes(), " "), "stopped"); n != 5 {
			t.Errorf("%d of 5 judgements stopped", n)
		}
	})
}

// What the extension has stopped is told to the Judge even when the browser ends right after.
func TestLastNotes(t *testing.T) {
	j := &fakeJudge{}
	b := open(t.Context(), t, j, options())
	b.greet()
	want := []string{"beat p1 chromium"}
	for i := range 20 {
		kind := string(rune('a' + i))
		b.send(map[string]any{"op": "failed", "kind": kind, "url": "u", "name": "n"})
		want = append(want, "failed "+kind+" u n")
	}
	if err := b.close(); err != nil {
		t.Errorf("Serve = %v", err)
	}
	if diff := cmp.Diff(want, j.notes()); diff != "" {
		t.Error(diff)
	}
}

// A browser that does not take what it is told ends the talk.
func TestBrowserDoesNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := open(t.Context(), t, &fakeJudge{}, options())
		b.greet()
		b.out.Close()
		b.send(start(7, "Kế hoạch.docx", made(100)))
		if err := <-b.ended; !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("Serve = %v", err)
		}
	})
}

// A Judge that does not answer blocks, when its time is up: 20 s and one for each MiB. So does one that says yes to a file
// that it could not read by then.
func TestTimeIsUp(t *testing.T) {
	for name, c := range map[string]struct {
		size  int
		judge *fakeJudge
		want  time.Duration
	}{
		"it heeds its context": {100, &fakeJudge{hangs: "peek", answers: map[string]nativehost.Answer{"peek": {Verdict: nativehost.Allow}}}, 20 * time.Second},
		"it does not":          {100, &fakeJudge{hangs: "known", stuck: make(chan struct{})}, 20 * time.Second},
		"a longer file":        {3 << 20, &fakeJudge{hangs: "known", stuck: make(chan struct{})}, 23 * time.Second},
		"no chunks come":       {3 << 20, &fakeJudge{}, 23 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := open(t.Context(), t, c.judge, options())
				b.greet()
				began := time.Now()
				b.send(start(7, "Kế hoạch.docx", made(c.size)))
				a := b.receive()
				if a.Op == "need" {
					a = b.receive()
				}
				if took := time.Since(began); took != c.want {
					t.Errorf("took %v, want %v", took, c.want)
				}
				// Either the Judge has answered in time, or it is too late for it.
				if a.Verdict == "" || (c.judge.stuck != nil || name == "no chunks come") && a.Body != "native_late" {
					t.Errorf("got %+v", a)
				}
				if c.judge.stuck != nil {
					close(c.judge.stuck)
				}
			})
		})
	}
}

// A warning waits for its user as long as he likes.
func TestWarningWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &fakeJudge{answers: map[string]nativehost.Answer{"peek": {Verdict: nativehost.Warn}}}
		b := open(t.Context(), t, j, options())
		b.greet()
		b.send(start(7, "Kế hoạch.docx", made(100)))
		if a := b.receive(); a.Verdict != "warn" {
			t.Fatalf("got %+v", a)
		}
		time.Sleep(time.Hour)
		b.send(map[string]any{"op": "reason", "id": 7, "text": "gửi theo yêu cầu"})
		if a := b.receive(); a.Verdict != "allow" {
			t.Errorf("got %+v", a)
		}
	})
}

// Verdicts stay under 4 KiB, whatever the words.
func TestLongWords(t *testing.T) {
	for name, words := range map[string]string{
		"Vietnamese": strings.Repeat("Tài liệu có dấu hiệu vi phạm. ", 1000),
		"escapes":    strings.Repeat("\x01", 10_000),
		"markup":     strings.Repeat("<&>", 10_000),
		"quotes":     strings.Repeat(`"`, 10_000),
		"no UTF-8":   strings.Repeat("\xff", 10_000),
		"emoji":      strings.Repeat("📄", 10_000),
		"separators": strings.Repeat("\u2028", 10_000),
	} {
		t.Run(name, func(t *testing.T) {
			for _, a := range []nativehost.Answer{
				{Verdict: nativehost.Block, Title: words, Body: words},
				{Verdict: nativehost.Warn, Title: "Cảnh báo", Body: words, MinReason: 10},
			} {
				b := open(t.Context(), t, &fakeJudge{answers: map[string]nativehost.Answer{"known": a}}, options())
				b.greet()
				b.send(start(7, "Kế hoạch.docx", made(100)))
				raw, err := receiveFrame(b.out)
				if err != nil {
					t.Fatal(err)
				}
				if len(raw) > 4<<10 || len(raw) < 3<<10 || !utf8.Valid(raw) || !bytes.Contains(raw, []byte("…")) {
					t.Errorf("%d bytes, valid: %v", len(raw), utf8.Valid(raw))
				}
				if strings.Contains(string(raw), `\ufffd`) && name != "no UTF-8" {
					t.Error("a rune was cut in two")
				}
			}
		})
	}
}

// What a Judge panics with is not told to anyone.
func TestPanicIsNotRepeated(t *testing.T) {
	var log bytes.Buffer
	o := options()
	o.Logger = slog.New(slog.NewTextHandler(&log, nil))
	b := open(t.Context(), t, &fakeJudge{panics: "known"}, o)
	b.greet()
	b.send(start(7, "Kế hoạch.docx", made(100)))
	a := b.receive()
	if err := b.close(); err != nil {
		t.Error(err)
	}
	if a.Body != "native_failed" || !strings.Contains(log.String(), "type=string") || strings.Contains(log.String(), "secret") {
		t.Errorf("answered %+v, logged %q", a, log.String())
	}
}
