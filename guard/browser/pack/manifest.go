package pack

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const (
	manifestName = "manifest.json"

	// What the browser's page of extensions shows.
	name        = "Giữ Mật"
	description = "Kiểm tra tài liệu trước khi gửi qua trình duyệt, không để tài liệu mang dấu chỉ độ mật lọt ra ngoài."

	// The first versions that know all the manifest relies on: content scripts of the page's world and
	// match_origin_as_fallback, and for Chromium a service worker that an open native port keeps alive.
	minimumChromium = "120"
	minimumFirefox  = "128.0"
)

// Options says what a manifest holds besides the scripts.
type Options struct {
	Version  string         // one to four numbers with dots, each at most 65535
	Patterns []string       // match patterns of the pages that the extension works on
	Key      *rsa.PublicKey // fixes the ID of an unpacked extension in Chromium; nil leaves it to the folder
	// GateStops has the second gate stop what it notices, instead of telling the guard alone. In Chromium such an extension
	// has to be installed by policy, or its second gate does nothing.
	GateStops bool
}

// The order of the fields is that of the file.
type manifest struct {
	ManifestVersion int              `json:"manifest_version"`
	Name            string           `json:"name"`
	Description     string           `json:"description"`
	Version         string           `json:"version"`
	Key             string           `json:"key,omitempty"`
	MinimumChrome   string           `json:"minimum_chrome_version,omitempty"`
	Serialization   string           `json:"message_serialization,omitempty"`
	Permissions     []string         `json:"permissions"`
	HostPermissions []string         `json:"host_permissions"`
	Background      background       `json:"background"`
	ContentScripts  []contentScripts `json:"content_scripts"`
	Gecko           *specific        `json:"browser_specific_settings,omitempty"`
}

type background struct {
	ServiceWorker string   `json:"service_worker,omitempty"`
	Scripts       []string `json:"scripts,omitempty"`
}

type contentScripts struct {
	Matches   []string `json:"matches"`
	JS        []string `json:"js"`
	RunAt     string   `json:"run_at"`
	AllFrames bool     `json:"all_frames"`
	// A frame that a page fills itself (about:blank, blob:) counts as the page's.
	MatchOrigin bool   `json:"match_origin_as_fallback"`
	World       string `json:"world"`
}

type specific struct {
	Gecko gecko `json:"gecko"`
}

type gecko struct {
	ID             string         `json:"id"`
	StrictMin      string         `json:"strict_min_version"`
	DataCollection dataCollection `json:"data_collection_permissions"`
}

type dataCollection struct {
	Required []string `json:"required"`
}

// Manifest gives manifest.json (version 3 of the format) of an extension.
func Manifest(t Target, s Source, o Options) ([]byte, error) {
	if err := checkVersion(o.Version); err != nil {
		return nil, err
	}
	if len(o.Patterns) == 0 || len(s.Main) == 0 || len(s.Isolated) == 0 || len(s.Background) == 0 {
		return nil, errors.New("a manifest needs pages and scripts of each world")
	}
	m := manifest{
		ManifestVersion: 3, Name: name, Description: description, Version: o.Version,
		Permissions: s.Permissions, HostPermissions: o.Patterns,
		ContentScripts: []contentScripts{inWorld("MAIN", s.Main, o), inWorld("ISOLATED", s.Isolated, o)},
	}
	if o.GateStops {
		m.Permissions = append(slices.Clip(m.Permissions), "webRequestBlocking") // by this the extension knows, too
	}
	switch t {
	case Chromium:
		m.MinimumChrome = minimumChromium
		m.Serialization = "structured_clone" // as Firefox does; a browser that does not know it sends JSON
		m.Background.ServiceWorker = s.Background[len(s.Background)-1]
		if o.Key != nil {
			m.Key = base64.StdEncoding.EncodeToString(der(o.Key))
		}
	case Firefox:
		m.Background.Scripts = s.Background
		m.Gecko = &specific{gecko{GeckoID, minimumFirefox, dataCollection{[]string{"none"}}}}
	default:
		return nil, fmt.Errorf("there is no family of browsers %d", t)
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(m); err != nil {
		return nil, fmt.Errorf("write the manifest: %w", err)
	}
	return text.Bytes(), nil
}

// inWorld is for scripts that run before the page's own.
func inWorld(world string, scripts []string, o Options) contentScripts {
	return contentScripts{o.Patterns, scripts, "document_start", true, true, world}
}

// checkVersion holds to Chromium's rule, which is the narrower one
// (developer.chrome.com/docs/extensions/reference/manifest/version).
func checkVersion(version string) error {
	numbers := strings.Split(version, ".")
	zero := true
	for _, number := range numbers {
		n, err := strconv.ParseUint(number, 10, 16)
		if err != nil || number != strconv.FormatUint(n, 10) {
			return fmt.Errorf("%q is not the version of an extension", version)
		}
		zero = zero && n == 0
	}
	if len(numbers) > 4 || zero {
		return fmt.Errorf("%q is not the version of an extension", version)
	}
	return nil
}
