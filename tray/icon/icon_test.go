package icon

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"testing"

	"giumat/guard/link"
)

func all() []Icon {
	var icons []Icon
	for _, state := range []link.State{link.Protected, link.Warning, link.Unprotected} {
		icons = append(icons, Icon{state, false}, Icon{state, true})
	}
	return icons
}

// differing counts the pixels that differ clearly in brightness: what is left of a difference for those who see no
// colours.
func differing(a, b image.Image) int {
	n := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			grey := func(i image.Image) int { return int(color.GrayModel.Convert(i.At(x, y)).(color.Gray).Y) }
			if d := grey(a) - grey(b); d > 60 || d < -60 {
				n++
			}
		}
	}
	return n
}

func TestIconsDifferWithoutColour(t *testing.T) {
	for _, size := range []int{16, 22, 64} {
		for i, a := range all() {
			for _, b := range all()[i+1:] {
				// One in forty pixels, which is 6 of 16 x 16.
				if n := differing(a.Draw(size), b.Draw(size)); n < size*size/40 {
					t.Errorf("%v and %v at %d pixels differ in %d pixels only", a, b, size, n)
				}
			}
		}
	}
}

// Somewhere along a line through the middle, the shield stands out from the bar.
func TestLegibleOnLightAndDark(t *testing.T) {
	for _, bar := range []uint8{0x00, 0x2a, 0xf6, 0xff} {
		for _, i := range all() {
			for _, size := range []int{16, 32, 64} {
				img, contrast := i.Draw(size), 0
				for x := range size / 2 {
					p := img.NRGBAAt(x, size/3)
					grey := int(color.GrayModel.Convert(color.NRGBA{p.R, p.G, p.B, 0xff}).(color.Gray).Y)
					if p.A > 0xc0 {
						contrast = max(contrast, grey-int(bar), int(bar)-grey)
					}
				}
				if contrast < 0x80 {
					t.Errorf("%v at %d pixels on a bar of grey %#x has a contrast of %d only", i, size, bar, contrast)
				}
			}
		}
	}
}

func TestUnknownStateIsNotProtected(t *testing.T) {
	if !bytes.Equal(Icon{State: "new"}.PNG(32), Icon{State: link.Unprotected}.PNG(32)) {
		t.Error("an unknown state does not look unprotected")
	}
}

func TestPNG(t *testing.T) {
	img, err := png.Decode(bytes.NewReader(Icon{State: link.Warning}.PNG(24)))
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds(); got != image.Rect(0, 0, 24, 24) {
		t.Errorf("size %v", got)
	}
	if _, _, _, a := img.At(0, 0).RGBA(); a != 0 {
		t.Error("the corner is not transparent")
	}
	for y := range 24 {
		for x := range 24 {
			if _, _, _, a := img.At(x, y).RGBA(); a != 0 && a != 0xffff {
				t.Fatalf("the pixel at %d, %d is half transparent", x, y)
			}
		}
	}
}

// The file is read back by the offsets that it states itself.
func TestICO(t *testing.T) {
	want := Icon{State: link.Protected, Heightened: true}
	data := want.ICO()
	u16 := func(at int) int { return int(binary.LittleEndian.Uint16(data[at:])) }
	u32 := func(at int) int { return int(binary.LittleEndian.Uint32(data[at:])) }
	if u16(0) != 0 || u16(2) != 1 || u16(4) != len(icoSizes) {
		t.Fatalf("head % x", data[:6])
	}
	end := 0
	for n, size := range icoSizes {
		entry := 6 + 16*n
		offset := u32(entry + 12)
		if int(data[entry]) != size || u32(offset+4) != size || u32(offset+8) != 2*size || u16(offset+14) != 32 {
			t.Errorf("entry %d is not a picture of %d pixels with 32 bits", n, size)
		}
		middle := offset + 40 + 4*(size*(size/2)+size/2)
		pixel := want.Draw(size).NRGBAAt(size/2, size-1-size/2)
		if got := (color.NRGBA{data[middle+2], data[middle+1], data[middle], data[middle+3]}); got != pixel {
			t.Errorf("size %d: the middle is %v, want %v", size, got, pixel)
		}
		end = offset + u32(entry+8)
	}
	if end != len(data) {
		t.Errorf("the last picture ends at %d of %d bytes", end, len(data))
	}
}

func BenchmarkICO(b *testing.B) {
	for b.Loop() {
		Icon{State: link.Warning, Heightened: true}.ICO()
	}
}
