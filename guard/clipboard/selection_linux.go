package clipboard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xfixes"
	"github.com/jezek/xgb/xproto"
)

// Why a list was not read to its end.
var (
	errGone  = errors.New("the X server has ended the connection")
	errNewer = errors.New("something newer was copied")
)

// A selection is the clipboard of X: the selection CLIPBOARD (ICCCM, 2). X keeps no copied data. A program that copies
// becomes the selection's owner and hands the data to those who ask; so the guard refuses a paste by becoming the owner
// itself, of an empty text.
type selection struct {
	conn   *xgb.Conn
	window xproto.Window // ours: it asks owners, and owns what was refused
	atoms  atoms
	log    *slog.Logger

	events  chan xgb.Event
	newest  *xfixes.SelectionNotifyEvent // told of while something else was waited for
	reading xproto.Atom                  // the property of window that an answer is awaited in, or none
	asked   int                          // how many answers were awaited
}

// openSelection connects to the display that the environment names. Run ends the connection.
func openSelection(log *slog.Logger) (*selection, error) {
	xgb.Logger.SetOutput(io.Discard) // it writes to standard error, of the user's folder too, what errors here say
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("connect to the X server: %w", err)
	}
	s := &selection{conn: conn, log: log, events: make(chan xgb.Event)}
	if err := s.prepare(); err != nil {
		conn.Close()
		return nil, fmt.Errorf("prepare to see the clipboard of X: %w", err)
	}
	return s, nil
}

func (s *selection) prepare() error {
	if err := xfixes.Init(s.conn); err != nil {
		return err
	}
	if _, err := xfixes.QueryVersion(s.conn, 1, 0).Reply(); err != nil {
		return err
	}
	var err error
	if s.atoms, err = internAtoms(s.conn); err != nil {
		return err
	}
	if s.window, err = xproto.NewWindowId(s.conn); err != nil {
		return err
	}
	root := xproto.Setup(s.conn).DefaultScreen(s.conn).Root
	err = xproto.CreateWindowChecked(s.conn, 0, s.window, root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0,
		xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		return err
	}
	const mask = xfixes.SelectionEventMaskSetSelectionOwner |
		xfixes.SelectionEventMaskSelectionWindowDestroy | xfixes.SelectionEventMaskSelectionClientClose
	return xfixes.SelectSelectionInputChecked(s.conn, s.window, s.atoms.clipboard, mask).Check()
}

// Run reads each new owner's list.
func (s *selection) Run(ctx context.Context, lists chan<- list) error {
	ctx, stop := context.WithCancel(ctx)
	var pump sync.WaitGroup
	pump.Go(func() { s.pump(ctx) })
	defer pump.Wait()
	defer s.conn.Close()
	defer stop()

	err := s.present(ctx)
	for {
		if errors.Is(err, errNewer) {
			owner := *s.newest
			s.newest = nil
			err = s.tell(ctx, owner, lists)
		}
		if err == nil {
			err = s.await(ctx, func(xgb.Event) bool { return false })
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case !errors.Is(err, errNewer):
			return err
		}
	}
}

// pump hands on events until the connection ends, so that nobody has to wait for one with no way out.
func (s *selection) pump(ctx context.Context) {
	defer close(s.events)
	for {
		e, wrong := s.conn.WaitForEvent()
		if e == nil && wrong == nil {
			return
		}
		if e == nil {
			continue // the answer to a request that is of no use any more: a program that asked has gone
		}
		select {
		case s.events <- e:
		case <-ctx.Done():
		}
	}
}

// present treats what is on the clipboard already like a copy of this moment.
func (s *selection) present(ctx context.Context) error {
	s.reading = s.atoms.answers[0]
	defer func() { s.reading = xproto.AtomNone }()
	// The usual way to hear the server's clock: a change of a property, even by nothing, is told with its time.
	xproto.ChangeProperty(s.conn, xproto.PropModeAppend, s.window, s.reading, xproto.AtomString, 8, 0, nil)
	var now xproto.Timestamp
	err := s.await(ctx, func(e xgb.Event) bool {
		p, ok := e.(xproto.PropertyNotifyEvent)
		now = p.Time
		return ok
	})
	if err != nil {
		return err
	}
	owner, err := xproto.GetSelectionOwner(s.conn, s.atoms.clipboard).Reply()
	if err != nil {
		return errGone
	}
	s.newest = &xfixes.SelectionNotifyEvent{Owner: owner.Owner, SelectionTimestamp: now}
	return errNewer
}

// await hands events to wanted until that is true. It answers those who want to paste meanwhile, and ends with errNewer
// when the clipboard has changed.
func (s *selection) await(ctx context.Context, wanted func(xgb.Event) bool) error {
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case e, ok := <-s.events:
			if !ok {
				return errGone
			}
			if s.newer(e) {
				return errNewer
			}
			if wanted(e) {
				return nil
			}
		}
	}
}

// newer does what every event asks for, and is true when the event says that somebody else has copied.
func (s *selection) newer(e xgb.Event) bool {
	switch e := e.(type) {
	case xfixes.SelectionNotifyEvent:
		if e.Owner == s.window {
			return false
		}
		s.newest = &e
		return true
	case xproto.SelectionRequestEvent:
		s.answer(e)
	case xproto.PropertyNotifyEvent:
		// A part of an answer that came too late. Taking it lets the sender come to its end.
		if e.State == xproto.PropertyNewValue && e.Atom != s.reading {
			xproto.DeleteProperty(s.conn, s.window, e.Atom)
		}
	}
	return false
}
