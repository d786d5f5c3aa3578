// Package sign makes and checks the signature that goes with a report. It takes files and a PC's Ed25519 key (RFC 8032)
// and gives a small text that names each file with its hash; it takes such files, their signature and the keys that the
// officer trusts, and says what was changed, is missing, is not signed, or was signed by a stranger. It never replaces
// a key, and it never speaks to the network.
package sign

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"giumat/guard/redact"
)

// Suffix ends the name of every signature: the report's ID stands before it.
const Suffix = ".sig.txt"

// File is one file of a report.
type File struct {
	Name string `json:"name"` // without a folder; see CheckName
	Data []byte `json:"data"`
}

// maxNameBytes leaves room for a folder on a share before Windows' limit of 260 characters for a path (MAX_PATH).
const maxNameBytes = 150

// CheckName tells whether name may be the name of a report's file: one that Windows, a share and a mail program keep
// as it is (Windows: "Naming Files, Paths, and Namespaces").
func CheckName(name string) error {
	switch {
	case name == "":
		return errors.New("a file has no name")
	case len(name) > maxNameBytes:
		return fmt.Errorf("a file's name is longer than %d bytes", maxNameBytes)
	case !oneLine(name):
		return errors.New("a file's name has characters that cannot be seen, or spaces around it")
	case strings.ContainsAny(name, `/\:*?"<>|`):
		return fmt.Errorf("the file name %q has one of / \\ : * ? \" < > |", name)
	case strings.HasPrefix(name, ".") || strings.HasSuffix(name, "."):
		return fmt.Errorf("the file name %q begins or ends with a dot", name)
	}
	return nil
}

// oneLine tells whether s is text that can be seen, on one line, without spaces around it.
func oneLine(s string) bool {
	return utf8.ValidString(s) && redact.Name(s) == s && strings.TrimSpace(s) == s
}
