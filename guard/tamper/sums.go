package tamper

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"

	"giumat/guard/protection"
	"giumat/guard/wholefile"
)

// sum is what a file was.
type sum struct {
	SHA256  string `json:"sha256"` // empty for a file that is not there
	Version string `json:"version,omitempty"`
}

// sums are those of all files, by kind.
type sums map[protection.Detail]sum

const form = "giumat sums 1"

// kept is the file in which they lie.
type kept struct {
	Form  string `json:"form"`
	Files sums   `json:"files"`
}

// maxSums is the longest file of sums, in bytes: a hundred times what the guard writes.
const maxSums = 1 << 16

// readSums reads what was kept; nil when nothing was.
func readSums(path string) (sums, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSums))
	if err != nil {
		return nil, err
	}
	return parseSums(data)
}

func parseSums(data []byte) (sums, error) {
	var k kept
	if err := json.Unmarshal(data, &k); err != nil {
		return nil, err
	}
	if k.Form != form || k.Files == nil {
		return nil, errors.New("no sums of this program")
	}
	return k.Files, nil
}

func (s sums) write(path string) error {
	data, err := json.Marshal(kept{Form: form, Files: s})
	if err != nil {
		return err
	}
	return wholefile.Write(path, append(data, '\n'))
}
