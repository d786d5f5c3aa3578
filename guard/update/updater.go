// Package update brings an office's bundles from a file or a share to this PC and puts new programs in place of the old ones.
// It takes a bundle that the office signed, tries it, and gives the folder of bundles its content and the folder of programs
// its guard and tray; a new guard that fails its self-test never replaces the old one, and one that does not say that it came
// up well is taken back. It refuses what the office did not sign, it asks no server but reads a folder, and it never starts
// or stops a service: it says that the guard should start anew.
package update

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"giumat/guard/bundle"
	"giumat/guard/bundle/disk"
	"giumat/guard/redact"
)

// Why nothing was installed, besides the bundle's own reasons.
var (
	ErrSelfTest = errors.New("the self-test of the new guard failed")
	ErrPending  = errors.New("the last update is still on trial")
	ErrBusy     = errors.New("another update is under way")
)

// AwayError means that the folder of updates cannot be read. That is no fault before a while has passed: see Status.
type AwayError struct {
	Since time.Time
	Err   error
}

// Error says it without the folder's name.
func (e *AwayError) Error() string {
	return fmt.Sprintf("the folder of updates has been out of reach since %s: %v", e.Since.Format(time.RFC3339), e.Err)
}

// Unwrap gives the cause.
func (e *AwayError) Unwrap() error { return e.Err }

// Updater updates one guard. All fields but Changed, Disk, Random and Run are to be set.
type Updater struct {
	Store    bundle.Store
	Dir      string // where the updater keeps its record; made when it is needed
	Share    string // the folder that Watch looks at; empty means none
	Programs string // the folder of guard and tray; empty means that programs are never replaced
	Logger   *slog.Logger
	Now      func() time.Time
	Changed  func() // called when programs or the bundle were changed by this updater, or one that was stopped; may be nil

	Disk   disk.Disk
	Random func(most time.Duration) time.Duration                   // nil means by chance
	Run    func(ctx context.Context, program, scratch string) error // tries a new guard; nil means SelfTest

	mark    string // of what was installed when this guard began
	pending bool   // this guard is on trial
}

// Options are an administrator's wishes.
type Options struct {
	DryRun     bool // say what would be done, and do nothing; a new guard is not tried then
	AllowOlder bool // a bundle with a lower number than the one that is here
}

// Result is what was done, or would be.
type Result struct {
	Found    bool // there was something to install
	Serial   int64
	Note     string   // the office's
	Programs []string // the files that are replaced
}

// File installs the bundle at path, also one that was refused before.
func (u *Updater) File(ctx context.Context, path string, o Options) (Result, error) {
	unlock, err := u.lock(ctx)
	if err != nil {
		return Result{}, err
	}
	defer unlock()
	return u.install(ctx, path, o)
}

// Folder installs the newest bundle in dir that this PC can use. That there is none above the one that is here is no error;
// bundles that cannot be used are, when there is no better one.
func (u *Updater) Folder(ctx context.Context, dir string, o Options) (Result, error) {
	unlock, err := u.lock(ctx)
	if err != nil {
		return Result{}, err
	}
	defer unlock()
	return u.newest(ctx, dir, o, nil)
}

// Check does the same with Share, and remembers whether it could be read and which bundles were no good, which it does not
// try again.
func (u *Updater) Check(ctx context.Context) (Result, error) {
	unlock, err := u.lock(ctx)
	if err != nil {
		return Result{}, err
	}
	defer unlock()
	rec := u.readRecord()
	result, err := u.newest(ctx, u.Share, Options{}, rec.refused)
	now := u.Now()
	if away, ok := errors.AsType[*AwayError](err); ok {
		if rec.Seen.IsZero() {
			rec.Seen = now // it never was within reach: the days count from here
			err = errors.Join(err, u.writeRecord(rec))
		}
		away.Since = rec.Seen
		return Result{}, err
	}
	rec = u.readRecord() // installing has written it
	rec.Seen = now
	return result, errors.Join(err, u.writeRecord(rec))
}

