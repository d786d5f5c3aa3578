package people

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Numbers of users whom no test machine has.
const (
	clerks   = 61234
	stranger = 61235
)

// clerk is a user with a home of his own, and the folder around his home. Where root runs the test he is another user.
func clerk(t *testing.T, made ...string) (p Person, around string) {
	t.Helper()
	around, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p = Person{ID: strconv.Itoa(os.Getuid()), Name: "an", Home: filepath.Join(around, "an")}
	for _, dir := range append(made, "an/.config") {
		if err := os.MkdirAll(filepath.Join(around, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if os.Getuid() == 0 {
		p.ID = strconv.Itoa(clerks)
		give(t, clerks, around)
	}
	return p, around
}

// give makes a folder and all in it a user's.
func give(t *testing.T, uid int, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, uid, uid)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// settle writes his user-dirs.dirs.
func settle(t *testing.T, p Person, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(p.Home, ".config", "user-dirs.dirs"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func checkFolders(t *testing.T, p Person, around string, want ...string) {
	t.Helper()
	var got []string
	for _, path := range folders(linuxPC{}, p) {
		short, err := filepath.Rel(around, path)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, short)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("folders (-want +got):\n%s", diff)
	}
}

func TestFoldersByTheirUsualNames(t *testing.T) {
	p, around := clerk(t, "an/Documents", "an/Downloads", "an/Music")
	checkFolders(t, p, around, "an/Documents", "an/Downloads")
}

func TestFoldersAsSettingsNameThem(t *testing.T) {
	p, around := clerk(t, "an/Tài liệu", "an/Documents", "an/Tải về", "disk/của an")
	settle(t, p, `XDG_DOCUMENTS_DIR="$HOME/Tài liệu"
XDG_DOWNLOAD_DIR="$HOME/Tải về"
XDG_DESKTOP_DIR="`+around+`/disk/của an"
`)
	checkFolders(t, p, around, "an/Tài liệu", "disk/của an", "an/Tải về")
}

func TestFolderTwiceOrWholeHome(t *testing.T) {
	p, around := clerk(t, "an/Documents")
	settle(t, p, "XDG_DESKTOP_DIR=\"$HOME/\"\nXDG_DOWNLOAD_DIR=\"$HOME/Documents/../Documents\"\n")
	checkFolders(t, p, around, "an/Documents")
	settle(t, p, "XDG_DESKTOP_DIR=\"$HOME/..\"\nXDG_DOWNLOAD_DIR=\"/\"\n")
	checkFolders(t, p, around, "an/Documents")
}

// A user must not have the guard look at, and take away, what is another's.
func TestFoldersOfOthers(t *testing.T) {
	p, around := clerk(t, "binh/Documents", "an/own", "disk/an")
	if os.Getuid() != 0 {
		t.Skip("NOT RUN: only root can give files to others")
	}
	give(t, stranger, filepath.Join(around, "binh"))
	for name, target := range map[string]string{"link": "binh/Documents", "wander": "disk/an", "inner": "an/own"} {
		if err := os.Symlink(filepath.Join(around, target), filepath.Join(p.Home, name)); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct{ set, want string }{
		"by its name":      {around + "/binh/Documents", ""},
		"by way of dots":   {"$HOME/../binh/Documents", ""},
		"by a link":        {"$HOME/link", ""},
		"through a link":   {"$HOME/link/../Documents", ""},
		"the system's":     {"/etc", ""},
		"his, behind one":  {"$HOME/wander", "disk/an"},
		"his, beside one":  {"$HOME/inner", "an/own"},
		"none":             {"$HOME/none", ""},
		"a file":           {"$HOME/.config/user-dirs.dirs", ""},
		"his own, by name": {around + "/an/own", "an/own"},
	} {
		t.Run(name, func(t *testing.T) {
			settle(t, p, `XDG_DOCUMENTS_DIR="`+c.set+"\"\n")
			var want []string
			if c.want != "" {
				want = append(want, c.want)
			}
			checkFolders(t, p, around, want...)
		})
	}
}

// What lies in the place of the settings neither holds up the guard nor is read from another's home.
func TestSettingsThatAreNone(t *testing.T) {
	p, around := clerk(t, "an/Documents", "an/secret", "binh")
	path := filepath.Join(p.Home, ".config", "user-dirs.dirs")
	if err := os.WriteFile(filepath.Join(around, "binh", "dirs"), []byte(`XDG_DOCUMENTS_DIR="$HOME/secret"`), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, put := range map[string]func() error{
		"a pipe":   func() error { return syscall.Mkfifo(path, 0o600) },
		"a folder": func() error { return os.Mkdir(path, 0o700) },
		"a link":   func() error { return os.Symlink(filepath.Join(around, "binh", "dirs"), path) },
	} {
		t.Run(name, func(t *testing.T) {
			if err := put(); err != nil {
				t.Fatal(err)
			}
			defer os.Remove(path)
			checkFolders(t, p, around, "an/Documents")
		})
	}
}
