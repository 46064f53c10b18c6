// Package pictures holds the photographs of the sample newsroom: real ones, each with the name of who took
// it and the licence that lets a newspaper print it. They are fetched at build time (see build.mjs one folder
// up) and are no part of the source; a program built without them has none, and its sample stories show
// maps and charts.
package pictures

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

//go:embed all:dist
var dist embed.FS

//go:embed manifest.json
var manifest []byte

// Picture is one photograph and what a newspaper must know to print it.
type Picture struct {
	Key        string   `json:"-"`               // what the sample stories call it: File without its ending
	File       string   `json:"file"`            // its name, unique; a JPEG at most 2000 pixels across
	Title      string   `json:"title"`           // as its maker called it
	Caption    string   `json:"caption"`         // one sentence about what is to be seen, ready to print
	Alt        string   `json:"alt"`             // for those who cannot see it
	Creator    string   `json:"creator"`         // who took it, "" where only the agency is known
	Agency     string   `json:"agency"`          // for whom or through whom, "" where there is none
	Credit     string   `json:"credit"`          // the line under the picture, creator / agency
	Copyright  string   `json:"copyright"`       // the notice, "" in the public domain
	Licence    string   `json:"licence"`         // short name, such as CC BY 4.0
	LicenceURL string   `json:"licenceURL"`      // where the licence can be read
	Package    string   `json:"package"`         // Debian package that ships it
	Path       string   `json:"path"`            // its path there
	SHA256     string   `json:"sha256"`          // of the file in the package, lower-case hexadecimal
	Subjects   []string `json:"subjects"`        // a few plain words for choosing one
	Place      *Place   `json:"place,omitempty"` // where it was taken, nil where that is not known
}

// Place is where a picture was taken or what it shows.
type Place struct {
	Name    string  `json:"name"`
	Lat     float64 `json:"lat"` // degrees, WGS 84
	Lon     float64 `json:"lon"`
	Country string  `json:"country"` // ISO 3166-1 alpha-2
}

// Listed returns every picture of the manifest, in its order, whether or not it was fetched.
func Listed() ([]Picture, error) {
	var list []Picture
	d := json.NewDecoder(bytes.NewReader(manifest))
	d.DisallowUnknownFields()
	if err := d.Decode(&list); err != nil {
		return nil, fmt.Errorf("pictures: read the manifest: %w", err)
	}
	for i := range list {
		list[i].Key = strings.TrimSuffix(list[i].File, ".jpg")
	}
	return list, nil
}

// All returns the pictures that were built in, in the order of the manifest; none in a program built without.
func All() []Picture {
	list, err := Listed()
	if err != nil {
		return nil // a test reads the manifest, so that this cannot be shipped
	}
	return slices.DeleteFunc(list, func(p Picture) bool {
		f, err := dist.Open("dist/" + p.File)
		if err == nil {
			_ = f.Close() // read only
		}
		return err != nil
	})
}

// ByKey returns the picture with that key, if it was built in.
func ByKey(key string) (Picture, bool) {
	all := All()
	i := slices.IndexFunc(all, func(p Picture) bool { return p.Key == key })
	if i < 0 {
		return Picture{}, false
	}
	return all[i], true
}

// Bytes returns the JPEG file.
func (p Picture) Bytes() ([]byte, error) {
	b, err := dist.ReadFile("dist/" + p.File)
	if err != nil {
		return nil, fmt.Errorf("pictures: %w", err)
	}
	return b, nil
}
