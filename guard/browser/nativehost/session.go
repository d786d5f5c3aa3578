package nativehost

import (
	"context"
	"errors"
	"io"
	"sync"
)

const (
	maxUploads = 16        // judged or read at the same time
	maxWarned  = 64        // whose users read a warning; the oldest is forgotten first
	maxFile    = 100 << 20 // bytes of one file that is read beyond its ends
	maxBodies  = 256 << 20 // bytes of all such files, as if they were in memory as a whole
	maxNotes   = 64        // that wait to be taken
)

// session is one talk with one browser. One goroutine reads, one writes, one for each upload judges; all that they
// share belongs to the one that runs step.
type session struct {
	judge   Judge
	options Options

	ctx     context.Context // ends with the talk
	workers sync.WaitGroup
	results chan result
	wanted  chan wanted
	late    chan *upload // whose time is up
	noted   chan func()
	out     chan []byte

	greeting []byte
	greeted  bool
	profile  string
	browser  string

	uploads map[uint64]*upload
	order   []*upload // those warned, the oldest first
	busy    int       // uploads that take one of maxUploads
	booked  int64     // of maxBodies
}

func newSession(j Judge, o Options) *session {
	return &session{
		judge: j, options: o,
		results: make(chan result), wanted: make(chan wanted), late: make(chan *upload), noted: make(chan func(), maxNotes), out: make(chan []byte, maxUploads),
		uploads: map[uint64]*upload{},
	}
}

// run is the talk, from the first message to the last.
func (s *session) run(ctx context.Context, in io.Reader, out io.Writer) error {
	var err error
	if s.greeting, err = hello(s.options); err != nil {
		return err
	}
	var end context.CancelCauseFunc
	s.ctx, end = context.WithCancelCause(ctx)
	defer s.workers.Wait() // all that a Judge still does ends with s.ctx
	defer end(nil)
	s.workers.Go(s.notes)

	messages, free := make(chan []byte), make(chan []byte, 2)
	free <- nil // two buffers: one is read into while the other is understood
	free <- nil
	go func() { end(s.read(in, messages, free)) }()
	written := make(chan struct{})
	go func() {
		defer close(written)
		s.write(out, end)
	}()

	for s.ctx.Err() == nil {
		s.step(messages, free)
	}
	close(s.noted)
	close(s.out)
	select {
	case <-written:
	case <-ctx.Done():
	}
	if err := context.Cause(s.ctx); ctx.Err() == nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// step does whatever comes next.
func (s *session) step(messages <-chan []byte, free chan<- []byte) {
	select {
	case <-s.ctx.Done():
	case raw := <-messages:
		m, err := decode(raw)
		if err != nil {
			s.drop(m.ID)
			s.send(misunderstood(m.ID, s.options.Say("native_not_understood")))
		} else {
			s.handle(m)
		}
		free <- raw
	case r := <-s.results:
		s.settle(r.upload, r.answer)
	case w := <-s.wanted:
		s.fetch(w)
	case u := <-s.late:
		if !u.over && u.stage != warned && u.ctx.Err() != nil { // not that of an earlier wait
			s.finish(u, s.blocked("native_late", u.info.Name))
		}
	}
}

// read gives the messages one by one, and the error that ends them.
func (s *session) read(in io.Reader, messages chan<- []byte, free <-chan []byte) error {
	for {
		raw, err := readFrame(in, <-free)
		if err != nil {
			return err
		}
		select {
		case messages <- raw:
		case <-s.ctx.Done():
			return s.ctx.Err()
		}
	}
}

// write is the only one that writes. After an error, which ends the talk, it takes what nobody reads.
func (s *session) write(out io.Writer, end context.CancelCauseFunc) {
	var err error
	for message := range s.out {
		if err == nil {
			if _, err = out.Write(frame(message)); err != nil {
				end(err)
			}
		}
	}
}
