package dialog

import (
	"context"
	"sync"
	"testing"

	"giumat/guard/texts"
)

// fakeScreen is a desktop whose user does as the knobs say. Its windows stay open until hold is closed or their ctx
// ends; a nil hold opens and closes at once.
type fakeScreen struct {
	hold  chan struct{}
	does  []deed // what the user does in one warning after the other; the last for all that follow
	wrong error  // of every window
	path  string // of the folder chosen

	mu    sync.Mutex
	shown []window
	open  int
	most  int // windows open at once
}

type deed struct {
	typed string
	goOn  bool
}

func newFake(t *testing.T, f *fakeScreen) *Dialogs {
	t.Helper()
	vi, err := texts.Load("vi")
	if err != nil {
		t.Fatal(err)
	}
	return newDialogs(vi, f)
}

// show keeps the window and says how many were shown before it.
func (f *fakeScreen) show(ctx context.Context, w window) (int, error) {
	f.mu.Lock()
	n := len(f.shown)
	f.shown = append(f.shown, w)
	f.open++
	f.most = max(f.most, f.open)
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		f.open--
		f.mu.Unlock()
	}()
	if f.hold != nil {
		select {
		case <-f.hold:
		case <-ctx.Done():
			return n, ctx.Err()
		}
	}
	return n, f.wrong
}

func (f *fakeScreen) read(ctx context.Context, w window) error {
	_, err := f.show(ctx, w)
	return err
}

func (f *fakeScreen) warn(ctx context.Context, w window) (string, bool, error) {
	n, err := f.show(ctx, w)
	did := f.does[min(n, len(f.does)-1)]
	return did.typed, did.goOn, err
}

func (f *fakeScreen) entry(ctx context.Context, w window) (string, bool, error) {
	return f.warn(ctx, w)
}

func (f *fakeScreen) list(ctx context.Context, w window) error { return f.read(ctx, w) }

func (f *fakeScreen) folder(ctx context.Context, title string) (string, error) {
	return f.path, f.read(ctx, window{title: title})
}
