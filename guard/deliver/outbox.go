package deliver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"giumat/guard/deliver/internal/disk"
	"giumat/guard/deliver/sign"
	"giumat/guard/redact"
	"giumat/guard/texts"
)

// ErrAlreadyPut means that this report was put before, and is on its way or delivered.
var ErrAlreadyPut = errors.New("this report was put into the outbox before")

// Options is what an outbox needs.
type Options struct {
	Dir      string // the outbox's own folder; made if need be
	Key      *sign.Key
	Settings Settings // checked
	Texts    *texts.Catalog
	Now      func() time.Time // time.Now when nil
	Jitter   func() float64   // from 0 to 1; math/rand when nil
	Logger   *slog.Logger     // no log when nil
}

// Outbox is a folder of parcels. NAME.parcel is a signed parcel, written once; NAME.state says how far it has come, and
// stays after the parcel is delivered and gone, so that the same report is never put again. Several processes may use
// one folder.
type Outbox struct {
	cfg          Options
	destinations []destination
	disk         disk.Disk
	wake         chan struct{} // has room for one

	mu      sync.Mutex
	unsaved map[string]record // by name: what happened and could not be written down, as the disk was full
}

// destination is a place that parcels go to.
type destination interface {
	// name is the same as long as the place is.
	name() string
	// send returns when the place has the parcel. It calls commit ahead of the step that cannot be undone, and goes no
	// further if that fails. Its error is errRefused when trying again would not help, errUnanswered when nobody knows.
	send(ctx context.Context, p sealed, repeat bool, commit func() error) error
}

// Open opens the outbox in the folder cfg.Dir.
func Open(cfg Options) (*Outbox, error) {
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("open outbox: %w", redact.Error(err))
	}
	if err := os.Chmod(cfg.Dir, 0o700); err != nil { // it may have been there, with other rights
		return nil, fmt.Errorf("open outbox: %w", redact.Error(err))
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Jitter == nil {
		cfg.Jitter = rand.Float64
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	destinations, err := cfg.Settings.destinations(cfg.Key, cfg.Texts)
	if err != nil {
		return nil, fmt.Errorf("open outbox: %w", err)
	}
	return &Outbox{
		cfg: cfg, destinations: destinations,
		wake: make(chan struct{}, 1), unsaved: map[string]record{},
	}, nil
}

// Put signs a parcel and keeps it. When it returns nil the parcel is safe on the disk and will be sent; after
// ErrAlreadyPut nothing has changed.
func (o *Outbox) Put(ctx context.Context, p Parcel) error {
	s, err := seal(p, o.cfg.Key, o.cfg.Now())
	if err != nil {
		return fmt.Errorf("put report: %w", err)
	}
	data, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("put report: %w", err)
	}
	unlock, err := o.lock(ctx, "put.lock")
	if err != nil {
		return err
	}
	defer unlock()
	name := p.ID.String()
	for _, path := range []string{o.parcelPath(name), o.statePath(name)} {
		_, err := os.Lstat(path)
		if err == nil {
			return fmt.Errorf("put report %s: %w", name, ErrAlreadyPut)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("put report: %w", redact.Error(err))
		}
	}
	if err := o.disk.Write(o.parcelPath(name), data); err != nil {
		return fmt.Errorf("put report: %w", err)
	}
	select {
	case o.wake <- struct{}{}:
	default: // awake already
	}
	return nil
}

const (
	parcelSuffix = ".parcel"
	stateSuffix  = ".state"
)

func (o *Outbox) parcelPath(name string) string { return filepath.Join(o.cfg.Dir, name+parcelSuffix) }

func (o *Outbox) statePath(name string) string { return filepath.Join(o.cfg.Dir, name+stateSuffix) }

// names gives the names that have a file with this suffix, the oldest report first.
func (o *Outbox) names(suffix string) ([]string, error) {
	entries, err := os.ReadDir(o.cfg.Dir)
	if err != nil {
		return nil, redact.Error(err)
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), suffix); ok {
			names = append(names, name)
		}
	}
	return names, nil
}

// parcel reads a parcel back. A damaged one is an error, and stays for a person to look at.
func (o *Outbox) parcel(name string) (sealed, error) {
	data, err := os.ReadFile(o.parcelPath(name))
	if err != nil {
		return sealed{}, redact.Error(err)
	}
	var s sealed
	if err := json.Unmarshal(data, &s); err != nil {
		return sealed{}, fmt.Errorf("the parcel is damaged: %w", err)
	}
	if s.Schema != parcelSchema || s.ID.String() != name {
		return sealed{}, errors.New("the parcel is damaged, or of another program")
	}
	return s, nil
}

// lock waits until no other process, and no other call in this one, holds the lock of this name. The system frees it
// when a process dies.
func (o *Outbox) lock(ctx context.Context, name string) (unlock func(), err error) {
	l := flock.New(filepath.Join(o.cfg.Dir, name), flock.SetPermissions(0o600))
	const retry = 20 * time.Millisecond
	if _, err := l.TryLockContext(ctx, retry); err != nil {
		return nil, fmt.Errorf("lock outbox: %w", redact.Error(err))
	}
	return func() { l.Unlock() }, nil
}
