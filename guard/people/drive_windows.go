package people

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

var errFar = errors.New("a folder is not on a drive of this PC")

// resolve gives the path that the system itself has for a folder. It goes through no symbolic link, which may lead to
// another computer, before which the service would then show itself as this one; junctions stay on this PC.
func resolve(path string) (string, error) {
	if !isDrive(filepath.VolumeName(path)) || !filepath.IsAbs(path) {
		return "", errFar
	}
	if err := noLinks(filepath.Clean(path)); err != nil {
		return "", err
	}
	return finalPath(path)
}

// noLinks looks at an element of the path only when those above it are no links.
func noLinks(path string) error {
	parent := filepath.Dir(path)
	if parent == path {
		return nil
	}
	if err := noLinks(parent); err != nil {
		return err
	}
	info, err := os.Lstat(path)
	if err == nil && info.Mode()&os.ModeSymlink != 0 {
		err = errFar
	}
	return err
}

// isDrive tells whether a volume is a drive letter of something in this PC.
func isDrive(volume string) bool {
	if len(volume) != 2 || volume[1] != ':' {
		return false
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err != nil {
		return false
	}
	kind := windows.GetDriveType(root)
	return kind == windows.DRIVE_FIXED || kind == windows.DRIVE_REMOVABLE
}

// finalPath asks which path the system has for an open folder.
func finalPath(path string) (string, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return "", err
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	folder, err := windows.CreateFile(name, 0, share, nil, windows.OPEN_EXISTING, windows.FILE_FLAG_BACKUP_SEMANTICS, 0)
	if err != nil {
		return "", err
	}
	defer windows.CloseHandle(folder)
	text := make([]uint16, windows.MAX_LONG_PATH)
	n, err := windows.GetFinalPathNameByHandle(folder, &text[0], uint32(len(text)), 0)
	if err != nil {
		return "", err
	}
	final, ok := strings.CutPrefix(windows.UTF16ToString(text[:n]), `\\?\`)
	if !ok || strings.HasPrefix(final, `UNC\`) {
		return "", errFar
	}
	return final, nil
}
