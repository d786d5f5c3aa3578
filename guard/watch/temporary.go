package watch

import (
	"path/filepath"
	"strings"
)

// TempPrefix begins the name of every file that the guard itself makes for a moment; such files are passed over.
const TempPrefix = ".giumat-"

// temporaryNames are the files that programs make while they work, in lower case, in the syntax of filepath.Match.
// They are passed over only while they bear the name: a download that is renamed when complete counts as new.
var temporaryNames = []string{
	"~$*",              // Microsoft Office: who has the document open
	"~wr*.tmp",         // Word: the new text before it takes the document's name (~WRD), and the old (~WRL)
	".~lock.*#",        // LibreOffice: who has the document open
	".goutputstream-*", // GNOME programs: the new text before it takes the document's name
	"*.part",           // Firefox and others: a download under way
	"*.crdownload",     // Chrome, Edge, Cốc Cốc: a download under way
	TempPrefix + "*",   // ourselves
}

// temporary tells whether path names a file that some program made only while it works.
func temporary(path string) bool {
	name := strings.ToLower(filepath.Base(path))
	for _, pattern := range temporaryNames {
		if ok, _ := filepath.Match(pattern, name); ok { // the patterns are well formed: a test says so
			return true
		}
	}
	return false
}
