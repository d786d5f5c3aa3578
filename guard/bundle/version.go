package bundle

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// parseVersion reads "1.4.0", with a v before it or something after a hyphen or plus sign, which does not count.
func parseVersion(s string) (version []int, ok bool) {
	s, _, _ = strings.Cut(strings.TrimPrefix(s, "v"), "-")
	s, _, _ = strings.Cut(s, "+")
	for part := range strings.SplitSeq(s, ".") {
		n, err := strconv.ParseUint(part, 10, 31)
		if err != nil {
			return nil, false
		}
		version = append(version, int(n))
	}
	return version, len(version) == 3
}

// Fits tells whether a guard of that version can use the bundle; the error is ErrNewerGuard. A guard that was built without
// a release's number ("(devel)", v0.0.0-...) is taken to be as new as it has to be: its maker knows what he does.
func (m Manifest) Fits(guard string) error {
	least, needed := parseVersion(m.MinGuard)
	have, known := parseVersion(guard)
	if !needed || !known || slices.Max(have) == 0 || slices.Compare(have, least) >= 0 {
		return nil
	}
	return fmt.Errorf("%w: it needs %s and this is %s", ErrNewerGuard, m.MinGuard, guard)
}