// install tries the bundle at path and puts it to use. A crash anywhere leaves what the next Begin takes back, or the new state.
func (u *Updater) install(ctx context.Context, path string, o Options) (Result, error) {
	rec := u.readRecord()
	if rec.Pending != nil {
		return Result{}, ErrPending
	}
	b, err := u.Store.Take(ctx, path)
	if err != nil {
		return Result{}, err
	}
	result, err := u.tried(ctx, b, o, rec)
	if err == nil && !o.DryRun {
		defer u.tellChanged()
		return result, u.replace(b, result, rec)
	}
	return result, errors.Join(err, u.Store.Drop(b), u.removeAside("new"))
}

// tried tries all that is in the bundle. New programs lie beside the old ones after it, unless nothing is to be done.
func (u *Updater) tried(ctx context.Context, b *bundle.Bundle, o Options, rec record) (Result, error) {
	if err := b.Follows(u.Store.Here(), o.AllowOlder); err != nil {
		return Result{}, err
	}
	m := b.Manifest()
	_, err := b.Try(u.Store.Guard)
	if err == nil {
		result := Result{Found: true, Serial: m.Serial, Note: m.Note}
		result.Programs, err = u.newPrograms(m)
		if err == nil && !o.DryRun {
			err = u.stage(ctx, b, result.Programs)
		}
		if err == nil {
			return result, nil
		}
	}
	if reason := reasonOf(err); reason != "" && !o.DryRun {
		rec.refuse(Refusal{Serial: m.Serial, ID: b.Identity().ID, Reason: reason, When: u.Now()})
		err = errors.Join(err, u.writeRecord(rec))
	}
	return Result{}, err
}

// reasonOf tells whether a bundle is no good, and will not be when it is tried again.
func reasonOf(err error) Reason {
	switch {
	case errors.Is(err, ErrSelfTest):
		return SelfTestFailed
	case errors.Is(err, bundle.ErrContent) && !errors.Is(err, bundle.ErrChanged):
		return BadContent
	}
	return ""
}

// replace swaps the programs, and then installs the bundle; the guard's own file comes last of the programs.
func (u *Updater) replace(b *bundle.Bundle, result Result, rec record) error {
	m, id := b.Manifest(), b.Identity().ID
	if len(result.Programs) > 0 {
		p, err := u.plan(m, id, result.Programs)
		if err != nil {
			return errors.Join(err, u.Store.Drop(b), u.removeAside("new"))
		}
		rec.Pending = p
		err = u.writeRecord(rec)
		if err == nil {
			err = u.swap(p)
		}
		if err != nil {
			return errors.Join(err, u.Store.Drop(b), u.takeBack(rec))
		}
	}
	if err := u.Store.Install(b); err != nil {
		return errors.Join(err, u.takeBack(rec))
	}
	rec.Refused = nil
	return u.writeRecord(rec)
}

// lock keeps two updaters of one guard apart: the service and an administrator's command.
func (u *Updater) lock(ctx context.Context) (unlock func() error, err error) {
	if err := os.MkdirAll(u.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make folder of updates: %w", redact.Error(err))
	}
	l := flock.New(filepath.Join(u.Dir, "update.lock"), flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if ok, err := l.TryLockContext(ctx, 100*time.Millisecond); !ok {
		if errors.Is(err, context.DeadlineExceeded) {
			return nil, ErrBusy
		}
		return nil, fmt.Errorf("lock updates: %w", redact.Error(err))
	}
	return l.Unlock, nil
}

func (u *Updater) tellChanged() {
	if u.Changed != nil {
		u.Changed()
	}
}

// chance gives a time below most.
func (u *Updater) chance(most time.Duration) time.Duration {
	if u.Random != nil {
		return u.Random(most)
	}
	return rand.N(most)
}
