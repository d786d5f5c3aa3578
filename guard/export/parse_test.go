package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/act"
	"giumat/guard/incident"
	"giumat/guard/redact"
	"giumat/rules"
)

// parsedCEF is a line as a SIEM reads it.
type parsedCEF struct {
	syslog []string // PRI with version, time, host, program, process, message ID, structured data
	header []string // vendor, product, version, class, name, severity
	pairs  map[string]string
}

var (
	// syslogLine is RFC 5424, section 6, as far as this package uses it.
	syslogLine = regexp.MustCompile(`^<([0-9]{1,3})>1 (\S{27}) ([!-~]{1,255}) ([!-~]{1,48}) (-) ([!-~]{1,32}) (-) (.*)$`)
	key        = regexp.MustCompile(`(?:^| )([A-Za-z][A-Za-z0-9]*)=`)
)

func parseCEF(t testing.TB, line string) parsedCEF {
	t.Helper()
	m := syslogLine.FindStringSubmatch(line)
	if m == nil {
		t.Fatalf("no syslog line: %q", line)
	}
	p := parsedCEF{syslog: m[1:8], pairs: map[string]string{}}
	body, ok := strings.CutPrefix(m[8], "CEF:0|")
	if !ok {
		t.Fatalf("no CEF: %q", m[8])
	}
	for range 6 {
		var value string
		value, body = untilBar(t, body)
		p.header = append(p.header, value)
	}
	// A value ends where a space, a key and an equals sign follow. An equals sign in a value is escaped, so that the
	// letters before it are followed by a backslash and make no key.
	at := key.FindAllStringSubmatchIndex(body, -1)
	for i, k := range at {
		end := len(body)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		name := body[k[2]:k[3]]
		if _, twice := p.pairs[name]; twice {
			t.Fatalf("key %s twice in %q", name, body)
		}
		p.pairs[name] = unescape(t, body[k[1]:end])
	}
	return p
}

// untilBar takes a header field, which ends at a bar that no backslash stands before.
func untilBar(t testing.TB, s string) (value, rest string) {
	t.Helper()
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '|':
			return strings.NewReplacer(`\\`, `\`, `\|`, `|`).Replace(s[:i]), s[i+1:]
		}
	}
	t.Fatalf("the header has no end: %q", s)
	return "", ""
}

func unescape(t testing.TB, s string) string {
	t.Helper()
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			out.WriteByte(s[i])
			continue
		}
		i++
		if i == len(s) {
			t.Fatalf("a lone backslash ends %q", s)
		}
		c, ok := map[byte]byte{'\\': '\\', '=': '=', 'n': '\n', 'r': '\r'}[s[i]]
		if !ok {
			t.Fatalf("no escape: %q in %q", s[i], s)
		}
		out.WriteByte(c)
	}
	return out.String()
}

// visible is s with what does not show replaced, line breaks excepted.
func visible(s string) string {
	var out strings.Builder
	for s != "" {
		i := strings.IndexAny(s, "\r\n")
		if i < 0 {
			i = len(s)
		}
		out.WriteString(redact.Name(s[:i]))
		if i < len(s) {
			out.WriteByte(s[i])
			i++
		}
		s = s[i:]
	}
	return out.String()
}

// FuzzLine: whatever an incident holds, its line is one line and is read back as what went in.
func FuzzLine(f *testing.F) {
	f.Add("Báo cáo ….docx", `CƠ-QUAN\an`, "pc-1", "lý do = một\nhai | ba", "quarantined", "1.0", 3, int64(1788350400123456789))
	f.Add("a|b.docx", "x=1 cs1=TUYET_MAT", "pc 1\r\n<13>1", " =cmd|' /C calc'!A0 ", "\\", "|\\\n", 0, int64(-1))
	f.Add("\u202excod", "\xff\xfe", "", "\u2028\u0085\v\f\x00\\", "a.b|c", "", 1, int64(0))
	f.Add(`"`, "\"\r\n,", "'", "-", "\n", "=", 2, int64(1))
	f.Fuzz(func(t *testing.T, name, user, host, reason, outcome, version string, level int, nanos int64) {
		in := example()
		in.Name, in.User, in.Host, in.Reason, in.Outcome = name, user, host, reason, act.Result(outcome)
		in.Level, in.Time = rules.Level(uint(level)%4), time.Unix(0, nanos).UTC()
		for _, format := range Formats() {
			var out bytes.Buffer
			w, err := New(format, &out, version)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Write(in); err != nil {
				t.Fatal(err)
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			line := strings.TrimSuffix(out.String(), "\n")
			if format == CSV {
				line = strings.TrimSuffix(strings.TrimPrefix(line, strings.Join(header, ",")+"\r\n"), "\r")
			}
			breaks := "\n\r\v\f\x00\u0085\u2028\u2029"
			if format == JSONL {
				breaks = "\n\r" // JSON Lines, section 3: nothing else ends a line
			}
			if strings.ContainsAny(line, breaks) || !utf8.ValidString(line) {
				t.Fatalf("%s is no line: %q", format, line)
			}
			map[Format]func(testing.TB, string, incident.Incident){CSV: checkCSV, JSONL: checkJSONL, CEF: checkCEF}[format](t, line, in)
		}
	})
}

func checkCSV(t testing.TB, line string, in incident.Incident) {
	rows, err := csv.NewReader(strings.NewReader(line)).ReadAll()
	if err != nil || len(rows) != 1 || len(rows[0]) != len(header) {
		t.Fatalf("%q: %v", line, err)
	}
	for i, cell := range rows[0] {
		if strings.IndexAny(cell, "=+-@") == 0 {
			t.Errorf("%s is a formula: %q", header[i], cell)
		}
	}
	want := redact.Name(strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(in.User))
	if got := rows[0][14]; got != want && got != "'"+want {
		t.Errorf("user %q, want %q", got, want)
	}
}

func checkJSONL(t testing.TB, line string, in incident.Incident) {
	var got incident.Incident
	if err := json.Unmarshal([]byte(line), &got); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*string{&in.Name, &in.User, &in.Host, &in.Reason, (*string)(&in.Outcome)} {
		*s = string([]rune(*s)) // each byte that is not UTF-8 becomes U+FFFD
	}
	if diff := cmp.Diff(in, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func checkCEF(t testing.TB, line string, in incident.Incident) {
	p := parseCEF(t, line)
	if pri, err := strconv.Atoi(p.syslog[0]); err != nil || pri < 104 || pri > 111 {
		t.Errorf("priority %q", p.syslog[0])
	}
	if at, err := time.Parse(time.RFC3339, p.syslog[1]); err != nil || in.Time.Sub(at) < 0 || in.Time.Sub(at) >= time.Microsecond {
		t.Errorf("time %q: %v", p.syslog[1], err)
	}
	if got, want := p.header[3], cut(redact.Name(alertOf(in).class), 1023); got != want {
		t.Errorf("class %q, want %q", got, want)
	}
	for key, want := range map[string]string{
		"fname": cut(in.Name, 1023), "suser": cut(in.User, 1023), "dvchost": cut(in.Host, 100), "reason": cut(in.Reason, 1023),
		"outcome": cut(string(in.Outcome), 63), "cs1": in.Level.String(), "externalId": in.ID, "fileHash": in.SHA256,
		"rt": strconv.FormatInt(in.Time.UnixMilli(), 10), "cnt": "1",
	} {
		if got := p.pairs[key]; got != visible(want) {
			t.Errorf("%s is %q, want %q", key, got, visible(want))
		}
	}
}
