// Package tag keeps what stories are filed under: sections, places, topics,
// people, organisations and series. In a newsroom these are one drawer of
// index cards: each has a name, an address, perhaps a parent, and numbers that
// other catalogues know it by.
package tag

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"dateline/internal/fault"
	"dateline/internal/slug"
)

// ID numbers a tag.
type ID int64

// Kind says what a tag names.
type Kind string

// The kinds.
const (
	Section      Kind = "section" // a part of the paper; sections form a tree
	Place        Kind = "place"
	Topic        Kind = "topic"
	Person       Kind = "person" // a reporter, or somebody in the news
	Organisation Kind = "organisation"
	Series       Kind = "series"
)

// Kinds lists all kinds.
func Kinds() []Kind { return []Kind{Section, Place, Topic, Person, Organisation, Series} }

// Tag is one index card.
type Tag struct {
	ID          ID        `json:"id"`
	Rev         int64     `json:"rev"` // counts up with every change
	Kind        Kind      `json:"kind"`
	Slug        string    `json:"slug"` // unique within the kind
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"` // plain text; of a person, a short biography
	Language    string    `json:"language,omitempty"`    // BCP 47, where the name is not in the publication's language
	Parent      ID        `json:"parent,omitempty"`
	MergedInto  ID        `json:"merged_into,omitempty"`
	Position    int       `json:"position,omitempty"` // order among sections
	Colour      int       `json:"colour,omitempty"`   // 1 to 12: a section's colour in the theme; 0 for none
	Located     bool      `json:"located,omitempty"`  // Latitude and Longitude are known
	Latitude    float64   `json:"latitude,omitempty"` // degrees, WGS 84
	Longitude   float64   `json:"longitude,omitempty"`
	Country     string    `json:"country,omitempty"`      // ISO 3166-1 alpha-2
	PlaceKind   string    `json:"place_kind,omitempty"`   // "city", "region", "country", "world-region"
	Role        string    `json:"role,omitempty"`         // of a person: "Moscow correspondent"
	URIs        []string  `json:"uris,omitempty"`         // what others call it: GeoNames, Wikidata, IPTC Media Topics …
	NeedsSecond bool      `json:"needs_second,omitempty"` // of a section: nothing in it goes out that only one person has looked at
	CreatedAt   time.Time `json:"created_at"`
}

// Limits of a tag.
const (
	MaxName        = 200 // runes
	MaxDescription = 4000
	MaxURIs        = 20
	MaxURI         = 500
	MaxDepth       = 8 // parents above one another
)

var reservedSections = []string{
	"api", "assets", "corrections", "desk", "about", "about-the-data", "feed", "feeds", "healthz", "metrics", "people", "photo", "photos", "places",
	"readyz", "robots", "search", "series", "sitemap", "sitemaps", "story", "stories", "topics", "organisations", "newsletters", "newsletter", "tv", "map", "maps", "fonts",
	"static", "well-known", "favicon", "legal", "policies", "embed", "chart", "charts",
}

var country = regexp.MustCompile(`^[A-Z]{2}$`)

// tidy trims a tag's words, gives it a slug where it has none, and says what
// is wrong with it.
func (t *Tag) tidy() error {
	t.Name = strings.Join(strings.Fields(t.Name), " ")
	t.Description = strings.TrimSpace(t.Description)
	if t.Slug == "" {
		t.Slug = SlugFor(*t)
	}
	var bad []fault.Field
	add := func(field, message string) { bad = append(bad, fault.Field{Name: field, Message: message}) }
	if !slices.Contains(Kinds(), t.Kind) {
		add("kind", "is one of section, place, topic, person, organisation, series")
	}
	if t.Name == "" || len([]rune(t.Name)) > MaxName {
		add("name", "needs 1 to 200 characters")
	}
	if !slug.Valid(t.Slug) {
		add("slug", "is lower-case letters and digits joined by single hyphens, 90 bytes at most")
	} else if t.Kind == Section && slices.Contains(reservedSections, t.Slug) {
		add("slug", "“"+t.Slug+"” is an address that the site itself needs: choose another")
	}
	if len([]rune(t.Description)) > MaxDescription {
		add("description", "needs 4,000 characters at most")
	}
	if t.Country != "" && !country.MatchString(t.Country) {
		add("country", "is an ISO 3166 code of two capital letters")
	}
	if t.Located && (t.Latitude < -90 || t.Latitude > 90 || t.Longitude < -180 || t.Longitude > 180 || t.Latitude != t.Latitude || t.Longitude != t.Longitude) {
		add("latitude", "lies between -90 and 90, longitude between -180 and 180")
	}
	if t.Colour < 0 || t.Colour > 12 {
		add("colour", "is a number from 0 to 12")
	}
	if len(t.URIs) > MaxURIs {
		add("uris", "needs 20 at most")
	}
	for _, u := range t.URIs {
		if u == "" || len(u) > MaxURI {
			add("uris", "each needs 1 to 500 bytes")
		}
	}
	if len(bad) > 0 {
		return &fault.Error{Kind: fault.Invalid, Message: "this " + string(t.Kind) + " cannot be kept", Fields: bad}
	}
	return nil
}

// Path gives the address of the tag's page on the reader site. A subsection
// needs its parents: see Tags.Path.
func (t Tag) Path() string {
	switch t.Kind {
	case Section:
		return "/" + t.Slug
	case Place:
		return "/places/" + t.Slug
	case Topic:
		return "/topics/" + t.Slug
	case Person:
		return "/people/" + t.Slug
	case Organisation:
		return "/organisations/" + t.Slug
	case Series:
		return "/series/" + t.Slug
	}
	return ""
}

// SlugFor gives the slug that t has or would be given.
func SlugFor(t Tag) string {
	if t.Slug != "" {
		return t.Slug
	}
	s := slug.Make(t.Name)
	if t.Kind == Section && slices.Contains(reservedSections, s) {
		s += "-section"
	}
	return s
}
