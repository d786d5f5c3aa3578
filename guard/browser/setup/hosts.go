package setup

import (
	"encoding/json"
	"path"
	"strings"
)

// Where the files of our own lie.
const (
	launcherFile  = "usr/lib/giumat/native-host"
	windowsFolder = "Program Files/GiuMat/browser" // not ProgramData, where users may put files
)

// hosts gives what a browser needs to find the guard.
func (b browser) hosts(s System, o Options) ([]setting, error) {
	manifest, err := b.manifest(s, o)
	if err != nil {
		return nil, err
	}
	if s.windows() {
		file := path.Join(windowsFolder, b.ID+".json")
		return []setting{
			{place: place{File: file}, Value: manifest},
			{place: place{Key: b.Windows.Hosts + `\` + HostName}, Value: s.place(file)},
		}, nil
	}
	return []setting{
		{place: place{File: launcherFile}, Value: launcher(o)},
		{place: place{File: path.Join(b.Linux.Hosts, HostName+".json")}, Value: manifest},
	}, nil
}

// manifest is the description of a native-messaging host, which a browser reads. Chromium's and Mozilla's pages call
// it so; it can name a program, but give it no arguments.
func (b browser) manifest(s System, o Options) (string, error) {
	m := struct {
		Name        string   `json:"name"`
		Description string   `json:"description"`
		Path        string   `json:"path"`
		Type        string   `json:"type"`
		Origins     []string `json:"allowed_origins,omitempty"`
		Extensions  []string `json:"allowed_extensions,omitempty"`
	}{Name: HostName, Description: "Giữ Mật", Path: s.place(launcherFile), Type: "stdio"}
	if s.windows() {
		m.Path = o.Guard // which knows by its arguments that a browser started it
	}
	if b.firefox() {
		m.Extensions = []string{FirefoxID}
	} else {
		m.Origins = []string{}
		for _, id := range o.ids() {
			m.Origins = append(m.Origins, "chrome-extension://"+id+"/")
		}
	}
	data, err := json.MarshalIndent(m, "", "  ")
	return string(data) + "\n", err
}

// launcher is the program that a manifest names on Linux.
func launcher(o Options) string {
	line := "exec " + quote(o.Guard) + " native-host"
	for _, arg := range o.Args {
		line += " " + quote(arg)
	}
	return "#!/bin/sh\n" + line + " -- \"$@\"\n"
}

func quote(arg string) string { return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'" }
