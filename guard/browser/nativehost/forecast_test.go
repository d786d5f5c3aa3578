package nativehost_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"giumat/guard/browser/nativehost"

	"github.com/google/go-cmp/cmp"
)

// What is fetched of a file before anybody reads it, and what a reader of packages then still has to wait for.
func TestForecast(t *testing.T) {
	pdf := slices.Concat([]byte("%PDF-1.7\n"), made(1_200_000))
	pictures := packed(t, "word/media/a.png", 300_000, "word/document.xml", 200_000, "word/media/b.png", 2_000_000, "word/media/c.png", 2_000_000, "z.xml", 100)
	for name, c := range map[string]struct {
		file  []byte
		want  []nativehost.Span
		trips int // while all headers of a package's parts are read
	}{
		"a PDF is read whole":               {pdf, []nativehost.Span{{66_560, 524_288}, {590_848, 524_288}, {1_115_136, 18_313}}, 0},
		"a package with a few small parts":  {packed(t, "word/document.xml", 1000, "word/media/a.png", 150_000), nil, 0},
		"the pictures of a package are not": {pictures, []nativehost.Span{{295_936, 212_992}, {2_491_392, 32_768}}, 0},
		"all of it is near":                 {packed(t, "a.png", 50_000, "b.png", 50_000, "c.png", 50_000, "d.png", 80_000), []nativehost.Span{{66_560, 97_310}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			trips := 0
			var b nativehost.Body
			give := func(parts []nativehost.Span) {
				for _, part := range parts {
					if text := chunk(0, 0, c.file[part.At:][:part.N]); !b.Add(part.At, text[len(`{"op":"chunk","id":0,"at":0,"d":"`):len(text)-2]) {
						t.Fatal("not taken")
					}
				}
			}
			b = nativehost.NewBody(t.Context(), int64(len(c.file)), c.file[:endBytes], c.file[len(c.file)-endBytes:], func(parts []nativehost.Span) {
				trips++
				give(parts)
			})
			got := b.Forecast()
			give(got)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if z, err := zip.NewReader(b, int64(len(c.file))); err == nil {
				lookAt(t, z)
			}
			if trips != c.trips {
				t.Errorf("%d trips, want %d", trips, c.trips)
			}
		})
	}
}

// lookAt reads the first bytes of each part.
func lookAt(t *testing.T, z *zip.Reader) {
	t.Helper()
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(io.Discard, r, 4096); err != nil && err != io.EOF {
			t.Error(err)
		}
	}
}

// packed is a package of parts that are called so and are so long, of noise.
func packed(t *testing.T, parts ...any) []byte {
	t.Helper()
	noise := rand.NewChaCha8([32]byte{1})
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(parts[i]), Method: zip.Store})
		if err == nil {
			_, err = io.CopyN(w, noise, int64(parts[i+1].(int)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
