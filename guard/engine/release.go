package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"giumat/guard/act"
	"giumat/guard/incident"
	"giumat/guard/policy"
	"giumat/guard/verdicts"
)

// Release gives a held file back, to its old place when to is empty, for the reason that by gives. It is recorded, and
// the file counts as seen to in its place, so that the guard does not take it again. When it returns an error beside a
// path, the file is back and that is not recorded as it should be.
func (e *Engine) Release(ctx context.Context, id, to, reason string, by incident.Who) (act.Restored, error) {
	in, err := e.Account(id)
	if err != nil {
		return act.Restored{}, err
	}
	given, err := e.Quarantine.Restore(ctx, id, to)
	if err != nil {
		return act.Restored{}, err
	}
	now := e.Now()
	scope := Scope(in.Channel, e.Policy.At(now), in.State, in.Level)
	key, err := verdicts.KeyAt(given.Path)
	if err == nil {
		e.Judge.Cache.MarkHandled(key, given.Path, scope)
	}
	in.ID, in.Time, in.Action, in.Outcome, in.Count = "", now, policy.Allow, act.Released, 1
	in.QuarantineID, in.User, in.Host, in.Reason = id, by.User, by.Host, reason
	_, recorded := e.Store.Add(ctx, in)
	return given, errors.Join(err, recorded)
}

// Account gives the incident of a held file, as it was when the file was taken.
func (e *Engine) Account(id string) (incident.Incident, error) {
	entries, err := e.Quarantine.List()
	for _, entry := range entries {
		if entry.ID != id {
			continue
		}
		var in incident.Incident
		if err := json.Unmarshal(entry.Want.Incident, &in); err != nil {
			return incident.Incident{}, fmt.Errorf("account of quarantine entry %s: %w", id, err)
		}
		return in, nil
	}
	return incident.Incident{}, errors.Join(act.ErrNoEntry, err)
}
