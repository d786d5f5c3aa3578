//go:build linux || windows

package clipboard

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const patience = 20 * time.Second // of a test with other programs

// A desk is a watched clipboard. Every list with a file called marked is refused.
type desk struct {
	t       *testing.T
	asked   chan Copied
	emptied chan error
	ended   chan error
	cancel  func()
	log     *lockedBuffer
	think   func(Copied) bool // nil, or whether ask thinks until nobody waits for its answer
}

func watchDesk(t *testing.T, think func(Copied) bool) *desk {
	t.Helper()
	d := &desk{
		t: t, think: think, log: &lockedBuffer{},
		asked: make(chan Copied, 500), emptied: make(chan error, 500), ended: make(chan error, 1),
	}
	ctx, cancel := context.WithCancel(context.Background())
	d.cancel = cancel
	o := Options{
		Emptied: func(_ Copied, err error) { d.emptied <- err },
		Logger:  slog.New(slog.NewTextHandler(d.log, nil)),
	}
	go func() { d.ended <- Watch(ctx, d.ask, o) }()
	t.Cleanup(cancel)
	return d
}

func (d *desk) ask(ctx context.Context, c Copied) bool {
	d.asked <- c
	if d.think != nil && d.think(c) {
		<-ctx.Done()
	}
	return !isMarked(c)
}

func isMarked(c Copied) bool {
	return slices.ContainsFunc(c.Paths, func(p string) bool { return strings.HasSuffix(p, "marked") })
}

func thinkOfAll(Copied) bool { return true }

func receive[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatalf("%s: nothing happens", what)
		panic("not reached")
	}
}

// end stops watching and expects what Watch returns.
func (d *desk) end(want error) {
	d.t.Helper()
	d.cancel()
	if err := receive(d.t, "end", d.ended); !errors.Is(err, want) {
		d.t.Errorf("Watch: %v", err)
	}
}

func (d *desk) wantAsked(want Copied) {
	d.t.Helper()
	if diff := cmp.Diff(want, receive(d.t, "ask", d.asked)); diff != "" {
		d.t.Errorf("asked about (-want +got):\n%s", diff)
	}
}

func (d *desk) wantEmptied() {
	d.t.Helper()
	if err := receive(d.t, "empty", d.emptied); err != nil {
		d.t.Errorf("empty: %v", err)
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func wantGoroutines(t *testing.T, want int) {
	t.Helper()
	for end := time.Now().Add(patience); runtime.NumGoroutine() > want; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), want)
		}
	}
}
