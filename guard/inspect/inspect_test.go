package inspect

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"giumat/detectors"

	"github.com/google/go-cmp/cmp"
)

// fake reads files that begin with "FAKE". Its knobs say what goes wrong.
type fake struct {
	panics bool
	waits  bool  // until the deadline
	err    error // returned
	nested int   // hands itself on as an inner file, so many times
	during func()
}

func (fake) Recognize(head []byte) bool { return bytes.HasPrefix(head, []byte("FAKE")) }

func (f fake) Detect(ctx context.Context, in detectors.Input, out *detectors.Collector) error {
	out.Kind("fake")
	switch {
	case f.panics:
		panic("a secret line of the document")
	case f.waits:
		<-ctx.Done()
		return ctx.Err()
	case f.during != nil:
		f.during()
	case f.nested > 0:
		return in.Nested(ctx, "inner", io.NewSectionReader(in.R, 0, in.Size), in.Size, out)
	}
	out.Line(detectors.Span{Text: "read", Place: detectors.Body})
	return f.err
}

func inspector(d detectors.Detector, log io.Writer) *Inspector {
	return &Inspector{
		Detectors: []detectors.Detector{d},
		Limits:    detectors.Limits{Spans: 10, Depth: 2},
		Want:      func(string) bool { return true },
		Logger:    slog.New(slog.NewTextHandler(log, nil)),
	}
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestInspect(t *testing.T) {
	tests := []struct {
		name     string
		detector fake
		file     string
		content  string
		kind     detectors.Kind
		reach    detectors.Reach
		notes    []string
		hashed   bool
	}{
		{name: "read", file: "a.docx", content: "FAKE", kind: "fake", hashed: true},
		{name: "not a document", file: "a.jpg", content: "JPEG", kind: detectors.Other, reach: detectors.Unreadable, notes: []string{"format-not-read"}},
		{name: "not what its name says", file: "a.PDF", content: "JPEG", kind: detectors.PDF, reach: detectors.Unreadable, notes: []string{"content-does-not-match-name"}},
		{name: "empty", file: "a.docx", kind: detectors.Other, reach: detectors.Unreadable, notes: []string{"empty"}},
		{name: "broken", detector: fake{err: errors.New("no such part")}, file: "a.docx", content: "FAKE", kind: "fake", reach: detectors.Unreadable, notes: []string{"broken"}, hashed: true},
		{name: "panic", detector: fake{panics: true}, file: "a.docx", content: "FAKE", kind: "fake", reach: detectors.Partial, notes: []string{"reader-failed"}, hashed: true},
		{name: "files in files without end", detector: fake{nested: 1}, file: "a.docx", content: "FAKE", kind: "fake", reach: detectors.Partial, notes: []string{"nested-too-deep"}, hashed: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			res, err := inspector(tt.detector, &log).Inspect(t.Context(), write(t, tt.file, tt.content))
			if err != nil {
				t.Fatal(err)
			}
			var notes []string
			for _, n := range res.Evidence.Notes {
				notes = append(notes, n.Code)
			}
			if diff := cmp.Diff(tt.notes, notes); diff != "" {
				t.Errorf("notes (-want +got)\n%s", diff)
			}
			if res.Evidence.Kind != tt.kind || res.Evidence.Reach != tt.reach || (res.SHA256 != "") != tt.hashed {
				t.Errorf("kind %q reach %d hash %q", res.Evidence.Kind, res.Evidence.Reach, res.SHA256)
			}
			if strings.Contains(log.String(), "secret") {
				t.Error("the log holds text of the document")
			}
			inNoFile, err := inspector(tt.detector, &log).InspectBytes(t.Context(), strings.NewReader(tt.content), int64(len(tt.content)), tt.file)
			if diff := cmp.Diff(Result{Evidence: res.Evidence}, inNoFile); diff != "" || err != nil {
				t.Errorf("in no file: %v (-want +got)\n%s", err, diff)
			}
		})
	}
}

func TestDeadline(t *testing.T) {
	path := write(t, "a.docx", "FAKE")
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		res, err := inspector(fake{waits: true}, io.Discard).Inspect(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took != DefaultTimeout {
			t.Errorf("took %v", took)
		}
		if res.Evidence.Reach != detectors.Partial || res.Evidence.Notes[0].Code != "timeout" {
			t.Errorf("%+v", res.Evidence)
		}
	})
}

// A guard that is told to stop gives no verdict at all, rather than one of a half-read file.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := inspector(fake{waits: true}, io.Discard).Inspect(ctx, write(t, "a.docx", "FAKE")); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestChangedWhileRead(t *testing.T) {
	path := write(t, "a.docx", "FAKE")
	grow := func() { os.WriteFile(path, []byte("FAKE and more"), 0o600) }
	res, err := inspector(fake{during: grow}, io.Discard).Inspect(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Evidence.Notes) != 1 || res.Evidence.Notes[0].Code != "changed-during-inspection" {
		t.Errorf("%+v", res.Evidence)
	}
}

func TestWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "link.docx")
	if err := os.Symlink(write(t, "a.docx", "FAKE"), link); err != nil {
		t.Skipf("SKIP: no symbolic links here: %v", err)
	}
	for name, path := range map[string]string{"folder": dir, "link": link, "vanished": filepath.Join(dir, "gone.docx")} {
		if _, err := inspector(fake{}, io.Discard).Inspect(t.Context(), path); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := inspector(fake{}, io.Discard).Inspect(t.Context(), filepath.Join(dir, "gone.docx")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a vanished file: %v", err)
	}
}

// Looking at a file leaves its times as they were, the time of the last access included.
func TestLookingLeavesNoTrace(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("SKIP: only Linux lets a program spare the access time for sure")
	}
	path := write(t, "a.docx", "FAKE")
	// An access time before the last change is one that the relatime mount option would move.
	accessed, changed := time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
	if err := os.Chtimes(path, accessed, changed); err != nil {
		t.Fatal(err)
	}
	before := fileTimes(t, path)
	if _, err := inspector(fake{}, io.Discard).Inspect(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if after := fileTimes(t, path); after != before {
		t.Errorf("times %v became %v", before, after)
	}
}
