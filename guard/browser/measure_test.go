package browser_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/chromedp"
)

// BenchmarkE2EVerdict measures from the user's choice until the page has the file, or the user the panel. The judge is
// the fake one: it is the way there and back that is measured, without detection.
func BenchmarkE2EVerdict(b *testing.B) {
	browser := startChromium(b, modeJudges)
	for _, size := range []int{50_000, 5 << 20, 50 << 20} {
		for name, word := range map[string]string{"clean": "", "marked": marked} {
			b.Run(fmt.Sprintf("%dKB/%s", size/1000, name), func(b *testing.B) {
				u := browser.open(b, gmail, file{"Kế hoạch.pdf", document(word, size)})
				answered := make(chan time.Time, 16)
				chromedp.ListenTarget(u.ctx, func(event any) {
					if _, ok := event.(*runtime.EventBindingCalled); ok {
						answered <- time.Now()
					}
				})
				u.run(runtime.AddBinding("answered"))
				u.script(`(() => { window.upload = () => answered("file");
					new MutationObserver((all) => all.some((m) => m.addedNodes.length) && answered("panel")).observe(document.documentElement, { childList: true }) })()`)
				var took []time.Duration
				for b.Loop() {
					u.click("#detached")
					took = append(took, (<-answered).Sub(<-u.choosing))
					if word != "" {
						u.stop()
					}
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
				b.ReportMetric(float64(browser.peakMiB(b)), "tab-MiB")
			})
		}
	}
}

// peakMiB is the most memory that any page's process ever had, where the system tells it.
func (b *chromium) peakMiB(t testing.TB) (peak int) {
	t.Helper()
	var processes []*systeminfo.ProcessInfo
	if err := chromedp.Run(b.ctx, chromedp.ActionFunc(func(ctx context.Context) (err error) {
		processes, err = systeminfo.GetProcessInfo().Do(cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser))
		return err
	})); err != nil {
		t.Fatal(err)
	}
	for _, p := range processes {
		command, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", p.ID))
		if p.Type != "renderer" || strings.Contains(string(command), "--extension-process") {
			continue
		}
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.ID))
		_, after, _ := strings.Cut(string(status), "VmHWM:")
		var kib int
		fmt.Sscan(after, &kib)
		peak = max(peak, kib>>10)
	}
	return peak
}
