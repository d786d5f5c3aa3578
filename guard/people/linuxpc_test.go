package people

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// office is a PC with two clerks, a daemon, and a third clerk whom only the domain knows.
func office() linuxPC {
	return linuxPC{
		files: fstest.MapFS{
			"etc/passwd": file(`root:x:0:0:root:/root:/bin/bash
daemon:x:1:1::/usr/sbin:/usr/sbin/nologin
an:x:1000:1000:Nguyễn Văn An,,,:/home/an:/bin/bash
bình:x:1001:1001::/home/binh/:
scanner:x:1002:1002::/home/scanner:/usr/sbin/nologin
moved:x:1003:1003::/home/moved:/bin/bash
twin:x:1000:1000::/home/twin:/bin/bash
whole:x:1004:1004::/:/bin/bash
nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin
+::::::
`),
			"etc/login.defs":    file("#UID_MIN 500\nUID_MIN\t\t\t 1000\nUID_MAX 60000\n"),
			"root":              folder(),
			"home/an":           folder(),
			"home/twin":         folder(),
			"home/binh":         folder(),
			"home/scanner":      folder(),
			"home/dung":         folder(),
			"run/user/1000":     folder(),
			"run/user/10007":    folder(),
			"run/user/10008":    folder(),
			"run/user/113":      folder(),
			"run/user/x":        folder(),
			"proc/77/status":    file("Name:\tcp\nUmask:\t0022\nUid:\t1001\t0\t0\t0\nGid:\t0\t0\t0\t0\n"),
			"proc/78/status":    file("Name:\tUid:\n"),
			"proc/1/status":     file("Name:\tsystemd\nUid:\t0\t0\t0\t0\n"),
			"proc/99/status":    file("Name:\tcp\nUid:\t10007\t10007\t10007\t10007\n"),
			"proc/100/status":   file("Name:\tx\nUid:\t1002\t1002\t1002\t1002\n"),
			"proc/65534/status": file("Uid:\t65534\t65534\t65534\t65534\n"),
		},
		lookup: func(id string) string {
			switch id {
			case "10007":
				return "so\\dung:*:10007:10000::/home/dung:/bin/bash\n"
			case "10008": // his home is not on this PC
				return "so\\giang:*:10008:10000::/home/giang:/bin/bash\n"
			}
			return ""
		},
	}
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func folder() *fstest.MapFile { return &fstest.MapFile{Mode: fs.ModeDir | 0o700} }

var (
	an   = Person{ID: "1000", Name: "an", Home: "/home/an"}
	binh = Person{ID: "1001", Name: "bình", Home: "/home/binh"}
	dung = Person{ID: "10007", Name: `so\dung`, Home: "/home/dung"}
	root = Person{ID: "0", Name: "root", Home: "/root"}
)

func TestLinuxListsThoseWhoCanLogIn(t *testing.T) {
	got, err := all(office())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Person{an, dung, binh}, got); diff != "" {
		t.Errorf("people (-want +got):\n%s", diff)
	}
}

func TestRootIsListedWhereThereIsNobodyElse(t *testing.T) {
	pc := linuxPC{
		files:  fstest.MapFS{"etc/passwd": file("root:x:0:0::/root:/bin/sh\nwww:x:33:33::/var/www:/bin/sh\n"), "root": folder(), "var/www": folder()},
		lookup: func(string) string { return "" },
	}
	got, err := all(pc)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Person{root}, got); diff != "" {
		t.Errorf("people (-want +got):\n%s", diff)
	}
}

func TestPasswdFileThatIsNotThere(t *testing.T) {
	pc := linuxPC{
		files:  fstest.MapFS{"run/user/10007": folder(), "home/dung": folder()},
		lookup: office().lookup,
	}
	got, err := all(pc)
	if err == nil {
		t.Error("no error")
	}
	if diff := cmp.Diff([]Person{dung}, got); diff != "" {
		t.Errorf("people (-want +got):\n%s", diff)
	}
}

