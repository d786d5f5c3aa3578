package nativehost

const (
	// maxAhead is how many pieces are fetched before anybody reads them: 2 MiB, four messages on their way at a time.
	maxAhead = 32
	// maxSkip is how many pieces a reader may pass over and still count as reading on: to fetch 64 KiB that nobody wants
	// takes no longer than to ask anew.
	maxSkip = 1
)

// order notices whether a file is read from front to back, as a PDF often is and a package's directory of parts, or here
// and there. The first is fetched further and further ahead; of the second nothing is but what is read.
type order struct {
	last int // piece that was read
	far  int // pieces ahead of it
}

// ahead says how many pieces to fetch behind those that are read now.
func (o *order) ahead(first, last int) int {
	if first == o.last && last == o.last {
		return o.far // small reads within one piece say nothing
	}
	if skipped := first - o.last - 1; skipped < -1 || skipped > maxSkip {
		o.far = 0
	} else {
		o.far = min(max(2, 4*o.far), maxAhead)
	}
	o.last = last
	return o.far
}
