package detecttest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"giumat/detectors"
)

// Accept is the acceptance test of a detector. Every detector runs it with some whole documents of its format, each
// with several lines of text unless the format is only recognised. It checks what the guard relies on: that the
// detector knows its own and leaves others alone, says the same thing twice, keeps to the form of lines and to its
// limits, stops when it is told to, and survives whatever is done to a document.
func Accept(t *testing.T, d detectors.Detector, documents ...[]byte) {
	t.Helper()
	t.Run("accept/leaves others alone", func(t *testing.T) {
		for _, other := range []string{"", "Cộng hòa xã hội chủ nghĩa Việt Nam", "\x89PNG\r\n\x1a\n", "GIF89a", "MZ", "<html>"} {
			if d.Recognize([]byte(other)) {
				t.Errorf("recognises %q", other)
			}
		}
	})
	for _, doc := range documents {
		accept(t, d, doc)
	}
}

func accept(t *testing.T, d detectors.Detector, doc []byte) {
	if !d.Recognize(doc[:min(len(doc), detectors.HeadBytes)]) {
		t.Fatal("does not recognise its own document")
	}
	whole, err := look(t.Context(), d, bytes.NewReader(doc), int64(len(doc)), nil)
	if err != nil {
		t.Fatalf("a whole document: %v", err)
	}
	t.Run("accept/form", func(t *testing.T) { form(t, whole) })
	t.Run("accept/same twice", func(t *testing.T) {
		again, err := look(t.Context(), d, bytes.NewReader(doc), int64(len(doc)), nil)
		if err != nil || !reflect.DeepEqual(again, whole) {
			t.Errorf("another look gave other evidence, or failed: %v", err)
		}
	})
	t.Run("accept/limit of lines", func(t *testing.T) {
		ev, err := look(t.Context(), d, bytes.NewReader(doc), int64(len(doc)), func(l *detectors.Limits) { l.Spans = 1 })
		if err != nil || len(ev.Spans) > 1 || len(whole.Spans) > 1 && ev.Reach != detectors.Partial {
			t.Errorf("%d lines, reach %d, error %v", len(ev.Spans), ev.Reach, err)
		}
	})
	t.Run("accept/stops", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := look(ctx, d, bytes.NewReader(doc), int64(len(doc)), nil); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("told to stop, it says %v", err)
		}
	})
	t.Run("accept/failing disk", func(t *testing.T) {
		ev, err := look(t.Context(), d, failing{bytes.NewReader(doc), int64(len(doc)) / 2}, int64(len(doc)), nil)
		if err == nil && ev.Reach == detectors.Complete {
			t.Error("half the document could not be read, and nothing says so")
		}
	})
	t.Run("accept/damage", func(t *testing.T) { damage(t, d, doc) })
}

// look reads a document, keeping every line. Files inside it are passed over.
func look(ctx context.Context, d detectors.Detector, r io.ReaderAt, size int64, change func(*detectors.Limits)) (detectors.Evidence, error) {
	limits := detectors.DefaultLimits()
	if change != nil {
		change(&limits)
	}
	out := detectors.NewCollector(func(string) bool { return true }, limits.Spans)
	err := d.Detect(ctx, detectors.Input{
		R: r, Size: size, Limits: limits,
		Nested: func(context.Context, string, io.ReaderAt, int64, *detectors.Collector) error { return nil },
	}, out)
	return out.Evidence(), err
}

func form(t *testing.T, ev detectors.Evidence) {
	if ev.Kind == detectors.Other {
		t.Error("the kind was not said")
	}
	for _, s := range ev.Spans {
		switch {
		case s.Place == "":
			t.Errorf("line %d stands in no place", s.Line)
		case strings.ContainsAny(s.Text, "\r\n"):
			t.Errorf("line %d is more than one line", s.Line)
		case len(s.Text) > detectors.MaxLineBytes || !utf8.ValidString(s.Text):
			t.Errorf("line %d is too long or not UTF-8", s.Line)
		}
	}
}

// damage cuts the document short and turns bytes over, always in the same ways. That it ends is all that is asked.
func damage(t *testing.T, d detectors.Detector, doc []byte) {
	for i := range 12 {
		cut := doc[:len(doc)*i/12]
		_, _ = look(t.Context(), d, bytes.NewReader(cut), int64(len(cut)), nil)
	}
	random := rand.New(rand.NewPCG(1, uint64(len(doc))))
	for range 24 {
		hurt := bytes.Clone(doc)
		for range 8 {
			hurt[random.IntN(len(hurt))] ^= byte(1 + random.IntN(255))
		}
		_, _ = look(t.Context(), d, bytes.NewReader(hurt), int64(len(hurt)), nil)
	}
}

// failing is a disk with a bad spot: nothing from the offset bad on can be read.
type failing struct {
	r   io.ReaderAt
	bad int64
}

func (f failing) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > f.bad {
		return 0, errors.New("input/output error")
	}
	return f.r.ReadAt(p, off)
}
