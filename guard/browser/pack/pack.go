// Package pack makes an installable browser extension: the manifest for each family of browsers, an unpacked folder, a
// signed CRX for Chromium's, an XPI for Firefox, and the answer that a browser asks for updates. The same files and key
// give the same bytes, on every PC and day. It starts no browser and opens no connection; the pages that an extension
// works on and its scripts are given.
package pack

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Target is a family of browsers.
type Target int

// The families: Chromium's are Chrome, Edge, Cốc Cốc and Brave, too.
const (
	Chromium Target = iota
	Firefox
)

// GeckoID is the extension's name in Firefox. Chromium's families know it by its key (ID).
const GeckoID = "giumat@giumat.vn"

// Source is an extension without its manifest.
type Source struct {
	Files       fs.FS    // all of it goes into the package
	Main        []string // scripts for the page's own world, in their order
	Isolated    []string // content scripts, in their order
	Background  []string // Firefox is given all; Chromium the last, as its service worker
	Permissions []string
}

// Files is a whole extension: the content of each file by its path with slashes.
type Files map[string][]byte

// Build puts the files of an extension and its manifest together.
func Build(t Target, s Source, o Options) (Files, error) {
	files := Files{}
	err := fs.WalkDir(s.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[path], err = fs.ReadFile(s.Files, path)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the extension: %w", err)
	}
	for _, script := range slices.Concat(s.Main, s.Isolated, s.Background) {
		if _, ok := files[script]; !ok {
			return nil, fmt.Errorf("the extension has no script %q", script)
		}
	}
	if files[manifestName], err = Manifest(t, s, o); err != nil {
		return nil, err
	}
	return files, nil
}

// WriteTo writes the extension unpacked into dir, which is made, for a browser that loads it from there. It replaces no
// file: one that is there already is an fs.ErrExist.
func (f Files) WriteTo(dir string) error {
	for _, name := range f.names() {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := create(path, f[name]); err != nil {
			return err
		}
	}
	return nil
}

func create(path string, data []byte) error {
	// Each user's browser reads it.
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := file.Write(data); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

func (f Files) names() []string { return slices.Sorted(maps.Keys(f)) }
