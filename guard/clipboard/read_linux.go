package clipboard

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xfixes"
	"github.com/jezek/xgb/xproto"
)

// How long an owner may take for an answer or the next part of it, and for everything. A file manager that takes longer
// does not paste either.
const (
	answerTime = 2 * time.Second
	listTime   = 10 * time.Second
)

var (
	errNoAnswer = errors.New("the program that copied does not answer")
	errRefused  = errors.New("the program that copied does not give what it offers")
)

// tell reads what an owner has to offer and sends it. A list that cannot be read is nobody's to judge: it stays, and
// the log says so.
func (s *selection) tell(ctx context.Context, owner xfixes.SelectionNotifyEvent, lists chan<- list) error {
	l := list{time: uint32(owner.SelectionTimestamp)}
	if owner.Owner != xproto.WindowNone {
		limited, done := context.WithTimeoutCause(ctx, listTime, errNoAnswer)
		defer done()
		var err error
		l.Copied, err = s.read(limited, owner.SelectionTimestamp)
		switch {
		case ctx.Err() != nil, errors.Is(err, errNewer), errors.Is(err, errGone):
			return err
		case err != nil:
			s.log.Warn("clipboard_not_read", slog.Any("err", err))
		}
	}
	select {
	case lists <- l:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// read asks for each form of a list of files that the owner offers. Programs paste the one or the other, so the list is
// that of all of them together. What was read before an error counts.
func (s *selection) read(ctx context.Context, at xproto.Timestamp) (Copied, error) {
	offered, _, err := s.convert(ctx, s.atoms.targets, at)
	if err != nil {
		return Copied{}, err
	}
	var c Copied
	var wrong error
	for _, form := range append(slices.Clone(s.atoms.copiedFiles), s.atoms.uris, s.atoms.kdeCut) {
		if !offers(offered, form) {
			continue
		}
		data, whole, err := s.convert(ctx, form, at)
		switch {
		case errors.Is(err, errNewer) || errors.Is(err, errGone):
			return Copied{}, err
		case errors.Is(err, errRefused):
			wrong = err
			continue // nobody else gets it either
		case err != nil:
			wrong = err
		}
		s.decode(&c, form, data)
		c.More = c.More || !whole
	}
	return c, wrong
}

// decode adds what one form says to c.
func (s *selection) decode(c *Copied, form xproto.Atom, data []byte) {
	var paths []string
	var cut, more bool
	switch form {
	case s.atoms.kdeCut:
		cut = bytes.HasPrefix(data, []byte("1"))
	case s.atoms.uris:
		paths, more = decodeURIs(data)
	default:
		paths, cut, more = decodeCopiedFiles(data)
	}
	c.Cut, c.More = c.Cut || cut, c.More || more
	c.add(paths)
}

// offers is true when form is in the answer to TARGETS, which is a row of atoms of 32 bits each.
func offers(targets []byte, form xproto.Atom) bool {
	for row := range slices.Chunk(targets, 4) {
		if len(row) == 4 && xproto.Atom(xgb.Get32(row)) == form {
			return true
		}
	}
	return false
}

// convert asks the owner for one form of what was copied at the given time. It is not whole when more than maxBytes
// would come, or when the owner stopped on the way; then a line that broke off is left out.
func (s *selection) convert(ctx context.Context, form xproto.Atom, at xproto.Timestamp) (data []byte, whole bool, err error) {
	s.asked++
	property := s.atoms.answers[s.asked%len(s.atoms.answers)]
	s.reading = property
	defer func() { s.reading = xproto.AtomNone }()
	xproto.DeleteProperty(s.conn, s.window, property)
	xproto.ConvertSelection(s.conn, s.window, s.atoms.clipboard, form, property, at)

	var answer xproto.SelectionNotifyEvent
	err = s.awaitAnswer(ctx, func(e xgb.Event) bool {
		var ok bool
		answer, ok = e.(xproto.SelectionNotifyEvent)
		return ok && answer.Target == form && answer.Time == at && (answer.Property == property || answer.Property == xproto.AtomNone)
	})
	if err != nil {
		return nil, false, err
	}
	if answer.Property == xproto.AtomNone {
		return nil, false, errRefused
	}
	p, err := s.take(property)
	if err != nil {
		return nil, false, err
	}
	data, whole = p.Value, p.BytesAfter == 0
	if p.Type == s.atoms.incr {
		data, whole, err = s.parts(ctx, property)
	}
	if !whole {
		data = data[:bytes.LastIndexByte(data, '\n')+1]
	}
	return data, whole, err
}

// parts gathers an answer that comes in pieces (ICCCM, 2.7.2): each is sent when the one before was taken, and an empty
// one ends it.
func (s *selection) parts(ctx context.Context, property xproto.Atom) (data []byte, whole bool, err error) {
	for len(data) < maxBytes {
		err := s.awaitAnswer(ctx, func(e xgb.Event) bool {
			p, ok := e.(xproto.PropertyNotifyEvent)
			return ok && p.Atom == property && p.State == xproto.PropertyNewValue
		})
		if err != nil {
			return data, false, err
		}
		p, err := s.take(property)
		if err != nil {
			return data, false, err
		}
		if p.Type != xproto.AtomNone && len(p.Value) == 0 {
			return data, true, nil
		}
		data = append(data, p.Value...)
	}
	return data, false, nil
}

func (s *selection) awaitAnswer(ctx context.Context, wanted func(xgb.Event) bool) error {
	ctx, done := context.WithTimeoutCause(ctx, answerTime, errNoAnswer)
	defer done()
	return s.await(ctx, wanted)
}

// take reads and removes a property, of which it reads maxBytes at most.
func (s *selection) take(property xproto.Atom) (*xproto.GetPropertyReply, error) {
	p, err := xproto.GetProperty(s.conn, true, s.window, property, xproto.GetPropertyTypeAny, 0, maxBytes/4).Reply()
	if err != nil {
		return nil, errGone
	}
	return p, nil
}
