package onaccess

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"giumat/guard/event"
)

// What made-up documents are made of.
const (
	docHead = "%MADEUP-DOCUMENT\n"
	mark    = "MADEUPMARK"
	marked  = docHead + "lines before\n" + mark + "\nlines after\n"
	clean   = docHead + "lines before\nnothing\nlines after\n"
)

// clerk is an Answerer that reads the whole file and keeps to knobs.
type clerk struct {
	hold      chan struct{} // when not nil, Open waits for it
	undecided bool          // what Undecided answers
	panics    bool
	never     bool // clean: nothing is ever said to be
	known     bool // clean: everything is known to be

	mu      sync.Mutex
	opened  []event.Opening
	written []event.File
}

func (c *clerk) Document(head []byte) bool      { return bytes.HasPrefix(head, []byte(docHead)) }
func (c *clerk) Clean(*os.File, string) bool    { return c.known }
func (c *clerk) Undecided(o event.Opening) bool { return c.undecided }

func (c *clerk) Open(ctx context.Context, o event.Opening) (allow, clean bool) {
	c.mu.Lock()
	c.opened = append(c.opened, o)
	c.mu.Unlock()
	if c.panics {
		panic("made up")
	}
	if c.hold != nil {
		select {
		case <-c.hold:
		case <-ctx.Done():
		}
	}
	text, err := io.ReadAll(io.NewSectionReader(o.File, 0, 1<<20))
	if err != nil || bytes.Contains(text, []byte(mark)) {
		return false, false
	}
	return true, !c.never
}

func (c *clerk) seen() []event.Opening {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]event.Opening(nil), c.opened...)
}

func (c *clerk) took() []event.File {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]event.File(nil), c.written...)
}

func (c *clerk) take(_ context.Context, f event.File) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.written = append(c.written, f)
}

// gate makes a gate with c behind it, which is closed at the test's end.
func gate(t testing.TB, c *clerk, change ...func(*Config)) *Gate {
	t.Helper()
	programs, err := DefaultPrograms()
	if err != nil {
		t.Fatal(err)
	}
	config := Config{Answerer: c, HeadBytes: 4096, Written: c.take, Programs: programs}
	for _, f := range change {
		f(&config)
	}
	g, err := New(config)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, errors.ErrUnsupported) {
		t.Skip("NOT RUN: permission events are refused: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

func enter(t testing.TB, g *Gate, path string, ch event.Channel) {
	t.Helper()
	a := Area{Path: path, Channel: ch}
	if ch == event.Removable {
		a.Drive = event.Drive{Label: "STICK"}
	}
	if err := g.Enter(a); err != nil {
		t.Fatal(err)
	}
}

// The places that a drive can be.
var drives = map[string]func(testing.TB) string{"ext4": ext4, "exFAT over FUSE": exfat, "folder": folder}

func folder(t testing.TB) string { return t.TempDir() }

func ext4(t testing.TB) string {
	t.Helper()
	dir, image := t.TempDir(), disk(t)
	command(t, "mkfs.ext4", "-q", "-F", image)
	command(t, "mount", "-o", "loop", image, dir)
	t.Cleanup(func() { unmount(t, dir) })
	return dir
}

func exfat(t testing.TB) string {
	t.Helper()
	dir, image := t.TempDir(), disk(t)
	loop := strings.TrimSpace(command(t, "losetup", "-f", "--show", image))
	t.Cleanup(func() { _ = exec.Command("losetup", "-d", loop).Run() })
	command(t, "mkfs.exfat", loop)
	command(t, "mount.exfat-fuse", loop, dir)
	t.Cleanup(func() { unmount(t, dir) })
	return dir
}

func disk(t testing.TB) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("NOT RUN: mounting needs root")
	}
	image := filepath.Join(t.TempDir(), "disk")
	f, err := os.Create(image)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(64 << 20); err != nil {
		t.Fatal(err)
	}
	return image
}

// command runs a tool that a test needs, or skips the test.
func command(t testing.TB, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Skipf("NOT RUN: %s: %v", name, err)
	}
	return string(out)
}

func unmount(t testing.TB, dir string) {
	if mounted, _ := os.ReadFile("/proc/self/mountinfo"); !bytes.Contains(mounted, []byte(" "+dir+" ")) {
		return
	}
	var out []byte
	var err error
	for range 50 { // desktops' indexers look at new drives
		if out, err = exec.Command("umount", dir).CombinedOutput(); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("umount: %s", out)
	_ = exec.Command("umount", "-l", dir).Run()
}

func write(t testing.TB, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// program is another name for cat.
func program(t testing.TB, name string) string {
	t.Helper()
	cat, err := exec.LookPath("cat")
	if err != nil {
		t.Skip("NOT RUN: ", err)
	}
	text, err := os.ReadFile(cat)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, text, 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// reads tells what a program printed, and whether it was content.
func reads(t testing.TB, name string, args ...string) (string, bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if ctx.Err() != nil {
		t.Errorf("%s was left waiting", filepath.Base(name)) // not Fatalf: some are called in goroutines
	}
	return string(out), err == nil
}

func refuses(t testing.TB, name string, args ...string) {
	t.Helper()
	if out, ok := reads(t, name, args...); ok || strings.Contains(out, mark) {
		t.Errorf("%s: content %v, marked bytes read %v; want it refused", filepath.Base(name), ok, strings.Contains(out, mark))
	}
}

func allows(t testing.TB, want string, name string, args ...string) {
	t.Helper()
	if out, ok := reads(t, name, args...); !ok || out != want {
		t.Errorf("%s: content %v, the right bytes %v; want it allowed", filepath.Base(name), ok, out == want)
	}
}

func until(t testing.TB, what string, done func() bool) {
	t.Helper()
	for range 500 {
		if done() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("waited in vain until ", what)
}
