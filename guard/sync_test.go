package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// What lies in a folder that a cloud service copies is on its way off the PC: a marked file is taken out of it, an
// official paper is warned about, and everything else is left alone.
func TestSyncFolder(t *testing.T) {
	g := newGuard(t, "")
	cloud := filepath.Join(g.docs, "OneDrive") // inside a guarded folder, as it often is
	must(t, os.Mkdir(cloud, 0o700))
	settings, err := os.ReadFile(g.config)
	must(t, err)
	save(t, g.config, fmt.Appendf(settings, "sync: [%q]\n", cloud))
	g.start(t)
	marked, official := filepath.Join(cloud, "a.docx"), filepath.Join(cloud, "b.docx")
	save(t, marked, document(t, "word-box-TOI_MAT.docx"))
	save(t, official, document(t, "ordinary-circular.docx"))
	save(t, filepath.Join(cloud, "c.docx"), document(t, "ordinary-letter.docx"))
	got := map[string]bool{}
	for _, in := range g.waitFor(t, 2) {
		got[fmt.Sprintf("%s %s %s official=%v", in.Channel, in.Level, in.Outcome, in.Official)] = true
	}
	for _, want := range []string{"sync_folder TOI_MAT quarantined official=true", "sync_folder  warned official=true"} {
		if !got[want] {
			t.Errorf("no incident %q in %v", want, got)
		}
	}
	if _, err := os.Stat(marked); !os.IsNotExist(err) {
		t.Error("the marked file is still in the cloud's folder")
	}
	if _, err := os.Stat(official); err != nil {
		t.Error("an official paper was taken where policy only warns")
	}
}
