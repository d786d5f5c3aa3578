package icon

import (
	"image"
	"image/color"
	"math"
)

// A point lies on a square whose sides are 1 long; y grows downwards.
type point struct{ x, y float64 }

// A shape tells how far a point is from its edge; inside, the distance is negative.
type shape func(p point) float64

// canvas is a picture on which shapes are painted one over the other.
type canvas struct {
	image *image.NRGBA
	size  float64 // pixels a side
}

func newCanvas(size int) *canvas {
	return &canvas{image: image.NewNRGBA(image.Rect(0, 0, size, size)), size: float64(size)}
}

// atLeast gives a width for lines: the wanted one, but never less than a pixel, or small icons would blur.
func (c *canvas) atLeast(width float64) float64 { return max(width, 1/c.size) }

// fill paints the shape grown by so much on all sides. Its edge is one pixel soft.
func (c *canvas) fill(s shape, grown float64, ink color.NRGBA) {
	for y := range c.image.Rect.Dy() {
		for x := range c.image.Rect.Dx() {
			p := point{(float64(x) + 0.5) / c.size, (float64(y) + 0.5) / c.size}
			cover := 0.5 - (s(p)-grown)*c.size
			c.image.SetNRGBA(x, y, over(ink, min(max(cover, 0), 1), c.image.NRGBAAt(x, y)))
		}
	}
}

// over lays an ink that covers so much of a pixel over what is there (Porter and Duff's "over").
func over(ink color.NRGBA, cover float64, under color.NRGBA) color.NRGBA {
	below := float64(under.A) / 255 * (1 - cover)
	alpha := cover + below
	if alpha == 0 {
		return color.NRGBA{}
	}
	mix := func(a, b uint8) uint8 {
		return uint8(math.Round((float64(a)*cover + float64(b)*below) / alpha))
	}
	return color.NRGBA{mix(ink.R, under.R), mix(ink.G, under.G), mix(ink.B, under.B), uint8(math.Round(alpha * 255))}
}
