package people

// registry is the Windows registry, to be read only. A key is "HKLM" or "HKU" and the names below it, parted by
// backslashes. What is not there is an error.
type registry interface {
	// subkeys names the keys below key.
	subkeys(key string) ([]string, error)
	// text gives a value as it is written: its variables are not replaced, as those of a user are not the service's.
	text(key, name string) (string, error)
}
