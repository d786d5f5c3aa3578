package act

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"giumat/guard/event"
)

// meta is the form of an entry on disk. Paths are bytes (base64 in JSON): a Linux name need not be UTF-8, and JSON
// would bend it. Times are seconds and nanoseconds: a file may bear a year that RFC 3339 cannot write.
type meta struct {
	ID        string            `json:"id"`
	State     State             `json:"state"`
	Path      []byte            `json:"path"`
	SHA256    string            `json:"sha256"`
	Size      int64             `json:"size"`
	Taken     stamp             `json:"taken"`
	Mode      uint32            `json:"mode"` // as fs.FileMode counts
	UID       int               `json:"uid"`
	GID       int               `json:"gid"`
	ModTime   stamp             `json:"mtime"`
	Access    stamp             `json:"atime"`
	XAttrs    map[string][]byte `json:"xattrs,omitempty"`
	Judged    string            `json:"judged_sha256,omitempty"`
	Channel   event.Channel     `json:"channel"`
	Device    string            `json:"device,omitempty"`
	Level     string            `json:"level,omitempty"`
	Incident  json.RawMessage   `json:"incident,omitempty"`
	RestoreTo []byte            `json:"restore_to,omitempty"`
	Folder    []byte            `json:"folder,omitempty"`
}

// stamp is a time since 1970, UTC.
type stamp struct {
	Sec  int64 `json:"s"`
	Nsec int64 `json:"ns"`
}

func stampOf(t time.Time) stamp { return stamp{t.Unix(), int64(t.Nanosecond())} }

func (s stamp) time() time.Time { return time.Unix(s.Sec, s.Nsec).UTC() }

func encodeEntry(e Entry) ([]byte, error) {
	return json.Marshal(meta{
		ID: e.ID, State: e.State, Path: []byte(e.Path), SHA256: e.SHA256, Size: e.Size, Taken: stampOf(e.Taken),
		Mode: uint32(e.Attrs.Mode), UID: e.Attrs.UID, GID: e.Attrs.GID,
		ModTime: stampOf(e.Attrs.ModTime), Access: stampOf(e.Attrs.AccessTime), XAttrs: e.Attrs.XAttrs,
		Judged: e.Want.SHA256, Channel: e.Want.Channel, Device: e.Want.Device, Level: e.Want.Level,
		Incident: e.Want.Incident, RestoreTo: []byte(e.RestoreTo), Folder: []byte(e.Folder),
	})
}

// decodeEntry reads what encodeEntry wrote, and refuses what it cannot have written.
func decodeEntry(data []byte) (Entry, error) {
	var m meta
	if err := json.Unmarshal(data, &m); err != nil {
		return Entry{}, errors.New("damaged entry: not the JSON of one") // the decoder's own words would quote a path
	}
	if err := m.check(); err != nil {
		return Entry{}, fmt.Errorf("damaged entry: %w", err)
	}
	return Entry{
		ID: m.ID, State: m.State, Path: string(m.Path), SHA256: m.SHA256, Size: m.Size, Taken: m.Taken.time(),
		Attrs: Attrs{
			Mode: fs.FileMode(m.Mode), UID: m.UID, GID: m.GID,
			ModTime: m.ModTime.time(), AccessTime: m.Access.time(), XAttrs: m.XAttrs,
		},
		Want:      Want{SHA256: m.Judged, Channel: m.Channel, Device: m.Device, Level: m.Level, Incident: m.Incident},
		RestoreTo: string(m.RestoreTo), Folder: string(m.Folder),
	}, nil
}

func (m meta) check() error {
	sum, err := hex.DecodeString(m.SHA256)
	switch {
	case !idForm.MatchString(m.ID):
		return errors.New("no valid id")
	case !slices.Contains([]State{Moving, Held, Restoring}, m.State):
		return errors.New("no valid state")
	case err != nil || len(sum) != 32:
		return errors.New("no valid hash")
	case m.Size < 0:
		return errors.New("no valid size")
	case !validPath(m.Path):
		return errors.New("no valid path")
	case m.State == Restoring && !validPath(m.RestoreTo):
		return errors.New("no valid path to restore to")
	}
	return nil
}

func validPath(p []byte) bool {
	return filepath.IsAbs(string(p)) && !slices.Contains(p, 0)
}
