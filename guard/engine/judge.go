package engine

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"giumat/guard/inspect"
	"giumat/guard/verdicts"
	"giumat/rules"
)

// Inspector is the door to the detectors.
type Inspector interface {
	Inspect(ctx context.Context, path string) (inspect.Result, error)
	InspectOpen(ctx context.Context, f *os.File, path string) (inspect.Result, error)
	InspectBytes(ctx context.Context, r io.ReaderAt, size int64, name string) (inspect.Result, error)
	Document(head []byte) bool
}

// Judge turns the path of a file into a verdict, reading the file only if it has changed since the last time.
type Judge struct {
	Inspector Inspector
	Pack      *rules.Pack
	Cache     *verdicts.Cache // nil means none
}

// Judged is what is known of one file.
type Judged struct {
	Verdict rules.Verdict
	SHA256  string       // hex; empty for files that are no documents, and for what Bytes judged
	Key     verdicts.Key // of the file and its content
}

// File judges the file at path.
func (j *Judge) File(ctx context.Context, path string) (Judged, error) {
	key, err := verdicts.KeyAt(path)
	if err != nil {
		key = verdicts.Key{} // the look itself will say what is wrong, in better words
	}
	return j.judge(key, path, func() (inspect.Result, error) { return j.Inspector.Inspect(ctx, path) })
}

// Open judges a file that is open already and was found at path.
func (j *Judge) Open(ctx context.Context, f *os.File, path string) (Judged, error) {
	return j.judge(keyOpen(f, path), path, func() (inspect.Result, error) { return j.Inspector.InspectOpen(ctx, f, path) })
}

// Bytes judges what lies in no file and is called name, and reads no more of it than it must. It is not remembered.
func (j *Judge) Bytes(ctx context.Context, r io.ReaderAt, size int64, name string) (Judged, error) {
	return j.judge(verdicts.Key{}, name, func() (inspect.Result, error) { return j.Inspector.InspectBytes(ctx, r, size, name) })
}

// Known gives what was judged of an open file before, without reading it.
func (j *Judge) Known(f *os.File, path string) (Judged, bool) {
	key := keyOpen(f, path)
	e, ok := j.Cache.Get(key)
	return Judged{Verdict: e.Verdict, SHA256: e.SHA256, Key: key}, ok
}

// keyOpen is the zero key, for which nothing is known and nothing kept, where the system tells too little.
func keyOpen(f *os.File, path string) verdicts.Key {
	info, err := f.Stat()
	if err != nil {
		return verdicts.Key{}
	}
	key, err := verdicts.KeyOf(path, info)
	if err != nil {
		return verdicts.Key{}
	}
	return key
}

// judge judges the file of a key, reading it if need be.
func (j *Judge) judge(key verdicts.Key, path string, read func() (inspect.Result, error)) (Judged, error) {
	if e, ok := j.Cache.Get(key); ok {
		return Judged{Verdict: e.Verdict, SHA256: e.SHA256, Key: key}, nil
	}
	res, err := read()
	if err != nil {
		return Judged{}, err
	}
	v := j.Pack.Judge(res.Evidence, filepath.Base(path))
	if !Passing(v) {
		j.Cache.Put(key, verdicts.Entry{Verdict: v, SHA256: res.SHA256})
	}
	return Judged{Verdict: v, SHA256: res.SHA256, Key: key}, nil
}

// Passing tells whether a verdict may be another one next time although the file stays the same: the machine was
// busy or the file was being written. Such a verdict is not remembered.
func Passing(v rules.Verdict) bool {
	for _, n := range v.Notes {
		switch n.Code {
		case "timeout", "file-timeout", "page-timeout", "pdfium-not-running", "not-hashed", "changed-during-inspection", "reader-failed":
			return true
		}
	}
	return false
}
