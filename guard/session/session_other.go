//go:build !windows

package session

import "errors"

// List finds no sessions: the session itself restarts its tray here.
func List() ([]Session, error) { return nil, nil }

// Start always fails: there are no sessions to start the tray in.
func (Starter) Start(Session) error { return errors.ErrUnsupported }
