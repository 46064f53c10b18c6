// Package atlas draws the newsroom's maps: the locator that stands where a story has a place but no
// photo, the thumbnail in a row of places, and the numbered world map of the front.
//
// Outlines come from Natural Earth and are packed by build.mjs at build time. A program built without
// them still compiles and runs: Available reports false and no map is drawn. A map is a pure function
// of its arguments, so the same place gives the same bytes every time.
package atlas

import (
	"errors"
	"math"

	"dateline/internal/atlas/svg"
)

// SVG is one finished image as markup: an svg element, without an XML declaration.
type SVG = svg.Image

// Credit names the source of the outlines, for the caption under a map.
const Credit = "Natural Earth"

// ErrUnavailable says that the program was built without map data.
var ErrUnavailable = errors.New("atlas: built without map data")

// ErrPlace says that a place has no usable position.
var ErrPlace = errors.New("atlas: place has no usable position")

// Kinds of place. Anything else is drawn as a city.
const (
	City    = "city"    // a point: town, village, street corner
	Region  = "region"  // a part of a country, marked by an open ring
	Country = "country" // the whole country, filled and named, without a mark
)

// Place is what a locator map shows.
type Place struct {
	Name     string  // as it is printed beside the mark
	Lat, Lon float64 // degrees, WGS 84, north and east positive
	Country  string  // ISO 3166-1 alpha-2 code or English name; empty: found from the position
	Kind     string  // City, Region or Country
}

// Mode says where an SVG will live.
type Mode = svg.Mode

const (
	// Inline goes into a page: colours are CSS custom properties with fallbacks, no style is carried along.
	Inline = svg.Inline
	// File stands alone behind an img element: it carries its own colours, light and dark.
	File = svg.File
)

// Options vary a map. The zero value is an inline map with English names and kilometres.
type Options struct {
	Mode  Mode
	ID    string // prefix of the ids inside; empty: derived from the place
	Title string // accessible name; empty: "Map showing …"
	Miles bool   // scale bar in miles
	// Rename gives the printed name of a country or of a sea (whose code is empty) in another language;
	// nil keeps English, and an empty answer leaves that label out.
	Rename func(code, english string) string
}

func (o Options) rename(code, english string) string {
	if o.Rename == nil {
		return english
	}
	return svg.Clean(o.Rename(code, english))
}

// Available reports whether map data was built into the program.
func Available() bool {
	_, err := maps()
	return err == nil
}

// CountryName returns the English name printed for an ISO 3166-1 alpha-2 code, or "" when the data has none.
func CountryName(code string) string {
	m, err := maps()
	if err != nil {
		return ""
	}
	if c := m.detailed.country(code); c != nil {
		return c.name
	}
	return ""
}

// normal returns p with a longitude in [-180, 180) and clean text, or ErrPlace.
func (p Place) normal() (Place, error) {
	for _, v := range []float64{p.Lat, p.Lon} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return p, ErrPlace
		}
	}
	if math.Abs(p.Lat) > 90 || math.Abs(p.Lon) > 360 {
		return p, ErrPlace
	}
	p.Lon = math.Mod(p.Lon+540, 360) - 180
	p.Name, p.Country = svg.Clean(p.Name), svg.Clean(p.Country)
	if p.Kind != Region && p.Kind != Country {
		p.Kind = City
	}
	return p, nil
}
