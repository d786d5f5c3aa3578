package export

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"giumat/guard/incident"
)

// The escapes of CEF ("Character Encoding"). A line break has one in the extension alone.
var (
	headerEscapes    = strings.NewReplacer(`\`, `\\`, `|`, `\|`)
	extensionEscapes = strings.NewReplacer(`\`, `\\`, `=`, `\=`, "\n", `\n`, "\r", `\r`)
)

// cefWriter writes an incident as one syslog line (RFC 5424, section 6) whose message is an event of the Common Event
// Format ("ArcSight CEF Implementation Standard", below CEF).
type cefWriter struct {
	out     *bufio.Writer
	version string // of the guard, as the header holds it
}

func newCEF(w io.Writer, version string) *cefWriter {
	return &cefWriter{out: bufio.NewWriter(w), version: headerField(version, 31)}
}

func (w *cefWriter) Write(in incident.Incident) error {
	alert := alertOf(in)
	_, err := fmt.Fprintf(w.out, "%s CEF:0|Giu Mat|guard|%s|%s|%s|%d|%s\n",
		syslogHeader(in, alert), w.version, headerField(alert.class, 1023), alert.name, alert.severity, extension(in))
	return err
}

func (w *cefWriter) Flush() error { return w.out.Flush() }

// headerField makes s fit for the header, of at most so many characters (CEF, "Header Field Definitions").
func headerField(s string, most int) string {
	return headerEscapes.Replace(shown(cut(s, most)))
}

// field is one pair of the extension, with the most characters that its value may have (CEF, "ArcSight Extension
// Dictionary").
type field struct {
	key, value string
	most       int
}

// extension writes what the incident holds as pairs (CEF, "The Extension Field"). Keys without a value are left out.
// The time is last, because a space at the end of the last value would be lost.
func extension(in incident.Incident) string {
	size := known(in.Drive.Size)
	fields := []field{
		{"act", string(in.Action), 63},
		{"outcome", string(in.Outcome), 63},
		{"cat", string(in.State), 1023},
		{"cs1Label", label("level", in.Level.String()), 1023},
		{"cs1", in.Level.String(), 4000},
		{"cs2Label", label("channel", string(in.Channel)), 1023},
		{"cs2", string(in.Channel), 4000},
		{"cs3Label", label("rule", in.Rule), 1023},
		{"cs3", in.Rule, 4000},
		{"cs4Label", label("place", in.Place), 1023},
		{"cs4", in.Place, 4000},
		{"cs5Label", label("quarantine", in.QuarantineID), 1023},
		{"cs5", in.QuarantineID, 4000},
		{"cs6Label", label("device", in.Device), 1023},
		{"cs6", in.Device, 4000},
		{"flexString1Label", label("confidence", string(in.Confidence)), 128},
		{"flexString1", string(in.Confidence), 1023},
		{"flexString2Label", "official", 128},
		{"flexString2", strconv.FormatBool(in.Official), 1023},
		{"fname", in.Name, 1023},
		{"oldFileName", in.Original, 1023},
		{"fileHash", in.SHA256, 255},
		{"fileType", in.Kind, 1023},
		{"suser", in.User, 1023},
		{"sproc", in.Program, 1023},
		// All six custom strings are taken, so that these have names of our own (CEF, "Custom Extension Naming Guidelines").
		{"GiuMatGuardDriveLabel", in.Drive.Label, 1023},
		{"GiuMatGuardDriveVolume", in.Drive.Volume, 1023},
		{"GiuMatGuardDriveSerial", in.Drive.Serial, 1023},
		{"cn1Label", label("drive size", size), 1023},
		{"cn1", size, 20},
		{"dvchost", in.Host, 100},
		{"externalId", in.ID, 40},
		{"reason", in.Reason, 1023},
		{"cnt", strconv.Itoa(in.Count), 20},
		{"rt", strconv.FormatInt(in.Time.UnixMilli(), 10), 20}, // milliseconds since 1970 (CEF, "Date Formats")
	}
	var pairs []string
	for _, f := range fields {
		if f.value != "" {
			pairs = append(pairs, f.key+"="+extensionValue(f.value, f.most))
		}
	}
	return strings.Join(pairs, " ")
}

// label names a custom field that has a value.
func label(name, value string) string {
	if value == "" {
		return ""
	}
	return name
}

// extensionValue makes s fit for a value, of at most so many characters.
func extensionValue(s string, most int) string {
	return shown(extensionEscapes.Replace(cut(s, most)))
}

// cut leaves at most so many characters of s.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most])
	}
	return s
}
