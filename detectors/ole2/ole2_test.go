package ole2

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giumat/detectors"
)

const signature = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

func TestDetect(t *testing.T) {
	encrypted := string(stored("EncryptedPackage"))
	tests := []struct{ name, content, code string }{
		{"encrypted", signature + strings.Repeat("x", 1000) + encrypted + "yyy", "encrypted"},
		{"name on the border of two reads", signature + strings.Repeat("x", 64<<10-20) + encrypted, "encrypted"},
		{"name near the end of a long file", signature + strings.Repeat("x", 20<<20) + encrypted, "encrypted"},
		{"Word 97", signature + string(stored("WordDocument")), "format-not-read"},
		{"signature alone", signature, "format-not-read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out := detectors.NewCollector(func(string) bool { return true }, 10)
			in := detectors.Input{R: strings.NewReader(tt.content), Size: int64(len(tt.content)), Limits: detectors.DefaultLimits()}
			if err := New().Detect(context.Background(), in, out); err != nil {
				t.Fatal(err)
			}
			want := detectors.Evidence{Kind: detectors.OLE2, Reach: detectors.Unreadable, Notes: []detectors.Note{{Code: tt.code}}}
			if diff := cmp.Diff(want, out.Evidence()); diff != "" {
				t.Errorf("evidence (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRecognize(t *testing.T) {
	if !New().Recognize([]byte(signature+"...")) || New().Recognize([]byte("PK\x03\x04")) || New().Recognize(nil) {
		t.Error("the signature decides, and only the signature")
	}
}

func FuzzHasStream(f *testing.F) {
	f.Add([]byte(signature), 10)
	f.Fuzz(func(t *testing.T, noise []byte, at int) {
		at = min(max(at, 0), len(noise))
		content := append(bytes.Clone(noise[:at]), stored("WordDocument")...)
		content = append(content, noise[at:]...)
		if found, err := HasStream(bytes.NewReader(content), "Package", "WordDocument"); !found || err != nil {
			t.Errorf("not found in %d bytes at %d: %v", len(content), at, err)
		}
	})
}
