package link_test

import (
	"context"
	"net"
	"testing"

	"giumat/guard/link"
	"giumat/guard/link/linktest"
)

// tray is a user's tray whose pop-ups are answered by the test.
type tray struct {
	client   *link.Client
	shown    chan link.Question
	answers  chan link.Answer
	closed   chan link.Question // pop-ups that were taken away
	statuses chan link.Status
	ended    chan error
	stop     func()
}

func openTray(t *testing.T, g *linktest.Guard, user link.User) *tray {
	t.Helper()
	conn, err := g.DialAs(user)(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return newTray(t, conn)
}

func joinPipes(t *testing.T, pipes *linktest.Pipes, user link.User) *tray {
	t.Helper()
	conn, err := pipes.Dial(t.Context(), user)
	if err != nil {
		t.Fatal(err)
	}
	return newTray(t, conn)
}

func newTray(t *testing.T, conn net.Conn) *tray {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	c, err := link.Open(ctx, conn, link.RoleTray)
	if err != nil {
		t.Fatal(err)
	}
	y := &tray{
		client: c, stop: cancel,
		shown: make(chan link.Question, 100), answers: make(chan link.Answer), closed: make(chan link.Question, 100),
		statuses: make(chan link.Status, 100), ended: make(chan error, 1),
	}
	go func() {
		y.ended <- c.Run(ctx, link.Events{Show: y.show, Status: func(s link.Status) { y.statuses <- s }})
	}()
	t.Cleanup(cancel)
	return y
}

func (y *tray) show(ctx context.Context, q link.Question) link.Answer {
	y.shown <- q
	select {
	case a := <-y.answers:
		return a
	case <-ctx.Done():
		y.closed <- q
		return link.Answer{GoOn: true, Reason: reason} // must not be used
	}
}

func startGuard(t *testing.T, g *linktest.Guard) *linktest.Guard {
	t.Helper()
	g.Start(t)
	return g
}
