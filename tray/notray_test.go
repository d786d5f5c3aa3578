package main

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestMissingTrayIsSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said := 0
		n := noTray{say: func() { said++ }, patience: 5 * time.Second}
		expect := func(want int, after time.Duration) {
			t.Helper()
			time.Sleep(after)
			synctest.Wait()
			if said != want {
				t.Fatalf("said %d times, want %d", said, want)
			}
		}
		n.set(false)
		expect(0, 4*time.Second)
		n.set(true) // the panel was only late
		expect(0, time.Minute)
		n.set(false)
		expect(1, time.Minute)
		n.set(true)
		n.set(false)
		expect(1, time.Hour)
	})
}
