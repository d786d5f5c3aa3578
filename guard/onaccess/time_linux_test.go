package onaccess

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"giumat/guard/event"
)

func writtenFunc(f func(event.File)) func(context.Context, event.File) {
	return func(_ context.Context, file event.File) { f(file) }
}

// settle opens path by another program until the gate is no longer asked about it.
func settle(t testing.TB, g *Gate, path string) {
	t.Helper()
	until(t, "the file is remembered", func() bool {
		before := g.Status().Asked
		reads(t, "cat", path)
		return g.Status().Asked == before
	})
}

// TestRemembered: what every program may open is not asked about again until it is written to, also through a mapping.
func TestRemembered(t *testing.T) {
	places := map[string]func(testing.TB) string{"ext4": ext4, "exFAT over FUSE": exfat, "folder": folder, "guarded folder": folder}
	for name, place := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := place(t)
			path := write(t, filepath.Join(dir, "x.docx"), clean)
			text := write(t, filepath.Join(dir, "x.txt"), strings.Repeat(" ", len(marked)))
			g := gate(t, &clerk{})
			channel := event.Removable
			if name == "guarded folder" {
				channel = event.AtRest
			}
			enter(t, g, dir, channel)
			settle(t, g, path)
			settle(t, g, text)
			if _, ok := reads(t, "sh", "-c", "printf '"+mark+"' >> "+path); !ok {
				t.Fatal("writing is refused")
			}
			refuses(t, "cat", path)
			mapped := "import mmap; f=open('" + text + "','r+b'); m=mmap.mmap(f.fileno(),0); m[:]=b'''" + marked + "'''"
			if _, ok := reads(t, "python3", "-c", mapped); !ok {
				t.Log("NOT RUN: a write through a mapping")
				return
			}
			if got, _ := os.ReadFile(text); string(got) != marked {
				t.Fatal("the test did not write")
			}
			refusesSoon(t, "cat", text)
		})
	}
}

// refusesSoon: the news of a closing comes a moment after the close.
func refusesSoon(t testing.TB, name string, args ...string) {
	t.Helper()
	until(t, "it is refused", func() bool { _, ok := reads(t, name, args...); return !ok })
}

// TestNotRemembered: while somebody may still write to a file, it is asked about.
func TestNotRemembered(t *testing.T) {
	dir := ext4(t)
	path := write(t, filepath.Join(dir, "x.txt"), "text")
	g := gate(t, &clerk{})
	enter(t, g, dir, event.Removable)
	writer := exec.Command("sh", "-c", "exec 3<>"+path+"; echo ready; read x")
	in, _ := writer.StdinPipe()
	out, _ := writer.StdoutPipe()
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = bufio.NewReader(out).ReadString('\n')
	time.Sleep(racilyClean + 100*time.Millisecond) // the file system's clock, so no other way
	asked(t, g, path)
	in.Close()
	_ = writer.Wait()
	before := g.Status().Asked
	reads(t, "sh", "-c", "exec 3<>"+path) // the opener itself may write
	if g.Status().Asked == before {
		t.Error("remembered before anybody opened it alone")
	}
	asked(t, g, path)
	settle(t, g, path)
}

func asked(t *testing.T, g *Gate, path string) {
	t.Helper()
	before := g.Status().Asked
	reads(t, "cat", path)
	if g.Status().Asked == before {
		t.Error("remembered while a writer had it open")
	}
}

// TestTwoReaders: those who come at the same time share one judgement, and one answer each.
func TestTwoReaders(t *testing.T) {
	dir := ext4(t)
	secret := write(t, filepath.Join(dir, "secret.docx"), marked)
	c := &clerk{hold: make(chan struct{})}
	g := gate(t, c)
	enter(t, g, dir, event.Removable)
	done := make(chan bool)
	for range 5 {
		go func() { _, ok := reads(t, "cat", secret); done <- ok }()
	}
	until(t, "all wait", func() bool { return g.Status().Asked >= 5 })
	close(c.hold)
	for range 5 {
		if <-done {
			t.Error("one was let in")
		}
	}
	if n := len(c.seen()); n > 2 { // a late one may come after the first judgement
		t.Errorf("judged %d times, want once", n)
	}
}

// TestDeadline: who judges too slowly is overtaken, and the judgement is finished all the same. Others' files wait for
// a turn no longer than that.
func TestDeadline(t *testing.T) {
	for _, allow := range []bool{true, false} {
		t.Run(fmt.Sprint("undecided means ", allow), func(t *testing.T) {
			dir := t.TempDir()
			c := &clerk{hold: make(chan struct{}), undecided: allow}
			g := gate(t, c, func(config *Config) { config.Deadline = 300 * time.Millisecond })
			enter(t, g, dir, event.Removable)
			done := make(chan bool)
			start := time.Now()
			for i := range 6 {
				path := write(t, filepath.Join(dir, fmt.Sprint(i, ".docx")), clean)
				go func() { _, ok := reads(t, "cat", path); done <- ok }()
			}
			for range 6 {
				if <-done != allow {
					t.Errorf("let in: %v", !allow)
				}
			}
			if d := time.Since(start); d > 5*time.Second {
				t.Errorf("answered after %v", d)
			}
			allows(t, "text", "cat", write(t, filepath.Join(dir, "x.txt"), "text")) // needs no judgement, so no turn
			if s := g.Status(); s.Late != 6 {
				t.Errorf("%d late, want 6", s.Late)
			}
			if n := len(c.seen()); n != judgedAtOnce {
				t.Errorf("%d judged at once, want %d", n, judgedAtOnce)
			}
			close(c.hold)
		})
	}
}

