// Package installer puts the guard on a PC for all its users, takes it off again, and tells how it stands: folders with
// their rights, settings, the office's key and bundle, the compiled PDFium, the service and the tray at log-on. It takes
// a system and what an administrator wants, and gives steps, so that they can be shown before they are taken; what is
// in place already makes no step, so that a broken installation is mended by installing again.
//
// It changes nothing before all that it was given has been read and found good. It never removes the record, the
// quarantine, keys or reports, whatever it is told: documents of users lie there.
package installer

import (
	"crypto/ed25519"
	"io/fs"

	"giumat/guard/places"
)

// Name is what services, packages and entries are called by.
const Name = "GiuMat"

// System is what is installed on: this PC (ThisPC), or a folder and made-up managers in a test.
type System struct {
	Places   places.Places
	Programs string // the folder that the programs are installed in
	Suffix   string // of a program's name: ".exe" on Windows
	Link     string // a link to the guard where users' shells find it; empty: none
	Admin    bool   // the process has an administrator's rights
	Package  bool   // a package of the system brought the guard, and takes programs, service and tray off again

	Folders Folders
	Service Service
	Tray    Tray
	// Later has what cannot be removed now, as a program that runs on Windows, removed when the PC starts again; nil
	// where all can be removed.
	Later func(path string) error
}

// Options is what an administrator wants installed, and what the program lends to it.
type Options struct {
	From       string // the folder with the programs to be installed; empty: they are in place
	Settings   string // a file of settings to take over; empty: the ones there are kept
	Summary    string // where summaries go: a folder, a share, or smtp://HOST[:PORT]?from=A&to=B[&tls=starttls|implicit]
	OfficeKey  string // a file with the office's public key; empty: the one there is kept
	ReplaceKey bool   // another office's key may take the place of the one there
	Bundle     string // an office's bundle to install; empty: none
	// Packaged means that a package (MSI, deb, rpm) brings and removes programs, service and tray itself.
	Packaged bool

	CheckSettings func(data []byte) error // tells what is wrong with settings
	// NewBundle tells whether a bundle is to be installed: it is good by the office's key, and not here already.
	NewBundle     func(path string, key ed25519.PublicKey) (bool, error)
	InstallBundle func(path string, key ed25519.PublicKey) error
	Compile       func() error // fills the cache of compiled PDFium
}

// Install does what is missing of the installation, and tells each step before it is taken. Where a step fails, those
// taken stay: Install again goes on from there. Missing rights are an fs.ErrPermission.
func Install(s System, o Options, tell func(Step)) error {
	steps, err := Plan(s, o)
	if err != nil {
		return err
	}
	return s.take(steps, tell)
}

// Uninstall takes the guard off the PC, and tells each step before it is taken. With purge, settings, keys and bundles
// of the office go as well. The record and the quarantine stay.
func Uninstall(s System, packaged, purge bool, tell func(Step)) error {
	steps, err := PlanRemoval(s, packaged, purge)
	if err != nil {
		return err
	}
	return s.take(steps, tell)
}

func (s System) take(steps []Step, tell func(Step)) error {
	if !s.Admin && len(steps) > 0 {
		return fs.ErrPermission
	}
	for _, step := range steps {
		tell(step)
		if step.do == nil {
			continue
		}
		if err := step.do(); err != nil {
			return err
		}
	}
	return nil
}

// Step is one thing to do.
type Step struct {
	key   string // of the catalogue
	pairs []string
	do    func() error // nil: there is only something to say
}

// Say describes the step in the words of a catalogue.
func (t Step) Say(say func(key string, pairs ...string) string) string { return say(t.key, t.pairs...) }
