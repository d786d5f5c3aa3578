package setup

import (
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// ThisPC is the PC that the program runs on. Close its Root when done.
func ThisPC() (System, error) {
	folder, err := windows.GetSystemWindowsDirectory()
	if err != nil {
		return System{}, err
	}
	drive := filepath.VolumeName(folder)
	root, err := os.OpenRoot(drive + `\`)
	return System{root, drive, systemRegistry{registry.LOCAL_MACHINE, ""}}, err
}
