package nativehost

const (
	// firstAhead and maxAhead are how many pieces are fetched before anybody reads them: 256 KiB, and 2 MiB, which is four
	// messages on their way at a time.
	firstAhead = 16
	maxAhead   = 128
	// maxSkip is how many pieces a reader may pass over and still count as reading on: to fetch 64 KiB that nobody wants
	// takes no longer than to ask anew.
	maxSkip = 4
	// maxTrips is how often something is fetched for a reader before it counts as one that reads everything.
	maxTrips = 4
)

// order notices whether a file is read from front to back, and says how far ahead to fetch. Of one that is read here and
// there, nothing is but what is read.
type order struct {
	last  int // piece that was read
	far   int // pieces ahead of it
	trips int // requests so far
}

// ahead says how many pieces to fetch behind those that are read now.
func (o *order) ahead(first, last int) int {
	if first == o.last && last == o.last {
		return o.far // small reads within one piece say nothing
	}
	skipped := first - o.last - 1
	switch {
	case o.trips >= maxTrips:
		o.far = maxAhead
	case skipped < -1 || skipped > maxSkip:
		o.far = 0
	default:
		o.far = min(max(firstAhead, 4*o.far), maxAhead)
	}
	o.last = last
	return o.far
}
