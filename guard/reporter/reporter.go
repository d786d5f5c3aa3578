// Package reporter makes the reports that fall due on this PC, and the page on a serious incident at once. It takes
// the record, the settings and a clock, keeps the documents in a folder, and hands them to delivery. It makes no report
// twice, and gives up on none: what a full disk or a missing record keeps it from, it tries again.
package reporter

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"giumat/guard/config"
	"giumat/guard/deliver"
	"giumat/guard/policy"
	"giumat/guard/redact"
	"giumat/guard/report"
	"giumat/guard/texts"
	"giumat/guard/wholefile"
)

// Outbox takes reports that are to be sent: a *deliver.Outbox.
type Outbox interface {
	Put(ctx context.Context, p deliver.Parcel) error
}

// Reporter makes reports. All fields but Outbox are needed.
type Reporter struct {
	Source   report.Source
	Policy   policy.Policy
	Settings config.Report
	Outbox   Outbox // nil: the reports stay in Dir
	Dir      string // made if need be
	Texts    *texts.Catalog
	Now      func() time.Time
	Logger   *slog.Logger
}

// lookEvery is how often the reporter looks whether a report is due. A PC that was asleep is late by no more.
const lookEvery = time.Minute

// Run makes what falls due until ctx is done. news says that something was recorded.
func (r *Reporter) Run(ctx context.Context, news <-chan struct{}) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := r.Look(ctx); err != nil && ctx.Err() == nil {
			r.Logger.Error("a report was not made", slog.Any("error", redact.Error(err)))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-news:
		}
	}
}

// Look makes what is due now.
func (r *Reporter) Look(ctx context.Context) error {
	if err := os.MkdirAll(r.Dir, 0o700); err != nil {
		return fmt.Errorf("make reports: %w", err)
	}
	m, err := r.remembered()
	if err != nil {
		return err
	}
	now := r.Now()
	schedule := report.Schedule{Every: r.Settings.Every, Since: m.Since, Heightened: Heightened(r.Policy.Periods(m.Since, now))}
	var errs []error
	for _, period := range schedule.Due(m.Periods, now) {
		if err := r.periodic(ctx, period); err != nil {
			errs = append(errs, err)
			continue
		}
		m.Periods = report.Remember(m.Periods, period)
		errs = append(errs, r.remember(m))
	}
	if !r.Settings.NoUrgent {
		errs = append(errs, r.urgent(ctx, &m))
	}
	return errors.Join(append(errs, r.remember(m))...)
}

// periodic makes the report of one period.
func (r *Reporter) periodic(ctx context.Context, period report.Period) error {
	made, err := report.Build(ctx, r.Source, report.Options{
		Period: period, Now: r.Now(), Unit: r.Settings.Unit, Heightened: Heightened(r.Policy.Periods(period.From, period.To)),
	})
	if err != nil {
		return err
	}
	id := deliver.ReportID{
		Kind: string(period.Kind), From: period.From.Format(time.DateOnly), Until: period.Last().Format(time.DateOnly),
		Host: made.Machines[0].Host,
	}
	subject := r.Texts.Say("reporter_subject", "from", day(period.From), "to", day(period.Last()), "host", id.Host)
	return r.file(ctx, id, subject, r.Settings.Formats, func(w *bytes.Buffer, format string) error {
		return Write(w, made, format, r.Texts)
	})
}

// file keeps a report in its formats and hands it to delivery. Files that are there already are those that were
// handed over, or were to be when the guard was stopped: they stay as they are.
func (r *Reporter) file(ctx context.Context, id deliver.ReportID, subject string, formats []string, write func(*bytes.Buffer, string) error) error {
	var files []deliver.File
	for _, format := range formats {
		name := id.String() + "." + format
		path := filepath.Join(r.Dir, name)
		data, err := os.ReadFile(path)
		if err != nil {
			var out bytes.Buffer
			if err := write(&out, format); err != nil {
				return fmt.Errorf("report %s: %w", id, err)
			}
			data = out.Bytes()
			if err := wholefile.Write(path, data); err != nil {
				return fmt.Errorf("report %s: %w", id, err)
			}
		}
		files = append(files, deliver.File{Name: name, Data: data})
	}
	if r.Outbox == nil {
		return nil
	}
	err := r.Outbox.Put(ctx, deliver.Parcel{ID: id, Subject: subject, Body: r.Texts.Say("reporter_body", "host", id.Host), Files: files})
	if errors.Is(err, deliver.ErrAlreadyPut) {
		return nil // by a guard that was stopped before it could remember
	}
	return err
}

func day(t time.Time) string { return t.In(report.Zone()).Format("02/01/2006") }

// Heightened gives a policy's periods as a report holds them.
func Heightened(periods []policy.Period) []report.Heightened {
	var list []report.Heightened
	for _, p := range periods {
		list = append(list, report.Heightened{Name: p.Name, From: p.From, To: p.To})
	}
	return list
}
