package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// imports is the pipeline as an import graph: each package may import those of its line and nothing else of ours.
// Data flows from the files to the people; imports point the other way, and no stage knows a later one.
var imports = map[string]string{
	"detectors":                     "",
	"detectors/vntext":              "",
	"detectors/docx":                "detectors detectors/vntext detectors/internal/* detectors/ole2 detectors/rtf",
	"detectors/pdf":                 "detectors detectors/vntext",
	"detectors/ole2":                "detectors",
	"detectors/rtf":                 "detectors detectors/vntext detectors/internal/*",
	"detectors/all":                 "detectors detectors/docx detectors/pdf detectors/ole2 detectors/rtf",
	"detectors/sample":              "",
	"detectors/detecttest":          "detectors detectors/sample",
	"rules/packs":                   "",
	"rules":                         "detectors detectors/vntext rules/packs",
	"guard/redact":                  "",
	"guard/sqlitefile":              "",
	"guard/hashchain":               "",
	"guard/event":                   "",
	"guard/places":                  "",
	"guard/people":                  "",
	"guard/link":                    "guard/redact",
	"guard/link/linktest":           "guard/link",
	"guard/protection":              "guard/hashchain guard/sqlitefile",
	"guard/syncfolder":              "guard/redact",
	"guard/release":                 "guard/redact guard/secretfile guard/sqlitefile",
	"guard/secretfile":              "guard/redact",
	"guard/wholefile":               "",
	"guard/texts":                   "",
	"guard/drives":                  "guard/event guard/redact",
	"guard/watch":                   "guard/drives guard/event guard/redact",
	"guard/onaccess":                "guard/event",
	"guard/clipboard":               "",
	"guard/winetest":                "",
	"guard/hold":                    "guard/event guard/redact",
	"guard/nowrite":                 "guard/registry",
	"guard/inspect":                 "detectors",
	"guard/verdicts":                "rules guard/redact guard/sqlitefile",
	"guard/policy":                  "detectors rules guard/event",
	"guard/act":                     "guard/event guard/policy guard/redact",
	"guard/incident":                "rules guard/event guard/policy guard/act guard/hashchain guard/redact guard/sqlitefile",
	"guard/notify":                  "detectors rules guard/texts guard/event guard/policy guard/act guard/incident guard/link",
	"guard/export":                  "rules guard/event guard/policy guard/act guard/redact guard/incident",
	"guard/report":                  "guard/protection rules guard/act guard/event guard/incident guard/policy guard/redact guard/texts",
	"guard/report/paper":            "detectors rules guard/act guard/event guard/incident guard/report guard/redact guard/texts",
	"guard/deliver":                 "guard/redact guard/secretfile guard/texts guard/deliver/*",
	"guard/deliver/sign":            "guard/redact guard/secretfile guard/deliver/internal/*",
	"guard/config":                  "guard/deliver guard/report",
	"guard/reporter":                "guard/config guard/deliver guard/incident guard/policy guard/redact guard/report guard/report/paper guard/texts guard/wholefile",
	"guard/engine":                  "detectors rules guard/inspect guard/verdicts guard/event guard/policy guard/act guard/hold guard/incident guard/notify guard/redact",
	"guard/browser":                 "guard/browser/*",
	"guard/browser/extension":       "",
	"guard/browser/hosts":           "",
	"guard/browser/pack":            "guard/redact guard/secretfile guard/wholefile",
	"guard/browser/nativehost":      "",
	"guard/browser/setup":           "guard/redact guard/registry guard/texts guard/wholefile",
	"guard/browser/unprotected":     "",
	"guard/browser/contentanalysis": "",
	"guard/bundle":                  "rules rules/packs guard/browser/hosts guard/bundle/disk guard/policy guard/redact guard/secretfile guard/wholefile",
	"guard/bundle/disk":             "guard/redact",
	"guard/update":                  "guard/bundle guard/bundle/disk guard/redact",
	"guard/registry":                "",
	"guard/service":                 "guard/texts",
	"guard/session":                 "",
	"guard/tamper":                  "guard/protection guard/redact guard/wholefile",
	"installer":                     "guard/bundle guard/places guard/registry guard/wholefile",
	"installer/linux":               "",
	"installer/linux/icons":         "guard/link tray/icon",
	"installer/windows":             "",
	"installer/windows/pictures":    "guard/link tray/icon",
	"installer/windows/stamp":       "",
	"docs":                          "",
	"guard":                         "*",
	"tray":                          "guard/clipboard guard/link guard/places guard/texts tray/*",
	"tray/bar":                      "guard/texts tray/icon tray/menu",
	"tray/dialog":                   "guard/link guard/texts",
	"tray/icon":                     "guard/link",
	"tray/menu":                     "guard/link guard/texts tray/icon",
}

func TestImportGraph(t *testing.T) {
	for _, p := range ownPackages(t) {
		name := strings.TrimPrefix(p.ImportPath, "giumat/")
		if strings.Contains(name, "/internal/") {
			continue // parts of the packages above them; the compiler keeps others out
		}
		allowed, known := imports[name]
		if !known {
			t.Errorf("package %s has no line in the import graph", name)
			continue
		}
		for _, dep := range p.Imports {
			dep, ours := strings.CutPrefix(dep, "giumat/")
			if ours && !allows(strings.Fields(allowed), dep) {
				t.Errorf("%s must not import %s", name, dep)
			}
		}
	}
}

// speakers may speak to others: on this PC over a socket, or to the officer's mail server with what he is to have.
var speakers = []string{"guard/link", "guard/link/linktest", "guard/deliver", "tray"}

// No other package of ours may speak to anyone, but for the desktop's own bus on this PC.
func TestNoStageSpeaksToTheNetwork(t *testing.T) {
	for _, p := range ownPackages(t) {
		may := slices.Contains(speakers, strings.TrimPrefix(p.ImportPath, "giumat/"))
		if slices.Contains(p.Imports, "net/http") || !may && slices.Contains(p.Imports, "net") {
			t.Errorf("%s imports the network", p.ImportPath)
		}
	}
}

func allows(allowed []string, dep string) bool {
	return slices.ContainsFunc(allowed, func(a string) bool {
		prefix, wild := strings.CutSuffix(a, "*")
		return a == dep || wild && strings.HasPrefix(dep, prefix)
	})
}

type listed struct {
	ImportPath string
	Imports    []string
}

func ownPackages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "giumat/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}
