//go:build !windows

package places

// Machine is where the guard of the whole PC keeps its things (Filesystem Hierarchy Standard 3.0, sections 3.7 and 5).
func Machine() Places {
	return Places{
		Settings: "/etc/giumat/guard.yaml", OfficeKey: "/etc/giumat/office.pub", Bundle: "/var/lib/giumat/bundle",
		Data: "/var/lib/giumat", Serving: "/var/lib/giumat", Cache: "/var/cache/giumat",
	}
}
