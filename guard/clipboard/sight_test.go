package clipboard

import (
	"errors"
	"fmt"
	"testing"
)

func TestWord(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, "on"},
		{fmt.Errorf("watch: %w", ErrWayland), "wayland"},
		{ErrNoScreen, "no_screen"},
		{errors.ErrUnsupported, "not_here"},
		{errors.New("the display has gone"), "fails"},
	} {
		if got := Word(c.err); got != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
}
