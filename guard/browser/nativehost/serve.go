package nativehost

import (
	"context"
	"io"
)

// Serve talks with the extension until the browser closes in, which is the usual end and no error, or ctx is done. An
// error means that the caller is not ours (ErrCaller), or that what came is no protocol any more (ErrTooLong,
// io.ErrUnexpectedEOF). It returns when the Judge has answered every call. Nobody else may write to out: a program whose
// out is os.Stdout had better set that to os.Stderr. When ctx ends it, a Read of in may still be under way: whoever
// opened in closes it.
func Serve(ctx context.Context, in io.Reader, out io.Writer, j Judge, o Options) error {
	o = o.withDefaults()
	if err := o.checkCaller(); err != nil {
		return err
	}
	return newSession(j, o).run(ctx, in, out)
}
