package people

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// linuxPC reads what Linux and systemd-logind keep in files.
type linuxPC struct {
	files  fs.FS                  // from the root of the file system on
	lookup func(id string) string // the passwd line of a user whom another directory knows (LDAP, SSSD); else empty
}

func (pc linuxPC) list() ([]Person, error) {
	known, err := pc.accounts()
	var list []Person
	seen := map[uint32]bool{}
	for _, a := range known {
		if !seen[a.uid] && pc.human(a.id()) && pc.isAtHome(a) {
			list = append(list, a.person())
		}
		seen[a.uid] = true
	}
	for _, a := range pc.strangers(seen) {
		if pc.isAtHome(a) {
			list = append(list, a.person())
		}
	}
	if len(list) > 0 {
		return list, err
	}
	if root, ok := pc.account("0"); ok && pc.isAtHome(root) {
		list = append(list, root.person())
	}
	return list, err
}

// strangers are those who are logged in and whom the passwd file does not know: logind makes a folder for each
// (pam_systemd(8)).
func (pc linuxPC) strangers(known map[uint32]bool) []account {
	entries, err := fs.ReadDir(pc.files, "run/user")
	if err != nil {
		return nil // no logind here
	}
	var list []account
	for _, e := range entries {
		uid, err := strconv.ParseUint(e.Name(), 10, 32)
		if err != nil || known[uint32(uid)] || !pc.human(e.Name()) {
			continue
		}
		if a, ok := pc.account(e.Name()); ok {
			list = append(list, a)
		}
	}
	return list
}

func (pc linuxPC) accounts() ([]account, error) {
	data, err := fs.ReadFile(pc.files, "etc/passwd")
	if err != nil {
		return nil, fmt.Errorf("read the users of this PC: %w", err)
	}
	return accounts(data), nil
}

// account finds the account with this ID in the passwd file, or where else users are kept.
func (pc linuxPC) account(id string) (account, bool) {
	known, _ := pc.accounts() // without the file, others may know him
	for _, a := range append(known, accounts([]byte(pc.lookup(id)))...) {
		if a.id() == id {
			return a, true
		}
	}
	return account{}, false
}

func (pc linuxPC) find(id string) (Person, bool) {
	a, ok := pc.account(id)
	if !ok || !a.logsIn() {
		return Person{}, false
	}
	return a.person(), true
}

func (pc linuxPC) human(id string) bool {
	uid, err := strconv.ParseUint(id, 10, 32)
	if err != nil || uid == nobody {
		return false
	}
	defs, err := fs.ReadFile(pc.files, "etc/login.defs")
	if err != nil {
		return uid >= firstUID
	}
	return uid >= uint64(uidMin(defs))
}

// isAtHome tells whether somebody can log in with this account and finds a home.
func (pc linuxPC) isAtHome(a account) bool {
	home := strings.TrimPrefix(a.person().Home, "/")
	if home == "" || !a.logsIn() {
		return false
	}
	info, err := fs.Stat(pc.files, home)
	return err == nil && info.IsDir()
}

// processOwner gives the real user of a process, who stays the same where it runs with another's rights (proc(5)).
func (pc linuxPC) processOwner(pid int) (id string, ok bool) {
	status, err := fs.ReadFile(pc.files, path.Join("proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return "", false
	}
	for line := range bytes.Lines(status) {
		if rest, isUID := strings.CutPrefix(string(line), "Uid:"); isUID {
			id, _, _ = strings.Cut(strings.TrimSpace(rest), "\t")
			return id, id != ""
		}
	}
	return "", false
}

func (pc linuxPC) named(p Person) []string {
	set, err := userDirs(p.Home)
	if err != nil {
		set = [len(usual)]string{} // none, or something that is in their place
	}
	var list []string
	for kind := range usual {
		list = append(list, orUsual(set[kind], p.Home, kind))
	}
	return list
}
