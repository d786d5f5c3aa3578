package nativehost

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

const (
	// maxPeek is how much of each end of a file comes with start, in bytes: 64 KiB, and 1 KiB because the end of a ZIP's
	// directory lies in the last 65,557 (APPNOTE.TXT, 4.3.16), which so need no asking for.
	maxPeek = 65 << 10
	// maxChunk is how much of a file one message brings, in bytes.
	maxChunk = 512 << 10

	// The rest of longer ones is cut off.
	maxName    = 1 << 10 // bytes
	maxURL     = 4 << 10
	maxProfile = 64
	maxKind    = 32
	maxReason  = 4 << 10
)

// errGarbage means a message that is none. What came is not repeated in the error.
var errGarbage = errors.New("a message that is none")

// message is any message of the browser: op says which, and which fields count.
type message struct {
	Op string `json:"op"`
	ID uint64 `json:"id"` // all but hello, beat and failed

	Version int    `json:"v"`       // hello
	Browser string `json:"browser"` // hello
	Profile string `json:"profile"` // hello

	Name   string `json:"name"` // start, failed
	URL    string `json:"url"`  // start, failed
	Size   int64  `json:"size"` // start
	SHA256 string `json:"sha256"`
	Head   []byte `json:"head"`
	Tail   []byte `json:"tail"`

	At     int64  `json:"at"`   // chunk: where in the file it lies
	Base64 []byte `json:"-"`    // chunk: as many bytes as were asked for; it may lie in the buffer that was decoded
	Text   string `json:"text"` // reason
	Kind   string `json:"kind"` // failed
}

// decode understands one message, and checks all that can be checked without knowing the others. On an error it still
// tells the ID where it could be made out.
func decode(raw []byte) (message, error) {
	if m, ok := decodeChunk(raw); ok {
		return m, nil
	}
	var m struct {
		message
		Data string `json:"d"`
	}
	if json.Unmarshal(raw, &m) != nil || !m.valid() {
		return message{ID: m.ID}, errGarbage
	}
	m.Base64 = []byte(m.Data)
	m.Name, m.URL = cut(m.Name, maxName), cut(m.URL, maxURL)
	m.Profile, m.Kind, m.Text = cut(m.Profile, maxProfile), cut(m.Kind, maxKind), cut(m.Text, maxReason)
	if m.Browser != "firefox" {
		m.Browser = "chromium"
	}
	return m.message, nil
}

func (m message) valid() bool {
	switch m.Op {
	case "hello", "beat", "failed":
		return true
	case "start":
		return m.ID != 0 && m.Size >= 0 && isHash(m.SHA256) && m.endsFit()
	case "chunk", "reason", "cancel":
		return m.ID != 0
	}
	return false
}

// endsFit says whether head and tail can be the ends of a file of that size.
func (m message) endsFit() bool {
	head, tail := int64(len(m.Head)), int64(len(m.Tail))
	return head <= min(maxPeek, m.Size) && tail <= min(maxPeek, m.Size)
}

func isHash(s string) bool {
	sum, err := hex.DecodeString(s)
	return err == nil && len(sum) == 32 && hex.EncodeToString(sum) == s // lower case: it is compared as text
}

// cut shortens s to at most n bytes, at the edge of a rune.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
