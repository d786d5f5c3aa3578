// Package icon draws the tray's icons: a shield that says at a glance how well this PC is guarded. It takes a state
// and a size and gives a picture, as PNG for Linux and as ICO for Windows; it reads no file and knows no screen.
//
// The state is told twice, by colour and by sign, for those who do not see the one or the other: green with a tick,
// amber with an exclamation mark, red with a cross. A heightened period adds a badge with an arrow that points up.
// A white rim inside a dark line keeps the shield legible on light and on dark bars.
package icon

import (
	"bytes"
	"image"
	"image/color"
	"image/png"

	"giumat/guard/link"
)

// Icon is what there is to say.
type Icon struct {
	State      link.State // an unknown state is drawn as link.Unprotected
	Heightened bool       // today lies in a heightened period
}

var (
	dark  = color.NRGBA{0x1b, 0x24, 0x30, 0xff}
	white = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	green = color.NRGBA{0x1e, 0x8e, 0x3e, 0xff}
	amber = color.NRGBA{0xf5, 0xa6, 0x00, 0xff}
	red   = color.NRGBA{0xd3, 0x2f, 0x2f, 0xff}
	blue  = color.NRGBA{0x1a, 0x4f, 0xb8, 0xff}
)

// Draw draws the icon as a square of size pixels. From 16 pixels on it is legible.
func (i Icon) Draw(size int) *image.NRGBA {
	c := newCanvas(size)
	field, sign, ink := red, cross(), white
	switch i.State {
	case link.Protected:
		field, sign = green, tick()
	case link.Warning:
		field, sign, ink = amber, exclamation(), dark
	}
	rim := c.atLeast(0.05)
	c.fill(shield(), 0, dark)
	c.fill(shield(), -rim, white)
	c.fill(shield(), -2*rim, field)
	if i.Heightened {
		sign = smaller(sign, 0.85, point{0.42, 0.42}) // out of the badge's way
	}
	c.fill(sign, c.atLeast(0.06), ink)
	if i.Heightened {
		c.fill(badge(), 0, white)
		c.fill(badge(), -rim, blue)
		c.fill(arrow(), 0.01, white)
	}
	return c.image
}

// PNG gives the icon as a PNG file of size by size pixels, each of which is either painted or not: the library systray
// spoils the colours of those in between (its argbForImage keeps the low byte of colours that are multiplied by their
// transparency). So it is to be larger than bars are; they scale it down, and soften the edge themselves.
func (i Icon) PNG(size int) []byte {
	img := i.Draw(size)
	for p := 3; p < len(img.Pix); p += 4 {
		if img.Pix[p] < 0x80 {
			img.Pix[p] = 0
		} else {
			img.Pix[p] = 0xff
		}
	}
	var out bytes.Buffer
	// Neither a buffer nor a picture that we drew can fail to be encoded.
	_ = png.Encode(&out, img)
	return out.Bytes()
}
