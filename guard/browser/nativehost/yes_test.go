package nativehost_test

import (
	"context"
	"io"

	"giumat/guard/browser/nativehost"
)

// yes is a Judge that wants to see the whole file and allows it.
type yes struct{}

func (yes) Known(context.Context, nativehost.Upload) nativehost.Answer {
	return nativehost.Answer{Verdict: nativehost.Need}
}

func (yes) Peek(context.Context, nativehost.Upload, []byte, []byte) nativehost.Answer {
	return nativehost.Answer{Verdict: nativehost.Need}
}

func (yes) Read(_ context.Context, _ nativehost.Upload, body io.ReaderAt, size int64) nativehost.Answer {
	if n, err := io.Copy(io.Discard, io.NewSectionReader(body, 0, size)); n < size || err != nil {
		return nativehost.Answer{Verdict: nativehost.Block}
	}
	return nativehost.Answer{Verdict: nativehost.Allow}
}

func (yes) GoOn(context.Context, nativehost.Upload, string) nativehost.Answer {
	return nativehost.Answer{Verdict: nativehost.Allow}
}

func (yes) Beat(string, string)           {}
func (yes) Failed(string, string, string) {}
