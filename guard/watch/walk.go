package watch

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
)

// A visitor is called back by walk.
type visitor struct {
	enter      func(dir string) bool                  // before dir is read; false passes it over
	file       func(path string, d fs.DirEntry) error // for each regular file; an error ends the walk
	unreadable func(path string, err error)           // for a folder or file that is there but does not answer
}

// walk visits start and all below it, in lexical order. It enters no symbolic link and visits none, nor devices, pipes and
// sockets; what vanishes meanwhile is passed over. It holds no folder open while it calls back.
func walk(ctx context.Context, start string, v visitor) error {
	return filepath.WalkDir(start, func(path string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			v.unreadable(path, err)
			return nil
		case d.IsDir() && !v.enter(path):
			return filepath.SkipDir
		case d.Type().IsRegular():
			return v.file(path, d)
		}
		return nil
	})
}
