package icon

import (
	"bytes"
	"encoding/binary"
	"image"
)

// icoSizes are those that Windows asks for at 100 to 250 percent of the small and the usual icon.
var icoSizes = []int{16, 20, 24, 32, 40, 48, 64}

// ICO gives the icon as an ICO file with all sizes that Windows asks for, as uncompressed pictures, which every
// version of it reads. Format: Microsoft, "Icons" (ICONDIR, ICONDIRENTRY) and BITMAPINFOHEADER.
func (i Icon) ICO() []byte {
	pictures := make([][]byte, len(icoSizes))
	for n, size := range icoSizes {
		pictures[n] = dib(i.Draw(size))
	}
	var out bytes.Buffer
	put := func(v any) { _ = binary.Write(&out, binary.LittleEndian, v) } // a buffer takes everything
	put([]uint16{0, 1, uint16(len(icoSizes))})
	offset := 6 + 16*len(icoSizes)
	for n, size := range icoSizes {
		put([]uint8{uint8(size), uint8(size), 0, 0})
		put([]uint16{1, 32})
		put([]uint32{uint32(len(pictures[n])), uint32(offset)})
		offset += len(pictures[n])
	}
	for _, picture := range pictures {
		out.Write(picture)
	}
	return out.Bytes()
}

// dib gives a picture as ICO files hold it: a header that claims twice the height, the pixels from the bottom up, and a
// mask of one bit a pixel, all zero since the pixels carry their own transparency.
func dib(img *image.NRGBA) []byte {
	size := img.Rect.Dx()
	var out bytes.Buffer
	put := func(v any) { _ = binary.Write(&out, binary.LittleEndian, v) }
	put([]uint32{40, uint32(size), uint32(2 * size)})
	put([]uint16{1, 32})
	put(make([]uint32, 6))
	for y := size - 1; y >= 0; y-- {
		for x := range size {
			p := img.NRGBAAt(x, y)
			out.Write([]byte{p.B, p.G, p.R, p.A})
		}
	}
	maskRow := (size + 31) / 32 * 4
	out.Write(make([]byte, maskRow*size))
	return out.Bytes()
}
