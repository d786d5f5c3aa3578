package report

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/incident"
)

// recorded is a PC whose incidents lie in a real record.
type recorded struct {
	pc
	store *incident.Store
}

func (s recorded) Each(ctx context.Context, from, until time.Time, f func(incident.Incident) error) error {
	return s.store.Each(ctx, incident.Filter{Since: from, Until: until}, f)
}

// The real record gives the same report as the fake.
func TestBuildFromRecord(t *testing.T) {
	store, err := incident.OpenStore(t.Context(), filepath.Join(t.TempDir(), "incidents.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	s := pcNamed(t, "pc-1", 200) // into the week after
	for _, in := range s.incidents {
		if _, err := store.Add(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	want := build(t, s, "2026-11-23 08:00:00")
	if diff := cmp.Diff(want, build(t, recorded{s, store}, "2026-11-23 08:00:00")); diff != "" {
		t.Errorf("(-fake +record):\n%s", diff)
	}
}
