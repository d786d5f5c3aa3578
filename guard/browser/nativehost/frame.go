package nativehost

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const (
	// maxIn is how long a message of the browser may be, in bytes: 512 KiB of a file are 683 KiB of base64. A browser
	// itself would send 64 MiB ("Native messaging", developer.chrome.com).
	maxIn = 1 << 20
	// maxOut is how long a verdict may be, in bytes. Chromium ends the talk at 1 MiB.
	maxOut = 4 << 10
	// maxHello is how long the greeting may be, in bytes, with all that the panel says.
	maxHello = 16 << 10

	lengthBytes = 4 // before each message, its length in the order of this machine
)

// ErrTooLong means that the browser announced a message of more than 1 MiB. What follows it cannot be told apart.
var ErrTooLong = errors.New("a message is too long")

// readFrame reads one message into buf, or into a longer one, and returns it. io.EOF is the end between two messages;
// io.ErrUnexpectedEOF one within a message.
func readFrame(r io.Reader, buf []byte) ([]byte, error) {
	var length [lengthBytes]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	n := binary.NativeEndian.Uint32(length[:])
	if n > maxIn {
		return nil, fmt.Errorf("%w: %d bytes of at most %d", ErrTooLong, n, maxIn)
	}
	if int(n) > cap(buf) {
		buf = make([]byte, n)
	}
	buf = buf[:n]
	if _, err := io.ReadFull(r, buf); err != nil {
		return nil, fmt.Errorf("a message of %d bytes: %w", n, ended(err))
	}
	return buf, nil
}

func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// frame gives a message with its length before it.
func frame(message []byte) []byte {
	out := binary.NativeEndian.AppendUint32(make([]byte, 0, lengthBytes+len(message)), uint32(len(message)))
	return append(out, message...)
}
