package link

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"
)

const (
	maxConnections       = 256                    // on a PC for many users; more are hung up on
	maxConnectionsOfUser = 16                     // a tray and a browser's hosts are usual
	maxRequests          = 8                      // of one connection at a time
	acceptPause          = 100 * time.Millisecond // after an error, such as too many open files
)

// Handler does what users ask for. Its errors are either of type Sentence, which the user reads, or stay in the guard's
// log. Its methods are called at the same time for several users, and for one user too.
type Handler interface {
	// Scan looks at paths, or at all that the guard guards when there are none, calls report from time to time and once
	// with Done, and stops when ctx is done.
	Scan(ctx context.Context, user User, paths []string, report func(Progress)) error
	// Held lists the files of the user in quarantine.
	Held(ctx context.Context, user User) ([]Held, error)
	// Release gives a file of the user back, and says where it lies now. Its error may be CodeWanted.
	Release(ctx context.Context, user User, w Wish) (path string, err error)
	// Manual says where the manual lies.
	Manual(ctx context.Context, user User) (path string, err error)
	// Attach decides whether a page may get a file of the user.
	Attach(ctx context.Context, user User, a Attachment) (Ruling, error)
	// Beat takes a sign of life of the extension in a browser of the user.
	Beat(user User, b Beat)
}

// Options are what a Server may be told. The zero value lets in the guard's own user and the system.
type Options struct {
	Allowed func(User) bool   // who is let in
	Status  func(User) Status // what a user's trays show; nil means that they show nothing
	Copies  Copies            // nil means that trays need not look at the clipboard
	Logger  *slog.Logger      // nil means no log
}

// Server is the guard's end of the link, for all users at once.
type Server struct {
	handler Handler
	options Options

	statusTurn sync.Mutex // held while a status is asked for and sent, so that no older one overtakes it

	mu       sync.Mutex
	open     int // connections, greeted or not
	sessions map[*session]bool
	asks     asks

	watching watching
}

// NewServer gives a server that serves nothing yet.
func NewServer(h Handler, o Options) *Server {
	if o.Allowed == nil {
		o.Allowed = ownerAndSystem
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Server{handler: h, options: o, sessions: map[*session]bool{}, asks: asks{byID: map[uint64]*ask{}}}
}

func ownerAndSystem(u User) bool {
	own, err := ownID()
	return err == nil && (u.ID == own || u.ID == systemID)
}

// Serve lets clients in until ctx is done, and closes l. It returns when the last connection has ended.
func (s *Server) Serve(ctx context.Context, l Listener) error {
	closing := sync.OnceFunc(func() { _ = l.Close() }) // whoever calls it second waits for the first
	stop := context.AfterFunc(ctx, closing)
	defer closing()
	defer stop()
	var connections sync.WaitGroup
	defer connections.Wait()
	work, cancel := context.WithCancel(ctx)
	defer cancel()
	for {
		conn, err := l.Accept()
		switch {
		case err == nil:
			connections.Go(func() { s.serve(work, conn) })
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			return err
		default:
			s.options.Logger.Warn("accept on the link", slog.Any("error", err))
			pause(ctx, acceptPause)
		}
	}
}

// serve does one connection from its greeting to its end.
func (s *Server) serve(ctx context.Context, conn Conn) {
	w := newWire(conn)
	defer w.close(ErrGone)
	if !s.enter() {
		return
	}
	defer s.leave()
	n := &session{server: s, conn: conn, wire: w, requests: map[uint64]context.CancelFunc{}}
	defer s.remove(n)
	if err := w.greetSecond(ctx, n.admit); err != nil {
		s.options.Logger.Info("turned away from the link", slog.String("user", n.user.ID), slog.Any("error", err))
		return
	}
	n.run(ctx)
}

func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open >= maxConnections {
		return false
	}
	s.open++
	return true
}

func (s *Server) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
}

// add takes a session in, unless its user has too many.
func (s *Server) add(n *session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	count := 0
	for other := range s.sessions {
		if other.user.ID == n.user.ID {
			count++
		}
	}
	if count >= maxConnectionsOfUser {
		return ErrBusy
	}
	s.sessions[n] = true
	return nil
}

func (s *Server) remove(n *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, n)
	s.asks.left(n)
}

// trays lists the sessions that show things to a user. s.mu is held.
func (s *Server) trays(user User) []*session {
	var list []*session
	for n := range s.sessions {
		if n.role == RoleTray && n.user.ID == user.ID {
			list = append(list, n)
		}
	}
	return list
}

// Connected says whether a tray of this user is there.
func (s *Server) Connected(user User) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.trays(user)) > 0
}

// Trays is how many trays are there, of all users.
func (s *Server) Trays() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for each := range s.sessions {
		if each.role == RoleTray {
			n++
		}
	}
	return n
}

// pause waits, no longer than ctx lasts.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
