package sample

import (
	"bytes"
	"crypto/md5"
	"crypto/rc4"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// PDF is a made-up PDF document. Its fonts are named but not embedded, and carry their own Unicode maps and widths:
// that is all that reading takes, and keeps a document at a few kilobytes. The bytes depend on the calls alone.
type PDF struct {
	objects   []string // bodies; object n is objects[n-1]
	pages     []*PDFPage
	fonts     []*pdfFont
	info      []string
	attached  []string // entries of the name tree
	bookmarks []string
	fields    []int
	encrypt   bool
}

// NewPDF returns a document without pages.
func NewPDF() *PDF {
	return &PDF{objects: make([]string, 2)} // 1 is the catalogue, 2 the root of the pages
}

// Page adds an empty A4 page, 595 by 842 points.
func (d *PDF) Page() *PDFPage {
	p := &PDFPage{doc: d}
	d.pages = append(d.pages, p)
	return p
}

// Property sets an entry of the document information: "Title", "Subject", "Keywords".
func (d *PDF) Property(name, value string) {
	d.info = append(d.info, fmt.Sprintf("/%s %s", name, textString(value)))
}

// Bookmark adds a title to the outline.
func (d *PDF) Bookmark(title string) { d.bookmarks = append(d.bookmarks, title) }

// Attach adds a file to the document.
func (d *PDF) Attach(name string, content []byte) {
	d.attached = append(d.attached, fmt.Sprintf("%s %d 0 R", textString(name), d.fileSpec(name, content)))
}

func (d *PDF) fileSpec(name string, content []byte) int {
	file := d.stream("/Type /EmbeddedFile", content)
	return d.add(fmt.Sprintf("<< /Type /Filespec /F %s /UF %[1]s /EF << /F %d 0 R >> >>", textString(name), file))
}

// Encrypt locks the document with an owner's password only: anyone may open it. Call it first.
func (d *PDF) Encrypt() { d.encrypt = true }

// Bytes writes the document out. It ends the drawing: call it once.
func (d *PDF) Bytes() []byte {
	var kids []string
	for _, p := range d.pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", d.writePage(p)))
	}
	d.objects[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(kids), strings.Join(kids, " "))
	for _, f := range d.fonts {
		f.write(d)
	}
	d.objects[0] = d.catalogue()
	trailer := "/Root 1 0 R"
	if len(d.info) > 0 {
		trailer += fmt.Sprintf(" /Info %d 0 R", d.add("<< "+strings.Join(d.info, " ")+" >>"))
	}
	if d.encrypt {
		trailer += fmt.Sprintf(" /Encrypt %d 0 R /ID [<00> <00>]", d.add(encryptDict()))
	}
	return d.assemble(trailer)
}

func (d *PDF) assemble(trailer string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(d.objects))
	for i, body := range d.objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(d.objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n", len(d.objects)+1, trailer, start)
	return out.Bytes()
}

func (d *PDF) catalogue() string {
	c := "<< /Type /Catalog /Pages 2 0 R"
	if len(d.attached) > 0 {
		c += fmt.Sprintf(" /Names << /EmbeddedFiles << /Names [%s] >> >>", strings.Join(d.attached, " "))
	}
	if len(d.fields) > 0 {
		c += " /AcroForm << /Fields ["
		for _, f := range d.fields {
			c += fmt.Sprintf("%d 0 R ", f)
		}
		c += "] /DA (/Helv 12 Tf 0 g) >>"
	}
	if len(d.bookmarks) > 0 {
		c += fmt.Sprintf(" /Outlines %d 0 R", d.outline())
	}
	return c + " >>"
}

func (d *PDF) outline() int {
	root := len(d.objects) + 1
	n := len(d.bookmarks)
	d.add(fmt.Sprintf("<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>", root+1, root+n, n))
	for i, title := range d.bookmarks {
		next := ""
		if i < n-1 {
			next = fmt.Sprintf("/Next %d 0 R", root+i+2)
		}
		d.add(fmt.Sprintf("<< /Title %s /Parent %d 0 R %s >>", textString(title), root, next))
	}
	return root
}

// add appends an object and returns its number.
func (d *PDF) add(body string) int {
	d.objects = append(d.objects, body)
	return len(d.objects)
}

// stream appends a stream object. Only streams are encrypted; strings of an encrypted document read as noise.
func (d *PDF) stream(dict string, content []byte) int {
	if d.encrypt {
		content = encrypted(content, len(d.objects)+1)
	}
	return d.add(fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(content), content))
}

// textString writes a text string: UTF-16 with a byte order mark, as hexadecimal digits.
func textString(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String() + ">"
}

// The encryption of revision 2: RC4 with a key of 40 bits (ISO 32000-1, 7.6.3). The owner's entry may be any 32
// bytes, as nobody opens the document as its owner.
var (
	passwordPad = []byte("\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A")
	ownerEntry  = bytes.Repeat([]byte{0x5A}, 32)
)

func documentKey() []byte {
	key := md5.Sum(slices.Concat(passwordPad, ownerEntry, []byte{0xFC, 0xFF, 0xFF, 0xFF, 0}))
	return key[:5]
}

func encryptDict() string {
	return fmt.Sprintf("<< /Filter /Standard /V 1 /R 2 /P -4 /O <%X> /U <%X> >>", ownerEntry, crypt(documentKey(), passwordPad))
}

func encrypted(content []byte, object int) []byte {
	key := md5.Sum(append(documentKey(), byte(object), byte(object>>8), byte(object>>16), 0, 0))
	return crypt(key[:10], content)
}

func crypt(key, content []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		panic(err) // the key's length is fixed above
	}
	out := make([]byte, len(content))
	c.XORKeyStream(out, content)
	return out
}
