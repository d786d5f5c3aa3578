package contentanalysis

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// talk answers one connection until it ends.
func (a *Agent) talk(ctx context.Context, conn Conn) {
	ctx, cancel := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer cancel()
	t := talk{agent: a, conn: conn, places: make(chan struct{}, maxAsked)}
	buf := make([]byte, MaxMessage)
	for {
		n, cut, err := conn.Receive(buf)
		if err != nil {
			a.logger.Debug("a browser has gone", slog.Any("error", err))
			return
		}
		m, err := Decode(buf[:n], cut)
		if err != nil {
			a.logger.Warn("a browser was not understood", slog.Int("bytes", n))
			return // its request will have no answer: it asks again, or does as its policy says
		}
		t.handle(ctx, &workers, m)
	}
}

// talk is one connection.
type talk struct {
	agent  *Agent
	conn   Conn
	places chan struct{} // holds one for each request that waits

	sending sync.Mutex
}

func (t *talk) handle(ctx context.Context, workers *sync.WaitGroup, m Message) {
	if m.Cancel != "" {
		t.agent.cancel(m.Cancel)
	}
	if m.Ack != nil && m.Ack.Status != Handled {
		t.agent.logger.Warn("an answer came to nothing", slog.Int("status", int(m.Ack.Status)), slog.Int("final", int(m.Ack.Final)))
	}
	if m.Request == nil {
		return
	}
	r := *m.Request
	if r.Path == "" || r.Connector == Downloaded || r.Connector == Printed {
		t.answer(r.Token, Answer{Action: Allow}) // text, or nothing that leaves
		return
	}
	select {
	case t.places <- struct{}{}:
		workers.Go(func() {
			defer func() { <-t.places }()
			t.file(ctx, workers, r)
		})
	default:
		t.answer(r.Token, failed)
	}
}

// failed is the answer about a file that could not be judged.
var failed = Answer{RuleID: "not_judged"}

// file answers a request in time, whether the Judge does or not. A cancelled one has no answer.
func (t *talk) file(ctx context.Context, workers *sync.WaitGroup, r Request) {
	if !canBeJudged(r.Path) {
		t.answer(r.Token, failed)
		return
	}
	late := time.Now().Add(defaultTime)
	if !r.Deadline.IsZero() && r.Deadline.Before(late) {
		late = r.Deadline
	}
	ctx, cancel := context.WithDeadline(ctx, late.Add(-answerTime))
	defer cancel()
	q := &asked{action: r.Action, cancel: cancel}
	t.agent.remember(q)
	defer t.agent.forget(q)

	answered := make(chan Answer, 1)
	workers.Go(func() {
		if a, ok := t.agent.judged(ctx, r); ok {
			answered <- a
		}
	})
	answer := failed
	select {
	case answer = <-answered:
	case <-ctx.Done():
	}
	if !errors.Is(ctx.Err(), context.Canceled) {
		t.answer(r.Token, answer)
	}
}

// judged waits for its turn and asks the Judge. A panic may hold words of a document: only its type is told.
func (a *Agent) judged(ctx context.Context, r Request) (answer Answer, ok bool) {
	select {
	case a.turn <- struct{}{}:
	case <-ctx.Done():
		return Answer{}, false
	}
	defer func() { <-a.turn }()
	defer func() {
		if p := recover(); p != nil {
			a.logger.Error("judging a file has panicked", slog.String("type", fmt.Sprintf("%T", p)))
			answer, ok = failed, true
		}
	}()
	return a.judge.File(ctx, r.Path, r.URL), true
}

func (t *talk) answer(token string, a Answer) {
	t.sending.Lock()
	defer t.sending.Unlock()
	if err := t.conn.Send(Encode(token, a)); err != nil {
		t.agent.logger.Debug("an answer was not sent", slog.Any("error", err)) // the next Receive ends the talk
	}
}

func (a *Agent) remember(q *asked) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked[q] = true
}

func (a *Agent) forget(q *asked) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.asked, q)
}

// cancel ends all requests of an action, of whatever connection: a browser may have several.
func (a *Agent) cancel(action string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for q := range a.asked {
		if q.action == action {
			q.cancel()
		}
	}
}
