//go:build !windows

package installer

// EndTrays does nothing: a program that runs can be replaced here, and each session's own manager keeps its tray.
func EndTrays(System) error { return nil }
