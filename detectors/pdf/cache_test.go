package pdf

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"giumat/detectors/sample"
)

// A cache that all may read serves all; a cache that is its owner's alone stays so. wazero makes what is in either for
// its owner alone.
func TestShareCache(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("mode bits do not tell on Windows")
	}
	for top, want := range map[fs.FileMode]fs.FileMode{0o755: 0o644, 0o750: 0o640, 0o700: 0o600} {
		dir := t.TempDir()
		sub, file := filepath.Join(dir, "wazero"), filepath.Join(dir, "wazero", "compiled")
		if err := errors.Join(os.Mkdir(sub, 0o700), os.WriteFile(file, nil, 0o600), os.Chmod(dir, top), share(dir)); err != nil {
			t.Fatal(err)
		}
		for path, want := range map[string]fs.FileMode{dir: top, sub: top, file: want} {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if got := info.Mode().Perm(); got != want {
				t.Errorf("in a cache of mode %o, %q has %o, want %o", top, filepath.Base(path), got, want)
			}
		}
	}
}

// What cannot be read in a cache, and not be put there either, is done without. A folder in a file's place is both, for
// root too.
func TestUselessCache(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles PDFium")
	}
	good, dir := newDetector(t, Config{}).cfg.CacheDir, t.TempDir()
	err := filepath.WalkDir(good, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(good, path)
		return errors.Join(err, os.MkdirAll(filepath.Join(dir, name, "full"), 0o700))
	})
	if err != nil {
		t.Fatal(err)
	}
	d := New(Config{CacheDir: dir})
	if err := d.Warm(t.Context()); err == nil {
		t.Error("it is said that the cache is used")
	}
	content := onePage(func(_ *sample.PDF, p *sample.PDFPage) { p.Fallback(100, 700, 14, "TUYỆT MẬT") })
	if ev := detectBytes(t, d, content); !slices.Contains(texts(ev), "body: TUYỆT MẬT") {
		t.Errorf("reach %d, notes %v", ev.Reach, ev.Notes)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}
