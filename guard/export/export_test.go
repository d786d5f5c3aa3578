package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/policy"
	"giumat/rules"
)

func example() incident.Incident {
	return incident.Incident{
		ID: "20260902T120000.123456789-0a1b2c3d", Time: time.Date(2026, 9, 2, 12, 0, 0, 123456789, time.UTC),
		Channel: event.Removable, Level: rules.ToiMat, State: rules.Marked, Confidence: rules.Certain, Official: true,
		Kind: "docx", Action: policy.Block, Outcome: act.Quarantined, Rule: "vn.mark.line", Place: "header",
		SHA256: strings.Repeat("ab", 32), Name: "Báo cáo ….docx", User: `CƠ-QUAN\an`, Host: "pc-1", Device: "sdb1", Count: 1,
		QuarantineID: "q0", Reason: "lý do = một\nhai | ba",
	}
}

// onDrive is an incident with all that there can be.
func onDrive() incident.Incident {
	in := example()
	in.Program, in.Original = "cp", "Dự thảo ….docx"
	in.Drive = incident.DriveInfo{Label: "KINGSTON=|", Volume: "1A2B-3C4D", Serial: "001CC0EC34F1", Size: 31_914_983_424}
	return in
}

func write(t testing.TB, f Format, list ...incident.Incident) string {
	t.Helper()
	var out bytes.Buffer
	w, err := New(f, &out, "1.2|3")
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range list {
		if err := w.Write(in); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestFormats is what a reader of each format can count on.
func TestFormats(t *testing.T) {
	hash := strings.Repeat("ab", 32)
	for f, want := range map[Format]string{
		CSV: "id,time,channel,level,state,confidence,official,kind,action,outcome,rule,place,sha256,name,user,host,device,count,quarantine,reason,program,original,drive_label,drive_volume,drive_serial,drive_size\r\n" +
			"20260902T120000.123456789-0a1b2c3d,2026-09-02T12:00:00.123456789Z,removable,TOI_MAT,marked,certain,true,docx,block,quarantined," +
			"vn.mark.line,header," + hash + ",Báo cáo ….docx,CƠ-QUAN\\an,pc-1,sdb1,1,q0,lý do = một hai | ba,,,,,,\r\n",
		JSONL: `{"id":"20260902T120000.123456789-0a1b2c3d","time":"2026-09-02T12:00:00.123456789Z","channel":"removable",` +
			`"level":"TOI_MAT","state":"marked","confidence":"certain","official":true,"kind":"docx","action":"block",` +
			`"outcome":"quarantined","rule":"vn.mark.line","place":"header","sha256":"` + hash + `",` +
			`"name":"Báo cáo ….docx","user":"CƠ-QUAN\\an","host":"pc-1","device":"sdb1","count":1,"quarantine":"q0","reason":"lý do = một\nhai | ba","program":"","original":""}` + "\n",
		CEF: `<107>1 2026-09-02T12:00:00.123456Z pc-1 giumat - marked.quarantined - ` +
			`CEF:0|Giu Mat|guard|1.2\|3|marked.quarantined|Document with signs of a state secret mark|7|` +
			`act=block outcome=quarantined cat=marked cs1Label=level cs1=TOI_MAT cs2Label=channel cs2=removable cs3Label=rule cs3=vn.mark.line ` +
			`cs4Label=place cs4=header cs5Label=quarantine cs5=q0 cs6Label=device cs6=sdb1 flexString1Label=confidence flexString1=certain ` +
			`flexString2Label=official flexString2=true fname=Báo cáo ….docx fileHash=` + hash + ` fileType=docx suser=CƠ-QUAN\\an dvchost=pc-1 ` +
			`externalId=20260902T120000.123456789-0a1b2c3d reason=lý do \= một\nhai | ba cnt=1 rt=1788350400123` + "\n",
	} {
		if diff := cmp.Diff(want, write(t, f, example())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f, diff)
		}
	}
}

// TestDrive: where the program, the original and the drive are known, a reader finds them.
func TestDrive(t *testing.T) {
	in := onDrive()
	rows, err := csv.NewReader(strings.NewReader(write(t, CSV, in))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[1][20:], ";"); got != "cp;Dự thảo ….docx;KINGSTON=|;1A2B-3C4D;001CC0EC34F1;31914983424" {
		t.Error(got)
	}
	pairs := parseCEF(t, strings.TrimSuffix(write(t, CEF, in), "\n")).pairs
	for key, want := range map[string]string{
		"sproc": "cp", "oldFileName": "Dự thảo ….docx", "GiuMatGuardDriveLabel": "KINGSTON=|", "GiuMatGuardDriveVolume": "1A2B-3C4D",
		"GiuMatGuardDriveSerial": "001CC0EC34F1", "cn1Label": "drive size", "cn1": "31914983424", "rt": "1788350400123",
	} {
		if pairs[key] != want {
			t.Errorf("%s is %q, want %q", key, pairs[key], want)
		}
	}
}

func TestNoIncidents(t *testing.T) {
	for f, want := range map[Format]int{CSV: 1, JSONL: 0, CEF: 0} {
		if got := strings.Count(write(t, f), "\n"); got != want {
			t.Errorf("%s: %d lines, want %d", f, got, want)
		}
	}
}

func TestNew(t *testing.T) {
	for _, f := range Formats() {
		if _, err := New(f, io.Discard, ""); err != nil {
			t.Error(err)
		}
	}
	if _, err := New("xml", io.Discard, ""); err == nil || err.Error() != `no format "xml"` {
		t.Error(err)
	}
}

// TestHeader: the columns of the CSV are the keys of the JSON, in its order, those of an object behind its name.
func TestHeader(t *testing.T) {
	dec := json.NewDecoder(strings.NewReader(write(t, JSONL, onDrive())))
	var keys []string
	for inside := []string{}; ; {
		token, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		key, isKey := token.(string)
		if !isKey { // of a line, or of a value that is an object
			inside = inside[:max(0, len(inside)-1)]
			continue
		}
		value, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		if inside = append(inside, key); value == json.Delim('{') {
			continue
		}
		keys = append(keys, strings.Join(inside, "_"))
		inside = inside[:len(inside)-1]
	}
	if diff := cmp.Diff(keys, header); diff != "" {
		t.Errorf("(-JSON +CSV):\n%s", diff)
	}
}

func TestNoFormula(t *testing.T) {
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "+84": "'+84", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "＝1": "'＝1",
		"\t=1": "_=1", "": "", "a=1": "a=1", "\n=1": " =1",
	} {
		in := example()
		in.Reason = cell
		rows, err := csv.NewReader(strings.NewReader(write(t, CSV, in))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if got := rows[1][slices.Index(header, "reason")]; got != want {
			t.Errorf("%q became %q, want %q", cell, got, want)
		}
	}
}

func TestSeverity(t *testing.T) {
	for _, c := range []struct {
		level         rules.Level
		state         rules.State
		official      bool
		outcome       act.Result
		class         string
		severity, pri int
	}{
		{rules.TuyetMat, rules.Marked, true, act.Failed, "marked.failed", 10, 106},
		{rules.TuyetMat, rules.Partial, true, act.Warned, "marked.warned", 9, 106},
		{rules.TuyetMat, rules.Marked, true, act.Quarantined, "marked.quarantined", 8, 107},
		{rules.TuyetMat, rules.Marked, true, act.Blocked, "marked.blocked", 8, 107},
		{rules.ToiMat, rules.Marked, false, act.Recorded, "marked.recorded", 8, 107},
		{rules.Mat, rules.Marked, false, act.Allowed, "marked.allowed", 7, 107},
		{rules.Mat, rules.Marked, false, act.Released, "marked.released", 6, 108},
		{rules.None, rules.Clean, true, act.Warned, "official.warned", 4, 108},
		{rules.None, rules.Partial, true, act.Recorded, "uninspected.recorded", 3, 109},
		{rules.None, rules.Unreadable, false, act.Failed, "uninspected.failed", 4, 108},
		{rules.None, rules.Clean, false, act.Recorded, "other.recorded", 2, 109},
	} {
		got := alertOf(incident.Incident{Level: c.level, State: c.state, Official: c.official, Outcome: c.outcome})
		if pri := 13*8 + syslogSeverity(got.severity); got.class != c.class || got.severity != c.severity || pri != c.pri {
			t.Errorf("%s: %s, severity %d, priority %d", c.class, got.class, got.severity, pri)
		}
	}
}

// TestCEFCutsAtTheStandardsLengths: a consumer may refuse a longer value.
func TestCEFCutsAtTheStandardsLengths(t *testing.T) {
	in := example()
	in.Host, in.Reason, in.ID = strings.Repeat("h", 300), strings.Repeat("=ữ", 1000), strings.Repeat("9", 50)
	got := parseCEF(t, strings.TrimSuffix(write(t, CEF, in), "\n"))
	if len(got.syslog[2]) != 255 || len(got.pairs["dvchost"]) != 100 || len([]rune(got.pairs["reason"])) != 1023 || len(got.pairs["externalId"]) != 40 {
		t.Errorf("lengths %d, %d, %d, %d", len(got.syslog[2]), len(got.pairs["dvchost"]), len([]rune(got.pairs["reason"])), len(got.pairs["externalId"]))
	}
}

// full is a disk with so many bytes left.
type full int

func (f *full) Write(p []byte) (int, error) {
	if *f -= full(len(p)); *f < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestFullDisk(t *testing.T) {
	for _, f := range Formats() {
		disk := full(10_000)
		w, err := New(f, &disk, "")
		if err != nil {
			t.Fatal(err)
		}
		for range 100 {
			err = w.Write(example())
		}
		if flushed := w.Flush(); err == nil || flushed == nil {
			t.Errorf("%s: %v, %v", f, err, flushed)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, f := range Formats() {
		b.Run(string(f), func(b *testing.B) {
			w, err := New(f, io.Discard, "1")
			if err != nil {
				b.Fatal(err)
			}
			in := example()
			b.ReportAllocs()
			for b.Loop() {
				if err := w.Write(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
