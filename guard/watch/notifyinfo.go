package watch

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/fsnotify/fsnotify"
)

// The parts of FILE_NOTIFY_INFORMATION ([MS-FSCC] 2.7.1): three numbers of 4 bytes, the least first, and a name in
// UTF-16 without an end mark.
const (
	nextEntryOffset = 0
	actionOffset    = 4
	nameLenOffset   = 8
	nameOffset      = 12
)

// operations are the actions of [MS-FSCC] 2.7.1 as fsnotify has them. A rename is the old name and then the new one;
// what is moved to another folder comes as removed and added. Others tell of streams, which nobody asked for.
var operations = map[uint32]fsnotify.Op{
	1: fsnotify.Create, // FILE_ACTION_ADDED
	2: fsnotify.Remove, // FILE_ACTION_REMOVED
	3: fsnotify.Write,  // FILE_ACTION_MODIFIED
	4: fsnotify.Rename, // FILE_ACTION_RENAMED_OLD_NAME
	5: fsnotify.Create, // FILE_ACTION_RENAMED_NEW_NAME
}

var errNotifyInfo = errors.New("notice of changes that makes no sense")

// decodeNotifyInfo reads what Windows told of the tree below root, in its order. Any error is an overflow: no bytes at
// all, which is how Windows says so, or a notice that makes no sense, after which nobody knows what was missed. The
// changes read before it count all the same.
func decodeNotifyInfo(root string, data []byte) ([]fsnotify.Event, error) {
	if len(data) == 0 {
		return nil, fsnotify.ErrEventOverflow
	}
	var list []fsnotify.Event
	for {
		if len(data) < nameOffset {
			return list, badNotifyInfo("cut off")
		}
		next := uint64(binary.LittleEndian.Uint32(data[nextEntryOffset:]))
		nameLen := uint64(binary.LittleEndian.Uint32(data[nameLenOffset:]))
		end := uint64(len(data))
		if next > 0 {
			end = min(end, next)
		}
		if nameLen%2 > 0 || nameOffset+nameLen > end {
			return list, badNotifyInfo("name too long")
		}
		path, ok := below(root, decodeName(data[nameOffset:nameOffset+nameLen]))
		if !ok {
			return list, badNotifyInfo("no name inside the folder")
		}
		if op, known := operations[binary.LittleEndian.Uint32(data[actionOffset:])]; known {
			list = append(list, fsnotify.Event{Name: path, Op: op})
		}
		switch {
		case next == 0:
			return list, nil
		case next >= uint64(len(data)):
			return list, badNotifyInfo("next one out of reach")
		}
		data = data[next:]
	}
}

func badNotifyInfo(why string) error {
	return fmt.Errorf("%w: %s: %w", errNotifyInfo, why, fsnotify.ErrEventOverflow)
}

// decodeName turns UTF-16 into the bytes that package os takes for the same name. NTFS lets half of a surrogate pair
// stand alone; os writes it as if it were a letter (WTF-8), and so must we, or the file could not be opened.
func decodeName(data []byte) string {
	var name []byte
	for len(data) >= 2 {
		r := rune(binary.LittleEndian.Uint16(data))
		data = data[2:]
		if utf16.IsSurrogate(r) && len(data) >= 2 {
			pair := utf16.DecodeRune(r, rune(binary.LittleEndian.Uint16(data)))
			if pair != utf8.RuneError {
				r, data = pair, data[2:]
			}
		}
		if utf16.IsSurrogate(r) {
			name = append(name, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
			continue
		}
		name = utf8.AppendRune(name, r)
	}
	return string(name)
}

// below joins root and a name with backslashes. It is false for a name that could lead elsewhere: the server of a
// network drive makes it up as it likes.
func below(root, name string) (path string, ok bool) {
	parts := strings.Split(name, `\`)
	bad := slices.ContainsFunc(parts, func(part string) bool {
		return part == "" || part == "." || part == ".." || strings.ContainsAny(part, "/\x00")
	})
	return filepath.Join(root, strings.Join(parts, string(os.PathSeparator))), !bad
}
