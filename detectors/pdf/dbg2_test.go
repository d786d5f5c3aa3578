package pdf
import ("testing";"bytes";"fmt";"os";"path/filepath";"time";"context";"runtime";"giumat/detectors";"sort";"strings")
func TestCorpus(t *testing.T){
	dirs := os.Getenv("CORPUS"); if dirs=="" { t.Skip("") }
	d := newDetector(t, Config{})
	codes := map[string]int{}; reach := map[detectors.Reach]int{}
	type res struct{name string; d time.Duration; r detectors.Reach; notes []detectors.Note; spans, chars int}
	var all []res
	var files []string
	for _, dir := range strings.Split(dirs, ",") { m,_ := filepath.Glob(dir); files = append(files, m...) }
	start := time.Now()
	for _, f := range files {
		b,_ := os.ReadFile(f)
		out := detectors.NewCollector(func(string) bool { return true }, 100_000)
		s := time.Now()
		err := d.Detect(context.Background(), detectors.Input{R: bytes.NewReader(b), Size: int64(len(b)), Limits: detectors.DefaultLimits(), Nested: nested}, out)
		dur := time.Since(s)
		ev := out.Evidence()
		if err != nil { fmt.Println("ERR", f, err) }
		n := 0; for _, sp := range ev.Spans { n += len(sp.Text) }
		all = append(all, res{filepath.Base(f), dur, ev.Reach, ev.Notes, len(ev.Spans), n})
		reach[ev.Reach]++
		for _, x := range ev.Notes { codes[x.Code]++ }
	}
	fmt.Println("files", len(files), "total", time.Since(start), "reach", reach, "codes", codes)
	sort.Slice(all, func(i,j int) bool { return all[i].d > all[j].d })
	for _, r := range all[:min(len(all),15)] { fmt.Println(r.name, r.d, r.r, r.notes, r.spans, r.chars) }
	fmt.Println("median", all[len(all)/2].d)
	fmt.Println("--- notes")
	sort.Slice(all, func(i,j int) bool { return all[i].name < all[j].name })
	for _, r := range all { for _, x := range r.notes { fmt.Println("N", x.Code, x.Part, r.name) } }
	var m runtime.MemStats; runtime.ReadMemStats(&m); fmt.Println("heap sys", m.Sys>>20)
	st,_ := os.ReadFile("/proc/self/status"); for _, l := range strings.Split(string(st),"\n") { if strings.HasPrefix(l,"VmHWM") { fmt.Println(l) } }
}
