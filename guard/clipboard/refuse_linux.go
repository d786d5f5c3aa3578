package clipboard

import (
	"context"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Empty makes the guard the owner of the clipboard. It asks for that as of one millisecond after the list was copied:
// the server refuses a time before the last copy, so nobody's newer copy can be taken away; and Qt ignores a loss that
// is dated at the time of the copy itself (QXcbClipboard::handleSelectionClearRequest).
func (s *selection) Empty(ctx context.Context, l list) error {
	at := xproto.Timestamp(l.time) + 1
	if at == xproto.TimeCurrentTime {
		at++ // the clock has gone round, and nought has a meaning
	}
	// The server also refuses a time to come. That one has come within a millisecond; who owns the clipboard after more
	// than that has copied something newer.
	for range 10 {
		xproto.SetSelectionOwner(s.conn, s.window, s.atoms.clipboard, at)
		r, err := xproto.GetSelectionOwner(s.conn, s.atoms.clipboard).Reply()
		if err != nil {
			return errGone
		}
		if r.Owner == s.window {
			return nil
		}
		select {
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// answer tells a program that wants to paste, when the guard has emptied the clipboard, that there is an empty text:
// some clipboard managers fill a clipboard that has nothing to offer with what was there before.
func (s *selection) answer(e xproto.SelectionRequestEvent) {
	property := e.Property
	if property == xproto.AtomNone {
		property = e.Target // how clients from before ICCCM ask
	}
	switch e.Target {
	case s.atoms.targets:
		offered := make([]byte, 8)
		xgb.Put32(offered, uint32(s.atoms.targets))
		xgb.Put32(offered[4:], uint32(s.atoms.text))
		xproto.ChangeProperty(s.conn, xproto.PropModeReplace, e.Requestor, property, xproto.AtomAtom, 32, 2, offered)
	case s.atoms.text:
		xproto.ChangeProperty(s.conn, xproto.PropModeReplace, e.Requestor, property, s.atoms.text, 8, 0, nil)
	default:
		property = xproto.AtomNone
	}
	told := xproto.SelectionNotifyEvent{
		Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: property,
	}
	xproto.SendEvent(s.conn, false, e.Requestor, 0, string(told.Bytes()))
}
