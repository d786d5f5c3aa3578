// Package places says where the guard keeps its things: the one that guards the whole PC as a service, and the one that
// a user starts for himself. It only names places; who may read and change them is the installer's work.
package places

import (
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
)

// Places are the files and folders of one guard.
type Places struct {
	Settings  string // guard.yaml; empty means that the guard has no settings unless it is told some
	OfficeKey string // the office's public key, against which bundles are verified
	Bundle    string // the folder of the office's bundles, which all users may read
	Data      string // the record, quarantine, keys
	Serving   string // the data folder of the guard that serves this process: link.Addr finds it
	Cache     string // compiled PDFium, for every program of ours that reads documents
}

// User is where the guard that a user starts keeps its things.
func User() Places {
	return Of(filepath.Join(xdg.DataHome, "giumat"))
}

// Of is where a guard with this data folder keeps its things.
func Of(data string) Places {
	return Places{
		OfficeKey: filepath.Join(data, "office.pub"), Bundle: filepath.Join(data, "bundle"),
		Data: data, Serving: data, Cache: filepath.Join(data, "cache", "pdfium"),
	}
}

// Installed tells whether this PC has a guard for all its users: whether its folder of settings is there.
func Installed() bool {
	info, err := os.Stat(filepath.Dir(Machine().Settings))
	return err == nil && info.IsDir()
}

// Mine are the places of this process: those of the PC's guard if there is one and this process may see its records, as
// administrators do. Otherwise they are the user's own, but the PC's guard serves him, under its settings.
func Mine() Places {
	own := User()
	if !Installed() {
		return own
	}
	m := Machine()
	if f, err := os.Open(m.Data); err == nil {
		f.Close()
		return m
	}
	own.Settings, own.OfficeKey, own.Bundle, own.Serving, own.Cache = m.Settings, m.OfficeKey, m.Bundle, m.Serving, m.Cache
	return own
}
