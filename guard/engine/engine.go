// Package engine takes the files that arrived and brings each through the stages: judge, decide, act, record, tell. It
// answers, too, whether a program may open a file and whether a list of copied files may be pasted. It knows the order
// of the stages and nothing of how they work; it holds no document's text and opens no file itself. A file whose stage
// fails is logged and passed over; it never stops the others.
package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/notify"
	"giumat/guard/policy"
	"giumat/guard/redact"
	"giumat/rules"
)

// Store keeps incidents.
type Store interface {
	Add(ctx context.Context, in incident.Incident) (incident.Incident, error)
	Repeat(ctx context.Context, in incident.Incident, within time.Duration) (first incident.Incident, repeated bool, err error)
	HasQuarantine(ctx context.Context, id string) (bool, error)
}

// Notifier tells the user.
type Notifier interface {
	Notify(ctx context.Context, n notify.Notice) error
}

// Engine connects the stages. The fields up to Now are needed.
type Engine struct {
	Judge      *Judge
	Policy     policy.Policy
	Quarantine *act.Quarantine
	Store      Store
	Notifier   Notifier
	Logger     *slog.Logger
	Host       string // the PC's name, as it stands in the incidents
	Workers    int    // files at once
	Now        func() time.Time

	// Whose tells whose file it is where its source did not know; nil means that nobody can tell.
	Whose func(event.File) (user string)

	Asker       Asker  // nil means that nobody can be asked: a warning is told, and the file stays
	Holder      Holder // nil means that no file can be locked where it lies
	LocksAtRest bool   // what is blocked at rest is locked there; otherwise it is taken into quarantine
	// Marked, if set, is told of each marked file in a folder, at every look at it.
	Marked func(path string)
	// Done, if set, is told of each file after its last stage. The demonstration and the tests watch it.
	Done func(event.File, Judged, act.Outcome)

	queue     queue
	working   atomic.Int64   // files in hand
	asked     sync.WaitGroup // questions that wait for an answer, and what is still to be recorded
	originals originals
	brought   brought
}

// changes is how often a file may turn out to have changed between the verdict and the act before it is left to the
// next event, which the change itself will cause.
const changes = 3

// Working is how many files are in hand just now. Those that wait for their writer to let go of them do not count.
func (e *Engine) Working() int { return int(e.working.Load()) }

// Handle brings one file through the stages. It returns act.ErrBusy while another program is still writing a file that
// must be taken away; nothing is recorded then, unless last says that nobody will try again.
func (e *Engine) Handle(ctx context.Context, f event.File, last bool) error {
	if e.Holder != nil && e.Holder.Holding(f.Path) {
		return nil // nobody else can have changed it
	}
	for range changes {
		judged, err := e.Judge.File(ctx, f.Path)
		if err != nil {
			return err
		}
		e.remember(f, judged)
		d := e.decide(f, judged)
		if e.handled(ctx, d) {
			return nil
		}
		outcome, err := e.carry(ctx, d, last)
		if again(outcome) {
			continue
		}
		if busy(outcome) && !last {
			return outcome.Err
		}
		if e.Done != nil {
			e.Done(f, judged, outcome)
		}
		return err
	}
	return nil
}

// decided is a file with all that is known of it before anything is done.
type decided struct {
	event.File
	Judged
	policy.Decision
	row event.Channel // of the policy's table, which tells channels finer
}

// decide asks the policy. A file that somebody brought on his drive is not one that was just copied there.
func (e *Engine) decide(f event.File, judged Judged) decided {
	f.User = e.whose(f)
	row := f.Channel
	if f.Channel == event.Removable && e.brought.has(judged.Key) {
		row = policy.RemovableFound
	}
	return decided{f, judged, e.Policy.At(e.Now()).Decide(judged.Verdict, row), row}
}

func (e *Engine) whose(f event.File) string {
	if f.User != "" || e.Whose == nil {
		return f.User
	}
	return e.Whose(f)
}

// remember keeps in mind what later files are compared with.
func (e *Engine) remember(f event.File, judged Judged) {
	if f.Channel == event.Removable && f.Cause == event.Brought && !e.Policy.Passes(judged.Verdict) {
		e.brought.note(judged.Key)
	}
	if judged.Verdict.Level == rules.None || f.Channel == event.Removable {
		return
	}
	e.originals.note(judged.SHA256, f.Path)
	if e.Marked != nil {
		e.Marked(f.Path)
	}
}

