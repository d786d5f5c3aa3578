package engine

import (
	"context"
	"log/slog"

	"giumat/guard/event"
	"giumat/guard/notify"
	"giumat/guard/policy"
)

// Asker puts a question to the user. Nobody's answer means stop.
type Asker interface {
	// CanAsk tells whether the user would see a question.
	CanAsk(user string) bool
	// Ask waits for the user's answer. Without goOn he stops, has not answered in time, or could not be asked.
	Ask(ctx context.Context, n notify.Notice) (reason string, goOn bool)
}

// holds tells whether d is to be held while its user makes up his mind: policy warns, the file is on its way out of the
// PC, and there is somebody to ask. The file is taken into quarantine first and given back if he goes on, so that a
// stop, a timeout, a closed window and a kill of the guard all end alike: nothing has left.
func (e *Engine) holds(d decided) bool {
	leaves := d.row == event.Removable || d.row == event.SyncFolder
	return d.Action == policy.Warn && leaves && e.Asker != nil && e.Asker.CanAsk(d.User)
}

// ask puts n to the user, and gives the file back if he goes on. It returns at once.
func (e *Engine) ask(ctx context.Context, n notify.Notice) {
	e.asked.Go(func() {
		n.Asks = true
		reason, goOn := e.Asker.Ask(ctx, n)
		if !goOn {
			return
		}
		if _, err := e.Release(ctx, n.Incident.QuarantineID, "", reason, n.Incident.User); err != nil {
			e.Logger.Error("a held file was not given back", slog.Any("error", err))
			n.Asks, n.Kept = false, true
			e.tell(ctx, n)
		}
	})
}
