package setup

import (
	"net/url"
	"path"
	"strings"
)

// Feature is one thing that must be right for a browser to be guarded; State tells of each.
type Feature string

// The features, in the order in which they are shown.
const (
	Host      Feature = "host"      // the browser finds the guard
	Installed Feature = "extension" // it installs the extension, and its user cannot take it off
	Incognito Feature = "incognito" // no private windows, in which extensions are off
	Guest     Feature = "guest"     // no guest profile, which has none
	DevTools  Feature = "devtools"  // no debugging, no safe mode, no host of the user's own in the guard's place
	Files     Feature = "files"     // no file dialog but the one the extension watches (File System Access)
)

// Features lists them all.
func Features() []Feature { return []Feature{Host, Installed, Incognito, Guest, DevTools, Files} }

// policy is one setting that an administrator makes for a browser.
type policy struct {
	feature Feature // empty: a help to another, not judged by itself
	name    string
	member  string // the entry of a dictionary that value is; empty for the whole policy
	value   any    // a bool, an int, a string, a map; for a list a []string whose items are added to others'
	keys    bool   // in the registry the dictionary is a key, not JSON in a value
}

// policies is what is decided for a browser.
func (b browser) policies(s System, o Options) []policy {
	if b.firefox() {
		return firefoxPolicies(s, o)
	}
	return b.chromiumPolicies(o)
}

// chromiumPolicies are those of Chromium 156, by their names in chrome://policy; what each was seen to close stands in
// the comments.
func (b browser) chromiumPolicies(o Options) []policy {
	incognito := "IncognitoModeAvailability"
	if b.Incognito != "" {
		incognito = b.Incognito
	}
	list := []policy{
		{feature: Incognito, name: incognito, value: 1},                 // 1: not available
		{feature: Guest, name: "BrowserGuestModeEnabled", value: false}, // --guest opens an ordinary profile
		// Without this a user could put a program of his own in the guard's place, which allows everything.
		{feature: DevTools, name: "NativeMessagingUserLevelHosts", value: false},
		{feature: DevTools, name: "ExtensionDeveloperModeSettings", value: 1}, // 1: no extensions of the user's own making
		{name: "NativeMessagingAllowlist", value: []string{HostName}},         // counts where others block all hosts
	}
	if !o.DeveloperTools {
		list = append(list,
			policy{feature: DevTools, name: "DeveloperToolsAvailability", value: 2}, // 2: nowhere, nor by automation
			policy{feature: DevTools, name: "RemoteDebuggingAllowed", value: false},
		)
	}
	if e := b.extension(o); e.ID != "" {
		list = append(list,
			policy{feature: Installed, name: "ExtensionSettings", member: e.ID, value: map[string]any{
				"installation_mode":     "force_installed",
				"update_url":            e.UpdateURL,
				"override_update_url":   true,
				"toolbar_pin":           "force_pinned",
				"runtime_allowed_hosts": []string{"*://*"}, // outweighs another's runtime_blocked_hosts
			}},
			// The same in an older form, a list, which can be added to where ExtensionSettings is another's.
			policy{feature: Installed, name: "ExtensionInstallForcelist", value: []string{e.ID + ";" + e.UpdateURL}},
		)
	}
	if len(o.Patterns) > 0 {
		list = append(list, policy{feature: Files, name: "FileSystemReadBlockedForUrls", value: sites(o.Patterns)})
	}
	return list
}

func (b browser) extension(o Options) Extension {
	if b.ID == "edge" && o.EdgeExtension.ID != "" {
		return o.EdgeExtension
	}
	return o.Extension
}

// sites turns match patterns, as extensions have them, into those of policies: https://[*.]gov.vn for https://*.gov.vn/*.
func sites(patterns []string) []string {
	list := make([]string, len(patterns))
	for i, p := range patterns {
		p = strings.TrimSuffix(strings.TrimSuffix(p, "*"), "/")
		list[i] = strings.Replace(p, "://*.", "://[*.]", 1)
	}
	return list
}

// firefoxPolicies are those of Firefox ESR 153, by the names of its policies-schema.json.
func firefoxPolicies(s System, o Options) []policy {
	list := []policy{
		{feature: Incognito, name: "PrivateBrowsingModeAvailability", value: 1}, // 1: not available
		{feature: DevTools, name: "DisableSafeMode", value: true},
		{feature: DevTools, name: "BlockAboutConfig", value: true},
		{feature: DevTools, name: "BlockAboutProfiles", value: true},
	}
	if !o.DeveloperTools {
		list = append(list, policy{feature: DevTools, name: "DisableDeveloperTools", value: true})
	}
	if o.Firefox != "" {
		list = append(list, policy{feature: Installed, name: "ExtensionSettings", member: FirefoxID, value: map[string]any{
			"installation_mode": "force_installed",
			"install_url":       fileURL(o.Firefox),
			"private_browsing":  true,
		}})
	}
	if o.FirefoxUnsigned {
		list = append(list, policy{name: "Preferences", member: "xpinstall.signatures.required", value: map[string]any{
			"Value": false, "Status": "locked",
		}})
	}
	if s.windows() && o.FirefoxPipe != "" { // Firefox has no transport for it elsewhere
		list = append(list,
			policy{name: "ContentAnalysis", member: "Enabled", value: true, keys: true},
			policy{name: "ContentAnalysis", member: "PipePathName", value: o.FirefoxPipe, keys: true},
			policy{name: "ContentAnalysis", member: "IsPerUser", value: false, keys: true},
			policy{name: "ContentAnalysis", member: "AgentName", value: "Giữ Mật", keys: true},
			// 1: warn when the guard does not answer; the extension is there as well.
			policy{name: "ContentAnalysis", member: "DefaultResult", value: 1, keys: true},
		)
	}
	return list
}

// fileURL makes a URL of a whole path and leaves a URL as it is.
func fileURL(where string) string {
	if strings.Contains(where, "://") {
		return where
	}
	where = strings.ReplaceAll(where, `\`, "/")
	return (&url.URL{Scheme: "file", Path: path.Join("/", where)}).String()
}
