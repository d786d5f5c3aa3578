package pack

import (
	"archive/zip"
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// source is a small extension of the real one's shape.
func source() Source {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return Source{
		Files: fstest.MapFS{
			"main.js": file("// page\n"), "content/a.js": file("// a\n"), "content/b.js": file("// b: Giữ Mật\n"),
			"base.js": file("// base\n"), "background.js": file("// background\n"),
		},
		Main: []string{"main.js"}, Isolated: []string{"content/b.js", "content/a.js"},
		Background: []string{"base.js", "background.js"}, Permissions: []string{"nativeMessaging", "storage"},
	}
}

func options() Options {
	return Options{Version: "1.0.2", Patterns: []string{"https://*.gov.vn/*", "https://mail.google.com/*"}}
}

// testKey is made up, for tests alone, and so may be known.
func testKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return key.(*rsa.PrivateKey)
}

func TestManifests(t *testing.T) {
	tests := map[string]struct {
		target Target
		key    *rsa.PublicKey
	}{
		"chromium.json":     {Chromium, nil},
		"chromium-key.json": {Chromium, &testKey(t).PublicKey},
		"firefox.json":      {Firefox, &testKey(t).PublicKey},
	}
	for golden, test := range tests {
		o := options()
		o.Key = test.key
		got, err := Manifest(test.target, source(), o)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("testdata", golden))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", golden, diff)
		}
		if !json.Valid(got) {
			t.Errorf("%s is not JSON", golden)
		}
	}
}

// Only an extension that is to stop requests asks for the right to, and the list that it was given stays as it was.
func TestRightToStopRequests(t *testing.T) {
	const right = `"webRequestBlocking"`
	for _, target := range []Target{Chromium, Firefox} {
		for _, stops := range []bool{false, true} {
			s, o := source(), options()
			o.GateStops = stops
			got, err := Manifest(target, s, o)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(got), right) != stops {
				t.Errorf("family %d, stops %v: %s", target, stops, got)
			}
			if diff := cmp.Diff(source().Permissions, s.Permissions); diff != "" {
				t.Errorf("(-before +after)\n%s", diff)
			}
		}
	}
}

func TestWrongManifests(t *testing.T) {
	change := map[string]func(*Source, *Options){
		"no pages":       func(_ *Source, o *Options) { o.Patterns = nil },
		"no main script": func(s *Source, _ *Options) { s.Main = nil },
		"no script":      func(s *Source, _ *Options) { s.Isolated = nil },
		"no background":  func(s *Source, _ *Options) { s.Background = nil },
		"a script that is not there": func(s *Source, _ *Options) {
			s.Isolated = append(s.Isolated, "content/c.js")
		},
	}
	for _, version := range []string{"", "1.", "a", "1.2.3.4.5", "65536", "01", "0", "0.0", "-1", "1.0-beta", " 1", "+1"} {
		change["version "+version] = func(_ *Source, o *Options) { o.Version = version }
	}
	for what, change := range change {
		s, o := source(), options()
		change(&s, &o)
		if _, err := Build(Chromium, s, o); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	if _, err := Build(Target(7), source(), options()); err == nil {
		t.Error("a family that there is not: no error")
	}
}

// The archive has exactly the files, sorted, and can be read by others.
func TestXPI(t *testing.T) {
	files, err := Build(Firefox, source(), options())
	if err != nil {
		t.Fatal(err)
	}
	xpi, err := XPI(files)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := XPI(files); !bytes.Equal(xpi, again) {
		t.Error("the same files give other bytes")
	}
	if diff := cmp.Diff(files, unzip(t, xpi)); diff != "" {
		t.Errorf("in the archive (-want +got):\n%s", diff)
	}
	for _, name := range []string{"../a.js", "/a.js", "", "a//b.js"} {
		if _, err := XPI(Files{name: nil}); err == nil {
			t.Errorf("a file called %q was packed", name)
		}
	}
}

func unzip(t *testing.T, archive []byte) Files {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	got := Files{}
	before := ""
	for _, f := range r.File {
		if f.Name <= before || f.Modified.Year() != 1980 {
			t.Errorf("%q of %v comes after %q", f.Name, f.Modified, before)
		}
		before = f.Name
		if got[f.Name], err = fs.ReadFile(r, f.Name); err != nil {
			t.Fatal(err)
		}
	}
	return got
}

func TestWriteTo(t *testing.T) {
	files, err := Build(Chromium, source(), options())
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "extension")
	if err := files.WriteTo(dir); err != nil {
		t.Fatal(err)
	}
	got := Files{}
	err = fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		got[path], err = os.ReadFile(filepath.Join(dir, path))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(files, got); diff != "" {
		t.Errorf("in the folder (-want +got):\n%s", diff)
	}
	if err := files.WriteTo(dir); !errors.Is(err, fs.ErrExist) {
		t.Errorf("written over: %v", err)
	}
}

func TestUpdateXML(t *testing.T) {
	got, err := UpdateXML("abcdefghijklmnopabcdefghijklmnop", "1.0.2", "http://127.0.0.1:8080/a.crx?x=1&y=2")
	if err != nil {
		t.Fatal(err)
	}
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="abcdefghijklmnopabcdefghijklmnop">
    <updatecheck codebase="http://127.0.0.1:8080/a.crx?x=1&amp;y=2" version="1.0.2"></updatecheck>
  </app>
</gupdate>
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, crx := range []string{"", "/etc/a.crx", "a.crx", "http:///a.crx"} {
		if _, err := UpdateXML("a", "1.0", crx); err == nil {
			t.Errorf("a CRX at %q: no error", crx)
		}
	}
	if _, err := UpdateXML("a", "new", "file:///a.crx"); err == nil || !strings.Contains(err.Error(), "version") {
		t.Errorf("a version that is none: %v", err)
	}
}
