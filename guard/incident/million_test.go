package incident

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/rules"
)

// BenchmarkMillion measures a record of many incidents over two years, which takes a while to fill:
//
//	INCIDENTS=1000000 go test ./guard/incident -run xxx -bench Million -benchtime 1x
//
// peak_MB is the most memory that the process had until then, filling included; run one part alone for its own.
func BenchmarkMillion(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("INCIDENTS"))
	if err != nil {
		b.Skip("set INCIDENTS to how many")
	}
	path := filepath.Join(b.TempDir(), "incidents.db")
	s := openTest(b, path)
	fill(b, s, n, func(i int) Incident { return many(i, n) })
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d incidents in %d MB", n, info.Size()>>20)
	end := noon.AddDate(2, 0, 0)
	count := func(Incident) error { return nil }
	for _, part := range []struct {
		name string
		run  func() error
	}{
		{"newest 100", func() error { return s.Each(b.Context(), Filter{Limit: 100}, count) }},
		{"newest 100 of a user", func() error { return s.Each(b.Context(), Filter{Limit: 100, User: "user-3"}, count) }},
		{"newest 100 of a user there is not", func() error { return s.Each(b.Context(), Filter{Limit: 100, User: "x"}, count) }},
		{"count today", func() error { _, err := s.Count(b.Context(), Filter{Since: end.AddDate(0, 0, -1)}); return err }},
		{"count today of a user", func() error {
			_, err := s.Count(b.Context(), Filter{Since: end.AddDate(0, 0, -1), User: "user-3"})
			return err
		}},
		{"count all", func() error { _, err := s.Count(b.Context(), Filter{}); return err }},
		{"a month", func() error {
			return s.Each(b.Context(), Filter{Since: end.AddDate(0, -2, 0), Until: end.AddDate(0, -1, 0), OldestFirst: true}, count)
		}},
		{"all", func() error { return s.Each(b.Context(), Filter{OldestFirst: true}, count) }},
		{"add", func() error { _, err := s.Add(b.Context(), example(0)); return err }},
		{"verify", func() error { return s.Verify(b.Context()) }},
	} {
		b.Run(part.name, func(b *testing.B) {
			for b.Loop() {
				if err := part.run(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(peakMB(b)), "peak_MB")
		})
	}
	b.Run("retain half", func(b *testing.B) {
		for b.Loop() { // the second time nothing is left to do: give -benchtime 1x
			if _, err := s.Retain(b.Context(), Retention{Before: noon.AddDate(1, 0, 0), Now: end, Held: []string{"q77"}}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(peakMB(b)), "peak_MB")
	})
}

// many is the i-th of n incidents over two years, of ten users.
func many(i, n int) Incident {
	in := example(i)
	in.Time = noon.Add(time.Duration(float64(i) / float64(n) * float64(2*365*24*time.Hour)))
	in.ID = fmt.Sprintf("%s-%08x", in.Time.Format("20060102T150405.000000000"), i)
	in.SHA256 = fmt.Sprintf("%064x", i)
	in.User = fmt.Sprintf("user-%d", i%10)
	if i%4 > 0 { // most files lie at rest, and no quarantine holds them
		in.Channel, in.Outcome, in.QuarantineID, in.Device, in.Level = event.AtRest, act.Warned, "", "", rules.Mat
	}
	return in
}

// peakMB is the most memory that this process had at once, where the system tells it.
func peakMB(b *testing.B) int {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0 // not Linux
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	var kB int
	if _, err := fmt.Sscan(after, &kB); err != nil {
		b.Fatal(err)
	}
	return kB >> 10
}
