package syncfolder

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// systemRegistry is this PC's. HKCU is the part of the user with this SID while he is logged on, or this program's own.
type systemRegistry struct{ user string }

func newRegistry(user string) Registry { return systemRegistry{user} }

func (r systemRegistry) Subkeys(key string) ([]string, error) {
	k, err := r.open(key)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	return upToEnd(k.ReadSubKeyNames(maxNames))
}

func (r systemRegistry) Values(key string) (map[string]string, error) {
	k, err := r.open(key)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	names, err := upToEnd(k.ReadValueNames(maxNames))
	texts := make(map[string]string)
	for _, name := range names {
		text, kind, err := k.GetStringValue(name)
		if err != nil {
			continue // a number, which is no path, or a value that is gone by now
		}
		if kind == registry.EXPAND_SZ && strings.Contains(text, "%") {
			if r.user != "" {
				continue // its variables are his
			}
			text, err = registry.ExpandString(text)
		}
		if err == nil {
			texts[name] = text
		}
	}
	return texts, err
}

func (r systemRegistry) open(key string) (registry.Key, error) {
	hive, path, _ := strings.Cut(key, `\`)
	roots := map[string]registry.Key{"HKCU": registry.CURRENT_USER, "HKLM": registry.LOCAL_MACHINE}
	root, ok := roots[hive]
	if !ok {
		return 0, fmt.Errorf("no part %q of the registry is read", hive)
	}
	if hive == "HKCU" && r.user != "" {
		root, path = registry.USERS, r.user+`\`+path
	}
	return registry.OpenKey(root, path, registry.READ)
}

// upToEnd makes of "these are all" what it is.
func upToEnd(names []string, err error) ([]string, error) {
	if errors.Is(err, io.EOF) {
		return names, nil
	}
	return names, err
}

// fixedDrives gives the drives that the system calls fixed; Google Drive's own drive is one of them.
func fixedDrives() []string {
	letters, err := windows.GetLogicalDrives()
	if err != nil {
		return nil
	}
	var list []string
	for i := range 26 {
		root := string(rune('A'+i)) + `:\`
		name, err := windows.UTF16PtrFromString(root)
		if letters&(1<<i) != 0 && err == nil && windows.GetDriveType(name) == windows.DRIVE_FIXED {
			list = append(list, root)
		}
	}
	return list
}
