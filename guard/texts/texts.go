// Package texts holds every sentence that the programs say to people, in one file a language. It takes a key and
// values and gives the sentence; it never sees a document. Logs and errors for administrators are not kept here.
package texts

import (
	"embed"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed *.yaml
var files embed.FS

// Languages lists the languages there are, the default first.
func Languages() []string { return []string{"vi", "en"} }

// Catalog is the sentences of one language.
type Catalog struct {
	sentences map[string]string
}

// Load reads the sentences of a language.
func Load(language string) (*Catalog, error) {
	data, err := files.ReadFile(language + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("language %q: there are %s", language, strings.Join(Languages(), ", "))
	}
	c := &Catalog{}
	if err := yaml.Unmarshal(data, &c.sentences); err != nil {
		return nil, fmt.Errorf("texts of language %q: %w", language, err)
	}
	return c, nil
}

// Say returns the sentence for key with each {name} replaced. Names and values alternate in pairs. A missing
// sentence is shown as its key, which is ugly but loses nothing.
func (c *Catalog) Say(key string, pairs ...string) string {
	sentence, ok := c.sentences[key]
	if !ok {
		return key
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(sentence)
}
