package service

import (
	"io"
	"strings"

	"golang.org/x/sys/windows/svc/eventlog"
)

// loggedEvent is the number of a line of the guard's log in the event log.
const loggedEvent = 2

// Log is where a service's log goes, line by line: to w, and on Windows, where nobody sees what a service prints, to
// the event log too, under the service's name. What cannot be written there goes to w alone.
func Log(name string, w io.Writer) io.Writer {
	log, err := eventlog.Open(name)
	if err != nil {
		return w
	}
	return events{log: log, also: w}
}

// events writes each line as a warning.
type events struct {
	log  *eventlog.Log
	also io.Writer
}

// Write is io.Writer's. It does not fail: a service has nobody to tell.
func (e events) Write(line []byte) (int, error) {
	_ = e.log.Warning(loggedEvent, strings.TrimSpace(string(line)))
	_, _ = e.also.Write(line)
	return len(line), nil
}
