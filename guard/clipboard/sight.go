package clipboard

import "errors"

// Word is how well copies are seen, for programs, after what Check or Watch returned: "on", "wayland" (some, or none),
// "no_screen", "not_here" (this system does not show them) or "fails".
func Word(err error) string {
	switch {
	case err == nil:
		return "on"
	case errors.Is(err, ErrWayland):
		return "wayland"
	case errors.Is(err, ErrNoScreen):
		return "no_screen"
	case errors.Is(err, errors.ErrUnsupported):
		return "not_here"
	}
	return "fails"
}
