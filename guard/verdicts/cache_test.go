package verdicts

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/detectors"
	"giumat/rules"
)

// clock is a time that a test moves.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func newClock() *clock { return &clock{time.Date(2026, 9, 2, 12, 0, 0, 0, time.UTC)} }

func openTest(t testing.TB, path, version string, c *clock) *Cache {
	t.Helper()
	cache, err := Open(path, version, c.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cache.Close() })
	return cache
}

func newCache(t testing.TB) (*Cache, *clock) {
	c := newClock()
	return openTest(t, filepath.Join(t.TempDir(), "verdicts.db"), "v1", c), c
}

// keyNo makes a key of a file that changed long ago.
func keyNo(i int) Key {
	return Key{id: fmt.Sprintf("fd00.%x.4d2.17abcdef01234567.17abcdef01234567", i)}
}

func example() Entry {
	return Entry{SHA256: strings.Repeat("ab", 32), Verdict: rules.Verdict{
		Kind: detectors.DOCX, State: rules.Marked, Level: rules.ToiMat, Confidence: rules.Certain, Official: true,
		Reasons: []rules.Reason{{
			Rule: "vn.mark.line", Level: rules.ToiMat, Confidence: rules.Certain, Place: detectors.Header,
			Part: "word/header1.xml", Detail: "hidden",
		}},
		Notes: []detectors.Note{{Code: "part-too-large", Part: "word/document.xml"}},
	}}
}

func mustHave(t *testing.T, c *Cache, k Key, want Entry, when string) {
	t.Helper()
	got, ok := c.Get(k)
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Errorf("%s: found %t (-want +got):\n%s", when, ok, diff)
	}
}

func TestGet(t *testing.T) {
	path, clock := filepath.Join(t.TempDir(), "a b#?%41.db"), newClock()
	c := openTest(t, path, "v1", clock)
	if _, ok := c.Get(keyNo(1)); ok {
		t.Error("found in an empty cache")
	}
	c.Put(keyNo(1), example())
	mustHave(t, c, keyNo(1), example(), "not written yet")
	if err := c.Flush(); err != nil {
		t.Fatal(err)
	}
	mustHave(t, c, keyNo(1), example(), "written")
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	mustHave(t, openTest(t, path, "v1", clock), keyNo(1), example(), "opened again")
	if _, ok := openTest(t, path, "v2", clock).Get(keyNo(1)); ok {
		t.Error("a verdict of other rules was given")
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode().Perm())
	}
}

func TestHandled(t *testing.T) {
	c, _ := newCache(t)
	c.MarkHandled(keyNo(1), "/a", "at_rest")
	for _, when := range []string{"not written yet", "written"} {
		for _, q := range []struct {
			k             Key
			path, channel string
			want          bool
		}{
			{keyNo(1), "/a", "at_rest", true},
			{keyNo(2), "/a", "at_rest", false},
			{keyNo(1), "/b", "at_rest", false},
			{keyNo(1), "/a", "removable", false},
			{Key{}, "/a", "at_rest", false},
		} {
			if got := c.Handled(q.k, q.path, q.channel); got != q.want {
				t.Errorf("%s: %+v: %t", when, q, got)
			}
		}
		c.Flush()
	}
}

// TestWrittenSoon: what is put is in the file within a moment, without anybody asking.
func TestWrittenSoon(t *testing.T) {
	path := filepath.Join(t.TempDir(), "v.db")
	synctest.Test(t, func(t *testing.T) {
		c, err := Open(path, "v1", newClock().now)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		other, err := Open(path, "v1", newClock().now)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		c.Put(keyNo(1), example())
		if _, ok := other.Get(keyNo(1)); ok {
			t.Error("written at once")
		}
		time.Sleep(batchDelay + time.Millisecond)
		synctest.Wait()
		mustHave(t, other, keyNo(1), example(), "after a moment")
	})
}

// TestFullBatch: who puts much does not wait for the timer, and nothing is lost.
func TestFullBatch(t *testing.T) {
	path := filepath.Join(t.TempDir(), "v.db")
	c := openTest(t, path, "v1", newClock())
	for i := range batchSize {
		c.Put(keyNo(i), example())
	}
	other := openTest(t, path, "v1", newClock())
	mustHave(t, other, keyNo(0), example(), "first")
	mustHave(t, other, keyNo(batchSize-1), example(), "last")
}

