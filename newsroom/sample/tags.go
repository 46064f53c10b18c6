package sample

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
)

//go:embed newsroom.json places.json tags.json
var tagFiles embed.FS

// loadTags reads everything but the stories.
func loadTags() (Newsroom, error) {
	var room struct {
		Settings  Settings `json:"settings"`
		Sections  []Tag    `json:"sections"`
		Reporters []Person `json:"reporters"`
	}
	var where struct {
		Places []Tag `json:"places"`
	}
	var what struct {
		Topics        []Tag `json:"topics"`
		People        []Tag `json:"people"`
		Organisations []Tag `json:"organisations"`
		Series        []Tag `json:"series"`
	}
	for name, into := range map[string]any{"newsroom.json": &room, "places.json": &where, "tags.json": &what} {
		if err := readJSON(name, into); err != nil {
			return Newsroom{}, err
		}
	}
	return Newsroom{
		Settings: room.Settings, Sections: room.Sections, Reporters: room.Reporters,
		Places: where.Places, Topics: what.Topics, People: what.People,
		Organisations: what.Organisations, Series: what.Series,
	}, nil
}

// readJSON decodes an embedded file and refuses fields that it does not know,
// so that a slip of the pen is found by the tests.
func readJSON(name string, into any) error {
	data, err := tagFiles.ReadFile(name)
	if err != nil {
		return fmt.Errorf("sample: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("sample: %s: %w", name, err)
	}
	return nil
}
