// Package nowrite switches the policy of Windows that nothing may be written to removable drives and phones, for an
// office that wants it: the one hard stop for them that needs no driver, and it stops all writing, not of marked files
// alone. It takes the registry, sets three of its values and remembers which of them it set; what group policy or
// somebody else set it never changes, and says so. It knows nothing of files.
//
// It sets what "Removable Disks: Deny write access" and "WPD Devices: Deny write access" of RemovableStorage.admx set
// for the computer (Microsoft, "ADMX_RemovableStorage Policy CSP", RemovableDisks_DenyWrite_Access_2 and
// WPDDevices_DenyWrite_Access_2). By that page a change takes full effect only after a restart (note on
// AccessRights_RebootTime_2); the page does not list Windows Home. Discs to be burnt, tapes and floppy disks are other
// classes, and shared folders are none. Policies of one user (HKEY_CURRENT_USER) are not looked at.
package nowrite

import (
	"errors"
	"fmt"
	"io/fs"
)

// ErrOthersAllow means that group policy or somebody else has set that writing is allowed, and that this was left so.
var ErrOthersAllow = errors.New("writing is allowed by a setting of somebody else")

// Registry is the numbers (REG_DWORD) below HKEY_LOCAL_MACHINE. Missing rights are an fs.ErrPermission.
type Registry interface {
	Number(key, name string) (uint32, error) // fs.ErrNotExist where there is none
	SetNumber(key, name string, n uint32) error
	Delete(key, name string) error // fs.ErrNotExist where there is none
}

// State is what the policy is, in a word that a catalogue can turn into a sentence.
type State string

// The states.
const (
	Off    State = "off"    // writing is allowed
	On     State = "on"     // writing is denied, and Allow would change that
	Others State = "others" // writing is denied, some or all of it by somebody else; Allow would not allow it all
	Partly State = "partly" // it is denied on disks or on phones only
)

// Policy is the policy of this PC.
type Policy struct {
	registry Registry
}

// New takes the registry to look into.
func New(r Registry) *Policy { return &Policy{r} }

const (
	classes = `SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices`
	disks   = "{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}"
	phones  = "{6AC27878-A6FA-4155-BA85-F98F491D4F33}" // and players and cameras: Windows Portable Devices (WPD)
	phones2 = "{F33FDC04-D1AC-4E8E-9A30-19BBD4B108AE}" // the second class of the same setting

	denyWrite = "Deny_Write"
	denyAll   = "Deny_All" // of classes itself: "All Removable Storage classes: Deny all access"

	own = `SOFTWARE\GiuMat\NoWrite` // a number for each class that Deny set
)

// class is one of the three, in the order in which they are set.
type class string

var all = [...]class{disks, phones, phones2}

func (c class) key() string { return classes + `\` + string(c) }

// State tells what the policy is now. It needs no rights.
func (p *Policy) State() (State, error) {
	everything, err := p.number(classes, denyAll)
	if err != nil {
		return "", err
	}
	denied, ours := 0, 0
	for _, c := range all {
		s, err := p.setting(c)
		if err != nil {
			return "", err
		}
		if s.denies {
			denied++
		}
		if s.denies && s.own {
			ours++
		}
	}
	switch {
	case everything == 1, denied == len(all) && ours < denied:
		return Others, nil
	case denied == len(all):
		return On, nil
	case denied > 0:
		return Partly, nil
	}
	return Off, nil
}

// Deny forbids writing, and tells what the policy is then. What is denied already stays as it is, so that it may be
// called again. It needs an administrator's rights (fs.ErrPermission). With ErrOthersAllow the rest was denied.
func (p *Policy) Deny() (State, error) {
	var failed error
	for _, c := range all {
		if err := p.deny(c); err != nil {
			failed = err
		}
		if failed != nil && !errors.Is(failed, ErrOthersAllow) {
			break
		}
	}
	return p.after("deny writing to removable drives", failed)
}

func (p *Policy) deny(c class) error {
	s, err := p.setting(c)
	if err != nil || s.denies {
		return err
	}
	if s.there {
		return ErrOthersAllow
	}
	// The note first: a value without its note would never be taken away again.
	if err := p.registry.SetNumber(own, string(c), 1); err != nil {
		return err
	}
	return p.registry.SetNumber(c.key(), denyWrite, 1)
}

// Allow takes away what Deny set and nothing else, and tells what the policy is then: Others or Partly when somebody
// else denies it still. It may be called again. It needs an administrator's rights (fs.ErrPermission).
func (p *Policy) Allow() (State, error) {
	var failed error
	for _, c := range all {
		if failed = p.allow(c); failed != nil {
			break
		}
	}
	return p.after("allow writing to removable drives", failed)
}

func (p *Policy) allow(c class) error {
	s, err := p.setting(c)
	if err != nil || !s.own {
		return err
	}
	if s.denies {
		if err := p.registry.Delete(c.key(), denyWrite); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return p.registry.Delete(own, string(c))
}

// after tells what the policy is when something was done to it.
func (p *Policy) after(what string, failed error) (State, error) {
	state, err := p.State()
	if err := errors.Join(failed, err); err != nil {
		return state, fmt.Errorf("%s: %w", what, err)
	}
	return state, nil
}

// setting is what stands in the registry for one class.
type setting struct {
	there  bool // a number is there
	denies bool // and it is 1
	own    bool // Deny set it
}

func (p *Policy) setting(c class) (setting, error) {
	noted, err := p.number(own, string(c))
	if err != nil {
		return setting{}, err
	}
	n, err := p.registry.Number(c.key(), denyWrite)
	if errors.Is(err, fs.ErrNotExist) {
		return setting{own: noted == 1}, nil
	}
	return setting{there: true, denies: n == 1, own: noted == 1}, err
}

// number gives 0 where there is none.
func (p *Policy) number(key, name string) (uint32, error) {
	n, err := p.registry.Number(key, name)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	return n, err
}
