package people

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// What this machine says agrees with what the test knows of itself.
func TestOwnersOnThisMachine(t *testing.T) {
	own := strconv.Itoa(os.Getuid())
	path := filepath.Join(t.TempDir(), "a.docx")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if id, ok := fileOwner(path); id != own || !ok {
		t.Errorf("the file's owner is %q, %v; want %q", id, ok, own)
	}
	if id, ok := here().processOwner(os.Getpid()); id != own || !ok {
		t.Errorf("this process is of %q, %v; want %q", id, ok, own)
	}
	if _, ok := OwnerOf(path + "x"); ok {
		t.Error("a file that is not there has an owner")
	}
	if p, ok := OwnerOfProcess(1); ok {
		t.Errorf("the system's first process is of %q", p.ID)
	}
	for _, path := range []string{"/etc/passwd", "/proc/1"} {
		if p, ok := OwnerOf(path); ok {
			t.Errorf("%q is of %q", path, p.ID)
		}
	}
}

// Of a link, who made it: what it leads to may be anybody's.
func TestOwnerOfLink(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("NOT RUN: only root can give files to others")
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink("/etc/passwd", link); err != nil {
		t.Fatal(err)
	}
	if err := os.Lchown(link, stranger, stranger); err != nil {
		t.Fatal(err)
	}
	if id, ok := fileOwner(link); id != strconv.Itoa(stranger) || !ok {
		t.Errorf("the link is of %q, %v", id, ok)
	}
}

// getent knows whom the passwd file knows, and the users of other directories with them.
func TestGetent(t *testing.T) {
	if _, err := os.Stat("/usr/bin/getent"); err != nil {
		t.Skip("NOT RUN: no getent here")
	}
	list := accounts([]byte(getent("0")))
	if len(list) != 1 || list[0].name != "root" {
		t.Errorf("root has %d accounts", len(list))
	}
	for _, id := range []string{strconv.Itoa(stranger), "", "-s", "--help"} {
		if len(accounts([]byte(getent(id)))) != 0 {
			t.Errorf("%q is somebody", id)
		}
	}
}

func TestThisMachineHasPeople(t *testing.T) {
	list, err := All()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		if p.Home == "" || p.ID == "" {
			t.Errorf("%+v has no home", p)
		}
		for _, dir := range Folders(p) {
			if within(p.Home, dir) {
				t.Error("a whole home is named")
			}
		}
	}
	if p, ok := AtScreen(); ok && p.ID == "" {
		t.Error("nobody sits at the screen, and is somebody")
	}
}
