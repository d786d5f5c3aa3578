package update

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/bundle"
)

var day = time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC)

func key(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

// desk is a PC with a guard: its updater, its programs and a folder of updates.
type desk struct {
	*Updater
	t     testing.TB
	share string
	tried []string // the content of each new guard that was tried
	trial error    // what the new guard's self-test says
}

// newDesk has the programs "guard 1" and "tray 1", and no bundle.
func newDesk(t testing.TB) *desk {
	t.Helper()
	dir := tempDir(t)
	d := &desk{t: t, share: filepath.Join(dir, "share")}
	d.Updater = &Updater{
		Store:    bundle.Store{Dir: filepath.Join(dir, "data", "bundle"), Key: key(7).Public().(ed25519.PublicKey), Guard: "1.0.0"},
		Dir:      filepath.Join(dir, "data", "update"),
		Share:    d.share,
		Programs: filepath.Join(dir, "programs"),
		Logger:   slog.New(slog.NewTextHandler(io.Discard, nil)),
		Now:      func() time.Time { return day },
		Random:   func(most time.Duration) time.Duration { return most / 2 },
	}
	d.Run = func(_ context.Context, program, scratch string) error {
		data, err := os.ReadFile(program)
		d.tried = append(d.tried, string(data))
		return errors.Join(err, os.MkdirAll(scratch, 0o700), d.trial)
	}
	for _, made := range []string{d.share, d.Programs} {
		if err := os.MkdirAll(made, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	d.write(d.file(exe("guard")), "guard 1")
	d.write(d.file(exe("tray")), "tray 1")
	return d
}

// tempDir is t.TempDir, but what cannot be removed is left: os.RemoveAll asks for more than Wine 8 can do.
func tempDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "giumat-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func exe(program string) string { return bundle.Executable(runtime.GOOS, program) }

func (d *desk) write(path, text string) {
	d.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		d.t.Fatal(err)
	}
}

// put writes a bundle into the folder of updates: with a policy, and with the programs that are given as guard and tray. It
// has small packs, as compiling the built-in ones takes most of a test's time.
func (d *desk) put(serial int64, programs ...string) string {
	d.t.Helper()
	return d.putAs(key(7), d.contents(serial, programs...))
}

func (d *desk) contents(serial int64, programs ...string) bundle.Contents {
	pack := "name: p%d\ndate: 2026-11-20\nrules:\n  - {id: r%[1]d, title: a, title_vi: a, find: '^{DEGREE}$', hit: [{text: MẬT, level: MAT}], miss: [{text: a}]}\n"
	c := bundle.Contents{Serial: serial, Made: day, Note: "Bản thử", Files: map[string][]byte{
		bundle.PolicyName:                    fmt.Appendf(nil, "contact: số %d\n", serial),
		bundle.PackName("state_secret.yaml"): fmt.Appendf(nil, pack, 1),
		bundle.PackName("official.yaml"):     fmt.Appendf(nil, pack, 2),
	}}
	for i, text := range programs {
		c.Files[bundle.ProgramName(runtime.GOOS, runtime.GOARCH, []string{"guard", "tray"}[i])] = []byte(text)
	}
	return c
}

func (d *desk) putAs(k ed25519.PrivateKey, c bundle.Contents) string {
	d.t.Helper()
	var data bytes.Buffer
	if err := bundle.Make(&data, k, c); err != nil {
		d.t.Fatal(err)
	}
	path := filepath.Join(d.share, fmt.Sprintf("ban-%d%s", c.Serial, bundle.Suffix))
	d.write(path, data.String())
	return path
}

// state is what matters: the bundle in use and the files of the programs' folder.
type state struct {
	Serial int64
	Files  map[string]string
}

func (d *desk) state() state {
	d.t.Helper()
	s := state{Serial: d.Store.Here().Serial, Files: map[string]string{}}
	entries, err := os.ReadDir(d.Programs)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(d.file(e.Name()))
		if err != nil {
			d.t.Fatal(err)
		}
		s.Files[e.Name()] = string(data)
	}
	return s
}

func (d *desk) want(want state) {
	d.t.Helper()
	if diff := cmp.Diff(want, d.state()); diff != "" {
		d.t.Errorf("(-want +got)\n%s", diff)
	}
}

// files are the programs as they are named on this system.
func files(pairs ...string) map[string]string {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[exe(pairs[i])] = pairs[i+1]
	}
	return m
}

var before = state{0, files("guard", "guard 1", "tray", "tray 1")}

