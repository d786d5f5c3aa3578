package onaccess

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"giumat/guard/event"
)

// BenchmarkOpen measures one opening by another program: a copy of this test, which the gate does not take for the
// guard. A text is no document, so its first bytes suffice; the document is judged each time, by a clerk who reads it.
func BenchmarkOpen(b *testing.B) {
	if path := os.Getenv("GATE_OPEN"); path != "" {
		opener(path)
		return
	}
	program := filepath.Join(b.TempDir(), "opener")
	text, err := os.ReadFile(os.Args[0])
	if err == nil {
		err = os.WriteFile(program, text, 0o700)
	}
	if err != nil {
		b.Fatal(err)
	}
	for _, guarded := range []bool{false, true} {
		for _, bench := range []struct {
			name, content string
			settle        bool
			channel       event.Channel
		}{
			{"drive, text", "text", false, event.Removable},
			{"drive, document", clean, false, event.Removable},
			{"drive, remembered", clean, true, event.Removable},
			{"folder, program not listed", clean, false, event.AtRest},
		} {
			if !guarded && bench.content != "text" {
				continue
			}
			b.Run(fmt.Sprintf("guarded=%v/%s", guarded, bench.name), func(b *testing.B) {
				dir := ext4(b)
				path := write(b, filepath.Join(dir, "x.docx"), bench.content)
				g := gate(b, &clerk{never: !bench.settle})
				if guarded {
					enter(b, g, dir, bench.channel)
				}
				if bench.settle {
					settle(b, g, path)
				}
				b.ResetTimer()
				cmd := exec.Command(program, "-test.run=^$", "-test.bench=^BenchmarkOpen$", "-test.benchtime=1x")
				cmd.Env = append(os.Environ(), "GATE_OPEN="+path, "GATE_TIMES="+strconv.Itoa(b.N))
				out, err := cmd.Output()
				_, after, _ := strings.Cut(string(out), "each ")
				each, _, _ := strings.Cut(after, "\n")
				d, parsed := time.ParseDuration(each)
				if err != nil || parsed != nil {
					b.Fatalf("the opener: %v, %v", err, parsed)
				}
				b.ReportMetric(float64(d.Nanoseconds()), "ns/opening")
			})
		}
	}
}

func opener(path string) {
	n, _ := strconv.Atoi(os.Getenv("GATE_TIMES"))
	start := time.Now()
	for range n {
		f, err := os.Open(path)
		if err != nil {
			fmt.Println("refused")
			os.Exit(1)
		}
		f.Close()
	}
	fmt.Printf("\neach %v\n", time.Since(start)/time.Duration(n))
	os.Exit(0)
}
