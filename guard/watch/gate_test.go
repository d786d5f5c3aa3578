package watch

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"giumat/guard/event"

	"github.com/google/go-cmp/cmp"
)

// keptGate writes down what it hears.
type keptGate struct {
	base string // that paths are told below

	mu    sync.Mutex
	heard []string
}

func (g *keptGate) hear(what, path string) {
	name, _ := filepath.Rel(g.base, path)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.heard = append(g.heard, what+" "+filepath.ToSlash(name))
}

func (g *keptGate) Enter(r Root)               { g.hear("enter "+string(r.Channel)+" "+r.Drive.Serial, r.Path) }
func (g *keptGate) Folder(root, folder string) { g.hear("folder of "+filepath.Base(root), folder) }
func (g *keptGate) Leave(path string)          { g.hear("leave", path) }

// take returns what it heard since the last time.
func (g *keptGate) take() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	list := g.heard
	g.heard = nil
	return list
}

// last tells whether the last thing that it heard begins so.
func (g *keptGate) last(words string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.heard) > 0 && strings.HasPrefix(g.heard[len(g.heard)-1], words)
}

func TestGateHearsOfEveryRootAndFolder(t *testing.T) {
	base := folder(t)
	for _, dir := range []string{"docs/a", "docs/kho/in", "usb/b"} {
		mkdir(t, filepath.Join(base, dir))
	}
	g := &keptGate{base: base}
	p := plugs{make(chan []Drive)}
	usb := filepath.Join(base, "usb")
	r := start(t, Config{
		Folders: []string{filepath.Join(base, "docs")}, Skip: []string{filepath.Join(base, "docs", "kho")}, Drives: p.source, Gate: g,
		Describe: func(d Drive) event.Drive {
			d.Serial = "4C53"
			return d.Drive
		},
	})
	says := func(want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, g.take()); diff != "" {
			t.Errorf("the gate heard (-want +got):\n%s", diff)
		}
	}
	says("enter at_rest  docs", "folder of docs docs", "folder of docs docs/a")

	stick := []Drive{{Mount: usb, Removable: true, Drive: event.Drive{Device: "/dev/sdb1"}}}
	p.lists <- stick
	r.until("the drive is covered", func() bool { return g.last("folder of usb usb/b") })
	says("enter removable 4C53 usb", "folder of usb usb", "folder of usb usb/b")

	mkdir(t, filepath.Join(usb, "b", "new"))
	r.until("the new folder is covered", func() bool { return g.last("folder of usb usb/b/new") })
	says("folder of usb usb/b/new")

	p.lists <- []Drive{{Mount: usb, Removable: true, Drive: event.Drive{Device: "/dev/sdc1"}}}
	r.until("another drive is covered", func() bool { return g.last("folder of usb usb/b/new") })
	says("leave usb", "enter removable 4C53 usb", "folder of usb usb", "folder of usb usb/b", "folder of usb usb/b/new")

	p.lists <- nil
	r.until("the drive is left", func() bool { return g.last("leave usb") })
	says("leave usb")
}

// A drive is asked once what it is, however often it is looked at.
func TestDriveIsDescribedOnce(t *testing.T) {
	mount := folder(t)
	path := filepath.Join(mount, "x.docx")
	write(t, path, "text")
	var mu sync.Mutex
	asked := 0
	full := event.Drive{Device: "/dev/sdb1", Label: "USB", Volume: "1A2B-3C4D", Serial: "4C53", Size: 16e9}
	p := plugs{make(chan []Drive)}
	r := start(t, Config{Drives: p.source, Describe: func(Drive) event.Drive {
		mu.Lock()
		defer mu.Unlock()
		asked++
		return full
	}})
	p.lists <- []Drive{{Mount: mount, Removable: true, Drive: event.Drive{Device: "/dev/sdb1"}}}
	r.awaits(path)
	for range 3 {
		write(t, path, "text")
		before := r.count(path)
		r.until("it was told again", func() bool { return r.count(path) > before })
	}
	if got := r.last(path).Drive; got != full {
		t.Errorf("told of drive %+v, want %+v", got, full)
	}
	if d := r.Status().Drives; !slices.Equal(d, []Drive{{Mount: mount, Removable: true, Drive: full}}) {
		t.Errorf("status has %+v", d)
	}
	mu.Lock()
	defer mu.Unlock()
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}
