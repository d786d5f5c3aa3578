package pdf

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"reflect"
	"unicode/utf16"

	"github.com/klippa-app/go-pdfium"
	"github.com/tetratelabs/wazero/api"
)

// sandbox is one instance of PDFium, in a memory of its own. Functions go by their names in PDFium's C interface
// (fpdfview.h, fpdf_text.h and so on), with C's arguments; pointers are offsets into that memory.
//
// go-pdfium has a Go method for each of them, but these look the function up and allocate for every call: reading
// where the letters stand took 28 microseconds a letter with them and takes 3 without. They also cannot be stopped
// by a context. So the sandbox calls PDFium directly, and uses go-pdfium to build and tear down instances.
type sandbox struct {
	instance  pdfium.Pdfium
	module    api.Module
	functions map[string]api.Function
	scratch   uint64 // scratchBytes for keys and results
}

const scratchBytes = 256

// maxStringBytes bounds one string that PDFium hands over: a field value, a note.
const maxStringBytes = 16 << 20

var (
	errOutOfMemory = errors.New("pdfium is out of memory")
	errTooLong     = errors.New("text is too long") // leaves the sandbox usable
)

// fileAccess is the part of go-pdfium's implementation that lets PDFium read through Go.
type fileAccess interface {
	CreateFileAccessReader(size int64, r io.ReadSeeker) (access *uint64, index *uint32, err error)
}

func newSandbox(ctx context.Context, instance pdfium.Pdfium) (*sandbox, error) {
	s := &sandbox{instance: instance, functions: make(map[string]api.Function)}
	module, ok := implementation(instance).FieldByName("Module").Interface().(api.Module)
	if !ok {
		s.close()
		return nil, errors.New("open pdfium: no module in this release of go-pdfium")
	}
	s.module = module
	var err error
	if s.scratch, err = s.alloc(ctx, scratchBytes); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// implementation gives the struct in which go-pdfium exports the WebAssembly module, but of a type that it does not.
func implementation(instance pdfium.Pdfium) reflect.Value {
	return reflect.ValueOf(instance.(interface{ GetImplementation() any }).GetImplementation()).Elem()
}

// close gives everything back, also after a call was stopped or went wrong. Closing again does nothing.
func (s *sandbox) close() {
	_ = s.instance.Close() // it can only fail for being closed already
}

// load opens a document that PDFium reads through r, piece by piece. The result is 0 if it cannot be opened.
func (s *sandbox) load(ctx context.Context, r io.ReadSeeker, size int64) (uint64, error) {
	access, ok := implementation(s.instance).Addr().Interface().(fileAccess)
	if !ok {
		return 0, errors.New("open pdfium: no file access in this release of go-pdfium")
	}
	pointer, _, err := access.CreateFileAccessReader(size, r)
	if err != nil {
		return 0, fmt.Errorf("open pdfium: %w", err)
	}
	return s.call(ctx, "FPDF_LoadCustomDocument", *pointer, 0)
}

// call runs one function. When ctx ends first, or the function traps, the sandbox is of no more use.
func (s *sandbox) call(ctx context.Context, name string, args ...uint64) (uint64, error) {
	results, err := s.function(name).Call(ctx, args...)
	if err != nil {
		return 0, fmt.Errorf("pdfium: %s: %w", name, err)
	}
	if len(results) == 0 {
		return 0, nil
	}
	return results[0], nil
}

// count is call for functions that return a C int, where less than 0 means that something is missing.
func (s *sandbox) count(ctx context.Context, name string, args ...uint64) (int, error) {
	n, err := s.call(ctx, name, args...)
	return max(0, int(int32(n))), err
}

func (s *sandbox) function(name string) api.Function {
	f, ok := s.functions[name]
	if !ok {
		f = s.module.ExportedFunction(name)
		s.functions[name] = f
	}
	return f
}

func (s *sandbox) alloc(ctx context.Context, size uint64) (uint64, error) {
	p, err := s.call(ctx, "malloc", size)
	if err == nil && p == 0 {
		err = errOutOfMemory
	}
	return p, err
}

// bytes copies n bytes out of the sandbox.
func (s *sandbox) bytes(pointer, n uint64) ([]byte, error) {
	view, ok := s.module.Memory().Read(uint32(pointer), uint32(n))
	if !ok {
		return nil, errOutOfMemory
	}
	return append([]byte(nil), view...), nil
}

// key puts a short name where PDFium can read it. The next key or result overwrites it.
func (s *sandbox) key(name string) uint64 {
	s.module.Memory().Write(uint32(s.scratch), append([]byte(name), 0))
	return s.scratch
}

// text calls one of the many functions that end in (buffer, length), return the bytes needed and write UTF-16.
func (s *sandbox) text(ctx context.Context, name string, args ...uint64) (string, error) {
	n, err := s.call(ctx, name, append(args, 0, 0)...)
	n = uint64(uint32(n))
	if err != nil || n <= 2 {
		return "", err
	}
	if n > maxStringBytes {
		return "", errTooLong
	}
	buffer, err := s.alloc(ctx, n)
	if err != nil {
		return "", err
	}
	if _, err := s.call(ctx, name, append(args, buffer, n)...); err != nil {
		return "", err
	}
	raw, err := s.bytes(buffer, n)
	if err != nil {
		return "", err
	}
	_, err = s.call(ctx, "free", buffer)
	return wide(raw), err
}

// wide decodes little-endian UTF-16 up to its end or its first zero.
func wide(raw []byte) string {
	units := make([]uint16, 0, len(raw)/2)
	for ; len(raw) >= 2; raw = raw[2:] {
		u := binary.LittleEndian.Uint16(raw)
		if u == 0 {
			break
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units))
}
