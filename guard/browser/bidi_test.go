package browser_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"sync"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// bidi drives a browser by WebDriver BiDi (w3c.github.io/webdriver-bidi): commands and their answers over one
// connection, and the events of a file picker that opened. It is all that Firefox's tests need of the protocol.
type bidi struct {
	conn    net.Conn
	pickers chan pickerOpened

	mu      sync.Mutex
	lastID  int
	waiting map[int]chan reply
}

type reply struct {
	ID      int             `json:"id"`
	Type    string          `json:"type"`
	Result  json.RawMessage `json:"result"`
	Error   string          `json:"error"`
	Message string          `json:"message"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
}

// pickerOpened is the event input.fileDialogOpened.
type pickerOpened struct {
	Element node `json:"element"`
}

type node struct {
	SharedID string `json:"sharedId"`
}

func dialBiDi(ctx context.Context, url string) (*bidi, error) {
	conn, _, _, err := ws.Dial(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("connect to the browser: %w", err)
	}
	b := &bidi{conn: conn, pickers: make(chan pickerOpened, 8), waiting: map[int]chan reply{}}
	go b.read()
	return b, nil
}

// read ends with the connection.
func (b *bidi) read() {
	for {
		data, err := wsutil.ReadServerText(b.conn)
		if err != nil {
			break
		}
		var a reply
		if json.Unmarshal(data, &a) != nil {
			continue
		}
		if a.Method == "input.fileDialogOpened" {
			var opened pickerOpened
			if json.Unmarshal(a.Params, &opened) == nil {
				b.pickers <- opened
			}
			continue
		}
		b.mu.Lock()
		wait := b.waiting[a.ID]
		delete(b.waiting, a.ID)
		b.mu.Unlock()
		if wait != nil {
			wait <- a
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, wait := range b.waiting {
		wait <- reply{Type: "error", Error: "the browser is gone"}
	}
	b.waiting = nil
}

// do gives a command and puts its result into result, unless that is nil.
func (b *bidi) do(ctx context.Context, method string, params, result any) error {
	wait := make(chan reply, 1)
	b.mu.Lock()
	if b.waiting == nil {
		b.mu.Unlock()
		return errors.New("the browser is gone")
	}
	b.lastID++
	b.waiting[b.lastID] = wait
	text, err := json.Marshal(map[string]any{"id": b.lastID, "method": method, "params": params})
	if err == nil {
		err = wsutil.WriteClientText(b.conn, text)
	}
	b.mu.Unlock()
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	select {
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", method, ctx.Err())
	case a := <-wait:
		if a.Type == "error" {
			return fmt.Errorf("%s: %s: %s", method, a.Error, a.Message)
		}
		if result == nil {
			return nil
		}
		return json.Unmarshal(a.Result, result)
	}
}
