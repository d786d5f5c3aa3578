package places

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

// Machine is where the guard of the whole PC keeps its things: below the folder that Windows itself names, as the
// environment is the user's to change.
func Machine() Places {
	base, err := windows.KnownFolderPath(windows.FOLDERID_ProgramData, windows.KF_FLAG_DEFAULT)
	if err != nil {
		base = `C:\ProgramData`
	}
	base = filepath.Join(base, "GiuMat")
	return Places{
		Settings: filepath.Join(base, "guard.yaml"), OfficeKey: filepath.Join(base, "office.pub"), Bundle: filepath.Join(base, "bundle"),
		Data: filepath.Join(base, "data"), Serving: filepath.Join(base, "data"), Cache: filepath.Join(base, "cache"),
	}
}
