//go:build unix

package link_test

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giumat/guard/link"
)

// address is one for a guard of this test.
func address(t *testing.T) string { return link.Addr(t.TempDir()) }

// skipWhereNamesAreShared skips nothing: one path is one socket.
func skipWhereNamesAreShared(*testing.T) {}

func TestModesOfSocket(t *testing.T) {
	for who, want := range map[link.Audience][2]fs.FileMode{link.OwnerOnly: {0o700, 0o600}, link.Everyone: {0o755, 0o666}} {
		dir := filepath.Join(t.TempDir(), "data")
		addr := link.Addr(dir)
		l, err := link.Listen(addr, who)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]fs.FileMode{mode(t, dir), mode(t, addr)}; got != want {
			t.Errorf("modes of folder and socket are %v, want %v", got, want)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Lstat(addr); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("after Close the socket is still there: %v", err)
		}
	}
}

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func TestSocketOfDeadGuardIsReplaced(t *testing.T) {
	addr := link.Addr(t.TempDir())
	dead, err := net.ListenUnix("unix", &net.UnixAddr{Name: addr, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	dead.SetUnlinkOnClose(false)
	if err := dead.Close(); err != nil {
		t.Fatal(err)
	}
	l, err := link.Listen(addr, link.OwnerOnly)
	if err != nil {
		t.Fatalf("the socket of a dead guard: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNoSocketIsLeftAlone(t *testing.T) {
	addr := link.Addr(t.TempDir())
	if err := os.WriteFile(addr, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := link.Listen(addr, link.OwnerOnly); err == nil || !strings.Contains(err.Error(), "something else lies there") {
		t.Errorf("Listen = %v", err)
	}
	if data, err := os.ReadFile(addr); string(data) != "x" || err != nil {
		t.Errorf("the file is %q now, %v", data, err)
	}
}

func TestFolderThatOthersMayChange(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "open")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := link.Listen(link.Addr(dir), link.OwnerOnly); err == nil || !strings.Contains(err.Error(), "others may change its folder") {
		t.Errorf("Listen = %v", err)
	}
}

func TestLongPaths(t *testing.T) {
	deep := filepath.Join(t.TempDir(), strings.Repeat("sâu", 40))
	if _, err := link.Listen(filepath.Join(deep, "guard.sock"), link.OwnerOnly); err == nil || !strings.Contains(err.Error(), "the system allows") {
		t.Errorf("Listen at a path too long = %v", err)
	}
	run := t.TempDir()
	t.Setenv("XDG_RUNTIME_DIR", run)
	addr := link.Addr(deep)
	if dir := filepath.Dir(addr); dir != filepath.Join(run, "giumat") {
		t.Errorf("the socket of a long path is in %q", dir)
	}
	if addr != link.Addr(deep) || addr == link.Addr(deep+"er") {
		t.Error("the address of a folder is not its own")
	}
	l, err := link.Listen(addr, link.OwnerOnly)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}
