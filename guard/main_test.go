package main

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"giumat/detectors/detecttest"
	"giumat/detectors/pdf"

	"github.com/rogpeppe/go-internal/testscript"
)

// In the scripts, "guard" is this very program.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"guard": main})
}

// The scripts in testdata/script are conversations with the program. They have two commands of their own:
//
//	document NAME FILE   writes a document of the generated set
//	warm DIR             gives the data folder DIR the compiled PDFium, which would take seconds to make
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, "share"))
			return nil
		},
		Condition: func(cond string) (bool, error) {
			return cond == "root" && os.Geteuid() == 0, nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"document": func(ts *testscript.TestScript, _ bool, args []string) {
				for _, c := range detecttest.Cases() {
					if c.Name == args[0] {
						ts.Check(os.WriteFile(ts.MkAbs(args[1]), c.Bytes, 0o644))
						return
					}
				}
				ts.Fatalf("no document %q in the set", args[0])
			},
			"warm": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(copyWarmCache(ts.MkAbs(args[0])))
			},
		},
	})
}

// warmOnce compiles PDFium once for all tests, into the user's cache, where the next run finds it.
var warmOnce = sync.OnceValues(func() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "giumat", "pdfium")
	d := pdf.New(pdf.Config{CacheDir: dir})
	defer d.Close()
	return dir, d.Warm(context.Background())
})

// copyWarmCache gives a data folder the compiled PDFium.
func copyWarmCache(dataDir string) error {
	warm, err := warmOnce()
	if err != nil {
		return err
	}
	cache := filepath.Join(dataDir, "cache", "pdfium")
	if err := os.MkdirAll(filepath.Dir(cache), 0o700); err != nil {
		return err
	}
	if err := os.CopyFS(cache, os.DirFS(warm)); err != nil {
		return err
	}
	return os.Chmod(cache, 0o700)
}

// program returns a program that works in a data folder of its own, and its standard output.
func testProgram(t *testing.T) (*program, *lockedBuffer) {
	t.Helper()
	out := &lockedBuffer{}
	p := newProgram(out, out)
	p.dataDir = filepath.Join(t.TempDir(), "data")
	if err := p.makeDataDir(); err != nil {
		t.Fatal(err)
	}
	if err := copyWarmCache(p.dataDir); err != nil {
		t.Fatal(err)
	}
	return p, out
}