// handled tells whether d was seen to before. A lock does not outlive the guard that set it, so it is set again.
func (e *Engine) handled(ctx context.Context, d decided) bool {
	cache := e.Judge.Cache
	if !cache.Handled(d.Key, d.Path, e.scope(d)) {
		return false
	}
	if e.locks(d) && !cache.Handled(d.Key, d.Path, givenBack) {
		if o := e.lock(ctx, d); o.Err != nil {
			e.Logger.Error("a file was not locked again", slog.Any("error", redact.Error(o.Err)))
		}
	}
	return true
}

// carry acts, records and tells.
func (e *Engine) carry(ctx context.Context, d decided, last bool) (act.Outcome, error) {
	if d.Action == policy.Allow {
		e.Judge.Cache.MarkHandled(d.Key, d.Path, e.scope(d))
		return act.Outcome{Result: act.Allowed}, nil
	}
	outcome, asks, err := e.act(ctx, d)
	if err != nil || again(outcome) || busy(outcome) && !last {
		return outcome, err
	}
	scope := e.scope(d)
	if outcome.Result == act.Failed {
		// It is tried again at every look, and said once.
		scope += " failed"
		if e.Judge.Cache.Handled(d.Key, d.Path, scope) {
			return outcome, nil
		}
	}
	in, repeated, err := e.record(ctx, e.incident(d, outcome))
	if err != nil {
		return outcome, err
	}
	if outcome.Err != nil {
		e.Logger.Error("a file was not stopped", slog.Any("error", outcome.Err))
	}
	e.Judge.Cache.MarkHandled(d.Key, d.Path, scope)
	n := notice(d.File, in, outcome)
	switch {
	case asks && outcome.Result == act.Quarantined:
		e.ask(ctx, n)
	case !repeated:
		e.tell(ctx, n)
	}
	return outcome, nil
}

// act does what was decided. asks says that the file is held for as long as its user makes up his mind.
func (e *Engine) act(ctx context.Context, d decided) (o act.Outcome, asks bool, err error) {
	if e.locks(d) {
		o := e.lock(ctx, d)
		if o.Result != act.Failed || d.row == policy.RemovableFound {
			return o, false, nil
		}
		e.Logger.Warn("a file could not be locked where it lies", slog.Any("error", redact.Error(o.Err)))
	}
	account, err := json.Marshal(e.incident(d, act.Outcome{Result: act.Quarantined}))
	if err != nil {
		return act.Outcome{}, false, fmt.Errorf("account of an incident: %w", err)
	}
	todo := d.Decision
	if asks = e.holds(d); asks {
		todo.Action = policy.Quarantine
	}
	return act.Carry(ctx, e.Quarantine, todo, d.Path, act.Want{
		SHA256: d.SHA256, Channel: d.Channel, Device: d.Drive.Device, Level: d.Verdict.Level.String(), Incident: account,
	}), asks, nil
}

// incident is the account of d with an outcome.
func (e *Engine) incident(d decided, o act.Outcome) incident.Incident {
	in := incident.New(d.File, d.Verdict, d.Decision, o, d.SHA256, incident.Who{User: d.User, Host: e.Host})
	if d.Channel != event.AtRest {
		in.Original = incident.Shorten(e.originals.of(d.SHA256, d.Path))
	}
	return in
}

// sameAttempt is how soon after an incident the same thing again counts as one with it.
const sameAttempt = 10 * time.Minute

// record writes in down. What happened a moment ago in the same way is counted there.
func (e *Engine) record(ctx context.Context, in incident.Incident) (kept incident.Incident, repeated bool, err error) {
	kept, repeated, err = e.Store.Repeat(ctx, in, sameAttempt)
	if err == nil && !repeated {
		kept, err = e.Store.Add(ctx, in)
	}
	if err != nil {
		return incident.Incident{}, false, fmt.Errorf("record an incident: %w", err)
	}
	kept.QuarantineID = in.QuarantineID // of this file, not of the first
	return kept, repeated, nil
}

// again tells whether the file is not, or no longer, what was judged.
func again(o act.Outcome) bool {
	return errors.Is(o.Err, act.ErrChanged) || errors.Is(o.Err, fs.ErrNotExist)
}

func busy(o act.Outcome) bool { return errors.Is(o.Err, act.ErrBusy) }
