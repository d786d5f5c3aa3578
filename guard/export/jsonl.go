package export

import (
	"bufio"
	"encoding/json"
	"io"

	"giumat/guard/incident"
)

// jsonlWriter writes an incident as one JSON object a line, the same as `guard incidents --format jsonl`. JSON escapes
// every line break in a text, so that an object is one line.
type jsonlWriter struct {
	out *bufio.Writer
	enc *json.Encoder
}

func newJSONL(w io.Writer) *jsonlWriter {
	out := bufio.NewWriter(w)
	return &jsonlWriter{out: out, enc: json.NewEncoder(out)}
}

func (w *jsonlWriter) Write(in incident.Incident) error { return w.enc.Encode(in) }

func (w *jsonlWriter) Flush() error { return w.out.Flush() }
