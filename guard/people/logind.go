package people

import (
	"bytes"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// atScreen reads the sessions as sd-login(3) does: in /run/systemd/sessions. The screen is that of the first seat.
func (pc linuxPC) atScreen() (id string, ok bool) {
	entries, err := fs.ReadDir(pc.files, "run/systemd/sessions")
	if err != nil {
		return "", false // no logind here
	}
	var afar []string
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue // the pipe by which logind knows that a session is there; reading it would wait for ever
		}
		data, err := fs.ReadFile(pc.files, path.Join("run/systemd/sessions", e.Name()))
		if err != nil {
			continue // it has ended
		}
		s := variables(data)
		switch {
		case !s.inUse():
		case s["SEAT"] == "seat0":
			return s["UID"], true
		case s["SEAT"] == "":
			afar = append(afar, s["UID"])
		}
	}
	return onlyOne(afar)
}

// session is what logind keeps of one.
type session map[string]string

// inUse tells whether somebody works in the session now. Those who greet, and jobs, have other classes; user-early is
// root's since systemd 256.
func (s session) inUse() bool {
	_, err := strconv.ParseUint(s["UID"], 10, 32)
	return err == nil && s["STATE"] == "active" && (s["CLASS"] == "user" || s["CLASS"] == "user-early")
}

// variables reads NAME=value lines.
func variables(data []byte) session {
	set := session{}
	for line := range bytes.Lines(data) {
		if name, value, ok := strings.Cut(strings.TrimSpace(string(line)), "="); ok {
			set[name] = value
		}
	}
	return set
}
