package nativehost

import (
	"log/slog"
)

// Version is the number of the protocol. An extension with another one is answered with hello alone.
const Version = 1

// Options are what Serve is told.
type Options struct {
	Version string            // of the guard
	Lang    string            // of Texts: "vi" or "en"
	Texts   map[string]string // what the extension's panel says; all together at most 15 KiB
	Caller  string            // the id of the extension that started us; Caller finds it in the arguments
	Allowed []string          // the ids of our extension: one a store and browser
	// Say gives the words for a file that is blocked here, without a Judge: keys native_*, and pairs of names and
	// values. nil means that the user reads the keys.
	Say    func(key string, pairs ...string) string
	Logger *slog.Logger // nil means no log; it must not write to out
}

func (o Options) withDefaults() Options {
	if o.Say == nil {
		o.Say = func(key string, _ ...string) string { return key }
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}
