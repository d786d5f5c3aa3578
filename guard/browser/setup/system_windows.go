package setup

import (
	"os"
	"path/filepath"

	"giumat/guard/registry"

	"golang.org/x/sys/windows"
)

// ThisPC is the PC that the program runs on. Close its Root when done.
func ThisPC() (System, error) {
	folder, err := windows.GetSystemWindowsDirectory()
	if err != nil {
		return System{}, err
	}
	drive := filepath.VolumeName(folder)
	root, err := os.OpenRoot(drive + `\`)
	return System{root, drive, registry.Machine()}, err
}
