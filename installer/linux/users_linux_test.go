package linux

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/detectors/sample"
	extension "giumat/guard/browser/pack"
	"giumat/guard/incident"
)

// as runs a line of shell as a user.
func (p *pc) as(t *testing.T, user, line string) string {
	t.Helper()
	return p.run(t, "su", user, "-c", line)
}

// whose tells whose the files are that were met on a channel, as the record has it.
func (p *pc) whose(t *testing.T, channel string) map[string]string {
	t.Helper()
	users := map[string]string{}
	for line := range strings.Lines(p.run(t, "guard", "incidents", "--format", "jsonl")) {
		var in incident.Incident
		must(t, json.Unmarshal([]byte(line), &in))
		if string(in.Channel) == channel {
			users[in.Name] = in.User
		}
	}
	return users
}

// testTwoUsers gives An and Binh a marked document each. Neither learns of the other's, from no program.
func testTwoUsers(t *testing.T, p *pc) {
	const ans, binhs = "/home/an/Documents/mot.docx", "/home/binh/Documents/bon.docx"
	p.save(t, "binh", binhs)
	if diff := cmp.Diff(map[string]string{"mot.docx": "an", "bon.docx": "binh"}, p.whose(t, "at_rest")); diff != "" {
		t.Errorf("whose files (-want +got):\n%s", diff)
	}
	p.shell(t, "chmod 755 /home/an /home/binh; chmod 600 "+ans+" "+binhs) // so that the files' own rights count
	for _, c := range []struct{ user, line, want string }{
		{"an", "client held", "[hai.docx]"}, // taken from the drive before
		{"binh", "client held", "[]"},
		{"binh", "client today", "1"},
		// Whether the list may stay on the clipboard: another's file is as if it were not there.
		{"an", "client copied " + ans, "false"},
		{"binh", "client copied " + binhs, "false"},
		{"an", "client copied " + binhs, "true"},
		{"binh", "client copied " + ans, "true"},
	} {
		if got := p.as(t, c.user, c.line); got != c.want {
			t.Errorf("%s: %s: %s, want %s", c.user, c.line, got, c.want)
		}
	}
	p.until(t, "the copies are recorded", 10*time.Second, func() bool {
		return cmp.Equal(map[string]string{"mot.docx": "an", "bon.docx": "binh"}, p.whose(t, "clipboard"))
	})
	for _, line := range []string{"guard incidents", "guard quarantine list"} {
		if out := p.as(t, "binh", line); strings.Contains(out, ".docx") {
			t.Errorf("binh: %s: %s", line, out)
		}
	}
}

// testBrowser talks as a browser that Binh started does with its host, and attaches a marked file.
func testBrowser(t *testing.T, p *pc) {
	file, err := os.ReadFile(filepath.Join(p.root, "root/binh.docx"))
	must(t, err)
	sum := sha256.Sum256(file)
	p.put(t, "root/hello", frame(t, map[string]any{"op": "hello", "v": 1, "ext": "1.0.0", "browser": "firefox", "profile": "p1"}))
	p.put(t, "root/start", frame(t, map[string]any{
		"op": "start", "id": 1, "name": "nam.docx", "url": "https://mail.google.com/", "size": len(file), "head": file, "sha256": hex.EncodeToString(sum[:]),
	}))
	// The time between is for the host to find the guard, and to answer.
	said := p.shell(t, "(cat /root/hello; sleep 2; cat /root/start; sleep 2) | su binh -c 'guard /x.json "+extension.GeckoID+"'")
	if !strings.Contains(said, `"verdict":"block"`) {
		t.Errorf("the host says %q", said)
	}
	if diff := cmp.Diff(map[string]string{"nam.docx": "binh"}, p.whose(t, "webmail")); diff != "" {
		t.Errorf("the PC's record has (-want +got):\n%s", diff)
	}
}

// frame is a message of a browser to its host, with its length before it.
func frame(t *testing.T, message any) []byte {
	t.Helper()
	text, err := json.Marshal(message)
	must(t, err)
	return slices.Concat(binary.NativeEndian.AppendUint32(nil, uint32(len(text))), text)
}

// testSharedCache checks that users' programs read PDFs with the PDFium that the installation compiled. A user's program
// that could not read it would find no place for one of its own.
func testSharedCache(t *testing.T, p *pc) {
	d := sample.NewPDF()
	sample.PDFDispatch(d, "MẬT")
	p.put(t, "root/marked.pdf", d.Bytes())
	p.run(t, "install", "--owner=binh", "/root/marked.pdf", "/home/binh/sau.pdf")
	out := p.as(t, "binh", `bash -c 'time guard scan ~/sau.pdf' || [ $? = 1 ]`) // 1: marked
	t.Logf("a user's guard scan of one PDF: %s", tail([]byte(out)))
	if !strings.Contains(out, "MẬT") {
		t.Error("the PDF was not read")
	}
	if path := p.as(t, "binh", "client manual"); !strings.Contains(p.as(t, "binh", "cat "+path), "Giữ Mật") {
		t.Error("the manual is not for users to read")
	}
	if odd := p.run(t, "find", "/var/cache/giumat", "!", "-user", "root", "-o", "!", "-perm", "-044", "-o", "-perm", "/022"); odd != "" {
		t.Errorf("not root's to write and all users' to read:\n%s", odd)
	}
	if own := p.run(t, "find", "/home/binh", "-name", "wazero-*"); own != "" {
		t.Errorf("a user has a cache of his own: %s", own)
	}
}
