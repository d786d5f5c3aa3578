// Package event says that a file arrived, and by which channel, or that a program is about to open one. It is where the
// pipeline begins: it takes nothing, reads nothing and decides nothing.
package event

import (
	"os"
	"time"
)

// Channel is the way by which a file arrived or would leave.
type Channel string

// The channels, as they stand in the policy, the incidents and the summary.
const (
	AtRest     Channel = "at_rest"     // lies in one of the user's folders
	Removable  Channel = "removable"   // on a removable drive
	Clipboard  Channel = "clipboard"   // in a list of copied files, or in the hands of a program that copies
	SyncFolder Channel = "sync_folder" // in a folder that a cloud service copies, or in the hands of its program
	Webmail    Channel = "webmail"     // being attached in a browser
	Chat       Channel = "chat"        // in the hands of a program for chatting
)

// File is one file that arrived and should be looked at.
type File struct {
	Path    string // absolute
	Channel Channel
	Drive   Drive // zero at rest
	Cause   Cause
	User    string // whose doing it is, as os/user names him; empty where the source does not know
	PID     int    // of the program that is about to open it; 0 where there is none
	Seen    time.Time
}

// Cause is how it was noticed that a file is there.
type Cause string

// The causes. They matter on a removable drive: what somebody has just written there is another thing than what he
// brought.
const (
	Written Cause = ""        // the system told of a change of the file
	Brought Cause = "brought" // it lay on a drive, or in a folder, when that came into sight
	Missed  Cause = "missed"  // it was met when everything was looked at again, because changes were lost
)

// Drive is what the system tells of the drive that a file is on. Fields that it does not tell are empty.
type Drive struct {
	Device string // what the system calls it: /dev/sdb1, E:
	Label  string // the volume's name, as its owner gave it
	Volume string // the volume's identifier: UUID, or serial number of a FAT volume: "1A2B-3C4D"
	Serial string // of the device, as its maker gave it
	Size   int64  // of the volume, in bytes
}

// Opening is a program about to open a file, and waiting for leave.
type Opening struct {
	File    *os.File // open for reading; the answerer leaves its position where it likes and does not close it
	Path    string   // as the system tells it; the file may be gone from there
	Channel Channel  // where the file would go in the hands of this program
	Drive   Drive    // that the file is on; zero in a folder
	Program string   // the file name of the program: "cp", "firefox-esr"
	PID     int      // of the program
	Seen    time.Time
}
