package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
)

// memoryPages bounds PDFium's memory: 4,096 pages of 64 KiB are 256 MiB. A book of 352 pages needed less than 64.
const memoryPages = 4096

// engine is PDFium, compiled once, from which every document gets an instance of its own.
type engine struct {
	cacheDir string
	workers  int

	once     sync.Once
	ready    chan struct{} // closed when the start is over
	pool     pdfium.Pool
	cache    wazero.CompilationCache
	err      error // why PDFium did not start
	cacheErr error // why the cache is not used
}

func newEngine(cacheDir string, workers int) *engine {
	return &engine{cacheDir: cacheDir, workers: workers, ready: make(chan struct{})}
}

// warm starts PDFium and waits for it. The start itself cannot be stopped, so it outlives ctx.
func (e *engine) warm(ctx context.Context) error {
	e.once.Do(func() { go e.start() })
	select {
	case <-e.ready:
		return errors.Join(e.err, e.cacheErr)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (e *engine) start() {
	defer close(e.ready)
	if e.cacheDir != "" {
		e.cache, e.cacheErr = openCache(e.cacheDir)
	}
	err := e.compile()
	if err != nil && e.cache != nil {
		// What this PDFium needs is not in the cache and cannot be put there, as in that of the PC's guard by a user's
		// program, or it is damaged.
		e.cacheErr = fmt.Errorf("pdf cache: %w", errors.Join(err, e.cache.Close(context.Background())))
		e.cache = nil
		err = e.compile()
	}
	if err != nil {
		e.err = fmt.Errorf("start pdfium: %w", err)
		return
	}
	if e.cache != nil {
		e.cacheErr = share(e.cacheDir)
	}
}

// compile starts PDFium, from the cache if there is one.
func (e *engine) compile() (err error) {
	runtime := wazero.NewRuntimeConfig().WithCloseOnContextDone(true).WithMemoryLimitPages(memoryPages)
	if e.cache != nil {
		runtime = runtime.WithCompilationCache(e.cache)
	}
	// PDFium gets no file system, and nothing it might print of a document is kept.
	e.pool, err = webassembly.Init(webassembly.Config{
		MaxTotal: e.workers, RuntimeConfig: runtime, FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: io.Discard,
	})
	return err
}

// open waits for a free instance.
func (e *engine) open(ctx context.Context) (*sandbox, error) {
	err := e.warm(ctx)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if e.pool == nil {
		return nil, err
	}
	instance, err := e.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("open pdfium: %w", err)
	}
	return newSandbox(ctx, instance)
}

var errClosed = errors.New("pdfium is closed")

func (e *engine) close() error {
	e.once.Do(func() {
		e.err = errClosed
		close(e.ready)
	})
	<-e.ready
	if e.pool == nil {
		return nil
	}
	err := e.pool.Close()
	if e.cache != nil {
		err = errors.Join(err, e.cache.Close(context.Background()))
	}
	return err
}