// TestCloseReleases: who waits when the gate closes is let in, and nobody is left.
func TestCloseReleases(t *testing.T) {
	dir := ext4(t)
	secret := write(t, filepath.Join(dir, "secret.docx"), marked)
	c := &clerk{hold: make(chan struct{})}
	g := gate(t, c)
	enter(t, g, dir, event.Removable)
	done := make(chan bool)
	go func() { _, ok := reads(t, "cat", secret); done <- ok }()
	until(t, "cat waits", func() bool { return len(c.seen()) > 0 })
	if err := g.Close(); err != nil {
		t.Error(err)
	}
	if !<-done {
		t.Error("refused by a gate that is closed")
	}
	if err := g.Enter(Area{Path: dir}); err == nil {
		t.Error("a closed gate was entered")
	}
}

// TestLeased: a file that another program has leased cannot be opened for the guard, which must hold up no other file.
func TestLeased(t *testing.T) {
	dir := ext4(t)
	leased, plain := write(t, filepath.Join(dir, "leased"), "text"), write(t, filepath.Join(dir, "plain"), "text")
	holder := exec.Command("python3", "-c", "import fcntl,signal,sys\nsignal.signal(signal.SIGIO,signal.SIG_IGN)\n"+
		"f=open('"+leased+"','r+')\nfcntl.fcntl(f,fcntl.F_SETLEASE,fcntl.F_WRLCK)\nprint('held',flush=True)\nsys.stdin.read()")
	in, _ := holder.StdinPipe()
	out, _ := holder.StdoutPipe()
	if err := holder.Start(); err != nil {
		t.Skip("NOT RUN: ", err)
	}
	defer func() { in.Close(); _ = holder.Wait() }()
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Skip("NOT RUN: no lease is to be had")
	}
	g := gate(t, &clerk{})
	enter(t, g, dir, event.Removable)
	for range 20 {
		done := make(chan bool)
		for _, path := range []string{leased, plain, plain} {
			go func() { _, ok := reads(t, "cat", path); done <- ok || path == leased }()
		}
		for range 3 {
			if !<-done {
				t.Error("a file that nobody leased is refused")
			}
		}
	}
}

// TestLeave: who waits when a drive goes is let in; the others' drives stay guarded.
func TestLeave(t *testing.T) {
	dir, other := ext4(t), t.TempDir()
	c := &clerk{hold: make(chan struct{})}
	g := gate(t, c)
	enter(t, g, dir, event.Removable)
	enter(t, g, other, event.Removable)
	path := write(t, filepath.Join(dir, "plain.docx"), clean)
	done := make(chan bool)
	go func() { _, ok := reads(t, "cat", path); done <- ok }()
	until(t, "cat waits", func() bool { return len(c.seen()) > 0 })
	g.Leave(dir)
	if !<-done {
		t.Error("refused on a drive that is gone")
	}
	close(c.hold)
	refuses(t, "cat", write(t, filepath.Join(other, "secret.docx"), marked))
	g.Leave(dir)
	g.Leave("/nowhere")
}

// TestKilledGuard: the guard dies while a program waits; the kernel lets the program go. TestMain of the child is this
// test, run again by itself.
func TestKilledGuard(t *testing.T) {
	if dir := os.Getenv("GATE_CHILD"); dir != "" {
		c := &clerk{hold: make(chan struct{})}
		g := gate(t, c)
		enter(t, g, dir, event.Removable)
		fmt.Println("\nready")
		until(t, "somebody waits", func() bool { return len(c.seen()) > 0 })
		fmt.Println("\nholding")
		time.Sleep(30 * time.Second)
		return
	}
	dir := ext4(t)
	secret := write(t, filepath.Join(dir, "secret.docx"), marked)
	child := exec.Command(os.Args[0], "-test.run=^TestKilledGuard$", "-test.timeout=40s")
	child.Env = append(os.Environ(), "GATE_CHILD="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	await := func(word string) bool {
		for lines.Scan() {
			if lines.Text() == word {
				return true
			}
		}
		return false
	}
	if !await("ready") {
		_ = child.Wait()
		t.Skip("NOT RUN: the child could not guard")
	}
	done := make(chan bool)
	go func() { _, ok := reads(t, "cat", secret); done <- ok }()
	await("holding")
	killed := time.Now()
	_ = child.Process.Kill()
	if !<-done {
		t.Error("refused by a dead guard")
	}
	t.Logf("released %v after the kill", time.Since(killed).Round(time.Millisecond))
	_ = child.Wait()
}

// TestStorm: many files written at once are all told of or passed over, and nothing is left behind.
func TestStorm(t *testing.T) {
	dir := ext4(t)
	before, goroutines := descriptors(t), runtime.NumGoroutine()
	c := &clerk{}
	g := gate(t, c)
	enter(t, g, dir, event.Removable)
	const files = 5000
	if _, ok := reads(t, "sh", "-c", fmt.Sprintf("cd %s && i=0; while [ $i -lt %d ]; do echo text > f$i; i=$((i+1)); done", dir, files)); !ok {
		t.Fatal("writing to a drive is refused")
	}
	until(t, "all is told", func() bool { s := g.Status(); return s.Written+s.Passed >= files })
	s := g.Status()
	if s.Written+s.Passed != files || s.Lost != 0 || s.Denied != 0 || s.Late != 0 {
		t.Errorf("status %+v, want %d written or passed over", s, files)
	}
	t.Logf("%d told of, %d passed over, %d openings asked about", s.Written, s.Passed, s.Asked)
	if err := g.Close(); err != nil {
		t.Error(err)
	}
	until(t, "descriptors and goroutines are gone", func() bool {
		return descriptors(t) <= before && runtime.NumGoroutine() <= goroutines
	})
}

func descriptors(t *testing.T) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}
