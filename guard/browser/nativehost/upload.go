package nativehost

import (
	"context"
	"slices"
	"time"
)

// stage is what an upload waits for.
type stage int

const (
	judging stage = iota // a worker, who may wait for parts of the file
	warned               // the user, who reads the warning
)

// upload is one file, from start to its last verdict. The session's goroutine alone changes it.
type upload struct {
	id    uint64
	info  Upload
	stage stage
	body  *body // while a worker may read it

	ctx    context.Context // of the Judge
	cancel context.CancelFunc
	booked int64 // of maxBodies
	over   bool  // nobody waits for its verdict any more
}

// timeLimit is how long the browser waits for the verdict on a file of size bytes, and five seconds: the extension
// itself gives up first, with words of its own.
func timeLimit(size int64) time.Duration {
	return 20*time.Second + time.Duration(min(size, maxFile)>>20)*time.Second
}

// admit gives an upload its place among those at work, and its time; where there is none, it is blocked.
func (s *session) admit(u *upload) bool {
	u.cancel = func() {}
	if s.busy >= maxUploads {
		u.over = true
		delete(s.uploads, u.id)
		s.send(verdict(u.id, s.blocked("native_too_many", u.info.Name)))
		return false
	}
	s.busy++
	ctx, cancel := context.WithTimeout(s.ctx, timeLimit(u.info.Size))
	stop := context.AfterFunc(ctx, func() {
		select {
		case s.late <- u:
		case <-s.ctx.Done():
		}
	})
	u.ctx, u.cancel = ctx, func() { stop(); cancel() }
	return true
}

// readOn has a file judged by whatever of it the Judge reads, up to the whole.
func (s *session) readOn(u *upload) {
	size, body := u.info.Size, u.body
	switch {
	case size > maxFile:
		s.release(u)
		s.finish(u, s.blocked("native_too_large", u.info.Name))
	case s.booked+size > maxBodies:
		s.release(u)
		s.finish(u, s.blocked("native_too_many", u.info.Name))
	default:
		s.booked += size
		u.booked = size
		s.work(u, func() Answer { return s.judgeBody(u, body) })
	}
}

// fetch asks the browser for parts of a file, unless nobody reads it any more.
func (s *session) fetch(w wanted) {
	if w.upload.over || w.upload.body == nil {
		return
	}
	for _, part := range w.parts {
		s.send(need(w.upload.id, part))
	}
}

// warn lets the user decide, in his own time and without the file in memory.
func (s *session) warn(u *upload, a Answer) {
	s.release(u)
	u.stage = warned
	if len(s.order) == maxWarned {
		s.drop(s.order[0].id)
	}
	s.order = append(s.order, u)
	s.send(verdict(u.id, a))
}

// finish ends an upload with its verdict.
func (s *session) finish(u *upload, a Answer) {
	s.drop(u.id)
	s.send(verdict(u.id, a))
}

// drop forgets an upload, if there is one of this id. What a worker has is given back when he is done.
func (s *session) drop(id uint64) {
	u := s.uploads[id]
	if u == nil {
		return
	}
	u.over = true
	delete(s.uploads, id)
	s.order = without(s.order, u)
	u.cancel()
}

// release gives back the place and the memory of an upload that no worker is at.
func (s *session) release(u *upload) {
	u.cancel()
	s.busy--
	s.booked -= u.booked
	u.booked, u.body = 0, nil
}

// send has a message written. The browser may be slow; when it has gone, nothing is.
func (s *session) send(message []byte) {
	select {
	case s.out <- message:
	case <-s.ctx.Done():
	}
}

func without(list []*upload, u *upload) []*upload {
	return slices.DeleteFunc(list, func(v *upload) bool { return v == u })
}
