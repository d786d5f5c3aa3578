//go:build unix

package act

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// childEnv names the folder in which a child process of the test takes files until it is killed.
const childEnv = "GIUMAT_TEST_QUARANTINE_CHILD"

// TestMain lets the test's own program be the one that is killed.
func TestMain(m *testing.M) {
	if root := os.Getenv(childEnv); root != "" {
		os.Exit(child(root))
	}
	os.Exit(m.Run())
}

// child takes every file in root/folder, and gives every third back, telling each that it has done with.
func child(root string) int {
	q, err := Open(filepath.Join(root, "quarantine"), time.Now)
	if err != nil {
		return 1
	}
	names, err := os.ReadDir(filepath.Join(root, "folder"))
	if err != nil {
		return 1
	}
	for i, name := range names {
		if i%2 == 1 {
			q.disk.before = crossingOnce()
		} else {
			q.disk.before = nil
		}
		e, err := q.Take(context.Background(), filepath.Join(root, "folder", name.Name()), Want{})
		if err == nil && i%3 == 2 {
			q.disk.before = crossingOnce()
			_, err = q.Restore(context.Background(), e.ID, "")
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println(i)
	}
	return 0
}

// TestKill kills a guard that takes many files and gives some back, at moments of chance, and counts.
func TestKill(t *testing.T) {
	const rounds, files = 8, 40
	program, err := os.Executable()
	if err != nil {
		t.Skip("SKIPPED: cannot find the test's own program:", err)
	}
	for round := range rounds {
		root := t.TempDir()
		if err := os.Mkdir(filepath.Join(root, "folder"), 0o755); err != nil {
			t.Fatal(err)
		}
		content := func(i int) []byte { return append(bytes.Clone(document), byte(i)) }
		for i := range files {
			writeDocument(t, filepath.Join(root, "folder", fmt.Sprintf("%02d.docx", i)), content(i))
		}
		told := killSoon(t, exec.Command(program), root)

		q := openQuarantine(t, filepath.Join(root, "quarantine"))
		if _, err := q.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		entries, err := q.List()
		if err != nil {
			t.Fatal(err)
		}
		held := map[string]Entry{}
		for _, e := range entries {
			held[e.Name()] = e
		}
		for i := range files {
			name := fmt.Sprintf("%02d.docx", i)
			path := filepath.Join(root, "folder", name)
			if e, inside := held[name]; inside == exists(path) {
				t.Fatalf("round %d: file %d: held %t, at its place %t", round, i, inside, exists(path))
			} else if inside {
				path = q.binPath(e.ID)
			}
			mustHold(t, path, content(i))
		}
		left, _ := os.ReadDir(q.dir)
		outside, _ := os.ReadDir(filepath.Join(root, "folder"))
		if len(left) != 2*len(entries)+1 || len(outside) != files-len(entries) {
			t.Errorf("round %d: remains: %d files for %d entries, %d at their place", round, len(left), len(entries), len(outside))
		}
		t.Logf("round %d: killed after %d files, %d held", round, told, len(entries))
	}
}

// killSoon runs the child, waits until it has done a few files, and kills it a moment later.
func killSoon(t *testing.T, cmd *exec.Cmd, root string) (told int) {
	t.Helper()
	cmd.Env = append(os.Environ(), childEnv+"="+root)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Skip("SKIPPED: cannot start the test's own program:", err)
	}
	lines := bufio.NewScanner(out)
	for told < rand.IntN(10) && lines.Scan() {
		told++
	}
	time.Sleep(time.Duration(rand.IntN(20_000)) * time.Microsecond) // chance is the point: no moment is special
	cmd.Process.Kill()
	for lines.Scan() {
		told++
	}
	cmd.Wait()
	return told
}
