package act

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/event"
)

func exampleEntry() Entry {
	return Entry{
		ID: "20240229T070809.123456789-0a1b2c3d", State: Restoring, Path: "/media/B\xe1o\n.docx", RestoreTo: "/media/\xff",
		SHA256: strings.Repeat("0a", 32), Size: 1 << 40, Taken: day,
		Attrs: Attrs{
			Mode: 0o4750, UID: 1000, GID: -1, ModTime: time.Unix(-1<<40, 999999999).UTC(), AccessTime: time.Unix(1<<38, 1).UTC(),
			XAttrs: map[string][]byte{"user.a": {0, 255}},
		},
		Want: Want{SHA256: "judged", Channel: event.Removable, Device: "sdb1", Level: "TOI_MAT", Incident: json.RawMessage(`{"n":1}`)},
	}
}

func TestEntryRoundTrip(t *testing.T) {
	data, err := encodeEntry(exampleEntry())
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeEntry(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(exampleEntry(), got); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
}

// FuzzDecodeEntry: what a damaged disk gives is refused, or is an entry that can be written again and names no file
// outside the quarantine but those that it was taken from or goes to.
func FuzzDecodeEntry(f *testing.F) {
	good, err := encodeEntry(exampleEntry())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte(`{"id":"../../x","state":"held"}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := decodeEntry(data)
		if err != nil {
			return
		}
		if strings.ContainsAny(e.ID, `/\`) {
			t.Fatal("the id is a path")
		}
		again, err := encodeEntry(e)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := decodeEntry(again); err != nil {
			t.Fatal(err)
		}
	})
}
