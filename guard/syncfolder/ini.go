package syncfolder

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// iniValues gives the values of the lines "name = value" whose section and name fit key. In a key, elements are parted
// by / and * stands for any one of them; the first is the section, where there is one. A backslash in a name parts
// elements too, as Qt writes its groups ("0\Folders\1\localPath", documentation of QSettings, "Format::IniFormat").
// Lines that say nothing of the kind are passed over.
func iniValues(data []byte, key string) ([]string, error) {
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, errors.New("not a text file of one byte a letter")
	}
	wanted := strings.Split(key, "/")
	var section string
	var list []string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
			section = line[1:len(line)-1] + "/"
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok || strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";") {
			continue
		}
		if fits(section+strings.ReplaceAll(strings.TrimSpace(name), `\`, "/"), wanted) {
			list = append(list, unquote(strings.TrimSpace(value)))
		}
	}
	return list, nil
}

func fits(name string, wanted []string) bool {
	return slices.EqualFunc(strings.Split(name, "/"), wanted, func(a, b string) bool { return b == "*" || a == b })
}

// escaped is what a path may be written with: a backslash, a quotation mark, or runs of letters as Qt 5 writes all
// that is not ASCII, one UTF-16 unit each.
var escaped = regexp.MustCompile(`\\["\\]|(?:\\x[0-9a-fA-F]{1,4})+`)

// unquote gives the value that was written. Other escapes stay as they are: no path has a line break, and
// a client that is not Qt may write C:\new.
func unquote(value string) string {
	if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
		value = value[1 : len(value)-1]
	}
	return escaped.ReplaceAllStringFunc(value, func(s string) string {
		if s[1] != 'x' {
			return s[1:]
		}
		var units []uint16
		for hex := range strings.SplitSeq(s[len(`\x`):], `\x`) {
			n, _ := strconv.ParseUint(hex, 16, 16) // at most four hexadecimal digits
			units = append(units, uint16(n))
		}
		return string(utf16.Decode(units))
	})
}
