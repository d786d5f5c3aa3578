package update

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

// maxStarts is how often a new guard may start without saying that it came up well.
const maxStarts = 3

// Start is what a guard learns when it begins.
type Start struct {
	Pending    int64 // the number of the bundle whose programs are on trial, or 0: Confirm is waited for
	RolledBack int64 // the number of a bundle whose programs were just taken back, or 0
	Restart    bool  // this is the guard that was taken back: it should end, so that the old one is started
}

// Begin is to be called by every guard before it reads its bundle. It counts the starts of a guard that is on trial, takes it
// back when there were too many, and finishes what a crash has interrupted. After an error the guard should go on: it guards
// with what is there.
func (u *Updater) Begin(ctx context.Context) (Start, error) {
	u.mark = u.Store.Mark() // also where nothing can be locked: Watch would call for a new start without end
	unlock, err := u.lock(ctx)
	if err != nil {
		return Start{}, err
	}
	defer unlock()
	defer func() { u.mark = u.Store.Mark() }()
	rec := u.readRecord()
	if rec.Pending == nil {
		return Start{}, errors.Join(u.removeAside("new"), u.removeAside("bad"))
	}
	where, err := u.where(rec.Pending)
	switch {
	case err != nil:
		return Start{}, fmt.Errorf("look at the update on trial: %w", err)
	case where == foreign:
		u.Logger.Warn("the programs were replaced from elsewhere; the update is forgotten", slog.Int64("serial", rec.Pending.Serial))
		rec.Pending = nil
		return Start{}, u.writeRecord(rec)
	}
	defer u.tellChanged()
	switch {
	case rec.Pending.Back || where == arrived && rec.Pending.Starts >= maxStarts:
		return u.rollBack(rec)
	case where == halfway:
		return Start{}, u.takeBack(rec)
	}
	rec.Pending.Starts++
	u.pending = true
	return Start{Pending: rec.Pending.Serial}, u.writeRecord(rec)
}

// Confirm says that this guard has come up well: its programs stay.
func (u *Updater) Confirm(ctx context.Context) error {
	unlock, err := u.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	rec := u.readRecord()
	if rec.Pending == nil || rec.Pending.Back {
		return nil
	}
	rec.Pending = nil
	return u.writeRecord(rec)
}

// rollBack puts the old programs and the old bundle back. It may be stopped anywhere, and is then done again from the start.
func (u *Updater) rollBack(rec record) (Start, error) {
	p := rec.Pending
	p.Back = true
	if err := u.writeRecord(rec); err != nil {
		return Start{}, err
	}
	restart, err := u.restore(p)
	if err != nil {
		return Start{}, fmt.Errorf("take update %d back: %w", p.Serial, err)
	}
	rec.Pending = nil
	rec.refuse(Refusal{Serial: p.Serial, ID: p.ID, Reason: RolledBack, When: u.Now()})
	return Start{RolledBack: p.Serial, Restart: restart}, u.writeRecord(rec)
}

// place says how far a swap has come.
type place int

const (
	halfway place = iota // not all programs are the new ones
	arrived
	foreign // one is neither the old nor the new one: an installer or a person was here
)

func (u *Updater) where(p *pending) (place, error) {
	if p.Dir != u.Programs {
		return foreign, nil
	}
	all := arrived
	for _, s := range p.Swaps {
		now, err := sumOf(u.file(s.File))
		switch {
		case err != nil:
			return 0, err
		case now == s.New:
		case now == s.Old || now == "":
			all = halfway
		default:
			return foreign, nil
		}
	}
	return all, nil
}
