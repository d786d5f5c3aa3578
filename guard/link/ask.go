package link

import (
	"context"
	"fmt"
	"time"
)

// DefaultTimeout is how long a question waits for its answer when it does not say.
const DefaultTimeout = 2 * time.Minute

// ask is a question that waits for its answer. Server.mu guards it.
type ask struct {
	id       uint64
	user     string
	question Question
	shown    map[*session]bool // the trays that show it
	done     chan struct{}     // closed when answer and err are there
	answer   Answer
	err      error
}

// asks are the open questions, of all users.
type asks struct {
	last uint64 // the number of the last pop-up
	byID map[uint64]*ask
}

// Tell shows a user something to read, in all his trays, and does not wait. The error is ErrNobody when he has none.
func (s *Server) Tell(ctx context.Context, user User, q Question) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	q.MayGoOn = false
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.show(user, q)
	return err
}

// Ask shows a question in all trays of a user and waits for the first answer; the pop-ups of the others are taken away
// then. Only an answer that goes on, as the question allows, for a reason that ReasonOK finds one, is given as it is:
// every other one is the zero Answer, stop. So is that with an error: ErrNobody without a tray, ErrTimeout, ErrGone
// when the last tray that showed it has gone, or that of ctx. A question with the ID of one that this user has open is
// not shown again; both get the same answer.
func (s *Server) Ask(ctx context.Context, user User, q Question) (Answer, error) {
	if err := ctx.Err(); err != nil {
		return Answer{}, err
	}
	if q.Timeout <= 0 {
		q.Timeout = DefaultTimeout
	}
	a, err := s.asked(user, q)
	if err != nil {
		return Answer{}, err
	}
	timer := time.NewTimer(q.Timeout)
	defer timer.Stop()
	select {
	case <-a.done:
	case <-timer.C:
		s.finish(a, Answer{}, ErrTimeout)
	case <-ctx.Done():
		s.finish(a, Answer{}, ctx.Err())
	}
	<-a.done
	return a.answer.checked(q), a.err
}

// asked shows a question, or finds the same one that is open.
func (s *Server) asked(user User, q Question) (*ask, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.asks.byID {
		if q.ID != "" && a.user == user.ID && a.question.ID == q.ID {
			return a, nil
		}
	}
	trays, err := s.show(user, q)
	if err != nil {
		return nil, err
	}
	a := &ask{id: s.asks.last, user: user.ID, question: q, shown: map[*session]bool{}, done: make(chan struct{})}
	for _, n := range trays {
		a.shown[n] = true
	}
	s.asks.byID[a.id] = a
	return a, nil
}

// show sends a new pop-up to the trays of a user. s.mu is held.
func (s *Server) show(user User, q Question) ([]*session, error) {
	trays := s.trays(user)
	if len(trays) == 0 {
		return nil, ErrNobody
	}
	s.asks.last++
	line, err := encode(envelope{Type: typeShow, ID: s.asks.last}, q)
	if err != nil {
		return nil, fmt.Errorf("show a pop-up: %w", err)
	}
	for _, n := range trays {
		n.wire.post(line)
	}
	return trays, nil
}

// answered takes an answer of a tray. One to a question that it was not asked, or that is closed, is not heard.
func (s *Server) answered(n *session, id uint64, answer Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.asks.byID[id]
	if a == nil || !a.shown[n] {
		return
	}
	delete(a.shown, n) // its pop-up is closed already
	s.asks.finish(a, answer, nil)
}

func (s *Server) finish(a *ask, answer Answer, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asks.finish(a, answer, err)
}

// finish gives a question its answer, if it has none, and takes its pop-ups away.
func (list *asks) finish(a *ask, answer Answer, err error) {
	if list.byID[a.id] != a {
		return
	}
	delete(list.byID, a.id)
	a.answer, a.err = answer, err
	close(a.done)
	line, err := encode(envelope{Type: typeCancel, ID: a.id}, nil)
	if err != nil {
		return // a message of two numbers has always room
	}
	for n := range a.shown {
		n.wire.post(line)
	}
}

// left ends the questions that nobody shows any more.
func (list *asks) left(n *session) {
	for _, a := range list.byID {
		if !a.shown[n] {
			continue
		}
		delete(a.shown, n)
		if len(a.shown) == 0 {
			list.finish(a, Answer{}, ErrGone)
		}
	}
}
