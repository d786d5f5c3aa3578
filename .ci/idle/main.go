// Command idle measures what the guard and its tray cost a PC on which nothing happens. It makes a folder of made-up
// documents, none of them marked, starts the guard on it, waits until all have been looked at, and prints how long that
// took, and what processor time and memory the programs take in the minute after. The programs of Windows are measured
// in Wine, where the memory is the process's as Linux sees it, with Wine's own part in it.
//
//	go build -o /tmp/guard ./guard && go build -o /tmp/tray ./tray
//	go run .ci/idle/main.go -guard /tmp/guard -tray /tmp/tray     the tray needs DISPLAY
//	go run .ci/idle/main.go -guard /tmp/guard.exe -wine           needs WINEPREFIX; see .ci/wine
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"giumat/detectors/sample"
)

// ticksPerSecond is USER_HZ, in which proc_pid_stat(5) counts; it is 100 on every architecture that we build for.
const ticksPerSecond = 100

// patience is how long the guard may take to start and to look at everything.
const patience = 10 * time.Minute

type options struct {
	guard, tray string
	wine        bool
	files       int
	idle        time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.guard, "guard", "", "the guard's program")
	flag.StringVar(&o.tray, "tray", "", "the tray's program; none if empty")
	flag.BoolVar(&o.wine, "wine", false, "they are programs of Windows")
	flag.IntVar(&o.files, "files", 2000, "how many documents, one in ten a PDF")
	flag.DurationVar(&o.idle, "idle", time.Minute, "how long to measure")
	flag.Parse()
	if err := o.measure(); err != nil {
		fmt.Fprintln(os.Stderr, "idle:", err)
		os.Exit(1)
	}
}

// measure starts the programs, waits and prints.
func (o options) measure() error {
	dir, err := os.MkdirTemp("", "giumat-idle-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	docs, data, settings := filepath.Join(dir, "docs"), filepath.Join(dir, "data"), filepath.Join(dir, "guard.yaml")
	err = errors.Join(o.makeDocuments(docs), os.WriteFile(settings, fmt.Appendf(nil, "folders: [%q]\n", o.path(docs)), 0o600))
	if err != nil {
		return err
	}
	// As at installation: PDFium is compiled before the guard starts.
	if out, err := o.command(o.guard, "scan", "--data", o.path(data), o.path(filepath.Join(docs, "0.pdf"))).CombinedOutput(); err != nil {
		return fmt.Errorf("compile PDFium: %w: %s", err, out)
	}

	for _, start := range []string{"first start", "second start"} {
		out, err := os.Create(filepath.Join(dir, "out"))
		if err != nil {
			return err
		}
		guard := o.command(o.guard, "run", "--config", o.path(settings), "--data", o.path(data))
		guard.Stdout, guard.Stderr = out, out
		began := time.Now()
		if err := guard.Start(); err != nil {
			return err
		}
		ready, readyErr := await(out.Name(), began, "Giữ Mật đang canh")
		swept, sweptErr := await(out.Name(), began, "Đã xem xong")
		err = errors.Join(readyErr, sweptErr)
		if err == nil {
			used := usage(guard.Process.Pid)
			fmt.Printf("%s: ready after %.2f s, %d documents looked at after %.2f s, %.2f s CPU\n", start, ready.Seconds(), o.files, swept.Seconds(), used.cpu.Seconds())
			err = o.idleWith(guard.Process.Pid, data)
		}
		// A wish first, so that the guard puts things away; then an end.
		err = errors.Join(err, guard.Process.Signal(os.Interrupt))
		killer := time.AfterFunc(10*time.Second, func() { guard.Process.Kill() })
		_ = guard.Wait() // its status is Wine's at times
		killer.Stop()
		if err = errors.Join(err, out.Close()); err != nil {
			return err
		}
	}
	return nil
}

// idleWith measures a guard that has nothing to do, and its tray.
func (o options) idleWith(guard int, data string) error {
	pids := map[string]int{"guard": guard}
	if o.tray != "" {
		tray := o.command(o.tray, "--data", o.path(data))
		tray.Stderr = os.Stderr
		if err := tray.Start(); err != nil {
			return err
		}
		defer tray.Wait()
		defer tray.Process.Kill()
		pids["tray"] = tray.Process.Pid
	}
	time.Sleep(10 * time.Second) // what came with the start has passed
	before := map[string]used{}
	for name, pid := range pids {
		before[name] = usage(pid)
	}
	time.Sleep(o.idle)
	for name, pid := range pids {
		u := usage(pid)
		if u.resident == 0 {
			return fmt.Errorf("the %s has ended", name)
		}
		fmt.Printf("  %s, idle for %v: %.2f s CPU, %.1f MB resident, of which %.1f MB its own, %d threads\n",
			name, o.idle, (u.cpu - before[name].cpu).Seconds(), u.resident, u.private, u.threads)
	}
	return nil
}

// makeDocuments fills a new folder with documents that differ.
func (o options) makeDocuments(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	for i := range o.files {
		number := strconv.Itoa(i)
		name, content := number+".docx", []byte(nil)
		if i%10 == 0 {
			d := sample.NewPDF()
			sample.PDFDispatch(d, "").Text(85, 100, 12, number)
			name, content = number+".pdf", d.Bytes()
		} else {
			content = sample.NewWord().Dispatch(number+"/SVT-VP", "họp giao ban", "Sở kính mời các đơn vị dự họp giao ban quý.").Bytes()
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (o options) command(program string, args ...string) *exec.Cmd {
	if o.wine {
		return exec.Command("wine", append([]string{program}, args...)...)
	}
	return exec.Command(program, args...)
}

// path is how the programs name a file of this machine.
func (o options) path(path string) string {
	if o.wine {
		return `Z:` + path
	}
	return path
}

// await waits until the guard has printed some words.
func await(out string, began time.Time, words string) (time.Duration, error) {
	for time.Since(began) < patience {
		said, err := os.ReadFile(out)
		if err != nil {
			return 0, err
		}
		if strings.Contains(string(said), words) {
			return time.Since(began), nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return 0, fmt.Errorf("the guard did not say %q", words)
}

// used is what a process has used; zero if it has ended.
type used struct {
	cpu               time.Duration
	resident, private float64 // MB
	threads           int
}

// usage reads what Linux tells of a process: proc_pid_stat(5), proc_pid_status(5) and proc_pid_smaps(5).
func usage(pid int) used {
	read := func(name string) string {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, name))
		return string(text)
	}
	var u used
	// The fields after the program's name, which may hold anything: state is the 3rd, utime and stime are 14th and 15th.
	if _, after, ok := strings.Cut(read("stat"), ") "); ok {
		fields := strings.Fields(after)
		utime, _ := strconv.Atoi(fields[14-3])
		stime, _ := strconv.Atoi(fields[15-3])
		u.cpu = time.Duration(utime+stime) * time.Second / ticksPerSecond
	}
	status, smaps := read("status"), read("smaps_rollup")
	u.resident = number(status, "VmRSS:") * 1024 / 1e6 // "kB" are KiB there
	u.private = (number(smaps, "Private_Clean:") + number(smaps, "Private_Dirty:")) * 1024 / 1e6
	u.threads = int(number(status, "Threads:"))
	return u
}

// number is the number in a line of the form "name   number kB".
func number(text, name string) float64 {
	for line := range strings.Lines(text) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == name {
			n, _ := strconv.ParseFloat(fields[1], 64)
			return n
		}
	}
	return 0
}
