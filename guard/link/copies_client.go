package link

import (
	"context"
	"encoding/base64"
	"iter"
)

// maxCopiedBytes is how long the paths of one message may be together, in base64, with their quotes and commas.
const maxCopiedBytes = MaxMessage - 4<<10

// Ended is closed when the connection has ended.
func (c *Client) Ended() <-chan struct{} { return c.wire.ended }

// Watches tells the guard how well this tray sees what is copied in its session. When it has returned without an error,
// the guard does not look itself, if s sees. ErrUnknown means that the guard does not want to know.
func (c *Client) Watches(ctx context.Context, s Sight) error {
	_, err := c.call(ctx, typeWatches, s, nil)
	return err
}

// Copied asks whether files may stay on the clipboard. More than MaxCopied are not asked about. After an answer that
// they may not, Emptied is due.
func (c *Client) Copied(ctx context.Context, files []string) (leave bool, err error) {
	for part := range copiedParts(files[:min(len(files), MaxCopied)]) {
		reply, err := c.call(ctx, typeCopied, part, nil)
		if err != nil {
			return true, err
		}
		if leave, err := body[bool](reply); err != nil || !leave {
			return err != nil, err
		}
	}
	return true, nil
}

// Emptied tells whether the files that were refused last are off the clipboard.
func (c *Client) Emptied(ctx context.Context, ok bool) error {
	_, err := c.call(ctx, typeEmptied, ok, nil)
	return err
}

// copiedParts gives requests that fit into messages. A path that fits into none is no file's.
func copiedParts(files []string) iter.Seq[copiedRequest] {
	return func(yield func(copiedRequest) bool) {
		var part copiedRequest
		room := maxCopiedBytes
		for _, f := range files {
			size := base64.StdEncoding.EncodedLen(len(f)) + len(`"",`)
			if size > maxCopiedBytes {
				continue
			}
			if size > room {
				if !yield(part) {
					return
				}
				part, room = copiedRequest{}, maxCopiedBytes
			}
			part.Files, room = append(part.Files, []byte(f)), room-size
		}
		if len(part.Files) > 0 {
			yield(part)
		}
	}
}
