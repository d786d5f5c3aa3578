package unprotected

import "slices"

// levels is how far BrowserOf looks up: a browser starts the guard itself, or a shell that does.
const levels = 5

// BrowserOf gives the process of the browser that started the process pid, or the browser itself; 0 for none. The
// guard as a native-messaging host finds its browser so, from os.Getpid.
func BrowserOf(pid int) (int, error) {
	t, err := loadTable()
	if err != nil {
		return 0, err
	}
	return t.browserOf(pid, look)
}

func (t table) browserOf(pid int, look func(pid int) (Process, error)) (int, error) {
	var line []Process
	for range levels {
		p, err := look(pid)
		if err != nil {
			return 0, err
		}
		line = append(line, p)
		pid = p.Parent
		if pid <= 1 {
			break
		}
	}
	// A helper belongs to the browser above it. Only the last of the line may be one whose browser is out of sight.
	found := t.browsers(slices.Clone(line))
	if len(found) == 0 {
		return 0, nil
	}
	return found[0].PID, nil
}
