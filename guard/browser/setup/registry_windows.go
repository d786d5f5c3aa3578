package setup

import (
	"errors"
	"fmt"
	"io"

	"golang.org/x/sys/windows/registry"
)

// systemRegistry is the registry from root on.
type systemRegistry struct {
	root   registry.Key
	prefix string
}

func (r systemRegistry) open(key string, access uint32) (registry.Key, error) {
	return registry.OpenKey(r.root, r.prefix+key, access|registry.WOW64_64KEY)
}

func (r systemRegistry) Get(key, name string) (any, error) {
	k, err := r.open(key, registry.QUERY_VALUE)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	_, kind, err := k.GetValue(name, nil)
	if err != nil {
		return nil, err
	}
	switch kind {
	case registry.SZ, registry.EXPAND_SZ:
		text, _, err := k.GetStringValue(name)
		return text, err
	case registry.MULTI_SZ:
		lines, _, err := k.GetStringsValue(name)
		return lines, err
	case registry.DWORD:
		n, _, err := k.GetIntegerValue(name)
		return uint32(n), err
	}
	return fmt.Sprintf("(registry type %d)", kind), nil // somebody's, and none that a browser takes for a policy
}

func (r systemRegistry) Set(key, name string, value any) error {
	k, _, err := registry.CreateKey(r.root, r.prefix+key, registry.SET_VALUE|registry.WOW64_64KEY)
	if err != nil {
		return err
	}
	defer k.Close()
	switch v := value.(type) {
	case string:
		return k.SetStringValue(name, v)
	case []string:
		return k.SetStringsValue(name, v)
	case uint32:
		return k.SetDWordValue(name, v)
	}
	return fmt.Errorf("no value for the registry: %T", value)
}

func (r systemRegistry) Delete(key, name string) error {
	k, err := r.open(key, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer k.Close()
	return k.DeleteValue(name)
}

func (r systemRegistry) Names(key string) ([]string, error) {
	k, err := r.open(key, registry.QUERY_VALUE)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	return upToEnd(k.ReadValueNames(-1))
}

func (r systemRegistry) Subkeys(key string) ([]string, error) {
	k, err := r.open(key, registry.ENUMERATE_SUB_KEYS)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	return upToEnd(k.ReadSubKeyNames(-1))
}

func (r systemRegistry) DeleteKey(key string) error { return registry.DeleteKey(r.root, r.prefix+key) }

// upToEnd makes of "these are all" what it is.
func upToEnd(names []string, err error) ([]string, error) {
	if errors.Is(err, io.EOF) {
		return names, nil
	}
	return names, err
}
