package link

import (
	"context"
	"slices"
)

// doCopies does a request about the clipboard.
func (n *session) doCopies(ctx context.Context, e envelope) (any, error) {
	c := n.server.options.Copies
	if c == nil {
		return nil, ErrUnknown
	}
	switch e.Type {
	case typeWatches:
		s, err := body[Sight](e)
		if err == nil && !slices.Contains(sights, s) {
			err = errGarbage
		}
		if err == nil {
			n.server.watching.set(c, n, s)
		}
		return nil, err
	case typeEmptied:
		ok, err := body[bool](e)
		if err != nil {
			return nil, err
		}
		var left error
		if !ok {
			left = ErrNotEmptied
		}
		n.refusal.tell(left)
		return nil, nil
	}
	r, err := body[copiedRequest](e)
	if err != nil {
		return nil, err
	}
	return n.copied(ctx, c, r)
}

// copied says whether files may stay on the clipboard. Of a file that the user may not read he must not learn even that:
// it is as if it were not there.
func (n *session) copied(ctx context.Context, c Copies, r copiedRequest) (leave bool, err error) {
	var files []string
	for _, f := range r.Files[:min(len(r.Files), MaxCopied)] {
		files = append(files, string(f))
	}
	n.refusal.put(nil)
	refused := c.Copied(ctx, n.user, n.conn.Readable(files))
	if ctx.Err() != nil {
		return true, ctx.Err() // nobody waits: something else was copied
	}
	n.refusal.put(refused)
	return refused == nil, nil
}

// endCopies is the end of a connection: nobody looks at the clipboard any more.
func (n *session) endCopies() {
	n.refusal.tell(ErrGone)
	if n.server.watching.has(n) {
		n.server.watching.set(n.server.options.Copies, n, "")
	}
}
