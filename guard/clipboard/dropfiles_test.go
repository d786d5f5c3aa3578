package clipboard

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// dropFiles writes a CF_HDROP as Explorer does.
func dropFiles(paths ...string) []byte {
	data := make([]byte, dropFilesHead)
	data[0], data[16] = dropFilesHead, 1
	for _, p := range append(paths, "") {
		for _, unit := range utf16.Encode([]rune(p + "\x00")) {
			data = binary.LittleEndian.AppendUint16(data, unit)
		}
	}
	return data
}

// narrowDropFiles writes one as programs from before Unicode do.
func narrowDropFiles(names string) []byte {
	return append([]byte{dropFilesHead, 19: 0}, names...)
}

// latin stands for the code page of the system.
func latin(name []byte) string {
	runes := make([]rune, len(name))
	for i, b := range name {
		runes[i] = rune(b)
	}
	return string(runes)
}

func TestDecodeDropFiles(t *testing.T) {
	far := append(dropFiles(`C:\a.docx`), make([]byte, 8)...) // a block of memory is often larger than what is in it
	apart := append([]byte{24, 16: 1, 23: 0}, dropFiles(`C:\a`)[dropFilesHead:]...)
	surrogate := dropFiles("C:\\?x")
	binary.LittleEndian.PutUint16(surrogate[dropFilesHead+6:], 0xd83d)
	for name, test := range map[string]struct {
		data []byte
		want []string
		more bool
		err  error
	}{
		"one":                 {dropFiles(`C:\a.docx`), []string{`C:\a.docx`}, false, nil},
		"a few":               {dropFiles(`C:\Kế hoạch.docx`, `\\máy\chung\b`, `D:\😀`), []string{`C:\Kế hoạch.docx`, `\\máy\chung\b`, `D:\😀`}, false, nil},
		"none":                {dropFiles(), nil, false, nil},
		"more memory":         {far, []string{`C:\a.docx`}, false, nil},
		"names further on":    {apart, []string{`C:\a`}, false, nil},
		"half a surrogate":    {surrogate, []string{"C:\\\xed\xa0\xbdx"}, false, nil},
		"narrow":              {narrowDropFiles("C:\\v\xe0\x00C:\\b\x00\x00"), []string{`C:\và`, `C:\b`}, false, nil},
		"no end":              {dropFiles(`C:\a`)[:dropFilesHead+10], []string{`C:\a`}, true, nil},
		"a name broken off":   {dropFiles(`C:\a`, `C:\b`)[:dropFilesHead+16], []string{`C:\a`}, true, nil},
		"an odd byte":         {dropFiles(`C:\a`)[:dropFilesHead+11], []string{`C:\a`}, true, nil},
		"too short":           {dropFiles()[:dropFilesHead-1], nil, false, errDropFiles},
		"begins in the head":  {append([]byte{4}, dropFiles(`C:\a`)[1:]...), nil, false, errDropFiles},
		"begins past the end": {append([]byte{0xff, 0xff, 0xff, 0xff}, dropFiles(`C:\a`)[4:]...), nil, false, errDropFiles},
		"nothing":             {nil, nil, false, errDropFiles},
	} {
		t.Run(name, func(t *testing.T) {
			got, more, err := decodeDropFiles(test.data, latin)
			if diff := cmp.Diff(test.want, got); diff != "" || more != test.more || !errors.Is(err, test.err) {
				t.Errorf("more %v, error %v, paths (-want +got):\n%s", more, err, diff)
			}
		})
	}
}

func TestDecodeDropFilesIsBounded(t *testing.T) {
	var paths []string
	for i := range maxPaths + 1 {
		paths = append(paths, fmt.Sprintf(`C:\%d`, i))
	}
	if got, more, err := decodeDropFiles(dropFiles(paths...), latin); len(got) != maxPaths || !more || err != nil {
		t.Errorf("%d paths, more %v, error %v", len(got), more, err)
	}
	if got, more, err := decodeDropFiles(dropFiles(paths[1:]...), latin); len(got) != maxPaths || more || err != nil {
		t.Errorf("%d paths, more %v, error %v", len(got), more, err)
	}
}

func FuzzDecodeDropFiles(f *testing.F) {
	f.Add(dropFiles(`C:\a.docx`, `D:\Kế hoạch`))
	f.Add(narrowDropFiles("C:\\a\x00C:\\b\x00\x00"))
	f.Add(dropFiles(`C:\a`)[:25])
	f.Fuzz(func(t *testing.T, data []byte) {
		paths, _, err := decodeDropFiles(data, latin)
		if err != nil && paths != nil {
			t.Error("paths and an error")
		}
		for _, p := range paths {
			if p == "" || strings.ContainsRune(p, 0) {
				t.Error("an empty name, or a zero in one")
			}
		}
	})
}
