package installer

import (
	"os"
	"path/filepath"
	"strconv"
	"time"

	"giumat/guard/places"
	"giumat/guard/registry"

	"golang.org/x/sys/windows"
)

// ThisPC is the PC that the program runs on.
func ThisPC() (System, error) {
	programs, err := windows.KnownFolderPath(windows.FOLDERID_ProgramFiles, windows.KF_FLAG_DEFAULT)
	if err != nil {
		return System{}, err
	}
	return System{
		Places: places.Machine(), Programs: filepath.Join(programs, Name), Suffix: ".exe",
		Admin:   windows.GetCurrentProcessToken().IsElevated(),
		Folders: listedFolders{}, Service: controlManager{Name}, Tray: runKey{registry.Machine()}, Later: removeLater,
	}, nil
}

// removeLater has a file or an empty folder removed when Windows starts again. A file takes another name first, so that
// one that is installed until then in its place stays.
func removeLater(path string) error {
	if info, err := os.Lstat(path); err == nil && !info.IsDir() {
		gone := path + ".gone-" + strconv.FormatInt(time.Now().UnixNano(), 36)
		if err := os.Rename(path, gone); err != nil {
			return err
		}
		path = gone
	}
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	return windows.MoveFileEx(name, nil, windows.MOVEFILE_DELAY_UNTIL_REBOOT)
}
