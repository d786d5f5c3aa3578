package link

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// MaxMessage is how long a message may be, in bytes, with the newline that ends it. A longer one ends the connection
// before room is made for it.
const MaxMessage = 256 << 10

// envelope is one line on the link. A request and its replies bear the same ID; each end counts its own requests.
type envelope struct {
	Type  kindOfMessage   `json:"type"`
	ID    uint64          `json:"id,omitempty"`
	Code  code            `json:"code,omitempty"`  // why not, for programs
	Error string          `json:"error,omitempty"` // why not, for people: a Sentence
	Body  json.RawMessage `json:"body,omitempty"`
}

// kindOfMessage says what the body is. An end ignores those that it does not know: the other one may be newer.
type kindOfMessage string

const (
	typeHello kindOfMessage = "hello" // first, from either end: hello

	typeAlive  kindOfMessage = "alive"  // from the guard: nothing; it is there
	typeStatus kindOfMessage = "status" // from the guard: Status
	typeShow   kindOfMessage = "show"   // from the guard: Question
	typeAnswer kindOfMessage = "answer" // to the guard: Answer

	typeState   kindOfMessage = "state"   // to the guard: nothing; the reply has a Status
	typeScan    kindOfMessage = "scan"    // to the guard: scanRequest
	typeHeld    kindOfMessage = "held"    // to the guard: nothing
	typeRelease kindOfMessage = "release" // to the guard: Wish
	typeManual  kindOfMessage = "manual"  // to the guard: nothing
	typeAttach  kindOfMessage = "attach"  // to the guard: Attachment; the reply has a Ruling
	typeBeat    kindOfMessage = "beat"    // to the guard: Beat
	typeWatches kindOfMessage = "watches" // to the guard: Sight
	typeCopied  kindOfMessage = "copied"  // to the guard: copiedRequest; the reply says whether they may stay
	typeEmptied kindOfMessage = "emptied" // to the guard: whether what was refused last is off the clipboard

	typeProgress kindOfMessage = "progress" // from the guard: Progress that the next one replaces
	typePart     kindOfMessage = "part"     // from the guard: the last Progress, or a part of a []Held
	typeReply    kindOfMessage = "reply"    // from the guard, the last to a request: nothing, or a path
	typeCancel   kindOfMessage = "cancel"   // from either end: nothing; the request or pop-up of this ID is void
)

type scanRequest struct {
	Paths []string `json:"paths,omitempty"`
}

// hello is how two ends greet. The client's comes first.
type hello struct {
	Version int  `json:"version"`
	Role    Role `json:"role"`
}

var (
	errTooLong = fmt.Errorf("a message of more than %d bytes", MaxMessage)
	errGarbage = errors.New("a message that is none")
)

// encode gives the line for an envelope with this body; a nil body is none.
func encode(e envelope, body any) ([]byte, error) {
	var err error
	if body != nil {
		if e.Body, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	line, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	if len(line)+1 > MaxMessage {
		return nil, errTooLong
	}
	return append(line, '\n'), nil
}

// decoder reads envelopes.
type decoder struct{ lines *bufio.Scanner }

func newDecoder(r io.Reader) decoder {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, MaxMessage)
	return decoder{lines}
}

// next reads one envelope; io.EOF is the end between two.
func (d decoder) next() (envelope, error) {
	if !d.lines.Scan() {
		err := d.lines.Err()
		if errors.Is(err, bufio.ErrTooLong) {
			return envelope{}, errTooLong
		}
		if err == nil {
			err = io.EOF
		}
		return envelope{}, err
	}
	var e envelope
	if json.Unmarshal(d.lines.Bytes(), &e) != nil || e.Type == "" {
		return envelope{}, errGarbage // what came is not repeated in the error
	}
	return e, nil
}

// body reads the body of an envelope.
func body[T any](e envelope) (T, error) {
	var v T
	if json.Unmarshal(e.Body, &v) != nil {
		return v, errGarbage
	}
	return v, nil
}
