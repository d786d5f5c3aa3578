package link_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/windows"

	"giumat/guard/link"
)

// Of what a user names, the guard judges what the rights on the file let him read, and what lies on this PC.
func TestReadableThroughPipe(t *testing.T) {
	dir, err := os.MkdirTemp("", "link") // the end of t.TempDir is more than Wine 8 can do
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	own, err := link.OwnUser()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"a": "D:P(A;;FA;;;" + own.ID + ")",
		"b": "D:P(A;;FA;;;S-1-5-21-1-2-3-1001)(A;;RC;;;" + own.ID + ")",
	}
	if windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil {
		delete(files, "b") // Wine keeps of a file's rights only what the file system below it can
	}
	var all []string
	for name, rights := range files {
		path := filepath.Join(dir, name)
		all = append(all, path)
		sd, err := windows.SecurityDescriptorFromString(rights)
		if err != nil {
			t.Fatal(err)
		}
		acl, _, err := sd.DACL()
		if err := errors.Join(err, os.WriteFile(path, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
		const parts = windows.DACL_SECURITY_INFORMATION | windows.PROTECTED_DACL_SECURITY_INFORMATION
		if err := windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, parts, nil, nil, acl, nil); err != nil {
			t.Fatal(err)
		}
	}
	all = append(all, filepath.Join(dir, "none"), `\\127.0.0.1\c$\a`, `\\?\C:\a`, "a", "")

	l, err := link.Listen(address(t), link.OwnerOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dialled := make(chan error, 1)
	go func() {
		conn, err := link.Dial(t.Context(), address(t))
		if err == nil {
			defer conn.Close()
			_, err = conn.Write([]byte("x"))
		}
		dialled <- err
		<-t.Context().Done()
	}()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{filepath.Join(dir, "a")}, conn.Readable(all)); diff != "" {
		t.Errorf("readable (-want +got):\n%s", diff)
	}
	if err := <-dialled; err != nil {
		t.Error(err)
	}
}
