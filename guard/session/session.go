// Package session keeps a tray in each session of a Windows PC. It takes which sessions there are and whose trays are
// connected to the guard, and starts the tray anew, as the session's own user, where it has been missing for a while.
// It never starts anything as the system, and gives nobody more rights than the session has. On other systems it finds
// no sessions: on Linux the user's own systemd restarts the tray, and the root guard stays out of his session.
package session

// Session is a user's session on this PC, at the screen or far away, in use or left for a while.
type Session struct {
	ID   uint32 // the system's number; a later session may get it again
	User string // the system's name for the user, as in link.User.ID: a SID on Windows
}