func TestFile(t *testing.T) {
	tests := map[string]struct {
		path    func(d *desk) string
		options Options
		trial   error
		want    state
		tried   []string
		err     error
		refused Reason
	}{
		"a policy alone": {path: func(d *desk) string { return d.put(3) }, want: state{3, before.Files}},
		"new programs": {
			path:  func(d *desk) string { return d.put(3, "guard 2", "tray 2") },
			want:  state{3, files("guard", "guard 2", "guard.old", "guard 1", "tray", "tray 2", "tray.old", "tray 1")},
			tried: []string{"guard 2"},
		},
		"a new guard": {
			path:  func(d *desk) string { return d.put(3, "guard 2", "tray 1") },
			want:  state{3, files("guard", "guard 2", "guard.old", "guard 1", "tray", "tray 1")},
			tried: []string{"guard 2"},
		},
		"the programs that are here": {path: func(d *desk) string { return d.put(3, "guard 1", "tray 1") }, want: state{3, before.Files}},
		"a PC without a tray": {
			path: func(d *desk) string {
				os.Remove(d.file(exe("tray")))
				return d.put(3, "guard 2", "tray 2")
			},
			want:  state{3, files("guard", "guard 2", "guard.old", "guard 1", "tray", "tray 2")},
			tried: []string{"guard 2"},
		},
		"dry run":         {path: func(d *desk) string { return d.put(3, "guard 2") }, options: Options{DryRun: true}, want: before},
		"a failing guard": {path: func(d *desk) string { return d.put(3, "guard 2", "tray 2") }, trial: ErrSelfTest, want: before, tried: []string{"guard 2"}, err: ErrSelfTest, refused: SelfTestFailed},
		"stopped meanwhile": {
			path: func(d *desk) string { return d.put(3, "guard 2") }, trial: context.Canceled, want: before,
			tried: []string{"guard 2"}, err: context.Canceled,
		},
		"a stranger's": {path: func(d *desk) string { return d.putAs(key(8), d.contents(3)) }, want: before, err: bundle.ErrForeign},
		"for a newer guard": {
			path: func(d *desk) string {
				c := d.contents(3)
				c.MinGuard = "1.1.0"
				return d.putAs(key(7), c)
			},
			want: before, err: bundle.ErrNewerGuard,
		},
		"a wrong policy": {
			path: func(d *desk) string {
				c := d.contents(3, "guard 2")
				c.Files[bundle.PolicyName] = []byte("khong: có")
				return d.putAs(key(7), c)
			},
			want: before, err: bundle.ErrContent, refused: BadContent,
		},
		"a changed program": {
			path: func(d *desk) string {
				noise := make([]byte, 4096) // ZIP stores it as it is
				rand.NewChaCha8([32]byte{}).Read(noise)
				path := d.put(3, string(noise))
				data, _ := os.ReadFile(path)
				d.write(path, strings.Replace(string(data), string(noise[1000:1016]), strings.Repeat("x", 16), 1))
				return path
			},
			want: before, err: bundle.ErrChanged,
		},
		"nothing": {path: func(d *desk) string { return filepath.Join(d.share, "thieu") }, want: before, err: os.ErrNotExist},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.trial = tt.trial
			_, err := d.File(t.Context(), tt.path(d), tt.options)
			if !errors.Is(err, tt.err) || tt.err == nil && err != nil || err != nil && strings.Contains(err.Error(), d.share) {
				t.Errorf("error %v, want %v", err, tt.err)
			}
			d.want(tt.want)
			if diff := cmp.Diff(tt.tried, d.tried); diff != "" {
				t.Errorf("tried (-want +got)\n%s", diff)
			}
			var refused Reason
			if r := d.Status().Refused; r != nil {
				refused = r.Reason
			}
			if refused != tt.refused {
				t.Errorf("refused as %q, want %q", refused, tt.refused)
			}
			if left, _ := os.ReadDir(d.Dir); len(left) > 2 && runtime.GOOS != "windows" { // the record and the lock
				t.Errorf("%d files are left in the updater's folder", len(left))
			}
		})
	}
}

// A guard without a folder of programs takes a bundle's content and leaves its programs.
func TestWithoutPrograms(t *testing.T) {
	d := newDesk(t)
	folder := d.Programs
	d.Programs = ""
	if _, err := d.File(t.Context(), d.put(3, "guard 2", "tray 2"), Options{}); err != nil {
		t.Fatal(err)
	}
	d.Programs = folder
	d.want(state{3, before.Files})
}

func TestOlderBundles(t *testing.T) {
	d := newDesk(t)
	install := func(serial int64, o Options) error {
		_, err := d.File(t.Context(), d.put(serial), o)
		return err
	}
	if err := install(5, Options{}); err != nil {
		t.Fatal(err)
	}
	if err := install(5, Options{}); !errors.Is(err, bundle.ErrInstalled) {
		t.Errorf("the same: %v", err)
	}
	if err := install(4, Options{}); !errors.Is(err, bundle.ErrOlder) {
		t.Errorf("an older one: %v", err)
	}
	d.want(state{5, before.Files})
	if err := install(4, Options{AllowOlder: true}); err != nil {
		t.Errorf("an older one, as wished: %v", err)
	}
	d.want(state{4, before.Files})
}

