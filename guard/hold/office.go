package hold

import (
	"os"
	"path/filepath"
)

// inOffice tells whether Word, Excel or LibreOffice has the document open. While Word saves, there are moments in which
// nobody has the file open, and it must not be taken then: the document on the screen could not be saved. Each program
// leaves a file beside the document for as long as it is open: "~$" and the name, in Word without its first two letters
// (Microsoft, "Description of how Word creates temporary files", owner file), and LibreOffice ".~lock.NAME#".
func inOffice(path string) bool {
	dir, name := filepath.Split(path)
	owners := []string{"~$" + name, ".~lock." + name + "#"}
	if letters := []rune(name); len(letters) > 2 {
		owners = append(owners, "~$"+string(letters[2:]))
	}
	for _, owner := range owners {
		if _, err := os.Lstat(filepath.Join(dir, owner)); err == nil {
			return true
		}
	}
	return false
}
