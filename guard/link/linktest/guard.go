// Package linktest is a guard for the tests of those who talk to one: it takes what it is to say and gives what it was
// told. It is a real link.Server that speaks over pipes in memory or at a real address; what it says of files is made
// up. It is for tests only.
package linktest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"giumat/guard/link"
)

// Owner is the user whom Dial connects.
func Owner() link.User { return link.User{ID: "1000", Name: "an"} }

// Guard is a guard with knobs. Its exported fields are set before Start; the zero value works.
type Guard struct {
	Progress    []link.Progress // of each scan, one after the other
	ScanPause   time.Duration   // before each Progress
	ScanError   error           // a link.Sentence, or any other error
	HeldFiles   []link.Held
	HeldError   error
	ReleasePath string
	ReleaseErr  error
	ReleaseCode string // what the officer reads out; empty: no code is wanted
	ManualPath  string
	ManualErr   error
	Ruling      link.Ruling // on each attachment
	RulingErr   error
	Refuse      func(file string) bool // what may not stay on the clipboard; nil: all may

	Hang    bool                 // requests are not answered until they are cancelled
	Version int                  // other than zero: greets with it and hangs up
	Allowed func(link.User) bool // who is let in; nil means everybody

	mu       sync.Mutex
	server   *link.Server
	pipes    *Pipes
	stop     func()
	status   link.Status
	mute     bool
	scans    [][]string
	releases []Release
	attached []link.Attachment
	beats    []link.Beat
	copies   []Copy
	sights   []link.Sight
}

// Release is what a client asked to have back.
type Release struct {
	User link.User
	link.Wish
}

// Copy is a part of what a user copied, and what became of it.
type Copy struct {
	User    link.User
	Files   []string
	Refused bool
	Told    bool // how it went to take it off
	Err     error
}

// errStopped is what Dial says of a guard that does not run.
var errStopped = errors.New("the guard does not run")

// Start serves until the test ends.
func (g *Guard) Start(t testing.TB) {
	t.Helper()
	g.Restart()
	t.Cleanup(g.Stop)
}

// Restart serves again after Stop.
func (g *Guard) Restart() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.server == nil {
		g.server = link.NewServer(handler{g}, link.Options{Allowed: g.allowed, Status: g.statusOf, Copies: handler{g}})
	}
	g.pipes = NewPipes()
	g.stop = serve(g.server, g.pipes)
}

// serve starts a server; what it returns ends it and waits for its end.
func serve(server *link.Server, l link.Listener) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(ctx, l) // ends when ctx does
	}()
	return func() {
		cancel()
		<-ended
	}
}

// Stop ends all connections in memory and lets nobody in until Restart.
func (g *Guard) Stop() {
	g.mu.Lock()
	stop := g.stop
	g.stop, g.pipes = nil, nil
	g.mu.Unlock()
	if stop != nil {
		stop()
	}
}

// Listen serves at a real address too, for a client that is a program of its own. The address is one of link.Addr. It
// ends with the test, or when stop is called; the guard may listen there again after that.
func (g *Guard) Listen(t testing.TB, addr string) (stop func()) {
	t.Helper()
	l, err := link.Listen(addr, link.OwnerOnly)
	if err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(serve(g.running(), l))
	t.Cleanup(stop)
	return stop
}

// Dial connects Owner, in memory; it is what link.Keep wants.
func (g *Guard) Dial(ctx context.Context) (net.Conn, error) { return g.DialAs(Owner())(ctx) }

// DialAs gives a Dial for another user.
func (g *Guard) DialAs(user link.User) func(context.Context) (net.Conn, error) {
	return func(ctx context.Context) (net.Conn, error) {
		g.mu.Lock()
		pipes, mute := g.pipes, g.mute
		g.mu.Unlock()
		if pipes == nil {
			return nil, errStopped
		}
		if mute || g.Version != 0 {
			return g.stranger(), nil
		}
		return pipes.Dial(ctx, user)
	}
}

// stranger is a connection to a guard that says nothing, or only its version.
func (g *Guard) stranger() net.Conn {
	client, server := net.Pipe()
	if g.Version == 0 {
		return client
	}
	go func() {
		_, _ = server.Read(make([]byte, 4<<10))
		_, _ = fmt.Fprintf(server, `{"type":"hello","body":{"version":%d,"role":"guard"}}`+"\n", g.Version)
		_ = server.Close()
	}()
	return client
}

// Mute makes the guard take new connections and never greet, as one that hangs.
func (g *Guard) Mute(mute bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.mute = mute
}

// Drop ends all connections in memory; clients may come again.
func (g *Guard) Drop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.pipes != nil {
		g.pipes.Drop()
	}
}

// SetStatus changes what all trays are shown.
func (g *Guard) SetStatus(s link.Status) {
	g.mu.Lock()
	g.status = s
	g.mu.Unlock()
	g.running().Changed()
}

// Ask puts a question to the trays of Owner.
func (g *Guard) Ask(ctx context.Context, q link.Question) (link.Answer, error) {
	return g.running().Ask(ctx, Owner(), q)
}

// Tell shows Owner something to read.
func (g *Guard) Tell(ctx context.Context, q link.Question) error {
	return g.running().Tell(ctx, Owner(), q)
}

// Server is the server within, for what the other methods do not do.
func (g *Guard) Server() *link.Server { return g.running() }

// Scans are the paths of the scans that were asked for.
func (g *Guard) Scans() [][]string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.scans)
}

// Releases are what was asked to be given back.
func (g *Guard) Releases() []Release {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.releases)
}

// Attached are the files that pages were to get.
func (g *Guard) Attached() []link.Attachment {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.attached)
}

// Beats are the signs of life of browsers.
func (g *Guard) Beats() []link.Beat {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.beats)
}

// Copies are what users copied.
func (g *Guard) Copies() []Copy {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.copies)
}

// Sights are how well the clipboard was seen, one after the other.
func (g *Guard) Sights() []link.Sight {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.sights)
}

func (g *Guard) running() *link.Server {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.server
}

func (g *Guard) allowed(u link.User) bool { return g.Allowed == nil || g.Allowed(u) }

func (g *Guard) statusOf(link.User) link.Status {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.status
}
