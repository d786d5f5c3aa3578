package clipboard

import (
	"strconv"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// atoms are the numbers that the X server gives to names.
type atoms struct {
	clipboard, targets, incr, text xproto.Atom
	uris, kdeCut                   xproto.Atom
	copiedFiles                    []xproto.Atom // of GNOME and Xfce, and of MATE

	// The properties in which owners put their answers, one after the other, so that a late answer is not taken for
	// another one.
	answers [32]xproto.Atom
}

func internAtoms(conn *xgb.Conn) (atoms, error) {
	var a atoms
	a.copiedFiles = make([]xproto.Atom, 2)
	names := map[string]*xproto.Atom{
		"CLIPBOARD": &a.clipboard, "TARGETS": &a.targets, "INCR": &a.incr, "UTF8_STRING": &a.text,
		"text/uri-list":                  &a.uris,
		"application/x-kde-cutselection": &a.kdeCut, // "1" for cut
		"x-special/gnome-copied-files":   &a.copiedFiles[0],
		"x-special/mate-copied-files":    &a.copiedFiles[1],
	}
	for i := range a.answers {
		names["GIUMAT_ANSWER_"+strconv.Itoa(i)] = &a.answers[i]
	}
	for name, atom := range names {
		r, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			return atoms{}, err
		}
		*atom = r.Atom
	}
	return a, nil
}
