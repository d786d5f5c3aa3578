package docx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"giumat/detectors"
)

// entry is one file of an archive.
type entry struct {
	name      string // cleaned, for notes
	encrypted bool
	method    uint16
	packed    io.Reader         // compressed bytes
	stored    *io.SectionReader // the same when they are not compressed and can be read anywhere, else nil
}

func (e entry) lower() string { return strings.ToLower(e.name) }

func (e entry) folder() bool { return strings.HasSuffix(e.name, "/") }

// errMethod says that a part is compressed in a way that no Word package may be (ECMA-376 part 2, Annex C).
var errMethod = errors.New("compression method not known")

// unpack gives the part's bytes, reading packed ones from r.
func (e entry) unpack(r io.Reader) (io.Reader, error) {
	switch e.method {
	case zip.Store:
		return r, nil
	case zip.Deflate:
		return flate.NewReader(r), nil
	}
	return nil, errMethod
}

// openArchive lists the files of a zip, as its directory has them; without a sound directory, as they are found by
// going through the file, the way Word repairs one.
func openArchive(in detectors.Input, out *detectors.Collector) []entry {
	limit := in.Limits.Entries
	files := countDirectory(in.R, in.Size, 4*limit)
	if files <= 4*limit {
		z, err := zip.NewReader(in.R, in.Size)
		if err == nil || errors.Is(err, zip.ErrInsecurePath) {
			return listed(z, in, out)
		}
		out.Partial("truncated", "")
	}
	found := salvage(in.R, in.Size, limit+1)
	return atMost(found, limit, out)
}

func listed(z *zip.Reader, in detectors.Input, out *detectors.Collector) []entry {
	var entries []entry
	for _, f := range atMost(z.File, in.Limits.Entries, out) {
		raw, err := f.OpenRaw()
		if err != nil {
			out.Partial("broken-part", cleanName(f.Name))
			continue
		}
		e := entry{name: cleanName(f.Name), encrypted: f.Flags&1 != 0, method: f.Method, packed: raw}
		if s, ok := raw.(*io.SectionReader); ok && f.Method == zip.Store {
			e.stored = s
		}
		entries = append(entries, e)
	}
	return entries
}

func atMost[T any](all []T, limit int, out *detectors.Collector) []T {
	if len(all) > limit {
		out.Partial("too-many-entries", "")
		return all[:limit]
	}
	return all
}

// cleanName makes a name fit for a note, and for telling parts apart: a hostile one is long or not text.
func cleanName(name string) string {
	name = strings.ReplaceAll(name, "\\", "/")
	name = strings.TrimLeft(name, "/")
	if len(name) > 200 {
		name = name[:200]
	}
	if name == "" {
		name = "_"
	}
	return strings.ToValidUTF8(name, "_")
}

var (
	localHeader     = []byte("PK\x03\x04")
	directoryHeader = []byte("PK\x01\x02")
)

// countDirectory counts what may be directory entries in a zip, until they are more than limit: archive/zip takes them
// all into memory before it lets anyone count.
func countDirectory(r io.ReaderAt, size int64, limit int) int {
	n := 0
	start := directoryStart(r, size)
	scanFor(io.NewSectionReader(r, start, size-start), size-start, directoryHeader, func(int64) bool {
		n++
		return n <= limit
	})
	return n
}

// directoryStart is the first place where the directory of a zip may begin, going by every end record (APPNOTE.TXT,
// 4.3.16) that may be the true one. In a ZIP64 archive that is anywhere.
func directoryStart(r io.ReaderAt, size int64) int64 {
	const record, maxComment = 22, 1<<16 - 1
	tail := make([]byte, min(size, record+maxComment))
	n, _ := r.ReadAt(tail, size-int64(len(tail))) // a short read shows below as no record
	start := size
	for i := 0; i+record <= n; i++ {
		if !bytes.HasPrefix(tail[i:], []byte("PK\x05\x06")) {
			continue
		}
		count := binary.LittleEndian.Uint16(tail[i+10:])
		length := binary.LittleEndian.Uint32(tail[i+12:])
		offset := binary.LittleEndian.Uint32(tail[i+16:])
		if count == 1<<16-1 || length == 1<<16-1 || length == 1<<32-1 || offset == 1<<32-1 {
			return 0
		}
		end := size - int64(len(tail)) + int64(i)
		start = min(start, int64(offset), end-int64(length))
	}
	return max(start, 0)
}

// scanFor tells found where mark occurs in a file, until it returns false.
func scanFor(r io.ReaderAt, size int64, mark []byte, found func(at int64) bool) {
	const window = 256 << 10
	buf := make([]byte, window)
	for base := int64(0); base < size; base += window - int64(len(mark)) + 1 {
		n, _ := r.ReadAt(buf[:min(window, size-base)], base)
		for i := 0; ; i++ {
			next := bytes.Index(buf[i:n], mark)
			if next < 0 {
				break
			}
			i += next
			if !found(base + int64(i)) {
				return
			}
		}
		if n < window {
			return
		}
	}
}
