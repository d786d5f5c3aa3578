package setup

// Registry is the Windows registry below HKEY_LOCAL_MACHINE, as a 64-bit program sees it. A value is a string, a
// []string or a uint32 (REG_SZ, REG_MULTI_SZ, REG_DWORD); the name "" is a key's default value. What is not there is an
// fs.ErrNotExist, missing rights are an fs.ErrPermission.
type Registry interface {
	Get(key, name string) (any, error)
	// Set makes the key where there is none.
	Set(key, name string, value any) error
	Delete(key, name string) error
	// Names gives the names of a key's values, Subkeys those of the keys in it.
	Names(key string) ([]string, error)
	Subkeys(key string) ([]string, error)
	// DeleteKey fails for a key that holds values or keys.
	DeleteKey(key string) error
}
