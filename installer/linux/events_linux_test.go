package linux

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/report"
)

// events counts what the summary of this month tells of the guard itself, by kind and detail.
func (p *pc) events(t *testing.T) map[string]int {
	t.Helper()
	var r report.Report
	must(t, json.Unmarshal([]byte(p.run(t, "guard", "report", "--period", "month", "--format", "json")), &r))
	counts := map[string]int{}
	for _, e := range r.Events {
		counts[strings.TrimSpace(string(e.Kind)+" "+string(e.Detail))]++
	}
	return counts
}

// testInterference checks what the summary tells after testKilled, and after the guard was stopped and the settings were
// changed meanwhile.
func testInterference(t *testing.T, p *pc) {
	want := map[string]int{"installed": 1, "guard_killed": kills}
	if diff := cmp.Diff(want, p.events(t)); diff != "" {
		t.Errorf("the summary shows (-want +got):\n%s", diff)
	}
	p.shell(t, "systemctl stop giumat; echo '# x' >>/etc/giumat/guard.yaml; systemctl start giumat")
	p.up(t, "0", 20*time.Second)
	want["guard_stopped"], want["edited settings"] = 1, 1
	p.until(t, "the change is noticed", 10*time.Second, func() bool { return p.events(t)["edited settings"] > 0 })
	if diff := cmp.Diff(want, p.events(t)); diff != "" {
		t.Errorf("the summary shows (-want +got):\n%s", diff)
	}
}
