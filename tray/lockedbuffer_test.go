package main

import (
	"bytes"
	"sync"
)

// lockedBuffer keeps what a process says while it runs.
type lockedBuffer struct {
	mu   sync.Mutex
	said bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.said.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.said.String()
}
