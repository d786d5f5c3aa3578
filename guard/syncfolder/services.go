package syncfolder

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"

	"go.yaml.in/yaml/v3"
)

//go:embed services.yaml
var servicesYAML []byte

// service is one service and where its folders are named.
type service struct {
	Name     string    `yaml:"name"`
	Places   []place   `yaml:"places"`
	Examples []example `yaml:"examples"` // for the test
}

// example is a made-up PC. Every string in it may hold ${ROOT}, the folder that it is built in.
type example struct {
	On       string                       `yaml:"on"`
	Env      map[string]string            `yaml:"env"`
	Drives   []string                     `yaml:"drives"`
	Folders  []string                     `yaml:"folders"`
	Files    map[string]string            `yaml:"files"`
	Registry map[string]map[string]string `yaml:"registry"` // key, then value
	Found    []string                     `yaml:"found"`
	Problem  string                       `yaml:"problem"` // part of what the error says; empty for none
}

func load(data []byte) ([]service, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var file struct {
		Services []service `yaml:"services"`
	}
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("list of services that copy folders: %w", err)
	}
	for _, s := range file.Services {
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("list of services that copy folders: %q: %w", s.Name, err)
		}
	}
	return file.Services, nil
}

func (s service) check() error {
	if s.Name == "" || len(s.Places) == 0 {
		return errors.New("a service needs a name and places")
	}
	for i, p := range s.Places {
		if err := p.check(); err != nil {
			return fmt.Errorf("place %d: %w", i+1, err)
		}
	}
	return nil
}
