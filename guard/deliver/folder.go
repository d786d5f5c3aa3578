package deliver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"giumat/guard/deliver/internal/disk"
	"giumat/guard/redact"
)

// folder is a folder or share that is a destination. Each parcel gets a folder of its own in it, which is there whole
// or not at all.
type folder struct {
	path    string
	perHost bool   // a folder for each host, and the parcels in that
	mark    string // digits of the PC's key: two PCs of one name do not write into one temporary folder
	disk    disk.Disk
}

func (f folder) name() string { return f.path }

// send writes the parcel. A parcel of the same signature that is there already is this one, from a try that was not
// written down, even if people have moved some of its files since. Another's is never touched.
func (f folder) send(ctx context.Context, p sealed, _ bool, _ func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// The folder itself is never made: a share that is not there would come to lie on this PC's own disk.
	if info, err := os.Stat(f.path); err != nil {
		return fmt.Errorf("the folder cannot be reached: %w", redact.Error(err))
	} else if !info.IsDir() {
		return errors.New("the folder is a file")
	}
	parent, err := f.parent(p)
	if err != nil {
		return err
	}
	final := filepath.Join(parent, p.ID.String())
	if there, err := lies(final, p); there || err != nil {
		return err
	}
	tmp := filepath.Join(parent, "."+p.ID.String()+"."+f.mark+".part")
	if err := f.write(tmp, p); err != nil {
		f.disk.Remove(tmp) // best effort: the next try clears it too
		return err
	}
	if err := f.disk.Rename(tmp, final); err != nil {
		f.disk.Remove(tmp)
		return err // the next try looks what is there
	}
	return f.disk.Sync(parent)
}

// parent gives the folder in which the parcel's own will lie.
func (f folder) parent(p sealed) (string, error) {
	if !f.perHost {
		return f.path, nil
	}
	dir := filepath.Join(f.path, hostFolder(p.ID.Host))
	err := f.disk.Mkdir(dir, 0o777) // as the share's rights, or the user's mask, allow: others are to read it
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	return dir, nil
}

func (f folder) write(dir string, p sealed) error {
	if err := f.disk.Remove(dir); err != nil {
		return err
	}
	if err := f.disk.Mkdir(dir, 0o777); err != nil {
		return err
	}
	for _, file := range p.all() {
		if err := f.disk.CreateShared(filepath.Join(dir, file.Name), file.Data); err != nil {
			return err
		}
	}
	return f.disk.Sync(dir)
}

// lies tells whether the parcel lies at dir already. Something else there is errRefused: a person has to look.
func lies(dir string, p sealed) (bool, error) {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, redact.Error(err)
	}
	if info.IsDir() {
		there, err := os.ReadFile(filepath.Join(dir, p.Signature.Name))
		if err == nil && bytes.Equal(there, p.Signature.Data) {
			return true, nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, redact.Error(err)
		}
	}
	return false, fmt.Errorf("%w: another's %q lies there, and is left as it is", errRefused, filepath.Base(dir))
}

// keyMark is a few digits that tell one PC's key from another's.
func keyMark(fingerprint string) string {
	return strings.ReplaceAll(fingerprint, " ", "")[:10]
}
