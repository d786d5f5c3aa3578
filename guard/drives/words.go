package drives

import (
	"strconv"
	"strings"

	"giumat/guard/redact"
)

// maxWord is how many letters of a label or a serial number are kept. The longest label is that of NTFS, of 32
// (Microsoft, GetVolumeInformation); a serial number of USB may have 126 (USB 2.0, section 9.6.7), but makers use 12 to 32.
const maxWord = 64

// word returns s as a label or serial number may be recorded and shown: whoever made the drive chose it.
func word(s string) string {
	s = redact.Name(strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD")))
	if letters := []rune(s); len(letters) > maxWord {
		return string(letters[:maxWord])
	}
	return s
}

// udevName undoes udev's escapes in the name of a link: a backslash, an x and two hexadecimal digits stand for one
// byte (udev(7), ENV{ID_FS_LABEL_ENC}; systemd, device-nodes.c).
func udevName(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c, ok := hexByte(s[i:])
		if ok {
			i += 3
		} else {
			c = s[i]
		}
		b.WriteByte(c)
	}
	return b.String()
}

// hexByte reads the escape at the beginning of s.
func hexByte(s string) (byte, bool) {
	if len(s) < 4 || s[0] != '\\' || s[1] != 'x' {
		return 0, false
	}
	value, err := strconv.ParseUint(s[2:4], 16, 8)
	return byte(value), err == nil
}
