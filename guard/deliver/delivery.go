package deliver

import (
	"errors"
	"time"

	"giumat/guard/redact"
)

// State is how far a parcel has come on its way to one destination.
type State string

// The states.
const (
	Pending   State = "pending"   // to be tried, for the first time or again
	Sending   State = "sending"   // the mail server has it all but the final dot, or has that too
	Delivered State = "delivered" // the destination has it
	Refused   State = "refused"   // the destination says no for good; kept, and not tried again until Settle
	Uncertain State = "uncertain" // it may have arrived, twice at most; kept, and not tried again until Settle
)

// Delivery is what is known of one parcel and one destination.
type Delivery struct {
	State  State     `json:"state"`
	Tries  int       `json:"tries"`            // since the parcel was put or settled
	Next   time.Time `json:"next,omitzero"`    // of pending: not before
	Last   time.Time `json:"last,omitzero"`    // when this was written
	Error  string    `json:"error,omitempty"`  // of the last try, without a path
	Repeat bool      `json:"repeat,omitempty"` // an earlier try may have arrived
}

// errRefused marks an answer that another try would not change.
var errRefused = errors.New("refused")

// errUnanswered marks a message that was sent whole and not answered.
var errUnanswered = errors.New("sent, and the answer did not come")

// maxErrorRunes bounds what a server can write into the outbox.
const maxErrorRunes = 400

// note writes down how a try ended.
func (d *Delivery) note(err error, now time.Time, jitter float64) {
	d.Tries++
	d.Last, d.Next, d.Error = now, time.Time{}, ""
	if err == nil {
		d.State = Delivered
		return
	}
	said := []rune(redact.Name(err.Error()))
	d.Error = string(said[:min(len(said), maxErrorRunes)])
	switch {
	case errors.Is(err, errUnanswered) && d.Repeat:
		d.State = Uncertain
	case errors.Is(err, errUnanswered):
		d.State, d.Repeat, d.Next = Pending, true, now.Add(wait(d.Tries, jitter))
	case errors.Is(err, errRefused):
		d.State = Refused
	default:
		d.State, d.Next = Pending, now.Add(wait(d.Tries, jitter))
	}
}

// due tells whether it is time for a try. A time further off than any wait comes from a clock that was wrong.
func (d *Delivery) due(now time.Time) bool {
	return d.State == Pending && (!d.Next.After(now) || d.Next.Sub(now) > 2*maxWait)
}

// The waits between tries: the first is short, for a share that is away for a moment; the longest still brings a
// report on the day on which the server is back.
const (
	firstWait = 5 * time.Minute
	maxWait   = 6 * time.Hour
)

// wait is how long to wait after the n-th try, which is twice as long as the time before. jitter, from 0 to 1, moves
// it by up to a fifth either way, so that an office's PCs do not all come at once.
func wait(n int, jitter float64) time.Duration {
	w := maxWait
	if n < 8 { // 5 minutes x 2^7 is more than 6 hours
		w = min(w, firstWait<<max(n-1, 0))
	}
	return time.Duration(float64(w) * (0.8 + 0.4*jitter))
}
