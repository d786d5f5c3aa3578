package deliver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// longestSleep bounds how long Run sleeps: another process may have put a parcel, and a PC that was suspended wakes
// with its timers late.
const longestSleep = 5 * time.Minute

// Run sends parcels as they come and as their time comes, until ctx ends. Failures are logged and kept with the parcel.
func (o *Outbox) Run(ctx context.Context) error {
	for {
		next, err := o.Flush(ctx, o.cfg.Now())
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			o.cfg.Logger.Warn("deliver reports", slog.Any("error", err))
		}
		sleep := longestSleep
		if !next.IsZero() {
			sleep = min(sleep, max(next.Sub(o.cfg.Now()), time.Second))
		}
		timer := time.NewTimer(sleep)
		select {
		case <-ctx.Done():
		case <-o.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Flush tries every delivery that is due at now, once, and tells when the next will be; zero when none is waiting. The
// error tells of each try that failed; all of them are kept.
func (o *Outbox) Flush(ctx context.Context, now time.Time) (next time.Time, err error) {
	unlock, err := o.lock(ctx, "send.lock")
	if err != nil {
		return time.Time{}, err
	}
	defer unlock()
	names, err := o.names(parcelSuffix)
	if err != nil {
		return time.Time{}, fmt.Errorf("read outbox: %w", err)
	}
	var errs []error
	for _, name := range names {
		r, err := o.forward(ctx, name, now)
		if err != nil {
			errs = append(errs, fmt.Errorf("report %s: %w", name, err))
		}
		for _, to := range o.destinations {
			d := r.Deliveries[to.name()]
			if d.State == Pending && (next.IsZero() || d.Next.Before(next)) {
				next = d.Next
			}
		}
	}
	return next, errors.Join(errs...)
}

// forward tries one parcel's deliveries that are due, and takes the parcel away when all is done. A parcel that is done
// and still there is of a guard that was stopped, or could not write that down; so it is written down again.
func (o *Outbox) forward(ctx context.Context, name string, now time.Time) (record, error) {
	r, err := o.record(name)
	if err != nil {
		return record{}, err
	}
	if r.Done.IsZero() {
		err := o.tryAll(ctx, name, r, now)
		if !o.arrived(r) {
			return r, err
		}
		r.Done = now
	}
	if err := o.save(name, r); err != nil {
		return r, err
	}
	return r, o.disk.Remove(o.parcelPath(name))
}

func (o *Outbox) tryAll(ctx context.Context, name string, r record, now time.Time) error {
	var errs []error
	for _, d := range o.destinations {
		if ctx.Err() == nil {
			errs = append(errs, o.try(ctx, d, name, r, now))
		}
	}
	return errors.Join(errs...)
}

// arrived tells whether every destination that is in the settings now has the parcel. One that has been taken out of
// them is not waited for; one that is new gets it while any other is open.
func (o *Outbox) arrived(r record) bool {
	without := func(d destination) bool { return r.Deliveries[d.name()].State != Delivered }
	return len(o.destinations) > 0 && !slices.ContainsFunc(o.destinations, without)
}

// try sends a parcel to one destination if that is due, and writes down how it went.
func (o *Outbox) try(ctx context.Context, d destination, name string, r record, now time.Time) error {
	is, known := r.Deliveries[d.name()]
	if !known {
		is.State = Pending
	}
	if is.State == Sending { // by a guard that was stopped: it may have arrived
		is.note(errUnanswered, now, o.cfg.Jitter())
		r.Deliveries[d.name()] = is
		return o.save(name, r)
	}
	if !is.due(now) {
		return nil
	}
	p, err := o.parcel(name)
	if err != nil {
		return err
	}
	sendErr := d.send(ctx, p, is.Repeat, func() error {
		sending := is
		sending.State = Sending
		r.Deliveries[d.name()] = sending
		return o.save(name, r)
	})
	if sendErr != nil && ctx.Err() != nil && !errors.Is(sendErr, errUnanswered) {
		r.Deliveries[d.name()] = is // the guard is being stopped: not a try
		return o.save(name, r)
	}
	is.note(sendErr, now, o.cfg.Jitter())
	r.Deliveries[d.name()] = is
	if sendErr != nil {
		sendErr = fmt.Errorf("to %q: %w", d.name(), sendErr)
	}
	return errors.Join(sendErr, o.save(name, r))
}

// ErrNotHeld means that there is no such delivery that waits for a person.
var ErrNotHeld = errors.New("no such refused or uncertain delivery")

// Settle is a person's word on a delivery that was refused, or of which nobody here knows whether it arrived: that it
// has arrived, or that it is to be tried again.
func (o *Outbox) Settle(ctx context.Context, id, to string, arrived bool) error {
	unlock, err := o.lock(ctx, "send.lock")
	if err != nil {
		return err
	}
	defer unlock()
	names, err := o.names(parcelSuffix)
	if err != nil {
		return fmt.Errorf("read outbox: %w", err)
	}
	if !slices.Contains(names, id) {
		return fmt.Errorf("report %q: %w", id, ErrNotHeld)
	}
	r, err := o.record(id)
	if err != nil {
		return fmt.Errorf("report %s: %w", id, err)
	}
	d := r.Deliveries[to]
	if d.State != Refused && d.State != Uncertain {
		return fmt.Errorf("report %s to %q: %w", id, to, ErrNotHeld)
	}
	d.State, d.Tries, d.Last = Pending, 0, o.cfg.Now()
	if arrived {
		d.State = Delivered
	}
	r.Deliveries[to] = d
	return o.save(id, r)
}
