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

// Release gives a held file back, to its old place when to is empty, for the reason that the user gives; one that is locked
// where it lies is unlocked. It is recorded, and the file counts as seen to in its place, so that the guard does not
// take it again and programs may open it. When Release returns an error beside a path, the file is back and that is not
// recorded as it should be.
func (e *Engine) Release(ctx context.Context, id, to, reason, user string) (act.Restored, error) {
	in, err := e.Account(id)
	if err != nil {
		return act.Restored{}, err
	}
	given, err := e.giveBack(ctx, id, to)
	if err != nil {
		return act.Restored{}, err
	}
	now := e.Now()
	key, err := verdicts.KeyAt(given.Path)
	if err == nil {
		e.Judge.Cache.MarkHandled(key, given.Path, Scope(in.Channel, e.Policy.At(now), in.State, in.Level))
		e.Judge.Cache.MarkHandled(key, given.Path, givenBack)
	}
	in.ID, in.Time, in.Action, in.Outcome, in.Count = "", now, policy.Allow, act.Released, 1
	in.QuarantineID, in.User, in.Host, in.Reason = id, user, e.Host, reason
	_, recorded := e.Store.Add(ctx, in)
	return given, errors.Join(err, recorded)
}

// giveBack unlocks the file, or takes it out of quarantine.
func (e *Engine) giveBack(ctx context.Context, id, to string) (act.Restored, error) {
	if e.Holder != nil && to == "" {
		if h, err := e.Holder.Release(id); err == nil {
			return act.Restored{Path: h.Path}, nil
		}
	}
	return e.Quarantine.Restore(ctx, id, to)
}

// Account gives the incident of a held file, as it was when the file was taken or locked.
func (e *Engine) Account(id string) (incident.Incident, error) {
	account, err := e.account(id)
	if account == nil {
		return incident.Incident{}, errors.Join(act.ErrNoEntry, err)
	}
	var in incident.Incident
	if err := json.Unmarshal(account, &in); err != nil {
		return incident.Incident{}, fmt.Errorf("account of the held file %s: %w", id, err)
	}
	return in, nil
}

// account is nil when no file of that id is held.
func (e *Engine) account(id string) (json.RawMessage, error) {
	if e.Holder != nil {
		for _, h := range e.Holder.List() {
			if h.ID == id {
				return h.Account, nil
			}
		}
	}
	entries, err := e.Quarantine.List()
	for _, entry := range entries {
		if entry.ID == id {
			return entry.Want.Incident, nil
		}
	}
	return nil, err
}
