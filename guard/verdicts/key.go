package verdicts

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"giumat/guard/redact"
)

// Key tells one state of one file from all others: the device, the file's number on it, its size, its times of change
// and a hash of its name, which is judged too. A write changes the key, an old version put back in place does, and so
// does a rename. The zero Key is that of no file: nothing is kept for it.
type Key struct {
	id     string       // its form in the cache: tells nothing of the file's content
	file   string       // the part of it that a new name or other attributes leave as it is
	stamps [2]time.Time // modified, and changed by the system's own clock
}

// KeyOf gives the key of the file at path, of which info was read without following a link. On Unix info alone
// suffices and nothing is read; on Windows the file is opened, without reading it.
func KeyOf(path string, info fs.FileInfo) (Key, error) {
	if !info.Mode().IsRegular() {
		return Key{}, errors.New("key of file: not a regular file")
	}
	id, err := identify(path, info)
	if err != nil {
		return Key{}, fmt.Errorf("key of file: %w", err)
	}
	modified := info.ModTime()
	file := fmt.Sprintf("%x.%x.%x.%x", id.device, id.number, info.Size(), modified.UnixNano())
	return Key{
		id:     fmt.Sprintf("%s.%x.%x", file, id.changed.UnixNano(), crc32.ChecksumIEEE([]byte(filepath.Base(path)))),
		file:   file,
		stamps: [2]time.Time{modified, id.changed},
	}, nil
}

// File is the part of the key that stays the same when the file is renamed: device, number, size and time of
// modification. It is empty for the zero Key.
func (k Key) File() string { return k.file }

// KeyAt looks at the file at path and gives its key.
func KeyAt(path string) (Key, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return Key{}, fmt.Errorf("key of file: %w", redact.Error(err))
	}
	return KeyOf(path, info)
}

// identity is what the system knows a file by.
type identity struct {
	device, number uint64
	changed        time.Time // when the system last changed content or attributes; zero where it does not tell
}

// settled is how old a file's last change must be for its verdict to be kept: FAT tells times to 2 seconds (Microsoft
// EFI FAT32 specification, "Date and Time Formats"), so a file written twice within them could bear one key.
const settled = 3 * time.Second

// settledAt tells whether the file was left alone for a while. A stamp far in the future says nothing of that.
func (k Key) settledAt(now time.Time) bool {
	for _, stamp := range k.stamps {
		if now.Sub(stamp).Abs() < settled {
			return false
		}
	}
	return k.id != ""
}
