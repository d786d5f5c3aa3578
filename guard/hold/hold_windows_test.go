package hold

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/windows"
)

// doEnv tells the test program, started once more, to be another program.
const doEnv = "GIUMAT_HOLD_OTHER_PROGRAM"

// TestOtherProgram is that other program: it does what doEnv says to the file named there, and prints how it went.
func TestOtherProgram(t *testing.T) {
	what, path, ok := strings.Cut(os.Getenv(doEnv), " ")
	if !ok {
		t.Skip("for the other tests")
	}
	var open io.Closer
	var err error
	switch what {
	case "read":
		_, err = os.ReadFile(path)
	case "write":
		open, err = os.OpenFile(path, os.O_WRONLY, 0)
	case "rename":
		err = os.Rename(path, path+".new")
	case "delete":
		err = os.Remove(path)
	case "stat":
		_, err = os.Stat(path)
	case "use":
		open, err = os.Open(path)
	case "lock":
		open, err = SystemLocker().Lock(path)
	}
	fmt.Printf(done+"%t %t\n", errors.Is(err, windows.ERROR_SHARING_VIOLATION), err == nil)
	_, _ = io.Copy(io.Discard, os.Stdin) // a file stays open until the other side ends this program
	runtime.KeepAlive(open)
}

// done begins the line in which the other program says how it went.
const done = "DONE "

// other starts the test program to do something to a file, and gives what it says of that. Until end kills it, what it
// opened stays open; then nothing is tidied up.
func other(t *testing.T, what, path string) (said string, end func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestOtherProgram$")
	cmd.Env = append(os.Environ(), doEnv+"="+what+" "+path)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for ok := false; !ok && lines.Scan(); {
		said, ok = strings.CutPrefix(lines.Text(), done)
	}
	return said, func() {
		_ = cmd.Process.Kill()
		_ = in.Close()
		_ = cmd.Wait() // it was killed
		cancel()
	}
}

// What the other program says of its try.
const (
	refused = "true false"
	went    = "false true"
)

func check(t *testing.T, what, path, want string) {
	t.Helper()
	said, end := other(t, what, path)
	end()
	if said != want {
		t.Errorf("%s by another program: %q, want %q (refused for sharing, went well)", what, said, want)
	}
}

// folder makes a folder for the length of a test: what t.TempDir does at the end is more than Wine 8 can do.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "hold")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { remove(t, dir) })
	return dir
}

func remove(t testing.TB, path string) {
	t.Helper()
	entries, _ := os.ReadDir(path) // none for a file
	for _, e := range entries {
		remove(t, filepath.Join(path, e.Name()))
	}
	if err := os.Remove(path); err != nil {
		t.Error(err)
	}
}

func document(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "Kế hoạch.docx")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestClosedToOtherPrograms(t *testing.T) {
	dir := folder(t)
	path := document(t, dir)
	h := New(SystemLocker())
	defer h.Close()
	checkErr(t, h.Hold(t.Context(), Held{ID: "V1", Path: path, SHA256: sha("other")}), ErrChanged)
	check(t, "read", path, went) // a file that was not held is left open
	checkErr(t, h.Hold(t.Context(), Held{ID: "V1", Path: path, SHA256: sha("content")}), nil)
	checkErr(t, h.Hold(t.Context(), Held{ID: "V1", Path: strings.ToUpper(path)}), nil) // the same file
	if !h.Holding(strings.ToUpper(path)) {
		t.Error("Holding knows a path in one spelling only")
	}
	for _, what := range []string{"read", "write", "rename", "delete"} {
		check(t, what, path, refused)
	}
	check(t, "stat", path, went)
	for _, command := range []string{"type %s", "copy %s %[1]s.copy", "move %s %[1]s.moved", "ren %s new.docx", "del /f %s"} {
		out, _ := exec.Command("cmd", "/c", fmt.Sprintf(command, path)).CombinedOutput() // del says nothing of it
		if strings.Contains(string(out), "content") {
			t.Errorf("%s read the file", command[:4])
		}
	}
	if files, err := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files in the folder: %v", len(files), err)
	}
	if _, err := h.Release("V1"); err != nil {
		t.Fatal(err)
	}
	check(t, "read", path, went)
	check(t, "rename", path, went)
	check(t, "delete", path+".new", went)
}

// When the guard is ended, nobody is kept out any more.
func TestOpenWhenTheGuardIsKilled(t *testing.T) {
	path := document(t, folder(t))
	said, kill := other(t, "lock", path)
	if said != went {
		t.Errorf("the other program's lock: %q", said)
	}
	_, err := os.ReadFile(path)
	checkErr(t, err, windows.ERROR_SHARING_VIOLATION)
	kill()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		if _, err = os.ReadFile(path); err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatal("still closed")
		}
	}
}

// A file that is open in another program can be closed to others when that has let go of it.
func TestOpenInAnotherProgram(t *testing.T) {
	path := document(t, folder(t))
	_, end := other(t, "use", path)
	h := New(SystemLocker())
	defer h.Close()
	checkErr(t, h.Hold(t.Context(), Held{ID: "V1", Path: path, SHA256: sha("content")}), ErrBusy)
	check(t, "read", path, went)
	end()
	var err error
	for until := time.Now().Add(10 * time.Second); time.Now().Before(until); time.Sleep(time.Millisecond) {
		if err = h.Hold(t.Context(), Held{ID: "V1", Path: path, SHA256: sha("content")}); err == nil {
			break
		}
	}
	checkErr(t, err, nil)
	check(t, "read", path, refused)
}

func TestKindsOfFiles(t *testing.T) {
	l := SystemLocker()
	dir := folder(t)
	_, err := l.Lock(dir)
	checkErr(t, err, ErrNotFile)
	_, err = l.Lock(filepath.Join(dir, "none.docx"))
	checkErr(t, err, os.ErrNotExist)

	long := document(t, filepath.Join(dir, strings.Repeat("Phòng Tổng hợp, ", 9)+"x", strings.Repeat("Công văn ", 20)+"x"))
	if len(long) < windows.MAX_PATH {
		t.Errorf("a path of %d bytes is not long", len(long))
	}
	readOnly := document(t, filepath.Join(dir, "b"))
	if err := os.Chmod(readOnly, 0o400); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{long, readOnly} {
		lock, err := l.Lock(path)
		if err != nil {
			t.Fatal(err)
		}
		check(t, "read", path, refused)
		checkErr(t, lock.Close(), nil)
		check(t, "read", path, went)
	}
	checkErr(t, os.Chmod(readOnly, 0o600), nil) // so that it can be taken away
}

// A link is not followed: the file that it leads to stays open.
func TestLinkIsNoFile(t *testing.T) {
	path := document(t, folder(t))
	link := path + ".link"
	if err := os.Symlink(path, link); err != nil {
		t.Skip("NOT RUN: no right to make links here")
	}
	_, err := SystemLocker().Lock(link)
	checkErr(t, err, ErrNotFile)
	check(t, "read", path, went)
}

func BenchmarkLock(b *testing.B) {
	path := filepath.Join(folder(b), "a.docx")
	if err := os.WriteFile(path, make([]byte, 100<<10), 0o600); err != nil {
		b.Fatal(err)
	}
	l := SystemLocker()
	for b.Loop() {
		lock, err := l.Lock(path)
		if err != nil {
			b.Fatal(err)
		}
		lock.Close()
	}
}
