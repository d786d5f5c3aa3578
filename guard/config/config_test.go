package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giumat/guard/deliver"
	"giumat/guard/report"

	"github.com/adrg/xdg"
	"github.com/google/go-cmp/cmp"
)

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	tests := []struct {
		name string
		yaml string
		want Config
		fail string // part of the error
	}{
		{
			name: "all keys",
			yaml: "folders: [/home/an/Documents, work]\nremovable: [/media/an/USB]\nsync: [cloud]\nexempt: [borg, /usr/bin/rsync]\npolicy: office.yaml\n",
			want: Config{
				Folders:   []string{"/home/an/Documents", filepath.Join(dir, "work")},
				Removable: []string{"/media/an/USB"},
				Sync:      []string{filepath.Join(dir, "cloud")},
				Exempt:    []string{"borg", "/usr/bin/rsync"},
				Policy:    filepath.Join(dir, "office.yaml"),
				Report:    Default().Report,
			},
		},
		{
			name: "a report by mail",
			yaml: `folders: []
retention_days: 730
report:
  every: month
  formats: [pdf]
  no_urgent: true
  unit: {parent: UBND TỈNH MẪU, name: UBND PHƯỜNG MẪU, symbol: UBND, place: Phường Mẫu, to: Chủ tịch UBND phường, signer: NGƯỜI LẬP}
  folder: reports
  smtp: {host: mail.mau.gov.vn, tls: starttls, from: may-01@mau.gov.vn, to: [bmnn@mau.gov.vn]}
`,
			want: Config{
				Folders: []string{}, RetentionDays: 730,
				Report: Report{
					Every: report.MonthKind, Formats: []string{"pdf"}, NoUrgent: true,
					Unit: report.Unit{
						Parent: "UBND TỈNH MẪU", Name: "UBND PHƯỜNG MẪU", Symbol: "UBND", Place: "Phường Mẫu", To: "Chủ tịch UBND phường", Signer: "NGƯỜI LẬP",
					},
					Deliver: deliver.Settings{
						Folder: filepath.Join(dir, "reports"),
						SMTP:   &deliver.SMTP{Host: "mail.mau.gov.vn", TLS: "starttls", From: "may-01@mau.gov.vn", To: []string{"bmnn@mau.gov.vn"}},
					},
				},
			},
		},
		{name: "free mail", yaml: "report: {smtp: {host: smtp.gmail.com, tls: starttls, from: a@gmail.com, to: [b@gmail.com]}}", fail: "gmail.com"},
		{name: "no such schedule", yaml: "report: {every: fortnight}", fail: `schedule "fortnight"`},
		{name: "no such format", yaml: "report: {formats: [odt]}", fail: `formats: "odt" is none of`},
		{name: "misspelt key of a report", yaml: "report:\n  evry: week\n", fail: "line 2: field evry not found"},
		{name: "retention into the future", yaml: "retention_days: -1", fail: "retention_days is below 0"},
		{name: "no folders means those of the users", yaml: "removable: [/mnt/x]\n", want: Config{Removable: []string{"/mnt/x"}, Report: Default().Report}},
		{name: "no folders at all, said so", yaml: "folders: []\n", want: Config{Folders: []string{}, Report: Default().Report}},
		{name: "empty file", yaml: "", want: Config{Report: Default().Report}},
		{name: "misspelt key", yaml: "folders: [/a]\nremoveable: [/b]\n", fail: "line 2: field removeable not found"},
		{name: "not a list", yaml: "folders: 7\n", fail: "line 1"},
		{name: "empty entry", yaml: "folders: ['']\n", fail: "is empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(dir, "giumat.yaml")
			if err := os.WriteFile(path, []byte(tt.yaml), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := Load(path)
			if tt.fail != "" {
				if err == nil || !strings.Contains(err.Error(), tt.fail) {
					t.Fatalf("error %v, want one with %q", err, tt.fail)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// The folders have other names on a Vietnamese desktop; user-dirs.dirs says which.
func TestDefaultFollowsTheSystemsNames(t *testing.T) {
	home := t.TempDir()
	conf := filepath.Join(home, ".config")
	if err := os.Mkdir(conf, 0o700); err != nil {
		t.Fatal(err)
	}
	dirs := "XDG_DESKTOP_DIR=\"$HOME/Màn hình nền\"\nXDG_DOCUMENTS_DIR=\"$HOME/Tài liệu\"\nXDG_DOWNLOAD_DIR=\"$HOME/Tải về\"\n"
	if err := os.WriteFile(filepath.Join(conf, "user-dirs.dirs"), []byte(dirs), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(xdg.Reload) // runs after the environment has been put back
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", conf)
	xdg.Reload()
	if xdg.Home != home {
		t.Skip("SKIP: this system does not take its folders from user-dirs.dirs")
	}
	want := []string{filepath.Join(home, "Tài liệu"), filepath.Join(home, "Màn hình nền"), filepath.Join(home, "Tải về")}
	if diff := cmp.Diff(want, Default().Folders); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
