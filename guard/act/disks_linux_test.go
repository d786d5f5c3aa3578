package act

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

// mount makes a disk of its own in memory.
func mount(t *testing.T, options string) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("SKIPPED: mounting a disk needs root")
	}
	dir := t.TempDir()
	if err := unix.Mount("none", dir, "tmpfs", 0, options); err != nil {
		t.Skip("SKIPPED: cannot mount a disk:", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestFullDisk fills a quarantine of 1 MiB with documents of 300 KB from another disk: what no longer fits stays
// where it is.
func TestFullDisk(t *testing.T) {
	d := newDesk(t, "a.docx")
	d.Quarantine = openQuarantine(t, filepath.Join(mount(t, "size=1m"), "q"))
	taken, refused := 0, 0
	for range 6 {
		if !exists(d.path) {
			writeDocument(t, d.path, document)
		}
		_, err := d.Take(t.Context(), d.path, Want{})
		switch {
		case err == nil:
			taken++
		case errors.Is(err, unix.ENOSPC) && reasonOf(err) == DiskFull:
			refused++
			mustHold(t, d.path, document)
		default:
			t.Fatal(err)
		}
	}
	if taken == 0 || refused == 0 {
		t.Errorf("%d taken, %d refused", taken, refused)
	}
	list, err := d.List()
	if err != nil || len(list) != taken {
		t.Fatalf("%d entries of %d: %v", len(list), taken, err)
	}
	if held, err := d.Recover(t.Context()); err != nil || len(held) != 0 {
		t.Errorf("%d entries to recover: %v", len(held), err)
	}
	for _, e := range list {
		os.Remove(d.path)
		if _, err := d.Restore(t.Context(), e.ID, ""); err != nil {
			t.Fatal(err)
		}
		mustHold(t, d.path, document)
	}
	onlyLock(t, d.Quarantine)
}

// TestRestoreToFullDisk: the drive has no room for the document any more.
func TestRestoreToFullDisk(t *testing.T) {
	d := newDesk(t, "a.docx")
	e := d.take(t, Want{})
	stick := mount(t, "size=100k")
	if _, err := d.Restore(t.Context(), e.ID, stick); !errors.Is(err, unix.ENOSPC) {
		t.Fatalf("error %v, want that the disk is full", err)
	}
	if left, _ := os.ReadDir(stick); len(left) != 0 {
		t.Error("half a file is left on the drive")
	}
	mustHold(t, d.binPath(e.ID), document)
	if _, err := d.Restore(t.Context(), e.ID, ""); err != nil {
		t.Fatal(err)
	}
}

// TestReadOnlyDisk: a drive with its write switch on.
func TestReadOnlyDisk(t *testing.T) {
	stick := mount(t, "size=2m")
	d := newDesk(t, "a.docx")
	d.path = filepath.Join(stick, "a.docx")
	writeDocument(t, d.path, document)
	if err := unix.Mount("none", stick, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Skip("SKIPPED: cannot make a disk read-only:", err)
	}
	_, err := d.Take(t.Context(), d.path, Want{})
	if reasonOf(err) != ReadOnly {
		t.Fatalf("error %v", err)
	}
	mustHold(t, d.path, document)
	onlyLock(t, d.Quarantine)
}

// TestRightsSurviveTwoDisks: owner, mode, access control list and extended attributes come back from a real other disk.
func TestRightsSurviveTwoDisks(t *testing.T) {
	stick := mount(t, "size=2m")
	d := newDesk(t, "a.docx")
	d.path = filepath.Join(stick, "Báo cáo.docx")
	writeDocument(t, d.path, document)
	// user::rw-, user:1001:r--, group::r--, mask::r--, other::--- (acl(5), its form in an attribute: version 2, then
	// tag, rights and id of each line)
	var acl bytes.Buffer
	binary.Write(&acl, binary.LittleEndian, uint32(2))
	const nobody = 0xffffffff
	for _, line := range []struct {
		Tag, Rights uint16
		ID          uint32
	}{{0x01, 6, nobody}, {0x02, 4, 1001}, {0x04, 4, nobody}, {0x10, 4, nobody}, {0x20, 0, nobody}} {
		binary.Write(&acl, binary.LittleEndian, line)
	}
	for _, step := range []error{
		os.Chown(d.path, 1000, 1002),
		os.Chmod(d.path, 0o640|os.ModeSetgid),
		unix.Setxattr(d.path, "system.posix_acl_access", acl.Bytes(), 0),
		os.Chtimes(d.path, day.AddDate(0, 0, 1), day),
	} {
		if step != nil {
			t.Skip("SKIPPED: this disk does not take the attributes:", step)
		}
	}
	if err := unix.Setxattr(d.path, "user.note", []byte("kept"), 0); err != nil {
		t.Log("no user attributes on this disk:", err)
	}
	before := attrsOf(t, d.path)
	e := d.take(t, Want{})
	mustHold(t, d.binPath(e.ID), document)
	r, err := d.Restore(t.Context(), e.ID, "")
	if err != nil || r.Missing != nil {
		t.Fatalf("missing %q: %v", r.Missing, err)
	}
	if diff := cmp.Diff(before, attrsOf(t, d.path), equateUTC()); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
	if len(before.XAttrs["system.posix_acl_access"]) == 0 || before.UID != 1000 || before.Mode&os.ModeSetgid == 0 {
		t.Error("the test lost its own premises")
	}
}
