package watch

import (
	"errors"
	"os"
	"sync"

	"github.com/fsnotify/fsnotify"
	"golang.org/x/sys/windows"
)

// treeBuffer is how many bytes of changes Windows keeps for a tree until we read them, some 500 changes; a network
// drive takes no larger one (ReadDirectoryChangesW, remarks).
const treeBuffer = 64 << 10

// A treeWatch is one folder that is open, and the changes of all below it. At most one read is under way, so the handle
// itself can tell of its end and no event is needed.
type treeWatch struct {
	path   string
	ended  chan struct{} // closed by end: nobody wants to hear more
	closed chan struct{} // closed when the handle is

	buffer     [treeBuffer]byte // Windows writes here and to overlapped while a read is under way: they must not move
	overlapped windows.Overlapped

	mu     sync.Mutex // no read begins once ending is true
	handle windows.Handle
	ending bool
}

// watchTree opens the folder at path and begins to keep its changes. It stands in nobody's way but of those who want to
// have the folder or the drive for themselves.
func watchTree(path string) (*treeWatch, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	const flags = windows.FILE_FLAG_BACKUP_SEMANTICS | windows.FILE_FLAG_OVERLAPPED
	h, err := windows.CreateFile(name, windows.FILE_LIST_DIRECTORY, share, nil, windows.OPEN_EXISTING, flags, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	t := &treeWatch{path: path, handle: h, ended: make(chan struct{}), closed: make(chan struct{})}
	if err := t.read(); err != nil {
		return nil, errors.Join(err, windows.CloseHandle(h))
	}
	return t, nil
}

// read asks for the next changes. What happens between two reads, Windows keeps.
func (t *treeWatch) read() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ending {
		return windows.ERROR_OPERATION_ABORTED
	}
	const mask = windows.FILE_NOTIFY_CHANGE_FILE_NAME | windows.FILE_NOTIFY_CHANGE_DIR_NAME |
		windows.FILE_NOTIFY_CHANGE_LAST_WRITE | windows.FILE_NOTIFY_CHANGE_SIZE |
		windows.FILE_NOTIFY_CHANGE_ATTRIBUTES // a file of a cloud service that has come to this PC
	t.overlapped = windows.Overlapped{}
	err := windows.ReadDirectoryChanges(t.handle, &t.buffer[0], treeBuffer, true, mask, nil, &t.overlapped, 0)
	return os.NewSyscallError("ReadDirectoryChanges", err)
}

// follow passes on what happens in the tree until end is called or the folder goes away with its drive.
func (t *treeWatch) follow(changes chan<- fsnotify.Event, errs chan<- error) {
	defer close(t.closed)
	var err error
	for err == nil {
		var n uint32
		err = windows.GetOverlappedResult(t.handle, &t.overlapped, &n, true)
		if errors.Is(err, windows.ERROR_NOTIFY_ENUM_DIR) {
			n, err = 0, nil // more changes than Windows could keep: the other way to say that
		}
		if err == nil {
			t.tell(t.buffer[:n], changes, errs)
			err = t.read()
		}
	}
	t.close()
	// The folder was removed, or its drive taken out: nobody can tell, and nobody wants to hear it who called end.
	t.pass(fsnotify.Event{Name: t.path, Op: fsnotify.Remove | fsnotify.Rename}, changes)
}

// pass is false when nobody wants to hear more.
func (t *treeWatch) pass(e fsnotify.Event, changes chan<- fsnotify.Event) bool {
	select {
	case <-t.ended:
		return false
	default:
	}
	select {
	case changes <- e:
		return true
	case <-t.ended:
		return false
	}
}

func (t *treeWatch) tell(data []byte, changes chan<- fsnotify.Event, errs chan<- error) {
	list, err := decodeNotifyInfo(t.path, data)
	for _, e := range list {
		if !t.pass(e, changes) {
			return
		}
	}
	if err == nil {
		return
	}
	select {
	case errs <- err:
	case <-t.ended:
	}
}

// close lets go of the folder.
func (t *treeWatch) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ending = true
	_ = windows.CloseHandle(t.handle) // fails only for a handle that is none
}

// end makes follow end, and waits for it.
func (t *treeWatch) end() error {
	close(t.ended)
	t.mu.Lock()
	var err error
	if !t.ending {
		t.ending = true
		err = windows.CancelIoEx(t.handle, nil)
	}
	t.mu.Unlock()
	if errors.Is(err, windows.ERROR_NOT_FOUND) {
		err = nil // the read had ended already
	}
	if err != nil {
		return os.NewSyscallError("CancelIoEx", err)
	}
	<-t.closed
	return nil
}