func TestFolder(t *testing.T) {
	newer := func(d *desk, serial int64) {
		c := d.contents(serial)
		c.MinGuard = "9.0.0"
		d.putAs(key(7), c)
	}
	tests := map[string]struct {
		put  func(d *desk)
		want int64
		err  error
	}{
		"empty":                       {put: func(*desk) {}},
		"the newest":                  {put: func(d *desk) { d.put(9); d.put(10); d.put(2) }, want: 10},
		"files of other names":        {put: func(d *desk) { d.write(filepath.Join(d.share, "doc.txt"), "x"); d.put(2) }, want: 2},
		"a stranger's beside":         {put: func(d *desk) { d.put(2); d.putAs(key(8), d.contents(9)) }, want: 2},
		"a stranger's alone":          {put: func(d *desk) { d.putAs(key(8), d.contents(9)) }, err: bundle.ErrForeign},
		"half copied":                 {put: func(d *desk) { p := d.put(2); os.Truncate(p, 100) }, err: bundle.ErrDamaged},
		"a step to a newer guard":     {put: func(d *desk) { d.put(2); newer(d, 3) }, want: 2},
		"only for a newer guard":      {put: func(d *desk) { newer(d, 3) }, err: bundle.ErrNewerGuard},
		"a folder called as a bundle": {put: func(d *desk) { os.Mkdir(filepath.Join(d.share, "a.giumat"), 0o755); d.put(2) }, want: 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			tt.put(d)
			result, err := d.Check(t.Context())
			if !errors.Is(err, tt.err) || tt.err == nil && err != nil {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if c, _ := d.Store.Current(); c.Serial != tt.want || result.Serial != tt.want {
				t.Errorf("bundle %d, want %d", c.Serial, tt.want)
			}
			if again, _ := d.Check(t.Context()); again.Found {
				t.Errorf("the second time: %+v", again)
			}
		})
	}
}

// A share that is out of reach is no fault; after 30 days people are told.
func TestShareAway(t *testing.T) {
	d := newDesk(t)
	now := day
	d.Now = func() time.Time { return now }
	away := func(since time.Time, told bool) {
		t.Helper()
		_, err := d.Check(t.Context())
		got, ok := errors.AsType[*AwayError](err)
		if !ok || !got.Since.Equal(since) || strings.Contains(err.Error(), d.share) {
			t.Errorf("error %v, want away since %v", err, since)
		}
		if s := d.Status().Away; s.IsZero() == told {
			t.Errorf("at %v: away since %v", now, s)
		}
	}
	os.Remove(d.share)
	away(day, false)
	now = day.AddDate(0, 0, 29)
	away(day, false)
	now = day.AddDate(0, 0, 31)
	away(day, true)
	os.Mkdir(d.share, 0o755)
	seen := now
	if _, err := d.Check(t.Context()); err != nil || !d.Status().Away.IsZero() {
		t.Errorf("back again: %v", err)
	}
	os.Remove(d.share)
	now = now.AddDate(0, 0, 2)
	away(seen, false)
}

// What was no good is not tried each hour; the next one is, and so is the same when a person asks.
func TestRefusedIsNotTriedAgain(t *testing.T) {
	d := newDesk(t)
	d.trial = ErrSelfTest
	path := d.put(3, "guard 2")
	if _, err := d.Check(t.Context()); !errors.Is(err, ErrSelfTest) {
		t.Fatalf("error %v", err)
	}
	if result, err := d.Check(t.Context()); result.Found || err != nil || len(d.tried) != 1 {
		t.Errorf("the second time: %+v, %v, tried %d times", result, err, len(d.tried))
	}
	if _, err := d.File(t.Context(), path, Options{}); !errors.Is(err, ErrSelfTest) || len(d.tried) != 2 {
		t.Errorf("by hand: %v, tried %d times", err, len(d.tried))
	}
	d.put(4)
	if result, err := d.Check(t.Context()); result.Serial != 4 || err != nil || d.Status().Refused != nil {
		t.Errorf("the next: %+v, %v, %+v", result, err, d.Status())
	}
}

func TestOneAtATime(t *testing.T) {
	d := newDesk(t)
	unlock, err := d.lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := d.File(ctx, d.put(3), Options{}); !errors.Is(err, ErrBusy) {
		t.Errorf("error %v", err)
	}
}
