package paper

import "fmt"

// look is how a level is drawn: in a colour, and hatched in white so that levels differ in black and white too.
type look struct {
	R, G, B uint8
	Hatch   string   // as Word names the pattern (ECMA-376 part 1, 20.1.10.51); empty for a plain colour
	Strokes []stroke // the hatching on a tile of tileSize x tileSize points
}

// stroke is a line on a tile.
type stroke struct{ X1, Y1, X2, Y2 float64 }

const tileSize = 6.0

var (
	up    = []stroke{{0, 6, 6, 0}}
	down  = []stroke{{0, 0, 6, 6}}
	level = []stroke{{0, 3, 6, 3}}
)

func looks(name string) look {
	switch name {
	case "TUYET_MAT":
		return look{R: 0x8c, G: 0x1d, B: 0x18}
	case "TOI_MAT":
		return look{R: 0xd0, G: 0x5a, B: 0x0c, Hatch: "wdUpDiag", Strokes: up}
	case "MAT":
		return look{R: 0xa8, G: 0x80, B: 0x00, Hatch: "openDmnd", Strokes: append(up[:1:1], down...)}
	case "official":
		return look{R: 0x3b, G: 0x6e, B: 0xa5, Hatch: "narHorz", Strokes: level}
	case "uninspected":
		return look{R: 0x5f, G: 0x63, B: 0x68, Hatch: "wdDnDiag", Strokes: down}
	}
	return look{R: 0xb4, G: 0xba, B: 0xc0}
}

// Hex writes the colour as six hex digits.
func (l look) Hex() string { return fmt.Sprintf("%02X%02X%02X", l.R, l.G, l.B) }

// Path writes a stroke as a path of SVG.
func (s stroke) Path() string { return fmt.Sprintf("M%g %gL%g %g", s.X1, s.Y1, s.X2, s.Y2) }
