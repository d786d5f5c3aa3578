package installer

// ServiceState is how the service stands with the system's service manager.
type ServiceState struct {
	Manager    bool // one runs
	Registered bool
	AsWanted   bool // it is registered as Put would do it
	Running    bool
}

// Service is the guard's service in the hands of the system's service manager. A program is a whole path.
type Service interface {
	State(program string) (ServiceState, error)
	// Put registers the service, or sets right how it is registered.
	Put(program string) error
	Start() error
	Stop() error   // waits for its end; no fault where it does not run
	Remove() error // of one that does not run
	// CompletesPackages tells whether Put is to be called for a service that a package registered as well: an MSI's
	// table of services has no column for all that the guard's is to be (Windows Installer, "ServiceInstall Table").
	CompletesPackages() bool
}

// Tray is the entry that starts the tray when a user logs on.
type Tray interface {
	Set(program string) (bool, error) // whether it is there as Put makes it
	There() (bool, error)             // whether there is any
	Put(program string) error
	Remove() error // no fault where there is none
}
