package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/hold"
	"giumat/guard/policy"
)

// Holder locks files where they lie: no other program can open them until they are released.
type Holder interface {
	Hold(ctx context.Context, h hold.Held) error
	Holding(path string) bool
	Release(id string) (hold.Held, error)
	List() []hold.Held
}

// givenBack is for what a file counts as handled that a person was given back: programs may open it.
const givenBack = "given back"

// locks tells whether d is to be locked where it lies.
func (e *Engine) locks(d decided) bool {
	return d.Action == policy.Block && (d.row == policy.RemovableFound || d.row == event.AtRest && e.LocksAtRest)
}

// lock locks the file. One on somebody's own drive is not taken away when it cannot be locked; he is warned.
func (e *Engine) lock(ctx context.Context, d decided) act.Outcome {
	account, err := json.Marshal(e.incident(d, act.Outcome{Result: act.Blocked}))
	switch {
	case err != nil:
		err = fmt.Errorf("account of an incident: %w", err)
	case e.Holder == nil:
		err = errors.ErrUnsupported
	default:
		err = e.Holder.Hold(ctx, hold.Held{
			ID: act.NewID(e.Now()), Path: d.Path, Level: d.Verdict.Level.String(), Channel: d.Channel, SHA256: d.SHA256, Since: e.Now(), Account: account,
		})
	}
	switch {
	case err == nil:
		return act.Outcome{Result: act.Blocked}
	case errors.Is(err, errors.ErrUnsupported) && d.row == policy.RemovableFound:
		return act.Outcome{Result: act.Warned}
	}
	for theirs, ours := range map[error]error{hold.ErrBusy: act.ErrBusy, hold.ErrChanged: act.ErrChanged, hold.ErrNotFile: act.ErrNotFile} {
		if errors.Is(err, theirs) {
			err = ours
		}
	}
	return act.Failure(err)
}
