package link

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

const (
	greetTimeout = 5 * time.Second // for both hellos
	writeTimeout = 5 * time.Second // for one message; an end that does not read for so long is given up

	aliveEvery = 20 * time.Second // how often the guard says that it is there
	silence    = time.Minute      // after which a client takes a guard that says nothing for gone: it may be frozen

	shortQueue = 1024 // small messages that may wait for the other end to read: a burst of pop-ups finds room
	longQueue  = 8    // large ones: these wait for room themselves
)

// wire is one connection: it reads in the goroutine of run and writes in one of its own, so that an end that does not
// read holds up nobody.
type wire struct {
	conn  net.Conn
	in    decoder
	most  time.Duration // of silence from the other end; 0 for any
	short chan []byte   // does not wait behind long
	long  chan []byte

	end   sync.Once
	ended chan struct{} // closed at the end
	cause error         // why it ended; read after ended
}

// errSlow is the end of a connection whose other end does not read.
var errSlow = errors.New("the other end does not read")

func newWire(conn net.Conn) *wire {
	return &wire{
		conn: conn, in: newDecoder(conn), ended: make(chan struct{}),
		short: make(chan []byte, shortQueue), long: make(chan []byte, longQueue),
	}
}

// run writes what is posted and gives what comes to handle, until ctx is done, the connection ends or handle returns
// an error. It says why it ended.
func (w *wire) run(ctx context.Context, handle func(envelope) error) error {
	stop := context.AfterFunc(ctx, func() { w.close(ctx.Err()) })
	defer stop()
	var writer sync.WaitGroup
	writer.Go(w.write)
	for {
		e, err := w.next()
		if err == nil {
			err = handle(e)
		}
		if err != nil {
			w.close(err)
			writer.Wait()
			return w.cause
		}
	}
}

func (w *wire) next() (envelope, error) {
	if w.most > 0 {
		if err := w.conn.SetReadDeadline(time.Now().Add(w.most)); err != nil {
			return envelope{}, err
		}
	}
	e, err := w.in.next()
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = ErrSilent
	}
	return e, err
}

func (w *wire) write() {
	for {
		var line []byte
		select {
		case <-w.ended:
			return
		case line = <-w.short:
		case line = <-w.long:
		}
		if err := w.writeNow(line); err != nil {
			w.close(err)
			return
		}
	}
}

func (w *wire) writeNow(line []byte) error {
	if err := w.conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	_, err := w.conn.Write(line)
	return err
}

// close ends the connection, for the first cause that is given.
func (w *wire) close(cause error) {
	w.end.Do(func() {
		w.cause = cause
		close(w.ended)
		_ = w.conn.Close() // there is nobody left to tell
	})
}

// post queues a small line and never waits: when the queue is full the other end has stopped reading and is given up.
func (w *wire) post(line []byte) {
	select {
	case w.short <- line:
	default:
		w.close(errSlow)
	}
}

// send queues a line that may be large and waits for room, no longer than the connection lasts.
func (w *wire) send(line []byte) error {
	select {
	case w.long <- line:
		return nil
	case <-w.ended:
		return ErrGone
	}
}

// offer is send for a line that may be lost, if there is not much room.
func (w *wire) offer(line []byte) {
	if len(w.long) >= longQueue/2 {
		return
	}
	select {
	case w.long <- line:
	default:
	}
}
