package main

import (
	"path/filepath"
	"testing"

	"giumat/guard/event"
	"giumat/guard/link"
	"giumat/guard/people"
)

// twoUsers is a PC with two users, whose homes need not be there. Its knobs: who owns a path, who started a process.
func twoUsers(home string) *everyone {
	an := people.Person{ID: "1000", Name: "an", Home: filepath.Join(home, "an")}
	binh := people.Person{ID: "1001", Name: "binh", Home: filepath.Join(home, "binh")}
	owners := map[string]people.Person{filepath.Join(home, "kho", "b.docx"): binh, filepath.Join(home, "kho", "binh"): binh}
	find := func(key string) (people.Person, bool) { p, ok := owners[key]; return p, ok }
	return &everyone{
		people: func() ([]people.Person, error) { return []people.Person{an, binh}, nil },
		owner:  find,
		doer:   func(pid int) (people.Person, bool) { return binh, pid == 7 },
		screen: func() (people.Person, bool) { return an, true },
	}
}

// A file is first of who opens it, then of whose home it lies in, then of its owner, and at last of who sits there.
func TestWhose(t *testing.T) {
	home := t.TempDir()
	e := twoUsers(home)
	for _, c := range []struct {
		name string
		file event.File
		want string
	}{
		{"in a home", event.File{Path: filepath.Join(home, "an", "Documents", "a.docx")}, "an"},
		{"in a home, opened by another's program", event.File{Path: filepath.Join(home, "an", "a.docx"), PID: 7}, "binh"},
		{"in a home, opened by the system's program", event.File{Path: filepath.Join(home, "an", "a.docx"), PID: 8}, "an"},
		{"elsewhere, owned", event.File{Path: filepath.Join(home, "kho", "b.docx")}, "binh"},
		{"elsewhere, nobody's", event.File{Path: filepath.Join(home, "kho", "c.docx")}, "an"},
		{"beside a home with a longer name", event.File{Path: filepath.Join(home, "anh", "c.docx")}, "an"},
	} {
		if got := e.Whose(c.file); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Nobody asks for what is another's, nor learns what lies in another's folders.
func TestWhoMay(t *testing.T) {
	home := t.TempDir()
	e := twoUsers(home)
	an, root := link.User{ID: "1000", Name: "an"}, link.User{ID: "0", Name: "root", Admin: true}
	for _, c := range []struct {
		user link.User
		name string
		want bool
	}{{an, "an", true}, {an, "binh", false}, {an, "", false}, {root, "binh", true}, {link.User{ID: "5"}, "", false}} {
		if got := e.May(c.user, c.name); got != c.want {
			t.Errorf("%q may ask for what is %q's: %t", c.user.Name, c.name, got)
		}
	}
	for _, c := range []struct {
		user link.User
		path string
		want bool
	}{
		{an, filepath.Join(home, "an"), true},
		{an, filepath.Join(home, "binh", "Documents"), false},
		{an, home, false}, // holds another's home
		{an, filepath.Join(home, "kho"), true},
		{an, filepath.Join(home, "kho", "binh"), false},
		{root, home, true},
	} {
		if got := e.MayLook(c.user, c.path); got != c.want {
			rel, _ := filepath.Rel(home, c.path)
			t.Errorf("%q may look at %q: %t", c.user.Name, rel, got)
		}
	}
}
