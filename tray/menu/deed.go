package menu

// What is the kind of a deed.
type What string

// What a click on a row may ask for.
const (
	Details    What = "details"     // a window with all that the guard told
	Tell       What = "tell"        // a window with Text
	ScanFolder What = "scan_folder" // choose a folder and scan it
	ScanPC     What = "scan_pc"
	ScanStop   What = "scan_stop"
	Release    What = "release"   // ask for a reason and give back the held file ID, whose name is Text
	HeldList   What = "held_list" // a window with all files in quarantine
	Manual     What = "manual"
	About      What = "about"
)

// Deed is what a click on a row asks for. It is the row's own: whatever the row says a moment later, the click means
// what the user saw.
type Deed struct {
	What What
	ID   string
	Text string
}
