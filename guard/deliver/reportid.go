package deliver

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"giumat/guard/redact"
)

// ReportID names a report: one PC makes one report of a kind for the same days. It never holds anything of an incident
// but, for an urgent report, its number.
type ReportID struct {
	Kind  string `json:"kind"`  // the period's kind ("week"), or what makes the report its own ("urgent-1042")
	From  string `json:"from"`  // the first day, 2006-01-02
	Until string `json:"until"` // the last day, 2006-01-02
	Host  string `json:"host"`  // the PC, or the unit of a merged report
}

var kindForm = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

func (id ReportID) check() error {
	if !kindForm.MatchString(id.Kind) {
		return errors.New("the report's kind has other characters than a-z, 0-9 and hyphens")
	}
	for _, day := range []string{id.From, id.Until} {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return fmt.Errorf("the report's day %q is not of the form YYYY-MM-DD", day)
		}
	}
	if id.Host == "" || len(id.Host) > 200 || redact.Name(id.Host) != id.Host || strings.TrimSpace(id.Host) != id.Host {
		return errors.New("the report's host is empty or has characters that cannot be seen")
	}
	return nil
}

// String is the ID as it stands in the names of files and folders: in the order of time, then of kind.
func (id ReportID) String() string {
	return fmt.Sprintf("%s_%s_%s_%s", id.From, id.Until, id.Kind, hostFolder(id.Host))
}

// hostFolder is a host's name fit for a folder. A name that had to be changed gets some of its hash, so that two hosts
// stay two.
func hostFolder(host string) string {
	const maxRunes = 40
	n := 0
	name := strings.Map(func(r rune) rune {
		if n++; n > maxRunes {
			return -1
		}
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, host)
	if name != host {
		sum := sha256.Sum256([]byte(host))
		return name + "-" + hex.EncodeToString(sum[:4])
	}
	return name
}
