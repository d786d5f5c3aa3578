package incident

import (
	"giumat/guard/event"
	"giumat/guard/redact"
)

// DriveInfo is what the record holds of the drive that a file was met on, besides what the system calls it. All of it
// is the word of the drive's maker and owner. Fields that the system does not tell are empty.
type DriveInfo struct {
	Label  string `json:"label"`  // the volume's name
	Volume string `json:"volume"` // the volume's identifier: UUID, or serial number of a FAT volume
	Serial string `json:"serial"` // of the device
	Size   int64  `json:"size"`   // of the volume, in bytes
}

func driveOf(d event.Drive) DriveInfo {
	return DriveInfo{Label: clip(d.Label), Volume: clip(d.Volume), Serial: clip(d.Serial), Size: max(d.Size, 0)}
}

// maxForeignRunes is more than any drive's name or number, or a program's name, has on Linux and Windows (a label at most
// 34, an NTFS one; a serial number some 30), and too few to hold a sentence of a document.
const maxForeignRunes = 64

// clip gives what the record holds of a foreign string that is no file's name.
func clip(s string) string {
	if runes := []rune(s); len(runes) > maxForeignRunes {
		s = string(runes[:maxForeignRunes])
	}
	return redact.Name(s)
}
