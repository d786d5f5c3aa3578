package link

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"giumat/guard/redact"
)

// heldPart is how many files in quarantine one message lists.
const heldPart = 100

// do does one request and gives the body of its reply.
func (n *session) do(ctx context.Context, e envelope) (any, error) {
	h := n.server.handler
	switch e.Type {
	case typeState:
		return n.server.statusOf(n.user), nil
	case typeScan:
		r, err := body[scanRequest](e)
		if err != nil {
			return nil, err
		}
		return nil, h.Scan(ctx, n.user, r.Paths, func(p Progress) { n.progress(e.ID, p) })
	case typeHeld:
		list, err := h.Held(ctx, n.user)
		for part := range slices.Chunk(list, heldPart) {
			n.part(e.ID, part)
		}
		return nil, err
	case typeRelease:
		r, err := body[Wish](e)
		if err != nil {
			return nil, err
		}
		return nonEmpty(h.Release(ctx, n.user, r))
	case typeManual:
		return nonEmpty(h.Manual(ctx, n.user))
	case typeAttach:
		a, err := body[Attachment](e)
		if err != nil {
			return nil, err
		}
		return h.Attach(ctx, n.user, a)
	case typeBeat:
		b, err := body[Beat](e)
		if err == nil {
			h.Beat(n.user, b)
		}
		return nil, err
	case typeWatches, typeCopied, typeEmptied:
		return n.doCopies(ctx, e)
	}
	return nil, ErrUnknown
}

func nonEmpty(path string, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return path, nil
}

// progress tells how far a scan is. A tray that is slow to read misses some, but never the last.
func (n *session) progress(id uint64, p Progress) {
	if !p.Done {
		if line, err := encode(envelope{Type: typeProgress, ID: id}, p); err == nil {
			n.wire.offer(line)
		}
		return
	}
	p.Findings = p.Findings[:min(len(p.Findings), MaxFindings)]
	line, err := encode(envelope{Type: typePart, ID: id}, p)
	for errors.Is(err, errTooLong) && len(p.Findings) > 0 { // very long paths: show fewer; the counts are of all
		p.Findings = p.Findings[:len(p.Findings)/2]
		line, err = encode(envelope{Type: typePart, ID: id}, p)
	}
	n.send(line, err)
}

// part sends a part of a list, in smaller parts if it is too long.
func (n *session) part(id uint64, list []Held) {
	line, err := encode(envelope{Type: typePart, ID: id}, list)
	if errors.Is(err, errTooLong) && len(list) > 1 {
		n.part(id, list[:len(list)/2])
		n.part(id, list[len(list)/2:])
		return
	}
	n.send(line, err)
}

// reply ends a request.
func (n *session) reply(id uint64, answer any, failure error) {
	if _, told := errors.AsType[Sentence](failure); failure != nil && !told && !errors.Is(failure, context.Canceled) {
		n.server.options.Logger.Warn("a request of the link failed", slog.Any("error", redact.Error(failure)))
	}
	line, err := encode(envelope{Type: typeReply, ID: id}.withError(failure), answer)
	if err != nil {
		line, err = encode(envelope{Type: typeReply, ID: id}.withError(ErrFailed), nil)
	}
	n.send(line, err)
}

// send waits for room; that the client has gone is no matter, for nobody waits then.
func (n *session) send(line []byte, err error) {
	if err == nil {
		err = n.wire.send(line)
	}
	if err != nil {
		n.server.options.Logger.Debug("a message of the link was not sent", slog.Any("error", err))
	}
}