func TestLinuxProcessOwner(t *testing.T) {
	for name, c := range map[string]struct {
		pid  int
		want Person
	}{
		"with root's rights":        {77, binh},
		"of the domain":             {99, dung},
		"of the system":             {1, Person{}},
		"of a daemon":               {100, Person{}},
		"of nobody":                 {65534, Person{}},
		"without a user":            {78, Person{}},
		"that is gone":              {1234, Person{}},
		"with no number that is it": {-1, Person{}},
	} {
		t.Run(name, func(t *testing.T) {
			pc := office()
			id, ok := pc.processOwner(c.pid)
			got, ok := person(pc, id, ok)
			if got != c.want || ok != (c.want != Person{}) {
				t.Errorf("got %+v, %v; want %+v", got, ok, c.want)
			}
		})
	}
}

func TestLinuxScreen(t *testing.T) {
	const greeter = "UID=113\nUSER=gdm\nSTATE=active\nCLASS=greeter\nSEAT=seat0\n"
	for name, c := range map[string]struct {
		sessions map[string]string
		want     Person
	}{
		"nobody":       {nil, Person{}},
		"the greeter":  {map[string]string{"c1": greeter}, Person{}},
		"one":          {map[string]string{"2": "# This is private data. Do not parse.\nUID=1000\nSTATE=active\nCLASS=user\nSEAT=seat0\n"}, an},
		"two, changed": {map[string]string{"2": "UID=1000\nSTATE=online\nCLASS=user\nSEAT=seat0\n", "3": "UID=1001\nSTATE=active\nCLASS=user\nSEAT=seat0\n"}, binh},
		"root himself": {map[string]string{"1": "UID=0\nSTATE=active\nCLASS=user-early\nSEAT=seat0\n"}, root},
		"of a domain":  {map[string]string{"1": "UID=10007\nSTATE=active\nCLASS=user\nSEAT=seat0\n"}, dung},
		"from afar":    {map[string]string{"c1": greeter, "5": "UID=1001\nSTATE=active\nCLASS=user\n", "6": "UID=1001\nSTATE=active\nCLASS=user\nSEAT=\n"}, binh},
		"two afar":     {map[string]string{"5": "UID=1001\nSTATE=active\nCLASS=user\n", "6": "UID=1000\nSTATE=active\nCLASS=user\n"}, Person{}},
		"a job":        {map[string]string{"5": "UID=1001\nSTATE=active\nCLASS=background\n"}, Person{}},
		"one leaving":  {map[string]string{"5": "UID=1001\nSTATE=closing\nCLASS=user\nSEAT=seat0\n"}, Person{}},
		"other seat":   {map[string]string{"5": "UID=1001\nSTATE=active\nCLASS=user\nSEAT=seat-usb\n"}, Person{}},
		"no sense":     {map[string]string{"5": "UID=x\nSTATE=active\nCLASS=user\nSEAT=seat0\n"}, Person{}},
	} {
		t.Run(name, func(t *testing.T) {
			pc := office()
			files := pc.files.(fstest.MapFS)
			for id, text := range c.sessions {
				files["run/systemd/sessions/"+id] = file(text)
				// A reader of logind's pipe would wait; this one would take what it reads for a session.
				files["run/systemd/sessions/"+id+".ref"] = &fstest.MapFile{Mode: fs.ModeNamedPipe, Data: []byte("UID=1002\nSTATE=active\nCLASS=user\nSEAT=seat0\n")}
			}
			id, ok := pc.atScreen()
			var got Person
			if ok {
				got, ok = pc.find(id)
			}
			if got != c.want || ok != (c.want != Person{}) {
				t.Errorf("got %+v, %v; want %+v", got, ok, c.want)
			}
		})
	}
}

func FuzzAccounts(f *testing.F) {
	f.Add([]byte("an:x:1000:1000:An:/home/an:/bin/bash\n"), []byte("UID_MIN 1000\n"))
	f.Add([]byte("::::::\nx:x:4294967296:0:::\r\n"), []byte("UID_MIN 0x3E8"))
	f.Fuzz(func(t *testing.T, passwd, defs []byte) {
		for _, a := range accounts(passwd) {
			if a.name == "" {
				t.Error("an account without a name")
			}
		}
		if uidMin(defs) == 0 {
			t.Error("root would be a person")
		}
		variables(defs).inUse()
	})
}