func TestPrune(t *testing.T) {
	path, clock := filepath.Join(t.TempDir(), "v.db"), newClock()
	old := openTest(t, path, "v0", clock)
	old.Put(keyNo(0), example())
	old.Close()
	c := openTest(t, path, "v1", clock)
	for i := range 2 {
		c.Put(keyNo(1+i), example())
		c.MarkHandled(keyNo(1+i), "/a", "at_rest")
	}
	c.Flush()

	clock.t = clock.t.Add(60 * 24 * time.Hour) // file 1 is met again, file 2 is not
	c.Get(keyNo(1))
	c.Handled(keyNo(1), "/a", "at_rest")
	c.Flush()
	clock.t = clock.t.Add(60 * 24 * time.Hour)
	if err := c.Prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustHave(t, c, keyNo(1), example(), "met 60 days ago")
	if !c.Handled(keyNo(1), "/a", "at_rest") {
		t.Error("mark of a file met 60 days ago is gone")
	}
	if _, ok := c.Get(keyNo(2)); ok || c.Handled(keyNo(2), "/a", "at_rest") {
		t.Error("not met for 120 days, and still there")
	}
	for table, want := range map[string]int{"verdicts": 1, "handled": 1} {
		var n int
		if err := c.db.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil || n != want {
			t.Errorf("%d rows in %s, want %d: %v", n, table, want, err)
		}
	}
}

// TestDamagedFile: whatever lies where the cache should be, the guard has a cache, or goes on without.
func TestDamagedFile(t *testing.T) {
	sound := filepath.Join(t.TempDir(), "v.db")
	c := openTest(t, sound, "v1", newClock())
	for i := range 500 {
		c.Put(keyNo(i), example())
	}
	c.Close()
	content, err := os.ReadFile(sound)
	if err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	db, err := sql.Open("sqlite", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE verdicts (x); PRAGMA user_version = 1`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	others, err := os.ReadFile(foreign)
	if err != nil {
		t.Fatal(err)
	}
	middle := bytes.Clone(content)
	for i := 4096; i < len(middle); i++ {
		middle[i] = 0xa5
	}
	for _, damage := range []struct {
		name    string
		content []byte
	}{
		{"empty", nil},
		{"no database", bytes.Repeat([]byte("not a database "), 1000)},
		{"cut off", content[:len(content)/2]},
		{"overwritten after the first page", middle},
		{"another program's", others},
	} {
		t.Run(damage.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "v.db")
			if err := os.WriteFile(path, damage.content, 0o600); err != nil {
				t.Fatal(err)
			}
			c := openTest(t, path, "v1", newClock())
			for i := range 500 { // meets the damage, if opening did not
				c.Get(keyNo(i))
			}
			c.Put(keyNo(1), example())
			c.Flush() // may fail
			c.Close()
			c = openTest(t, path, "v1", newClock())
			c.Put(keyNo(1), example())
			if err := c.Flush(); err != nil {
				t.Fatal(err)
			}
			mustHave(t, c, keyNo(1), example(), "opened once more")
		})
	}
}

func TestWithoutACache(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "no", "v.db"), "v1", newClock().now); err == nil {
		t.Error("opened in a folder that is not there")
	}
	var c *Cache
	c.Put(keyNo(1), example())
	c.MarkHandled(keyNo(1), "/a", "at_rest")
	if _, ok := c.Get(keyNo(1)); ok || c.Handled(keyNo(1), "/a", "at_rest") {
		t.Error("a nil cache remembers")
	}
	if c.Flush() != nil || c.Prune(context.Background()) != nil || c.Close() != nil {
		t.Error("a nil cache complains")
	}
}

func TestManyAtOnce(t *testing.T) {
	c, _ := newCache(t)
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			for i := range 300 {
				k := keyNo(w*1000 + i)
				c.Put(k, example())
				c.MarkHandled(k, "/a", "at_rest")
				if _, ok := c.Get(k); !ok || !c.Handled(k, "/a", "at_rest") {
					t.Error("put, and not found")
				}
				if i%100 == 0 {
					c.Flush()
				}
			}
		})
	}
	all.Wait()
	c.Close()
	c.Put(keyNo(1), example()) // too late, and harmless
	c.Close()
}

func filled(b *testing.B, files int) *Cache {
	c, _ := newCache(b)
	e := Entry{Verdict: rules.Verdict{Kind: detectors.PDF, State: rules.Clean}, SHA256: strings.Repeat("ab", 32)}
	for i := range files {
		c.Put(keyNo(i*7919), e)
	}
	if err := c.Flush(); err != nil {
		b.Fatal(err)
	}
	return c
}

// BenchmarkGet reads one of 50,000 clean files; /look with the look at the file that makes the key.
func BenchmarkGet(b *testing.B) {
	const files = 50_000
	c := filled(b, files)
	b.Run("one", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			c.Get(keyNo(i * 31 % files * 7919))
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.RunParallel(func(p *testing.PB) {
			for i := 0; p.Next(); i++ {
				c.Get(keyNo(i * 31 % files * 7919))
			}
		})
	})
	b.Run("look", func(b *testing.B) {
		path := filepath.Join(b.TempDir(), "f")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			b.Fatal(err)
		}
		for i := 0; b.Loop(); i++ {
			if _, err := KeyAt(path); err != nil {
				b.Fatal(err)
			}
			c.Get(keyNo(i * 31 % files * 7919))
		}
	})
}

// BenchmarkPut includes the writing of the batches.
func BenchmarkPut(b *testing.B) {
	c, _ := newCache(b)
	for i := 0; b.Loop(); i++ {
		c.Put(keyNo(i), example())
	}
	c.Flush()
}
