package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"runtime"
	"sync"

	"giumat/detectors"
	"giumat/guard/config"
	"giumat/guard/engine"
	"giumat/guard/hold"
	"giumat/guard/link"
	"giumat/guard/onaccess"
	"giumat/guard/redact"
	"giumat/guard/watch"
)

// prevention stops a copy before it is made, as far as this system and the guard's rights allow: it keeps programs from
// opening marked files, locks files where they lie, and takes lists of marked files off the clipboard. It is the
// watcher's Gate.
type prevention struct {
	gate   *onaccess.Gate // nil: programs are not asked about
	holds  *hold.Holds
	engine *engine.Engine
	logger *slog.Logger
	copies *copies

	mu     sync.Mutex
	status preventionStatus
	failed map[string]struct{} // folders and drives that could not be entered, until they are left
}

// preventionStatus is what becomes of a copy on this PC, for guard status. The words are keys of sentences.
type preventionStatus struct {
	OnAccess  string `json:"on_access"` // access_on, access_no_rights, access_not_here
	Failed    int    `json:"failed"`    // folders and drives where programs are not asked about all the same
	Late      int64  `json:"late"`      // openings that could not be judged in time
	Clipboard string `json:"clipboard"` // clipboard_on, clipboard_no_screen, clipboard_wayland, clipboard_not_here, clipboard_fails
}

// openPrevention makes all that is possible here, and connects it with the engine.
func (p *program) openPrevention(e *engine.Engine, cfg config.Config) (*prevention, error) {
	own, err := link.OwnUser()
	if err != nil {
		return nil, fmt.Errorf("find out who runs the guard: %w", err)
	}
	v := &prevention{engine: e, logger: p.logger, copies: &copies{own: own.ID}, failed: map[string]struct{}{}}
	programs, err := onaccess.DefaultPrograms()
	if err != nil {
		return nil, err
	}
	gate, err := onaccess.New(onaccess.Config{
		Answerer: e, HeadBytes: detectors.HeadBytes, Written: e.Meet, Programs: programs, Exempt: cfg.Exempt, Logger: p.logger,
	})
	locker := hold.SystemLocker()
	switch {
	case err == nil:
		v.gate, v.status.OnAccess, locker = gate, "access_on", gate
		e.Marked = v.marked
	case errors.Is(err, fs.ErrPermission):
		v.status.OnAccess = "access_no_rights"
	case errors.Is(err, errors.ErrUnsupported):
		v.status.OnAccess = "access_not_here"
	default:
		return nil, err
	}
	v.holds = hold.New(locker)
	// Elsewhere quarantine is the stronger of the two: it outlives the guard.
	e.Holder, e.LocksAtRest = v.holds, runtime.GOOS == "windows"
	return v, nil
}

// Enter begins to ask about what is opened below a folder or on a drive.
func (v *prevention) Enter(r watch.Root) {
	if v.gate == nil {
		return
	}
	if err := v.gate.Enter(onaccess.Area(r)); err != nil {
		v.logger.Warn("programs are not asked about in a folder", slog.String("channel", string(r.Channel)), slog.Any("error", redact.Error(err)))
		v.mu.Lock()
		v.failed[r.Path] = struct{}{}
		v.mu.Unlock()
	}
}

// Folder begins to ask about what is opened in one folder more.
func (v *prevention) Folder(root, dir string) {
	if v.gate != nil {
		v.gate.Folder(root, dir)
	}
}

// Leave ends what Enter began.
func (v *prevention) Leave(path string) {
	v.holds.LetGo(path)
	v.mu.Lock()
	delete(v.failed, path)
	v.mu.Unlock()
	if v.gate != nil {
		v.gate.Leave(path)
	}
}

// leaving lets go of a drive that asks to be taken out.
func (v *prevention) leaving(mount string) { v.holds.LetGo(mount) }

// marked goes on asking about a marked file when it gets another name.
func (v *prevention) marked(path string) {
	if err := v.gate.Follow(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		v.logger.Warn("a marked file is not followed", slog.Any("error", redact.Error(err)))
	}
}

func (v *prevention) now() preventionStatus {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.status
	s.Failed, s.Clipboard = len(v.failed), v.copies.status()
	if v.gate != nil {
		s.Late = v.gate.Status().Late
	}
	return s
}

// close lets every program go on and unlocks everything.
func (v *prevention) close() error {
	v.holds.Close()
	if v.gate == nil {
		return nil
	}
	return v.gate.Close()
}
