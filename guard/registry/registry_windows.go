package registry

import (
	"errors"
	"fmt"
	"io"

	"golang.org/x/sys/windows/registry"
)

// Registry is the registry from a key on. A value is a string, a []string or a uint32; the name "" is a key's default
// value. What is not there is an fs.ErrNotExist, missing rights are an fs.ErrPermission.
type Registry struct {
	root   registry.Key
	prefix string // ends in a backslash, or is empty
}

// Machine is the registry below HKEY_LOCAL_MACHINE.
func Machine() Registry { return Registry{registry.LOCAL_MACHINE, ""} }

// Below is the registry below a key of root, which need not be there.
func Below(root registry.Key, key string) Registry { return Registry{root, key + `\`} }

func (r Registry) open(key string, access uint32) (registry.Key, error) {
	return registry.OpenKey(r.root, r.prefix+key, access|registry.WOW64_64KEY)
}

// Get gives a value. One of a type that Set does not write is told by the number of its type, in words.
func (r Registry) Get(key, name string) (any, error) {
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

// Number gives a number.
func (r Registry) Number(key, name string) (uint32, error) {
	k, err := r.open(key, registry.QUERY_VALUE)
	if err != nil {
		return 0, err
	}
	defer k.Close()
	n, _, err := k.GetIntegerValue(name)
	return uint32(n), err // a number of 64 bits is none that Windows takes for a policy
}

// SetNumber is Set for a number.
func (r Registry) SetNumber(key, name string, n uint32) error { return r.Set(key, name, n) }

// Set makes a value, and the key where there is none.
func (r Registry) Set(key, name string, value any) error {
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

// Delete removes a value.
func (r Registry) Delete(key, name string) error {
	k, err := r.open(key, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer k.Close()
	return k.DeleteValue(name)
}

// Names gives the names of a key's values.
func (r Registry) Names(key string) ([]string, error) {
	k, err := r.open(key, registry.QUERY_VALUE)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	return upToEnd(k.ReadValueNames(-1))
}

// Subkeys gives the names of the keys in a key.
func (r Registry) Subkeys(key string) ([]string, error) {
	k, err := r.open(key, registry.ENUMERATE_SUB_KEYS)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	return upToEnd(k.ReadSubKeyNames(-1))
}

// DeleteKey removes a key. It fails for one that holds keys.
func (r Registry) DeleteKey(key string) error { return registry.DeleteKey(r.root, r.prefix+key) }

// upToEnd makes of "these are all" what it is.
func upToEnd(names []string, err error) ([]string, error) {
	if errors.Is(err, io.EOF) {
		return names, nil
	}
	return names, err
}
