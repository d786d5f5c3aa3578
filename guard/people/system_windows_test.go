package people

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/windows"
	system32 "golang.org/x/sys/windows/registry"
)

func ownSID(t *testing.T) string {
	t.Helper()
	u, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		t.Fatal(err)
	}
	return u.User.Sid.String()
}

func TestOwnersOnThisPC(t *testing.T) {
	own := ownSID(t)
	path := filepath.Join(tempDir(t), "Kế hoạch.docx")
	f, err := os.Create(path) // and goes on writing it
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if id, ok := fileOwner(path); id != own || !ok {
		t.Errorf("the file's owner is %q, %v; want %q", id, ok, own)
	}
	if id, ok := here().processOwner(os.Getpid()); id != own || !ok {
		t.Errorf("this process is of %q, %v; want %q", id, ok, own)
	}
	if _, ok := OwnerOf(path + "x"); ok {
		t.Error("a file that is not there has an owner")
	}
	if _, ok := here().processOwner(0); ok {
		t.Error("a process that is none has an owner")
	}
}

// Who has a profile is a person, with the name that the system gives him.
func TestProfileOnThisPC(t *testing.T) {
	own := ownSID(t)
	list, err := All()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		if p.ID == own && (!strings.Contains(p.Name, `\`) || p.Home == "") {
			t.Errorf("this user is %+v", p)
		}
	}
	if p, ok := here().find(own); !ok || p.ID != own {
		t.Errorf("this user is %+v, %v", p, ok)
	}
	t.Logf("people with a profile: %d", len(list))
}

// The person's own settings are read as they are written, in a part of the registry that this test made.
func TestRegistryOfAPerson(t *testing.T) {
	own := ownSID(t)
	const base = `Software\GiuMatTest\people`
	k, _, err := system32.CreateKey(system32.CURRENT_USER, base, system32.ALL_ACCESS)
	if err != nil {
		t.Fatal(err)
	}
	defer system32.DeleteKey(system32.CURRENT_USER, base)
	defer k.Close()
	if err := k.SetExpandStringValue("Personal", `%USERPROFILE%\Tài liệu`); err != nil {
		t.Fatal(err)
	}
	r := systemRegistry{}
	if text, err := r.text(`HKU\`+own+`\`+base, "Personal"); text != `%USERPROFILE%\Tài liệu` || err != nil {
		t.Errorf("read %q, %v", text, err)
	}
	if names, err := r.subkeys(`HKU\` + own + `\Software\GiuMatTest`); err != nil || len(names) != 1 || names[0] != "people" {
		t.Errorf("keys %q, %v", names, err)
	}
	if _, err := r.text(`HKU\`+gone, "Personal"); err == nil {
		t.Error("a person who is not logged on has settings")
	}
	if _, err := r.text(`HKCU\Software`, "x"); err == nil {
		t.Error("the service's own part of the registry was read")
	}
}

func TestFolderOnAnotherComputer(t *testing.T) {
	for _, path := range []string{`\\127.0.0.1\c$`, `//127.0.0.1/c$`, `\\?\UNC\127.0.0.1\c$`, `\\.\C:\`, `\\?\C:\`, `C:a`, `a`, ``, `\a`, `Ω:\`, `Q:\none`} {
		if _, err := resolve(path); err == nil {
			t.Errorf("%q is a folder of this PC", path)
		}
	}
}

func TestResolvedFolder(t *testing.T) {
	dir := tempDir(t)
	inner := filepath.Join(dir, "Tài liệu")
	if err := os.Mkdir(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	want, err := resolve(inner)
	if err != nil || !strings.HasSuffix(want, `\Tài liệu`) {
		t.Fatalf("the last element is %q, %v", filepath.Base(want), err)
	}
	if got, err := resolve(filepath.Join(dir, "TÀI LIỆU")); got != want || err != nil {
		t.Errorf("by another case: %v", err)
	}
}

// No symbolic link is gone through, wherever in the path it lies: it may lead to another computer.
func TestSymbolicLink(t *testing.T) {
	dir := tempDir(t)
	if err := os.MkdirAll(filepath.Join(dir, "a", "b"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "a"), filepath.Join(dir, "link")); err != nil {
		t.Skipf("NOT RUN: no links here: %v", err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "link")); err != nil {
		t.Skip("NOT RUN: no links here, though making one seemed to work (Wine 8)")
	}
	for _, path := range []string{"link", `link\b`} {
		if _, err := resolve(filepath.Join(dir, path)); !errors.Is(err, errFar) {
			t.Errorf("%q: %v", path, err)
		}
	}
}

// A junction, which anybody can make, is shown as the folder that it leads to.
func TestJunction(t *testing.T) {
	dir := tempDir(t)
	target, junction := filepath.Join(dir, "target"), filepath.Join(dir, "junction")
	if err := os.Mkdir(target, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cmd", "/c", "mklink", "/J", junction, target).CombinedOutput(); err != nil {
		t.Skipf("NOT RUN: no junctions here: %v %s", err, out)
	}
	if _, err := os.Lstat(junction); err != nil {
		t.Skip("NOT RUN: no junctions here, though making one seemed to work (Wine 8)")
	}
	want, err := resolve(target)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := resolve(junction); got != want || err != nil {
		t.Errorf("the junction is not its target: %v", err)
	}
}

func TestScreenOnThisPC(t *testing.T) {
	sid, ok := screenSID()
	if ok && !strings.HasPrefix(sid, "S-1-") {
		t.Errorf("at the screen is %q", sid)
	}
	t.Logf("somebody at the screen: %v", ok)
}
