package nativehost

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// reply is any message to the browser but request.
type reply struct {
	Op string `json:"op"`
	ID uint64 `json:"id,omitempty"`

	Verdict   Verdict `json:"verdict,omitempty"`    // verdict
	Title     string  `json:"title,omitempty"`      // verdict
	Body      string  `json:"body,omitempty"`       // verdict
	MinReason int     `json:"min_reason,omitempty"` // verdict: warn

	Text string `json:"text,omitempty"` // error

	Version int               `json:"v,omitempty"` // hello
	Guard   string            `json:"guard,omitempty"`
	Lang    string            `json:"lang,omitempty"`
	Texts   map[string]string `json:"texts,omitempty"`
}

const maxTitle = 400 // bytes; at their longest, as escapes, six times as many

func hello(o Options) ([]byte, error) {
	out := encode(reply{Op: "hello", Version: Version, Guard: o.Version, Lang: o.Lang, Texts: o.Texts})
	if len(out) > maxHello {
		return nil, fmt.Errorf("the panel's texts are too long: %d bytes of at most %d", len(out), maxHello)
	}
	return out, nil
}

// request asks for a part of a file.
type request struct {
	Op string `json:"op"`
	ID uint64 `json:"id"`
	At int64  `json:"at"`
	N  int    `json:"n"` // bytes, at most maxChunk
}

func need(id uint64, s span) []byte { return encode(request{Op: "need", ID: id, At: s.at, N: s.n}) }

func misunderstood(id uint64, words string) []byte {
	return encode(reply{Op: "error", ID: id, Text: cut(words, maxTitle)})
}

// verdict gives an answer in at most maxOut bytes, at the cost of the end of its words.
func verdict(id uint64, a Answer) []byte {
	r := reply{Op: "verdict", ID: id, Verdict: a.Verdict}
	switch a.Verdict {
	case Allow:
		return encode(r)
	case Warn:
		r.MinReason = max(a.MinReason, 0)
	default:
		r.Verdict = Block
	}
	r.Title, r.Body = cut(a.Title, maxTitle), cut(a.Body, maxOut)
	out := encode(r)
	for r.Body != "" && len(out) > maxOut { // how long escapes make it, encoding shows
		body := cut(r.Body, len(r.Body)*9/10)
		r.Body = body + "…"
		out = encode(r)
		r.Body = body
	}
	return out
}

// encode leaves < and & as they are, which json.Marshal would make six bytes of.
func encode(message any) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(message); err != nil {
		panic(err) // cannot be: strings and numbers only
	}
	return bytes.TrimSuffix(out.Bytes(), []byte{'\n'})
}
