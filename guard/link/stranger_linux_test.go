package link_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"giumat/guard/link"
	"giumat/guard/link/linktest"
)

const nobody = 65534

// TestMain lets this program be another user's client or guard.
func TestMain(m *testing.M) {
	addr := os.Getenv("LINK_TEST_ADDR")
	switch os.Getenv("LINK_TEST_ROLE") {
	case "client":
		fmt.Println(clientOf(addr))
	case "copier":
		fmt.Println(copierOf(addr))
	case "guard":
		l, err := link.Listen(addr, link.Everyone)
		fmt.Println(err)
		if err == nil {
			_, _ = io.Copy(io.Discard, os.Stdin) // until the test ends
			_ = l.Close()
		}
	default:
		os.Exit(m.Run())
	}
}

// clientOf tells what a client learns of a guard.
func clientOf(addr string) string {
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
	status := ""
	_ = c.Run(ctx, link.Events{Status: func(s link.Status) {
		status = s.Contact
		cancel()
	}})
	return status
}

// asNobody is this program as the user nobody, and a folder that everybody may enter.
func asNobody(t *testing.T) (run func(role, addr string) *exec.Cmd, dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root may act as another user")
	}
	dir, err := os.MkdirTemp("", "link")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	exe := filepath.Join(dir, "other")
	program, err := os.ReadFile(os.Args[0])
	if err == nil {
		err = errors.Join(os.WriteFile(exe, program, 0o755), os.Chmod(exe, 0o755), os.Chmod(dir, 0o755))
	}
	if err != nil {
		t.Fatal(err)
	}
	return func(role, addr string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), exe)
		cmd.Dir = "/"
		cmd.Env = []string{"LINK_TEST_ROLE=" + role, "LINK_TEST_ADDR=" + addr}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		return cmd
	}, dir
}

func TestAnotherUserOfThisPC(t *testing.T) {
	run, dir := asNobody(t)
	everybody := func(link.User) bool { return true }
	for name, c := range map[string]struct {
		who     link.Audience
		allowed func(link.User) bool
		want    string
	}{
		"a guard for all":       {link.Everyone, everybody, "status of 65534"},
		"refused by the guard":  {link.Everyone, nil, "greet the guard: the guard does not serve this user"},
		"refused by the system": {link.OwnerOnly, everybody, "permission denied"},
	} {
		t.Run(name, func(t *testing.T) {
			addr := filepath.Join(dir, "guard.sock")
			l, err := link.Listen(addr, c.who)
			if err != nil {
				t.Fatal(err)
			}
			s := link.NewServer(nil, link.Options{
				Allowed: c.allowed,
				Status:  func(u link.User) link.Status { return link.Status{Contact: "status of " + u.ID} },
			})
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error)
			go func() { ended <- s.Serve(ctx, l) }()
			out, err := run("client", addr).CombinedOutput()
			if err != nil || !strings.HasSuffix(strings.TrimSpace(string(out)), c.want) {
				t.Errorf("the client says %q, %v; want %q", out, err, c.want)
			}
			cancel()
			<-ended
		})
	}
}

// Whoever sits at the guard's address without being the guard learns nothing.
func TestGuardOfAnotherUser(t *testing.T) {
	run, dir := asNobody(t)
	theirs := filepath.Join(dir, "theirs")
	if err := errors.Join(os.Mkdir(theirs, 0o755), os.Chown(theirs, nobody, nobody)); err != nil {
		t.Fatal(err)
	}
	addr := filepath.Join(theirs, "guard.sock")
	cmd := run("guard", addr)
	stdin, _ := cmd.StdinPipe()
	stdout, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "<nil>\n" {
		t.Fatalf("the other guard says %q, %v", line, err)
	}
	if _, err := link.Dial(t.Context(), addr); !errors.Is(err, link.ErrStranger) {
		t.Errorf("Dial = %v; want ErrStranger", err)
	}
	_ = stdin.Close()
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// A guard that was killed leaves its socket, and one that starts then takes its place.
func TestKilledGuard(t *testing.T) {
	addr := link.Addr(t.TempDir())
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "LINK_TEST_ROLE=guard", "LINK_TEST_ADDR="+addr)
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	stdout, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "<nil>\n" {
		t.Fatalf("the guard says %q, %v", line, err)
	}
	if _, err := link.Listen(addr, link.OwnerOnly); !errors.Is(err, link.ErrInUse) {
		t.Errorf("Listen while it lives = %v; want ErrInUse", err)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	g := startGuard(t, &linktest.Guard{})
	g.Listen(t, addr)
	conn, err := link.Dial(t.Context(), addr)
	if err != nil {
		t.Fatal(err)
	}
	newTray(t, conn)
}
