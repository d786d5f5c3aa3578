package protection

import (
	"context"
	"time"
)

// Start is Started for who knows no more than when the PC was booted (zero when the system does not tell).
func (l *Log) Start(ctx context.Context, now, boot time.Time) error {
	m := Moment{Wall: now}
	if !boot.IsZero() {
		m.Up = max(now.Sub(boot), 0)
	}
	return l.Started(ctx, m, "")
}

// Alive is Lives for who does not know how long the PC has been on.
func (l *Log) Alive(ctx context.Context, now time.Time) error { return l.Lives(ctx, Moment{Wall: now}) }
