// Package event says that a file arrived, and by which channel. It is where the pipeline begins: it takes nothing,
// reads nothing and decides nothing.
package event

import "time"

// Channel is the way by which a file arrived or would leave.
type Channel string

// The channels, as they stand in the policy, the incidents and the summary.
const (
	AtRest     Channel = "at_rest"     // lies in one of the user's folders
	Removable  Channel = "removable"   // on a removable drive
	Clipboard  Channel = "clipboard"   // in a list of copied files
	SyncFolder Channel = "sync_folder" // in a folder that a cloud service copies
	Webmail    Channel = "webmail"     // being attached in a browser
)

// File is one file that arrived and should be looked at.
type File struct {
	Path    string // absolute
	Channel Channel
	Device  string // what the system calls the drive; empty at rest
	Seen    time.Time
}
