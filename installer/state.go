package installer

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"

	"giumat/guard/bundle"
)

// Check is how it stands with one part of the installation.
type Check struct {
	Part   string // names the part: install_part_PART of the catalogue
	Good   bool
	Remark string   // a key of the catalogue: what is wrong and what to do; may be empty where it is good
	Pairs  []string // what stands in it
}

// State tells how it stands with each part. It changes nothing; where rights are missing to see, it says so.
func State(s System, o Options) ([]Check, error) {
	service, err := s.checkService()
	if err != nil {
		return nil, err
	}
	tray, err := s.checkTray()
	if err != nil {
		return nil, err
	}
	return []Check{service, tray, s.checkPrograms(), s.checkFolders(), s.checkSettings(o), s.checkKey(), s.checkCache()}, nil
}

func bad(part, remark string, pairs ...string) Check {
	return Check{Part: part, Remark: remark, Pairs: pairs}
}

func (s System) checkService() (Check, error) {
	state, err := s.Service.State(s.Program("guard"))
	switch {
	case err != nil:
		return Check{}, err
	case !state.Manager:
		return bad("service", "install_no_manager"), nil
	case !state.Registered:
		return bad("service", "install_bad_missing"), nil
	case !state.AsWanted:
		return bad("service", "install_bad_otherwise"), nil
	case !state.Running:
		return bad("service", "install_bad_stopped"), nil
	}
	return Check{Part: "service", Good: true}, nil
}

func (s System) checkTray() (Check, error) {
	set, err := s.Tray.Set(s.Program("tray"))
	if err != nil {
		return Check{}, err
	}
	if !set {
		return bad("tray", "install_bad_missing"), nil
	}
	return Check{Part: "tray", Good: true}, nil
}

func (s System) checkPrograms() Check {
	for _, name := range programNames {
		if _, err := os.Stat(s.Program(name)); err != nil {
			return bad("programs", "install_bad_file", "file", s.Program(name))
		}
	}
	return Check{Part: "programs", Good: true}
}

func (s System) checkFolders() Check {
	for _, f := range s.folders(false) {
		standing, err := s.Folders.Look(f.path, f.access)
		switch {
		case errors.Is(err, fs.ErrPermission):
			return bad("folders", "install_bad_unseen", "file", f.path)
		case err != nil || standing != Right:
			return bad("folders", "install_bad_rights", "file", f.path)
		}
	}
	return Check{Part: "folders", Good: true}
}

func (s System) checkSettings(o Options) Check {
	data, err := os.ReadFile(s.Places.Settings)
	if errors.Is(err, fs.ErrNotExist) {
		return bad("settings", "install_bad_file", "file", s.Places.Settings)
	}
	if err == nil {
		err = o.CheckSettings(data)
	}
	if err != nil {
		return bad("settings", "install_bad_settings", "error", err.Error())
	}
	return Check{Part: "settings", Good: true}
}

func (s System) checkKey() Check {
	data, err := os.ReadFile(s.Places.OfficeKey)
	if errors.Is(err, fs.ErrNotExist) {
		return Check{Part: "key", Good: true, Remark: "install_no_key"}
	}
	if err == nil {
		_, err = bundle.ParsePublicKey(data)
	}
	if err != nil {
		return bad("key", "install_bad_key", "error", err.Error())
	}
	return Check{Part: "key", Good: true}
}

func (s System) checkCache() Check {
	standing, err := lookAtCache(s.Places.Cache)
	switch {
	case err != nil || standing == Loose:
		return bad("cache", "install_bad_rights", "file", filepath.Clean(s.Places.Cache))
	case standing == Absent:
		return bad("cache", "install_bad_cache", "file", filepath.Clean(s.Places.Cache))
	}
	return Check{Part: "cache", Good: true}
}

// Table writes the checks, one a line, in the words of a catalogue.
func Table(w io.Writer, checks []Check, say func(key string, pairs ...string) string) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, say("install_head_part")+"\t"+say("install_head_state")+"\t"+say("install_head_remark"))
	for _, c := range checks {
		state := say("install_state_bad")
		if c.Good {
			state = say("install_state_good")
		}
		remark := ""
		if c.Remark != "" {
			remark = say(c.Remark, c.Pairs...)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", say("install_part_"+c.Part), state, remark)
	}
	return t.Flush()
}
