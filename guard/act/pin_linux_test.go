package act

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Somebody who may write to a folder puts a link in its place while the guard, which may have more rights than he, is
// at work there. Whatever the moment, the folder that the link leads to stays as it was.
func TestFolderReplacedByLink(t *testing.T) {
	for _, disks := range []string{"one disk", "two disks"} {
		for _, op := range []string{"move file", "remove file", "put file back", "copy back, create", "set mode", "set times"} {
			t.Run(disks+", "+op, func(t *testing.T) {
				d := newDesk(t, "a.docx")
				folder, other := filepath.Dir(d.path), filepath.Join(filepath.Dir(d.dir), "other")
				precious := filepath.Join(other, "a.docx")
				if err := os.Mkdir(other, 0o755); err != nil {
					t.Fatal(err)
				}
				swap := func() error {
					return errors.Join(os.WriteFile(precious, []byte("precious"), 0o600), os.Rename(folder, folder+".away"), os.Symlink(other, folder))
				}
				swapped, cross := false, crossingOnce()
				d.disk.before = func(now string) error {
					if now == op && !swapped {
						swapped = true
						if err := swap(); err != nil {
							t.Fatal(err)
						}
					}
					if disks == "two disks" {
						return cross(now)
					}
					return nil
				}
				if e, err := d.Take(t.Context(), d.path, Want{}); err == nil {
					d.Restore(t.Context(), e.ID, "") // how it ends is not the matter here
				}
				if !swapped {
					t.Skip("this step is not taken between " + disks)
				}
				mustHold(t, precious, []byte("precious"))
				if names, err := os.ReadDir(other); err != nil || len(names) != 1 {
					t.Errorf("%d files in the other folder, want the one (%v)", len(names), err)
				}
				if info, err := os.Stat(precious); err != nil || info.Mode() != 0o600 {
					t.Errorf("its mode is %v (%v)", info.Mode(), err)
				}
			})
		}
	}
}

// The half copy on its way back is replaced by a link: the attributes are the document's, not those of what the link
// leads to.
func TestHalfCopyReplacedByLink(t *testing.T) {
	d := newDesk(t, "a.docx")
	precious := filepath.Join(t.TempDir(), "precious")
	if err := os.WriteFile(precious, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	e := d.take(t, Want{})
	cross, opened := crossingOnce(), 0
	d.disk.before = func(op string) error {
		if op == "set mode" {
			if opened++; opened == 2 { // of the half copy; the first was of the document in quarantine
				temp := tempBeside(d.path, e.ID)
				if err := errors.Join(os.Remove(temp), os.Symlink(precious, temp)); err != nil {
					t.Fatal(err)
				}
			}
		}
		return cross(op)
	}
	if err := os.Chmod(d.binPath(e.ID), 0o600); err != nil { // so that its mode is to be set
		t.Fatal(err)
	}
	d.Restore(t.Context(), e.ID, "")
	if info, err := os.Stat(precious); err != nil || info.Mode() != 0o600 || opened != 2 {
		t.Errorf("its mode is %v (%v), after %d modes were set", info.Mode(), err, opened)
	}
}

// A link that stands where the folder was when the file is asked for leads nowhere.
func TestNotBackThroughALink(t *testing.T) {
	d := newDesk(t, "a.docx")
	e := d.take(t, Want{})
	folder, other := filepath.Dir(d.path), t.TempDir()
	if err := errors.Join(os.Rename(folder, folder+".away"), os.Symlink(other, folder)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Restore(t.Context(), e.ID, ""); !errors.Is(err, ErrNoFolder) {
		t.Errorf("restored through a link: %v", err)
	}
	if err := errors.Join(os.Remove(folder), os.Rename(folder+".away", folder)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Restore(t.Context(), e.ID, ""); err != nil {
		t.Errorf("the folder is back: %v", err)
	}
	mustHold(t, d.path, document)
}

// A link that the user had all along is his way to his own folder.
func TestThroughALinkOfOld(t *testing.T) {
	d := newDesk(t, "a.docx")
	link := filepath.Dir(d.path) + ".link"
	if err := os.Symlink(filepath.Dir(d.path), link); err != nil {
		t.Fatal(err)
	}
	e, err := d.Take(t.Context(), filepath.Join(link, "a.docx"), Want{})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := d.Restore(t.Context(), e.ID, ""); err != nil || r.Path != filepath.Join(link, "a.docx") {
		t.Errorf("restored to %q (%v)", r.Path, err)
	}
	mustHold(t, d.path, document)
}
