package pack

import (
	"encoding/xml"
	"fmt"
	"net/url"
)

// UpdateXML gives the answer that a browser of Chromium's family looks for at an extension's update_url: the version that
// there is and where its CRX lies, a file:, http: or https: address
// (developer.chrome.com/docs/extensions/how-to/distribute/host-on-linux, "Update manifest").
func UpdateXML(id, version, crx string) ([]byte, error) {
	if err := checkVersion(version); err != nil {
		return nil, err
	}
	if u, err := url.Parse(crx); err != nil || u.Scheme != "file" && u.Host == "" {
		return nil, fmt.Errorf("%q is not the address of a CRX", crx)
	}
	type updateCheck struct {
		Codebase string `xml:"codebase,attr"`
		Version  string `xml:"version,attr"`
	}
	type app struct {
		ID          string      `xml:"appid,attr"`
		UpdateCheck updateCheck `xml:"updatecheck"`
	}
	type gupdate struct {
		XMLName  xml.Name `xml:"http://www.google.com/update2/response gupdate"`
		Protocol string   `xml:"protocol,attr"`
		App      app      `xml:"app"`
	}
	text, err := xml.MarshalIndent(gupdate{Protocol: "2.0", App: app{id, updateCheck{crx, version}}}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the answer to browsers that look for updates: %w", err)
	}
	return append([]byte(xml.Header), append(text, '\n')...), nil
}
