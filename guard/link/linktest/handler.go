package linktest

import (
	"context"
	"slices"
	"time"

	"giumat/guard/link"
)

// handler does what clients of a Guard ask for.
type handler struct{ guard *Guard }

// Scan reports the guard's Progress.
func (h handler) Scan(ctx context.Context, _ link.User, paths []string, report func(link.Progress)) error {
	h.guard.mu.Lock()
	h.guard.scans = append(h.guard.scans, paths)
	h.guard.mu.Unlock()
	for _, p := range h.guard.Progress {
		select {
		case <-time.After(h.guard.ScanPause):
		case <-ctx.Done():
			return ctx.Err()
		}
		report(p)
	}
	return h.after(ctx, h.guard.ScanError)
}

// Held lists the guard's HeldFiles.
func (h handler) Held(ctx context.Context, _ link.User) ([]link.Held, error) {
	return h.guard.HeldFiles, h.after(ctx, h.guard.HeldError)
}

// Release gives the guard's ReleasePath.
func (h handler) Release(ctx context.Context, user link.User, w link.Wish) (string, error) {
	h.guard.mu.Lock()
	h.guard.releases = append(h.guard.releases, Release{user, w})
	h.guard.mu.Unlock()
	if w.Code != h.guard.ReleaseCode {
		return "", h.after(ctx, link.CodeWanted("Nhập mã."))
	}
	return h.guard.ReleasePath, h.after(ctx, h.guard.ReleaseErr)
}

// Manual gives the guard's ManualPath.
func (h handler) Manual(ctx context.Context, _ link.User) (string, error) {
	return h.guard.ManualPath, h.after(ctx, h.guard.ManualErr)
}

// Attach gives the guard's Ruling.
func (h handler) Attach(ctx context.Context, _ link.User, a link.Attachment) (link.Ruling, error) {
	h.guard.mu.Lock()
	h.guard.attached = append(h.guard.attached, a)
	h.guard.mu.Unlock()
	return h.guard.Ruling, h.after(ctx, h.guard.RulingErr)
}

// Beat keeps the sign of life.
func (h handler) Beat(_ link.User, b link.Beat) {
	h.guard.mu.Lock()
	defer h.guard.mu.Unlock()
	h.guard.beats = append(h.guard.beats, b)
}

// Watches keeps the sight.
func (h handler) Watches(_ link.User, s link.Sight) {
	h.guard.mu.Lock()
	defer h.guard.mu.Unlock()
	h.guard.sights = append(h.guard.sights, s)
}

// Copied keeps the copy, and refuses what the guard is to refuse.
func (h handler) Copied(ctx context.Context, user link.User, files []string) (refused func(error)) {
	c := Copy{User: user, Files: files, Refused: h.guard.Refuse != nil && slices.ContainsFunc(files, h.guard.Refuse)}
	h.guard.mu.Lock()
	h.guard.copies = append(h.guard.copies, c)
	at := len(h.guard.copies) - 1
	h.guard.mu.Unlock()
	if h.guard.Hang {
		<-ctx.Done()
	}
	if !c.Refused {
		return nil
	}
	return func(err error) {
		h.guard.mu.Lock()
		defer h.guard.mu.Unlock()
		h.guard.copies[at].Told, h.guard.copies[at].Err = true, err
	}
}

// after is the error, once a guard that hangs has been given up.
func (h handler) after(ctx context.Context, err error) error {
	if h.guard.Hang {
		<-ctx.Done()
		return ctx.Err()
	}
	return err
}
