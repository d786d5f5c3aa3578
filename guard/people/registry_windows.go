package people

import (
	"errors"
	"fmt"
	"io"
	"strings"

	system32 "golang.org/x/sys/windows/registry"
)

// maxProfiles is how many users of one PC are looked at.
const maxProfiles = 4096

// systemRegistry is the registry of this PC.
type systemRegistry struct{}

func (systemRegistry) subkeys(key string) ([]string, error) {
	k, err := openKey(key)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	names, err := k.ReadSubKeyNames(maxProfiles)
	if errors.Is(err, io.EOF) {
		err = nil // these are all
	}
	return names, err
}

func (systemRegistry) text(key, name string) (string, error) {
	k, err := openKey(key)
	if err != nil {
		return "", err
	}
	defer k.Close()
	text, _, err := k.GetStringValue(name)
	return text, err
}

func openKey(key string) (system32.Key, error) {
	hive, path, _ := strings.Cut(key, `\`)
	roots := map[string]system32.Key{"HKLM": system32.LOCAL_MACHINE, "HKU": system32.USERS}
	root, ok := roots[hive]
	if !ok {
		return 0, fmt.Errorf("no part %q of the registry is read", hive)
	}
	return system32.OpenKey(root, path, system32.READ)
}
