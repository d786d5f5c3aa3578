package nativehost_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"giumat/guard/browser/nativehost"
)

// Sixteen uploads are judged at the same time; the next is blocked at once, and has its place when one is over.
func TestTooManyUploads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &fakeJudge{hangs: "known"}
		b := open(t.Context(), t, j, options())
		b.greet()
		for id := range 16 {
			b.send(start(id+1, "Kế hoạch.docx", made(100)))
		}
		b.send(start(17, "Kế hoạch.docx", made(100)))
		if a := b.receive(); a.ID != 17 || a.Verdict != "block" || a.Body != "native_too_many" {
			t.Errorf("got %+v", a)
		}
		synctest.Wait()
		j.hangs = ""
		b.send(map[string]any{"op": "cancel", "id": 3})
		synctest.Wait()
		b.send(start(18, "Kế hoạch.docx", made(100)))
		if a := b.receive(); a.ID != 18 || a.Verdict != "allow" {
			t.Errorf("got %+v", a)
		}
	})
}

// A Judge that does not heed a cancelled context keeps its place: it still has the file in memory.
func TestStuckJudgeKeepsItsPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &fakeJudge{hangs: "known", stuck: make(chan struct{})}
		b := open(t.Context(), t, j, options())
		b.greet()
		for id := range 16 {
			b.send(start(id+1, "Kế hoạch.docx", made(100)))
			b.send(map[string]any{"op": "cancel", "id": id + 1})
		}
		synctest.Wait()
		b.send(start(17, "Kế hoạch.docx", made(100)))
		if a := b.receive(); a.Body != "native_too_many" {
			t.Errorf("got %+v", a)
		}
		j.hangs = ""
		close(j.stuck)
		synctest.Wait()
		b.send(start(18, "Kế hoạch.docx", made(100)))
		if a := b.receive(); a.Verdict != "allow" {
			t.Errorf("got %+v", a)
		}
	})
}

// Files of 256 MiB together are read at the same time, however little of them; the next is blocked, and read when there is
// room again.
func TestTooMuchMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := open(t.Context(), t, &fakeJudge{}, options())
		b.greet()
		announce := func(id, size int) answer {
			m := start(id, "Kế hoạch.docx", made(100))
			m["size"] = size
			b.send(m)
			return b.receive()
		}
		for id, size := range []int{100 << 20, 100 << 20, 56 << 20} {
			if a := announce(id+1, size); a.Op != "need" {
				t.Fatalf("got %+v", a)
			}
		}
		if a := announce(4, 200_000); a.Body != "native_too_many" {
			t.Errorf("got %+v", a)
		}
		b.send(map[string]any{"op": "cancel", "id": 3})
		synctest.Wait() // the judge has to let go of it
		if a := announce(5, 56<<20); a.Op != "need" {
			t.Errorf("got %+v", a)
		}
	})
}

// Warnings hold no place and no memory. Sixty-four are remembered.
func TestManyWarnings(t *testing.T) {
	j := &fakeJudge{answers: map[string]nativehost.Answer{"peek": {Verdict: nativehost.Warn}}}
	b := open(t.Context(), t, j, options())
	b.greet()
	for id := range 65 {
		b.send(start(id+1, "Kế hoạch.docx", made(100)))
		if a := b.receive(); a.Verdict != "warn" {
			t.Fatalf("got %+v", a)
		}
	}
	for id, want := range map[int]string{1: "error", 2: "verdict", 65: "verdict"} {
		b.send(map[string]any{"op": "reason", "id": id, "text": "gửi theo yêu cầu"})
		if a := b.receive(); a.Op != want {
			t.Errorf("a reason for %d: %+v", id, a)
		}
	}
}

// Uploads whose messages are mixed are kept apart.
func TestSeveralAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const uploads = 8
		j := &fakeJudge{}
		b := open(t.Context(), t, j, options())
		b.greet()
		files := map[int][]byte{}
		for id := range uploads {
			files[id+1] = made(200_000 + id*300_000)
			b.send(start(id+1, "Kế hoạch.docx", files[id+1]))
		}
		for range uploads {
			if a := b.give(files); a.Verdict != "allow" {
				t.Errorf("got %+v", a)
			}
		}
		if strings.Contains(strings.Join(j.notes(), " "), "other bytes") {
			t.Error("the judge was given other bytes than those announced")
		}
	})
}
