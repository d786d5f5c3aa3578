//go:build unix

package release

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// childEnv names the store in which a child process of the test spends codes until it is killed.
const childEnv = "GIUMAT_TEST_RELEASE_CHILD"

// TestMain lets the test's own program be the one that is killed.
func TestMain(m *testing.M) {
	if path := os.Getenv(childEnv); path != "" {
		os.Exit(spendCodes(path))
	}
	os.Exit(m.Run())
}

const codesToSpend = 200

var (
	killSecret = Secret{[29]byte{7}}
	killTime   = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
)

// codeOf is the code of the i-th entry.
func codeOf(i int) (id, code string, err error) {
	id = strconv.Itoa(i)
	r, err := RequestFor(fileA, id)
	if err != nil {
		return "", "", err
	}
	code, err = Grant(killSecret, r, time.Hour, killTime)
	return id, code, err
}

// spendCodes tells each code that Verify took.
func spendCodes(path string) int {
	ctx := context.Background()
	store, err := Open(ctx, path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	for i := range codesToSpend {
		id, code, err := codeOf(i)
		if err == nil {
			err = Verify(ctx, killSecret, fileA, id, code, killTime, store)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println(i)
	}
	return 0
}

// A code that was taken before the kill is used after it; at most the one in hand is spent without having been told.
func TestUsedAfterKill(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Skip("SKIPPED: cannot find the test's own program:", err)
	}
	for round := range 4 {
		path := filepath.Join(t.TempDir(), "codes.db")
		told := killSoon(t, program, path)
		store, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		spent := 0
		for i := range codesToSpend {
			id, code, err := codeOf(i)
			if err != nil {
				t.Fatal(err)
			}
			switch err := Verify(t.Context(), killSecret, fileA, id, code, killTime, store); {
			case err == ErrUsed && i == spent:
				spent++
			case err != nil:
				t.Fatalf("round %d: code %d: %v", round, i, err)
			}
		}
		store.Close()
		if spent < told || spent > told+1 {
			t.Errorf("round %d: %d codes were taken, %d are used", round, told, spent)
		}
		t.Logf("round %d: killed after %d codes, %d are used", round, told, spent)
	}
}

// killSoon runs the child, waits until it has spent some codes, and kills it a moment later.
func killSoon(t *testing.T, program, path string) (told int) {
	t.Helper()
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), childEnv+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Skip("SKIPPED: cannot start the test's own program:", err)
	}
	lines := bufio.NewScanner(out)
	for enough := 1 + rand.IntN(20); told < enough && lines.Scan(); {
		told++
	}
	time.Sleep(time.Duration(rand.IntN(5_000)) * time.Microsecond) // chance is the point: no moment is special
	cmd.Process.Kill()
	for lines.Scan() {
		told++
	}
	cmd.Wait()
	return told
}
