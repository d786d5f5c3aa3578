package watch

import (
	"encoding/binary"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/fsnotify/fsnotify"
	"github.com/google/go-cmp/cmp"
)

// notice is one FILE_NOTIFY_INFORMATION.
type notice struct {
	action uint32
	name   []uint16
}

func units(name string) []uint16 { return utf16.Encode([]rune(name)) }

// encode writes notices as Windows does: each at a multiple of 4 bytes.
func encode(list ...notice) []byte {
	var data []byte
	for i, n := range list {
		start := len(data)
		data = binary.LittleEndian.AppendUint32(data, 0)
		data = binary.LittleEndian.AppendUint32(data, n.action)
		data = binary.LittleEndian.AppendUint32(data, uint32(2*len(n.name)))
		for _, u := range n.name {
			data = binary.LittleEndian.AppendUint16(data, u)
		}
		if i == len(list)-1 {
			break
		}
		for len(data)%4 > 0 {
			data = append(data, 0)
		}
		binary.LittleEndian.PutUint32(data[start:], uint32(len(data)-start))
	}
	return data
}

// patch returns data with the number at offset replaced.
func patch(data []byte, offset int, number uint32) []byte {
	data = slices.Clone(data)
	binary.LittleEndian.PutUint32(data[offset:], number)
	return data
}

func TestDecodeNotifyInfo(t *testing.T) {
	root, err := filepath.Abs("tree")
	if err != nil {
		t.Fatal(err)
	}
	in := func(op fsnotify.Op, parts ...string) fsnotify.Event {
		return fsnotify.Event{Name: filepath.Join(append([]string{root}, parts...)...), Op: op}
	}
	long := slices.Repeat([]string{strings.Repeat("ộ", 200)}, 100) // 40,000 letters: as deep as NTFS goes
	two := encode(notice{1, units("a")}, notice{3, units("b")})

	for name, test := range map[string]struct {
		data      []byte
		want      []fsnotify.Event
		overflow  bool
		senseless bool
	}{
		"success with no bytes": {overflow: true},
		"one":                   {data: encode(notice{1, units(`Báo cáo.docx`)}), want: []fsnotify.Event{in(fsnotify.Create, "Báo cáo.docx")}},
		"deep": {
			data: encode(notice{1, units(`a\b`)}, notice{3, units(`a\b\c.pdf`)}, notice{2, units(`a\old`)}),
			want: []fsnotify.Event{in(fsnotify.Create, "a", "b"), in(fsnotify.Write, "a", "b", "c.pdf"), in(fsnotify.Remove, "a", "old")},
		},
		"rename": {
			data: encode(notice{4, units(`a\~WRD1.tmp`)}, notice{5, units(`a\x.docx`)}),
			want: []fsnotify.Event{in(fsnotify.Rename, "a", "~WRD1.tmp"), in(fsnotify.Create, "a", "x.docx")},
		},
		"stream": {
			data: encode(notice{8, units(`x:Zone.Identifier`)}, notice{3, units("y")}),
			want: []fsnotify.Event{in(fsnotify.Write, "y")},
		},
		"very long":             {data: encode(notice{1, units(strings.Join(long, `\`))}), want: []fsnotify.Event{in(fsnotify.Create, long...)}},
		"beyond 16 bits":        {data: encode(notice{1, units("𠂉.docx")}), want: []fsnotify.Event{in(fsnotify.Create, "𠂉.docx")}},
		"half a pair":           {data: encode(notice{1, []uint16{'a', 0xD842, 'b'}}), want: []fsnotify.Event{in(fsnotify.Create, "a\xED\xA1\x82b")}},
		"half a pair, the last": {data: encode(notice{1, []uint16{'a', 0xDF89}}), want: []fsnotify.Event{in(fsnotify.Create, "a\xED\xBE\x89")}},

		"cut off":         {data: two[:nameOffset-1], overflow: true, senseless: true},
		"name too long":   {data: patch(encode(notice{1, units("a")}), nameLenOffset, 4), overflow: true, senseless: true},
		"name far longer": {data: patch(encode(notice{1, units("a")}), nameLenOffset, 0xFFFF_FFFE), overflow: true, senseless: true},
		"half a letter":   {data: patch(encode(notice{1, units("ab")}), nameLenOffset, 3), overflow: true, senseless: true},
		"into the next":   {data: patch(two, nameLenOffset, 6), overflow: true, senseless: true},
		"no name":         {data: encode(notice{1, nil}), overflow: true, senseless: true},
		"out of reach":    {data: patch(two, nextEntryOffset, 1000), want: []fsnotify.Event{in(fsnotify.Create, "a")}, overflow: true, senseless: true},
		"second cut off":  {data: two[:len(two)-2], want: []fsnotify.Event{in(fsnotify.Create, "a")}, overflow: true, senseless: true},
		"out of the tree": {data: encode(notice{1, units(`a\..\..\x`)}), overflow: true, senseless: true},
		"from the top":    {data: encode(notice{1, units(`\x`)}), overflow: true, senseless: true},
		"slash":           {data: encode(notice{1, units(`../x`)}), overflow: true, senseless: true},
		"zero":            {data: encode(notice{1, units("a\x00b")}), overflow: true, senseless: true},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := decodeNotifyInfo(root, test.data)
			if diff := cmp.Diff(test.want, got, cmp.Comparer(func(a, b fsnotify.Event) bool { return a.Name == b.Name && a.Op == b.Op })); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
			if errors.Is(err, fsnotify.ErrEventOverflow) != test.overflow || errors.Is(err, errNotifyInfo) != test.senseless {
				t.Errorf("error %v, want overflow %v, makes no sense %v", err, test.overflow, test.senseless)
			}
		})
	}
}

// Whatever the bytes are, no path leads out of the tree, and an error always asks for a look at everything.
func FuzzDecodeNotifyInfo(f *testing.F) {
	f.Add(encode(notice{1, units("a")}, notice{4, units(`a\b`)}, notice{5, units(`a\c`)}))
	f.Add(encode(notice{1, units(`..\x`)}))
	f.Add(encode(notice{3, []uint16{0xD842}}))
	root, err := filepath.Abs("tree")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := decodeNotifyInfo(root, data)
		for _, e := range list {
			if e.Name == root || !within(e.Name, root) || e.Name != filepath.Clean(e.Name) {
				t.Errorf("path %q", e.Name)
			}
		}
		if err != nil && !errors.Is(err, fsnotify.ErrEventOverflow) {
			t.Errorf("error %v", err)
		}
		if len(list) > len(data)/nameOffset {
			t.Errorf("%d changes in %d bytes", len(list), len(data))
		}
	})
}
