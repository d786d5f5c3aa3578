package dialog

import (
	"context"
	"errors"
	"strconv"

	"giumat/guard/link"
)

// asked is a question that is open. Whoever asks the same meanwhile waits for its answer.
type asked struct {
	done   chan struct{} // closed when answer is there
	answer link.Answer
}

// Ask shows a question and gives the answer; its zero value, stop, is also that of a timeout, of the end of ctx and of
// every error. Question.Timeout runs from the call, so waiting for a turn counts. A question whose ID is open already
// is not opened again: both calls get the one answer, and if the first call's ctx ends that answer is stop.
func (d *Dialogs) Ask(ctx context.Context, q link.Question) link.Answer {
	if q.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, q.Timeout)
		defer cancel()
	}
	if q.ID == "" {
		return d.inTurn(ctx, q)
	}

	d.mu.Lock()
	if first, ok := d.open[q.ID]; ok {
		d.mu.Unlock()
		return first.wait(ctx)
	}
	mine := &asked{done: make(chan struct{})}
	d.open[q.ID] = mine
	d.mu.Unlock()

	mine.answer = d.inTurn(ctx, q)
	d.mu.Lock()
	delete(d.open, q.ID)
	d.mu.Unlock()
	close(mine.done)
	return mine.answer
}

// wait returns the answer, or stop when ctx ends before it is there.
func (a *asked) wait(ctx context.Context) link.Answer {
	select {
	case <-a.done:
		return a.answer
	case <-ctx.Done():
		return link.Answer{}
	}
}

// inTurn waits until there is room on the desktop, and asks.
func (d *Dialogs) inTurn(ctx context.Context, q link.Question) link.Answer {
	turns, show := d.notices, d.tell
	if q.MayGoOn {
		turns, show = d.questions, d.warn
	}
	select {
	case turns <- struct{}{}:
		defer func() { <-turns }()
	case <-ctx.Done():
		return link.Answer{}
	}
	answer, err := show(ctx, q)
	if err != nil {
		d.report(err)
		return link.Answer{}
	}
	return answer
}

// tell shows what happened and what to do; there is nothing to choose.
func (d *Dialogs) tell(ctx context.Context, q link.Question) (link.Answer, error) {
	w := d.notice(q.Title, q.Body)
	w.kind = q.Kind
	return link.Answer{}, d.screen.read(ctx, w)
}

// warn asks until the user stops or gives a reason that is long enough.
func (d *Dialogs) warn(ctx context.Context, q link.Question) (link.Answer, error) {
	least := strconv.Itoa(minReason(q))
	w := d.notice(q.Title, q.Body)
	w.kind = q.Kind
	w.no, w.yes = d.texts.Say("dialog_stop"), d.texts.Say("dialog_go_on")
	w.write, w.label = d.texts.Say("dialog_write"), d.texts.Say("dialog_reason", "n", least)
	for ctx.Err() == nil {
		typed, goOn, err := d.screen.warn(ctx, w)
		if err != nil || !goOn {
			return link.Answer{}, err
		}
		w.typed = oneLine(typed)
		if link.ReasonOK(w.typed, q.MinReason) {
			// The window may have been answered in the moment when its time ran out: then it is too late.
			return link.Answer{GoOn: true, Reason: w.typed}, ctx.Err()
		}
		w.note = d.texts.Say("dialog_reason_short", "n", least)
	}
	return link.Answer{}, ctx.Err()
}

// minReason is how many letters and digits the reason must have.
func minReason(q link.Question) int {
	if q.MinReason <= 0 {
		return link.LeastReason
	}
	return q.MinReason
}

// report tells of an error, unless it only says that the window's time was over.
func (d *Dialogs) report(err error) {
	over := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	if err != nil && !over && d.Failed != nil {
		d.Failed(err)
	}
}
