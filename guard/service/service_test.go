package service

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"giumat/guard/texts"
)

// Whoever starts the verb by hand learns what it is for, and has a guard all the same.
func TestInAConsole(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	words, err := texts.Load(texts.Languages()[0])
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	broken := errors.New("broken")
	err = Run(t.Context(), Options{Name: "GiuMatTest", Texts: words, Stdout: &out}, func(_ context.Context, ready func()) error {
		ready()
		return broken
	})
	if !errors.Is(err, broken) || !strings.Contains(out.String(), "guard run") {
		t.Errorf("Run = %v, said %q", err, out.String())
	}
}

func TestPulse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p Pulse
		if p.Within(time.Hour) {
			t.Error("a loop that never turned is alive")
		}
		p.Beat()
		time.Sleep(30 * time.Second)
		if !p.Within(30*time.Second) || p.Within(29*time.Second) {
			t.Error("30 s after its turn a loop has not turned just within 30 s")
		}
	})
}

func TestLogOfAService(t *testing.T) {
	var out bytes.Buffer
	if _, err := Log("GiuMatTest", &out).Write([]byte("level=WARN msg=\"a line\"\n")); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != "level=WARN msg=\"a line\"\n" {
		t.Errorf("logged %q", got)
	}
}
