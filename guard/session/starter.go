package session

// Starter starts the tray in sessions.
type Starter struct {
	Program string   // the absolute path of the tray; it must lie where users cannot write
	Args    []string // its arguments
}
