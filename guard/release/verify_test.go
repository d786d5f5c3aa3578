package release

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// desk is a user's PC: a secret, a store and a clock that the test sets.
type desk struct {
	t      *testing.T
	secret Secret
	store  *Store
	now    time.Time
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, secret: NewSecret(), now: time.Date(2026, 3, 2, 8, 0, 30, 0, time.UTC)}
	d.open(filepath.Join(t.TempDir(), "codes.db"))
	return d
}

func (d *desk) open(path string) {
	d.t.Helper()
	store, err := Open(d.t.Context(), path)
	if err != nil {
		d.t.Fatal(err)
	}
	d.store = store
	d.t.Cleanup(func() { store.Close() })
}

// grant is the officer's part, under the officer's own clock.
func (d *desk) grant(file string, length time.Duration) string {
	d.t.Helper()
	r, err := RequestFor(file, entry)
	if err != nil {
		d.t.Fatal(err)
	}
	code, err := Grant(d.secret, r, length, d.now)
	if err != nil {
		d.t.Fatal(err)
	}
	return code
}

func (d *desk) verify(file, code string) error {
	return Verify(context.Background(), d.secret, file, entry, code, d.now, d.store)
}

func (d *desk) want(file, code string, want error) {
	d.t.Helper()
	if err := d.verify(file, code); !errors.Is(err, want) || want == nil && err != nil {
		d.t.Fatalf("%v, want %v", err, want)
	}
}

// guess is a code that is well typed and wrong.
func (d *desk) guess() string {
	other := Secret{[29]byte{byte(d.now.Unix()) & 31, 1}}
	return newCode(other, Request{1}, ticket{0, minuteOf(d.now)}).String()
}

func TestVerifyTimes(t *testing.T) {
	const m, h = time.Minute, time.Hour
	for _, length := range Lengths() {
		for _, tt := range []struct {
			after time.Duration // the code was made, by the user's clock
			want  error
		}{
			{-3 * h, ErrNotYet},
			{-6 * m, ErrNotYet},
			{-5 * m, nil}, // the two clocks may differ so much
			{0, nil},
			{length, nil},
			{length + 4*m, nil},
			{length + 6*m, ErrExpired},
			{length + 24*h, ErrExpired},
			{length + 30*24*h, ErrOtherFile}, // nobody can tell any more
		} {
			d := newDesk(t)
			code := d.grant(fileA, length)
			d.now = d.now.Add(tt.after)
			t.Logf("%v, %v later", length, tt.after)
			d.want(fileA, code, tt.want)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	d := newDesk(t)
	code := d.grant(fileA, time.Hour)
	d.want(fileB, code, ErrOtherFile)
	d.want(fileA, "0"+code[1:12]+"?", ErrTyping)
	d.want(fileA, "", ErrTyping)
	if err := d.verify("", code); err == nil {
		t.Error("a code released an entry without digest")
	}
	if err := Verify(t.Context(), d.secret, fileA, entry+"0", code, d.now, d.store); !errors.Is(err, ErrOtherFile) {
		t.Error("another entry with the same content:", err)
	}
	if err := Verify(t.Context(), NewSecret(), fileA, entry, code, d.now, d.store); !errors.Is(err, ErrOtherFile) {
		t.Error("another PC:", err)
	}
	r, _ := RequestFor(fileA, entry)
	none, _ := Grant(Secret{}, r, time.Hour, d.now)
	if err := Verify(t.Context(), Secret{}, fileA, entry, none, d.now, d.store); !errors.Is(err, ErrOtherFile) {
		t.Error("no secret:", err)
	}
	d.want(fileA, code, nil) // and all this spent nothing
}

func TestVerifyOnce(t *testing.T) {
	d := newDesk(t)
	code := d.grant(fileA, 24*time.Hour)
	d.want(fileA, code, nil)
	d.want(fileA, code, ErrUsed)
	d.now = d.now.Add(40 * time.Hour)
	d.want(fileA, code, ErrExpired)
	d.want(fileA, d.grant(fileA, time.Hour), nil) // the officer may grant again
	d.now = d.now.Add(-40 * time.Hour)
	d.want(fileA, code, ErrUsed) // a clock put back helps nobody
	d.want(fileA, d.grant(fileA, time.Hour), nil)
}

// Many at once, through two handles as two processes have them: one gets the file.
func TestVerifyOnceTogether(t *testing.T) {
	d := newDesk(t)
	path := filepath.Join(t.TempDir(), "codes.db")
	d.open(path)
	first := d.store
	d.open(path)
	code := d.grant(fileA, time.Hour)
	var good, used atomic.Int32
	var all sync.WaitGroup
	for i := range 16 {
		store := []*Store{first, d.store}[i%2]
		all.Go(func() {
			switch err := Verify(context.Background(), d.secret, fileA, entry, code, d.now, store); {
			case err == nil:
				good.Add(1)
			case errors.Is(err, ErrUsed):
				used.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if good.Load() != 1 || used.Load() != 15 {
		t.Errorf("%d got the file, %d were told that the code is used", good.Load(), used.Load())
	}
}

// A store that cannot remember lets nothing out.
func TestVerifyNeedsItsStore(t *testing.T) {
	d := newDesk(t)
	code := d.grant(fileA, time.Hour)
	d.store.Close()
	if err := d.verify(fileA, code); err == nil {
		t.Error("a code was taken and not noted")
	}
	if _, err := Open(t.Context(), filepath.Join(t.TempDir(), "no", "codes.db")); err == nil {
		t.Error("no error")
	}
}
