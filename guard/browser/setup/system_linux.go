package setup

import "os"

// ThisPC is the PC that the program runs on. Close its Root when done.
func ThisPC() (System, error) {
	root, err := os.OpenRoot("/")
	return System{Root: root}, err
}
