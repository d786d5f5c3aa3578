package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/notify"
	"giumat/guard/policy"
	"giumat/guard/redact"
	"giumat/rules"
)

// tell shows the user what concerns him. Telling is best effort: the record stands already.
func (e *Engine) tell(ctx context.Context, n notify.Notice) {
	if n.Incident.Outcome == act.Recorded {
		return
	}
	if err := e.Notifier.Notify(ctx, n); err != nil {
		e.Logger.Warn("the user was not told", slog.Any("error", err))
	}
}

func notice(f event.File, in incident.Incident, o act.Outcome) notify.Notice {
	return notify.Notice{
		Incident: in, Why: o.Reason,
		FileName: redact.Name(filepath.Base(f.Path)), Folder: redact.Name(filepath.Dir(f.Path)),
	}
}

func (e *Engine) scope(d decided) string {
	return Scope(d.row, e.Policy.At(e.Now()), d.Verdict.State, d.Verdict.Level)
}

// Scope is for what a file counts as handled, in the cache's notes: met on another channel, under another policy or
// judged otherwise, it is handled again.
func Scope(ch event.Channel, p policy.Policy, state rules.State, level rules.Level) string {
	return strings.Join([]string{string(ch), p.Version(), string(state), level.String()}, " ")
}

// Recover finishes what a kill or a power cut left half done: files on their way into quarantine, and incidents of
// files that are in quarantine but not in the record. It returns how many files it had to see to.
func (e *Engine) Recover(ctx context.Context) (int, error) {
	// What cannot be finished (its drive is not there, an entry is damaged) is said and left for the next start or for a
	// person to look at. It hides no other, and it must not keep the guard from guarding.
	finished, err := e.Quarantine.Recover(ctx)
	if err != nil {
		e.Logger.Error("quarantine was not recovered as a whole", slog.Any("error", err))
	}
	held, err := e.Quarantine.List()
	if err != nil {
		e.Logger.Error("a quarantine entry cannot be read", slog.Any("error", err))
	}
	for _, entry := range held {
		known, err := e.Store.HasQuarantine(ctx, entry.ID)
		if err != nil {
			return len(finished), err
		}
		if known {
			continue
		}
		var in incident.Incident
		if err := json.Unmarshal(entry.Want.Incident, &in); err != nil {
			e.Logger.Error("a quarantine entry has no account of its incident", slog.String("id", entry.ID))
			continue
		}
		in.QuarantineID = entry.ID
		if _, err := e.Store.Add(ctx, in); err != nil {
			return len(finished), fmt.Errorf("record a recovered incident: %w", err)
		}
	}
	return len(finished), nil
}
