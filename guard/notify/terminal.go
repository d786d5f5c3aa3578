package notify

import (
	"context"
	"fmt"
	"io"
	"time"

	"giumat/guard/texts"
)

// Terminal writes notices as lines.
type Terminal struct {
	W     io.Writer
	Texts *texts.Catalog
}

// Notify writes n. Whoever has a terminal can use a quarantined file's number.
func (t Terminal) Notify(_ context.Context, n Notice) error {
	title, body := n.Words(t.Texts)
	if id := n.Incident.QuarantineID; id != "" {
		body += " " + t.Texts.Say("notice_id", "id", id)
	}
	line := t.Texts.Say("notice_line", "time", n.Incident.Time.Local().Format(time.TimeOnly), "title", title, "body", body)
	_, err := fmt.Fprintln(t.W, wrap(line))
	return err
}
