package drives

import (
	"context"
	"errors"
	"os"
	"regexp"
	"testing"
	"time"
)

// listed returns the drives of this PC, as they are listed first.
func listed(t *testing.T) []Drive {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var list []Drive
	err := System(ctx, func(now []Drive) {
		list = now
		cancel()
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// The drive of Windows can be described and does not count as one that can be carried away.
func TestDriveOfWindows(t *testing.T) {
	own := os.Getenv("SystemDrive")
	for _, d := range listed(t) {
		if d.Device == own {
			t.Errorf("the drive of Windows is among those that can be taken out: %+v", d)
		}
	}
	d := Drive{Mount: own + `\`}
	d.Device = own
	got := Describe(d)
	if got.Device != own || got.Size <= 0 || !regexp.MustCompile(`^[0-9A-F]{4}-[0-9A-F]{4}$`).MatchString(got.Volume) {
		t.Errorf("described as %+v, want a size and a volume", got)
	}
	t.Logf("described as %+v", got)
}

func TestRemovableDrive(t *testing.T) {
	letter := os.Getenv(plugged)
	if letter == "" {
		t.Skip("NOT RUN: no drive was plugged in for the test")
	}
	list := listed(t)
	if len(list) != 1 || list[0].Mount != letter+`\` || list[0].Device != letter || !list[0].Removable {
		t.Fatalf("drives %+v, want %s", list, letter)
	}
	got := Describe(list[0])
	if got.Device != letter || got.Size <= 0 || got.Label != "USB An" || got.Volume != "1A2B-3C4D" {
		t.Errorf("described as %+v", got)
	}
}

// A card reader without a card is a letter with nothing behind it.
func TestDescribeNothing(t *testing.T) {
	d := Drive{Mount: `Q:\`}
	d.Device = "Q:"
	if got := Describe(d); got != d.Drive {
		t.Errorf("described as %+v", got)
	}
	if _, err := openDevice("Q:"); err == nil {
		t.Error("a letter that nobody has was opened")
	}
}

// Those who keep a drive can be asked to let it go; where Windows cannot ask, it says so, and holds nothing open.
func TestOnDeparture(t *testing.T) {
	dir, err := os.MkdirTemp("", "drive")
	if err != nil {
		t.Fatal(err)
	}
	stop, err := OnDeparture(dir, func(d Departure) { t.Errorf("told %v of a folder that stays", d) })
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		t.Logf("this system cannot ask: %v", err)
	case err != nil:
		t.Error(err)
	default:
		stop()
		stop, err = OnDeparture(dir, func(Departure) {})
		if err != nil {
			t.Fatal(err)
		}
		stop()
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is still kept: %v", err)
	}
	if _, err := OnDeparture(dir, func(Departure) {}); err == nil || errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a folder that is gone: %v", err)
	}
}

// The letters are looked at often, so that must cost next to nothing.
func BenchmarkLetters(b *testing.B) {
	l, err := newLetters()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := l.removable(); err != nil {
			b.Fatal(err)
		}
	}
}
