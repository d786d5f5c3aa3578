package installer

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"giumat/guard/places"
)

// descriptions are what a package lays down and an installation by hand writes itself.
//
//go:embed linux/giumat.service linux/giumat-tray.service linux/giumat-tray.desktop linux/tray-session
var descriptions embed.FS

// ThisPC is the PC that the program runs on.
func ThisPC() (System, error) {
	const programs = "/usr/lib/giumat"
	units := "/usr/lib/systemd" // a package's; an administrator's are in /etc (systemd.unit(5))
	_, err := os.Stat(filepath.Join(units, "system", unit))
	packaged := err == nil
	if !packaged {
		units = "/etc/systemd"
	}
	_, err = os.Stat("/run/systemd/system") // sd_booted(3)
	return System{
		Places: places.Machine(), Programs: programs, Link: "/usr/bin/guard", Admin: os.Geteuid() == 0, Package: packaged,
		Folders: ownedFolders{0},
		Service: systemd{file: filepath.Join(units, "system", unit), booted: err == nil, control: systemctl},
		Tray: autostart{
			filepath.Join(units, "user/giumat-tray.service"): "giumat-tray.service",
			"/etc/xdg/autostart/giumat-tray.desktop":         "giumat-tray.desktop",
			filepath.Join(programs, "tray-session"):          "tray-session",
		},
	}, nil
}

func systemctl(args ...string) error {
	out, err := exec.Command("systemctl", args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("systemctl %s: %w: %s", args[0], err, bytes.TrimSpace(out))
	}
	return nil
}

// description gives one of descriptions.
func description(name string) ([]byte, error) { return descriptions.ReadFile("linux/" + name) }

// written tells whether a file has the text of a description.
func written(path, name string) (bool, error) {
	want, err := description(name)
	if err != nil {
		return false, err
	}
	got, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return bytes.Equal(got, want), err
}

// write writes a description. A script may be run.
func write(path, name string) error {
	data, err := description(name)
	if err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if bytes.HasPrefix(data, []byte("#!")) {
		mode = 0o755
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return errors.Join(writeReadable(path, data), os.Chmod(path, mode))
}
