package nativehost

import (
	"errors"
	"slices"
	"strings"
)

// ErrCaller means that the program was started by an extension that is not ours.
var ErrCaller = errors.New("started by an extension that is not ours")

const originScheme = "chrome-extension://"

// IsHost says whether a program with these arguments, its own name left out, was started by a browser as a native
// messaging host.
func IsHost(args []string) bool {
	return Caller(args) != ""
}

// Caller is the id of the extension that had a browser start a program with these arguments, its own name left out, or
// "". Chromium and its kin give the extension's origin, and on Windows the number of a window ("Native messaging",
// developer.chrome.com); Firefox gives the path of the host's manifest and the id ("Native messaging", MDN).
func Caller(args []string) string {
	if len(args) == 0 {
		return ""
	}
	if id, ok := strings.CutPrefix(args[0], originScheme); ok {
		return strings.TrimSuffix(id, "/")
	}
	if len(args) > 1 && strings.HasSuffix(args[0], ".json") && isGeckoID(args[1]) {
		return args[1]
	}
	return ""
}

// isGeckoID knows the two forms of an id in Firefox: like an address of mail, or a UUID in braces.
func isGeckoID(s string) bool {
	return strings.Contains(s, "@") || strings.HasPrefix(s, "{") && strings.HasSuffix(s, "}")
}

// checkCaller takes an id, or the origin that it is a part of.
func (o Options) checkCaller() error {
	id := strings.TrimSuffix(strings.TrimPrefix(o.Caller, originScheme), "/")
	if id == "" || !slices.Contains(o.Allowed, id) {
		return ErrCaller
	}
	return nil
}
