//go:build !windows

package syncfolder

// newRegistry gives none: only Windows has one.
func newRegistry(string) Registry { return nil }

// fixedDrives gives none: only Windows has drive letters.
func fixedDrives() []string { return nil }
