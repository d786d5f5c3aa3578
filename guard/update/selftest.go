package update

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"giumat/guard/redact"
)

// selfTestLimit is the time that a new guard has; compiling PDFium takes some seconds of it on a slow PC.
const selfTestLimit = time.Minute

// maxSaidBytes of what a failing self-test says are kept. It works on made-up documents only.
const maxSaidBytes = 300

// SelfTest runs "guard selftest" of the program at path, with the data folder scratch. What fails, or lasts longer than a
// minute, is ErrSelfTest.
func SelfTest(ctx context.Context, path, scratch string) error {
	return selfTest(ctx, path, scratch, selfTestLimit)
}

func selfTest(parent context.Context, path, scratch string, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(parent, limit)
	defer cancel()
	said := &head{}
	cmd := exec.CommandContext(ctx, path, "selftest", "--data", scratch, "--lang", "en")
	cmd.Stdout, cmd.Stderr = said, said
	cmd.WaitDelay = 5 * time.Second // a child of its own may hold on to the pipe
	err := cmd.Run()
	switch {
	case parent.Err() != nil:
		return parent.Err() // this guard is to stop: the new one is not to blame
	case ctx.Err() != nil:
		return fmt.Errorf("%w: it took longer than %v", ErrSelfTest, limit)
	case err == nil:
		return nil
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return fmt.Errorf("%w: %v: %s", ErrSelfTest, exit, said)
	}
	return fmt.Errorf("%w: it did not start: %w", ErrSelfTest, redact.Error(err))
}

// head keeps the beginning of what is written to it.
type head struct{ text []byte }

func (h *head) Write(p []byte) (int, error) {
	h.text = append(h.text, p[:min(len(p), maxSaidBytes-len(h.text))]...)
	return len(p), nil
}

func (h *head) String() string { return redact.Name(strings.TrimSpace(string(h.text))) }
