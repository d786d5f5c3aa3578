package people

import (
	"path/filepath"
	"runtime"
	"testing"
)

func TestUserDirs(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("NOT RUN: its paths are those of Linux")
	}
	for text, want := range map[string]string{
		`XDG_DOCUMENTS_DIR="$HOME/Tài liệu"`:                 "/home/an/Tài liệu",
		` XDG_DOCUMENTS_DIR = "$HOME/a" `:                    "/home/an/a",
		`XDG_DOCUMENTS_DIR="/data/an"`:                       "/data/an",
		`XDG_DOCUMENTS_DIR="$HOME/../binh"`:                  "/home/binh",
		`XDG_DOCUMENTS_DIR="$HOME/"`:                         "/home/an",
		`XDG_DOCUMENTS_DIR="$HOME"`:                          "/home/an",
		`XDG_DOCUMENTS_DIR="$HOME/a\"b\\c\$d"`:               `/home/an/a"b\c$d`,
		"XDG_DOCUMENTS_DIR=\"/a\"\nXDG_DOCUMENTS_DIR=\"/b\"": "/b",
		"XDG_DOCUMENTS_DIR=\"/a\"\r\n":                       "/a",
		`#XDG_DOCUMENTS_DIR="/a"`:                            "",
		`XDG_DOCUMENTS_DIR=/a`:                               "",
		`XDG_DOCUMENTS_DIR="a"`:                              "",
		`XDG_DOCUMENTS_DIR="$HOMEa"`:                         "",
		`XDG_DOCUMENTS_DIR="$OTHER/a"`:                       "",
		`XDG_DOCUMENTS_DIR="/a`:                              "",
		`XDG_DOCUMENTS_DIR="/a\`:                             "",
		`XDG_DOCUMENTS_DIR=""`:                               "",
		`XDG_DOCUMENTS_DIR="`:                                "",
		`XDG_MUSIC_DIR="/a"`:                                 "",
		`XDG_DOCUMENTS_DIR`:                                  "",
	} {
		if got := parseUserDirs([]byte(text), "/home/an")[0]; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzUserDirs(f *testing.F) {
	f.Add([]byte("XDG_DOCUMENTS_DIR=\"$HOME/Documents\"\nXDG_DESKTOP_DIR=\"/a\\\"b\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, path := range parseUserDirs(data, "/home/an") {
			if path != "" && !filepath.IsAbs(path) {
				t.Errorf("%q is no whole path", path)
			}
		}
	})
}
