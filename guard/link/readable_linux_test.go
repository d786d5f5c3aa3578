package link_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/link"
)

// group is one that nobody is in, unless a test has put him there.
const group = 61236

// copierOf tells the guard of copied files.
func copierOf(addr string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	conn, err := link.Dial(ctx, addr)
	if err != nil {
		return err.Error()
	}
	c, err := link.Open(ctx, conn, link.RoleTray)
	if err != nil {
		return err.Error()
	}
	go func() { _ = c.Run(ctx, link.Events{}) }()
	leave, err := c.Copied(ctx, filepath.SplitList(os.Getenv("LINK_TEST_FILES")))
	return fmt.Sprint(leave, err)
}

// copiesOf hands on the files that the guard may judge.
type copiesOf struct{ files chan []string }

func (copiesOf) Watches(link.User, link.Sight) {}

func (c copiesOf) Copied(_ context.Context, _ link.User, files []string) func(error) {
	c.files <- files
	return nil
}

// A guard that runs as root judges, of what another user names, what he may read himself, and nothing else.
func TestReadableByAnotherUser(t *testing.T) {
	run, dir := asNobody(t)
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range []struct {
		name     string
		uid, gid int
		mode     os.FileMode
	}{
		{"his", nobody, nobody, 0o600},
		{"everybody's", 0, 0, 0o604},
		{"his group's", 0, group, 0o640},
		{"root's", 0, 0, 0o600},
		{"his, and shut to himself", nobody, nobody, 0o000},
		{"root's group's", 0, 0, 0o640},
		{"closed/his, but not to be reached", nobody, nobody, 0o644},
	} {
		path := filepath.Join(dir, f.name)
		all = append(all, path)
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chown(path, f.uid, f.gid), os.Chmod(path, f.mode)); err != nil {
			t.Fatal(err)
		}
	}
	link1, pipe := filepath.Join(dir, "link"), filepath.Join(dir, "pipe")
	if err := errors.Join(os.Symlink(filepath.Join(dir, "his"), link1), syscall.Mkfifo(pipe, 0o666)); err != nil {
		t.Fatal(err)
	}
	all = append(all, link1, pipe, dir, filepath.Join(dir, "none"), "his")

	addr := filepath.Join(dir, "guard.sock")
	l, err := link.Listen(addr, link.Everyone)
	if err != nil {
		t.Fatal(err)
	}
	c := copiesOf{make(chan []string, 1)}
	s := link.NewServer(nil, link.Options{Allowed: func(link.User) bool { return true }, Copies: c})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- s.Serve(ctx, l) }()
	for name, c2 := range map[string]struct {
		groups []uint32
		want   []string
	}{
		"alone":      {nil, []string{"his", "everybody's"}},
		"in a group": {[]uint32{7, group}, []string{"his", "everybody's", "his group's"}},
	} {
		cmd := run("copier", addr)
		cmd.Env = append(cmd.Env, "LINK_TEST_FILES="+strings.Join(all, string(filepath.ListSeparator)))
		cmd.SysProcAttr.Credential.Groups = c2.groups
		if out, err := cmd.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "true <nil>" {
			t.Fatalf("%s: the copier says %q, %v", name, out, err)
		}
		var got []string
		for _, path := range <-c.files {
			got = append(got, filepath.Base(path))
		}
		if diff := cmp.Diff(c2.want, got); diff != "" {
			t.Errorf("%s: judged (-want +got):\n%s", name, diff)
		}
	}
	// No goroutine runs with another's rights afterwards.
	var jobs sync.WaitGroup
	for range 100 {
		jobs.Go(func() {
			if _, err := os.ReadFile(filepath.Join(dir, "root's")); err != nil {
				t.Error(err)
			}
		})
	}
	jobs.Wait()
	cancel()
	<-ended
}

// A user's own guard judges what he may read.
func TestReadableByOwnUser(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := link.Listen(address(t), link.OwnerOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() { // ends with the test's process at the latest
		if conn, err := net.Dial("unix", l.(interface{ Addr() net.Addr }).Addr().String()); err == nil {
			defer conn.Close()
			<-t.Context().Done()
		}
	}()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if diff := cmp.Diff([]string{file}, conn.Readable([]string{file, dir, file + "x"})); diff != "" {
		t.Errorf("readable (-want +got):\n%s", diff)
	}
}
