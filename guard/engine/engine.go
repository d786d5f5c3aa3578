// Package engine takes the files that arrived and brings each through the stages: judge, decide, act, record, tell.
// It knows the order of the stages and nothing of how they work; it holds no document's text and opens no file itself.
// A file whose stage fails is logged and passed over; it never stops the others.
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
)

// Store keeps incidents.
type Store interface {
	Add(ctx context.Context, in incident.Incident) (incident.Incident, error)
	HasQuarantine(ctx context.Context, id string) (bool, error)
}

// Notifier tells the user.
type Notifier interface {
	Notify(ctx context.Context, n notify.Notice) error
}

// Engine connects the stages. All fields but Asker and Done are needed.
type Engine struct {
	Judge      *Judge
	Policy     policy.Policy
	Quarantine *act.Quarantine
	Store      Store
	Notifier   Notifier
	Asker      Asker // nil means that nobody can be asked: a warning is told, and the file stays
	Logger     *slog.Logger
	Who        incident.Who // as it stands in the incidents
	Workers    int          // files at once
	Now        func() time.Time

	working atomic.Int64   // files that workers have in hand
	asked   sync.WaitGroup // questions that wait for an answer

	// Done, if set, is told of each file after its last stage. The demonstration and the tests watch it.
	Done func(event.File, Judged, act.Outcome)
}

// changes is how often a file may turn out to have changed between the verdict and the act before it is left to the
// next event, which the change itself will cause.
const changes = 3

// Working is how many files are in hand just now. Those that wait for their writer to let go of them do not count.
func (e *Engine) Working() int { return int(e.working.Load()) }

// Handle brings one file through the stages. It returns act.ErrBusy while another program is still writing a file that
// must be taken away; nothing is recorded then, unless last says that nobody will try again.
func (e *Engine) Handle(ctx context.Context, f event.File, last bool) error {
	for range changes {
		judged, err := e.Judge.File(ctx, f.Path)
		if err != nil {
			return err
		}
		if e.Judge.Cache.Handled(judged.Key, f.Path, e.scope(f, judged)) {
			return nil
		}
		outcome, err := e.carry(ctx, f, judged, last)
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

// carry decides, acts, records and tells.
func (e *Engine) carry(ctx context.Context, f event.File, judged Judged, last bool) (act.Outcome, error) {
	decision := e.Policy.At(e.Now()).Decide(judged.Verdict, f.Channel)
	if decision.Action == policy.Allow {
		e.Judge.Cache.MarkHandled(judged.Key, f.Path, e.scope(f, judged))
		return act.Outcome{Result: act.Allowed}, nil
	}
	account, err := json.Marshal(incident.New(f, judged.Verdict, decision, act.Outcome{Result: act.Quarantined}, judged.SHA256, e.Who))
	if err != nil {
		return act.Outcome{}, fmt.Errorf("account of an incident: %w", err)
	}
	todo, asks := decision, e.holds(f, decision)
	if asks {
		todo.Action = policy.Quarantine
	}
	outcome := act.Carry(ctx, e.Quarantine, todo, f.Path, act.Want{
		SHA256: judged.SHA256, Channel: f.Channel, Device: f.Drive.Device, Level: judged.Verdict.Level.String(), Incident: account,
	})
	if again(outcome) || busy(outcome) && !last {
		return outcome, nil
	}
	scope := e.scope(f, judged)
	if outcome.Result == act.Failed {
		// It is tried again at every look, and said once.
		scope += " failed"
		if e.Judge.Cache.Handled(judged.Key, f.Path, scope) {
			return outcome, nil
		}
	}
	in, err := e.Store.Add(ctx, incident.New(f, judged.Verdict, decision, outcome, judged.SHA256, e.Who))
	if err != nil {
		return outcome, fmt.Errorf("record an incident: %w", err)
	}
	if outcome.Err != nil {
		e.Logger.Error("a file was not quarantined", slog.Any("error", outcome.Err))
	}
	e.Judge.Cache.MarkHandled(judged.Key, f.Path, scope)
	n := notice(f, in, outcome)
	if asks && outcome.Result == act.Quarantined {
		e.ask(ctx, n)
		return outcome, nil
	}
	e.tell(ctx, n)
	return outcome, nil
}

// again tells whether the file is not, or no longer, what was judged.
func again(o act.Outcome) bool {
	return errors.Is(o.Err, act.ErrChanged) || errors.Is(o.Err, fs.ErrNotExist)
}

func busy(o act.Outcome) bool { return errors.Is(o.Err, act.ErrBusy) }
