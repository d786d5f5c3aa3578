package link_test

import (
	"bufio"
	"fmt"
	"net"
	"testing"

	"giumat/guard/link"
	"giumat/guard/link/linktest"
)

// raw is a client that says what the test wants.
type raw struct {
	t     *testing.T
	conn  net.Conn
	lines *bufio.Reader
}

func dialRaw(t *testing.T, pipes *linktest.Pipes, user link.User) raw {
	t.Helper()
	conn, err := pipes.Dial(t.Context(), user)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return raw{t, conn, bufio.NewReader(conn)}
}

// greet greets as a tray of this version and returns what the guard says.
func (r raw) greet(version int) string {
	r.t.Helper()
	r.say(fmt.Sprintf(`{"type":"hello","body":{"version":%d,"role":"tray"}}`, version))
	return r.hear()
}

func (r raw) say(line string) {
	r.t.Helper()
	if _, err := fmt.Fprintln(r.conn, line); err != nil {
		r.t.Fatal(err)
	}
}

// hear returns the next line, or an empty one at the end.
func (r raw) hear() string {
	line, _ := r.lines.ReadString('\n')
	return line
}
