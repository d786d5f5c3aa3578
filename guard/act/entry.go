package act

import (
	"encoding/json"
	"io/fs"
	"path/filepath"
	"time"

	"giumat/guard/event"
)

// State is how far an entry has come.
type State string

// The states. Recover brings an entry that is Moving or Restoring to an end.
const (
	Moving    State = "moving"    // on its way in
	Held      State = "held"      // in the quarantine, and nowhere else
	Restoring State = "restoring" // on its way back
)

// Entry describes one file in the quarantine. Path is needed to give the file back; it stays in the entry's own file,
// in a folder that only the guard's user may enter, and belongs in no log, incident or summary.
type Entry struct {
	ID     string
	State  State
	Path   string // where the file lay, as the system named it; need not be UTF-8
	Folder string // the folder of Path without links; empty in entries of old
	SHA256 string // of the content, lower-case hex
	Size   int64  // bytes
	Taken  time.Time
	Attrs  Attrs
	Want   Want

	RestoreTo string // where the file is going; empty unless Restoring
}

// Name is the file's own name, as the system gave it.
func (e Entry) Name() string { return filepath.Base(e.Path) }

// Want says which file the caller means, and what to remember of it.
type Want struct {
	SHA256  string        // of the content that was judged, lower-case hex; empty takes the file as it is
	Channel event.Channel // where it was met
	Device  string        // what the system calls the drive
	Level   string        // the verdict's level
	// Incident is the caller's own account. It is kept as it is, so that an incident which a kill kept from being
	// written can be written later. At most 64 KiB; it must be valid JSON and hold no text of the document.
	Incident json.RawMessage
}

// Attrs are the properties of a file that its bytes do not hold.
type Attrs struct {
	Mode       fs.FileMode // permission bits with set-user-ID, set-group-ID and sticky
	UID, GID   int         // -1 where the system has none
	ModTime    time.Time
	AccessTime time.Time
	XAttrs     map[string][]byte // extended attributes, POSIX access control lists among them; Linux only
}
