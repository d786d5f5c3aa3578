package installer

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
)

// unit is what systemd calls the guard's service.
const unit = "giumat.service"

// systemd is the service manager of most Linux systems.
type systemd struct {
	file    string // of the unit
	booted  bool   // it runs this system
	control func(args ...string) error
}

func (s systemd) State(string) (ServiceState, error) {
	state := ServiceState{Manager: s.booted}
	_, err := os.Stat(s.file)
	if errors.Is(err, fs.ErrNotExist) {
		return state, nil
	}
	if err != nil {
		return state, err
	}
	state.Registered = true
	if state.AsWanted, err = written(s.file, unit); err != nil || !s.booted {
		return state, err
	}
	state.AsWanted = state.AsWanted && s.control("is-enabled", "--quiet", unit) == nil
	state.Running = s.control("is-active", "--quiet", unit) == nil
	return state, nil
}

func (s systemd) Put(string) error {
	if err := write(s.file, unit); err != nil {
		return err
	}
	if !s.booted {
		return nil
	}
	if err := s.control("daemon-reload"); err != nil {
		return err
	}
	return s.control("enable", "--quiet", unit)
}

func (s systemd) Start() error { return s.control("start", unit) }

func (s systemd) Stop() error {
	if !s.booted {
		return nil
	}
	return s.control("stop", unit)
}

func (s systemd) Remove() error {
	err := s.control("disable", "--quiet", unit)
	if err != nil && !s.booted || errors.Is(err, exec.ErrNotFound) {
		err = nil // there is nobody to know of it
	}
	if err = errors.Join(err, os.Remove(s.file)); err != nil || !s.booted {
		return err
	}
	return s.control("daemon-reload")
}

func (systemd) CompletesPackages() bool { return false }

// autostart starts the tray by files, each with the name of its description.
type autostart map[string]string

func (a autostart) Set(string) (bool, error) {
	for path, name := range a {
		if same, err := written(path, name); !same || err != nil {
			return false, err
		}
	}
	return true, nil
}

func (a autostart) There() (bool, error) {
	for path := range a {
		if _, err := os.Lstat(path); err == nil {
			return true, nil
		}
	}
	return false, nil
}

func (a autostart) Put(string) error {
	for path, name := range a {
		if err := write(path, name); err != nil {
			return err
		}
	}
	return nil
}

func (a autostart) Remove() error {
	for path := range a {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
