package people

import (
	"bytes"
	"path"
	"slices"
	"strconv"
	"strings"
)

// firstUID is the first number that people have where login.defs(5) does not say UID_MIN.
const firstUID = 1000

// nobody is the user of files that belong to no one here (systemd.io, "Users, Groups, UIDs and GIDs").
const nobody = 65534

// account is a line of the passwd file (passwd(5)).
type account struct {
	uid               uint32
	name, home, shell string
}

// accounts reads the lines of a passwd file that are whole.
func accounts(data []byte) []account {
	var list []account
	for line := range bytes.Lines(data) {
		fields := strings.Split(strings.TrimRight(string(line), "\r\n"), ":")
		if len(fields) != 7 || fields[0] == "" {
			continue // a comment, or "+" of NIS
		}
		uid, err := strconv.ParseUint(fields[2], 10, 32)
		if err != nil {
			continue
		}
		list = append(list, account{uint32(uid), fields[0], fields[5], fields[6]})
	}
	return list
}

// logsIn tells whether the account's shell lets somebody in. An empty one is /bin/sh.
func (a account) logsIn() bool {
	return !slices.Contains([]string{"nologin", "false", "sync", "halt", "shutdown"}, path.Base(a.shell))
}

func (a account) id() string { return strconv.FormatUint(uint64(a.uid), 10) }

func (a account) person() Person {
	p := Person{ID: a.id(), Name: a.name}
	if path.IsAbs(a.home) {
		p.Home = path.Clean(a.home)
	}
	return p
}

// uidMin reads UID_MIN from the text of login.defs(5).
func uidMin(data []byte) uint32 {
	for line := range bytes.Lines(data) {
		fields := strings.Fields(string(line))
		if len(fields) < 2 || fields[0] != "UID_MIN" {
			continue
		}
		if n, err := strconv.ParseUint(fields[1], 0, 32); err == nil && n > 0 {
			return uint32(n)
		}
	}
	return firstUID
}
