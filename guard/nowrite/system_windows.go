package nowrite

import "golang.org/x/sys/windows/registry"

// System gives the policy of this PC.
func System() (*Policy, error) { return New(systemRegistry{registry.LOCAL_MACHINE, ""}), nil }

// systemRegistry is the registry from root on. A 32-bit program sees the same values as a 64-bit one.
type systemRegistry struct {
	root   registry.Key
	prefix string
}

func (r systemRegistry) open(key string, access uint32) (registry.Key, error) {
	return registry.OpenKey(r.root, r.prefix+key, access|registry.WOW64_64KEY)
}

func (r systemRegistry) Number(key, name string) (uint32, error) {
	k, err := r.open(key, registry.QUERY_VALUE)
	if err != nil {
		return 0, err
	}
	defer k.Close()
	n, _, err := k.GetIntegerValue(name)
	return uint32(n), err // a number of 64 bits is none that Windows takes for a policy
}

func (r systemRegistry) SetNumber(key, name string, n uint32) error {
	k, _, err := registry.CreateKey(r.root, r.prefix+key, registry.SET_VALUE|registry.WOW64_64KEY)
	if err != nil {
		return err
	}
	defer k.Close()
	return k.SetDWordValue(name, n)
}

func (r systemRegistry) Delete(key, name string) error {
	k, err := r.open(key, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer k.Close()
	return k.DeleteValue(name)
}
