package link

import (
	"context"
	"sync"
)

// popups are the open pop-ups of one connection.
type popups struct {
	show func(context.Context, Question) Answer

	mu   sync.Mutex
	open map[uint64]*popup // by the guard's number
	all  sync.WaitGroup
}

type popup struct {
	question Question
	close    context.CancelFunc
}

// start opens a pop-up, and calls answered unless it is taken away before.
func (p *popups) start(ctx context.Context, q Question, id uint64, answered func(Answer)) {
	if p.show == nil {
		answered(Answer{})
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	if !p.add(id, &popup{question: q, close: cancel}) {
		cancel()
		answered(Answer{})
		return
	}
	p.all.Go(func() {
		defer cancel()
		a := p.show(ctx, q)
		p.remove(id)
		if ctx.Err() == nil {
			answered(a)
		}
	})
}

// add takes a pop-up in, unless there is one about the same thing. A choice takes the place of the
// other.
func (p *popups) add(id uint64, n *popup) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for number, other := range p.open {
		if n.question.ID == "" || other.question.ID != n.question.ID {
			continue
		}
		if !n.question.MayGoOn {
			return false
		}
		other.close()
		delete(p.open, number)
	}
	p.open[id] = n
	return true
}

func (p *popups) remove(id uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, id)
}

// cancel takes a pop-up away.
func (p *popups) cancel(id uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if open := p.open[id]; open != nil {
		open.close()
		delete(p.open, id)
	}
}

func (p *popups) wait() { p.all.Wait() }
