package watch

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows"
)

// A file that a cloud service has marked as not here is left alone.
func TestOnlineOnly(t *testing.T) {
	path := filepath.Join(folder(t), "a.docx")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if onlineOnly(path) {
		t.Error("a file of this PC is taken for one in the cloud")
	}
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := windows.SetFileAttributes(name, windows.FILE_ATTRIBUTE_OFFLINE); err != nil {
		t.Fatal(err)
	}
	if attributes, err := windows.GetFileAttributes(name); err != nil || attributes&windows.FILE_ATTRIBUTE_OFFLINE == 0 {
		t.Skip("SKIP: this system does not keep the attribute")
	}
	if !onlineOnly(path) {
		t.Error("a file in the cloud only is not known as one")
	}
}
