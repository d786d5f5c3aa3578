//go:build !windows

package watch

// onlineOnly is false: the clients of cloud services on these systems keep whole copies, or mount the service, which is
// no folder of this PC's.
func onlineOnly(string) bool { return false }
