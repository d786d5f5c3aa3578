package watch

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"giumat/guard/event"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	a := Drive{Mount: "/media/an/A", Removable: true, Drive: event.Drive{Device: "/dev/sdb1"}}
	b := Drive{Mount: "/media/an/B", Removable: true, Drive: event.Drive{Device: "/dev/sdc1"}}
	other := Drive{Mount: a.Mount, Removable: true, Drive: event.Drive{Device: "/dev/sdd1"}}
	for name, test := range map[string]struct {
		before, now []Drive
		want        []driveChange
	}{
		"nothing":                {nil, nil, nil},
		"all at the start":       {nil, []Drive{a, b}, []driveChange{{a, true}, {b, true}}},
		"the same":               {[]Drive{a, b}, []Drive{b, a}, nil},
		"one arrives":            {[]Drive{a}, []Drive{a, b}, []driveChange{{b, true}}},
		"one leaves":             {[]Drive{a, b}, []Drive{b}, []driveChange{{a, false}}},
		"one takes another's":    {[]Drive{a}, []Drive{b}, []driveChange{{a, false}, {b, true}}},
		"another drive, as name": {[]Drive{a}, []Drive{other}, []driveChange{{a, false}, {other, true}}},
	} {
		got := diff(test.before, test.now)
		if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(driveChange{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// plugs is a PC whose drives a test plugs in and takes out.
type plugs struct{ lists chan []Drive }

func (p plugs) source(ctx context.Context, report func([]Drive)) error {
	report(nil)
	for {
		select {
		case <-ctx.Done():
			return nil
		case list := <-p.lists:
			report(list)
		}
	}
}

func TestDriveComesAndGoes(t *testing.T) {
	home := folder(t)
	mount := filepath.Join(home, "usb") // inside a guarded folder, to see that the drive counts
	path := filepath.Join(mount, "a", "x.docx")
	mkdir(t, filepath.Dir(path))
	write(t, path, "text")
	age(t, path)
	p := plugs{make(chan []Drive)}
	r := start(t, Config{Folders: []string{home}, Drives: p.source})
	r.awaits(path)

	p.lists <- []Drive{{Mount: mount, Removable: true, Drive: event.Drive{Device: "/dev/sdb1"}}}
	r.until("the drive was swept", func() bool { return r.last(path).Drive.Device == "/dev/sdb1" })
	r.rests()
	if f := r.last(path); f.Channel != event.Removable || r.count(path) != 2 {
		t.Errorf("told %d times, last by %q; want twice, by the drive", r.count(path), f.Channel)
	}
	write(t, filepath.Join(mount, "a", "y.docx"), "text")
	r.awaits(filepath.Join(mount, "a", "y.docx"))

	p.lists <- nil
	r.until("the drive is gone", func() bool { return len(r.Status().Drives) == 0 })
	r.until("what it left is swept", func() bool { return r.count(path) == 3 })
	if f := r.last(path); f.Channel != event.AtRest {
		t.Errorf("told by %q once the drive had left, want at rest", f.Channel)
	}
	write(t, filepath.Join(mount, "a", "z.docx"), "text")
	r.awaits(filepath.Join(mount, "a", "z.docx"))
}

// Two sticks that follow each other faster than the watcher looks are still two sticks.
func TestDriveReplacedAtOnce(t *testing.T) {
	mount := folder(t)
	path := filepath.Join(mount, "x.docx")
	write(t, path, "text")
	age(t, path)
	p := plugs{make(chan []Drive)}
	r := start(t, Config{Drives: p.source})
	stick := []Drive{{Mount: mount, Removable: true, Drive: event.Drive{Device: "/dev/sdb1"}}}
	p.lists <- stick
	r.awaits(path)
	p.lists <- nil
	p.lists <- stick
	r.until("the second was swept", func() bool { return r.count(path) == 2 })
	write(t, filepath.Join(mount, "y.docx"), "text")
	r.awaits(filepath.Join(mount, "y.docx"))
}

func TestDrivesThatCannotBeListed(t *testing.T) {
	dir := folder(t)
	r := start(t, Config{
		Folders: []string{dir},
		Drives:  func(context.Context, func([]Drive)) error { return errors.ErrUnsupported },
	})
	write(t, filepath.Join(dir, "x.docx"), "text")
	r.awaits(filepath.Join(dir, "x.docx"))
	if p := r.Status().Problems; len(p) != 1 || p[0].What != NoDrives {
		t.Errorf("problems %v, want that drives cannot be listed", p)
	}
}

func TestDrivesThatAreListedLate(t *testing.T) {
	mount := folder(t)
	path := filepath.Join(mount, "x.docx")
	write(t, path, "text")
	age(t, path)
	failed := false
	r := start(t, Config{
		Rescan: 20 * time.Millisecond,
		Drives: func(ctx context.Context, report func([]Drive)) error {
			if !failed {
				failed = true
				return errors.New("no answer")
			}
			report([]Drive{{Mount: mount, Removable: true, Drive: event.Drive{Device: "E:"}}})
			<-ctx.Done()
			return nil
		},
	})
	r.awaits(path)
	if s := r.Status(); len(s.Problems) != 0 || !slices.Equal(s.Drives, []Drive{{Mount: mount, Removable: true, Drive: event.Drive{Device: "E:"}}}) {
		t.Errorf("drives %v, problems %v; want the drive and none", s.Drives, s.Problems)
	}
}
