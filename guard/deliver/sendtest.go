package deliver

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Tested is what came of a test message at one destination.
type Tested struct {
	To  string // a folder's path or a mail address
	Err error  // nil: it has the message
}

// SendTest writes a small signed parcel of no content to every destination now, beside the outbox: it is not kept and
// not tried again. The error says that it could not be made.
func (o *Outbox) SendTest(ctx context.Context, host string) ([]Tested, error) {
	now := o.cfg.Now()
	day := now.Format(time.DateOnly)
	p, err := seal(Parcel{
		ID:      ReportID{Kind: "test-" + strings.ReplaceAll(now.Format(time.TimeOnly), ":", ""), From: day, Until: day, Host: host},
		Subject: o.cfg.Texts.Say("deliver_test_subject", "host", host),
		Body:    o.cfg.Texts.Say("deliver_test_body", "host", host, "fingerprint", string(o.cfg.Key.Fingerprint())),
		Files:   []File{{Name: o.cfg.Texts.Say("deliver_test_file") + ".txt", Data: []byte(o.cfg.Texts.Say("deliver_test_subject", "host", host) + "\n")}},
	}, o.cfg.Key, now)
	if err != nil {
		return nil, fmt.Errorf("test message: %w", err)
	}
	var tested []Tested
	for _, d := range o.destinations {
		err := d.send(ctx, p, false, func() error { return nil })
		tested = append(tested, Tested{To: d.name(), Err: err})
	}
	return tested, nil
}
