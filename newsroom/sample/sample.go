// Package sample is a whole newsroom to look at: the stories, sections, tags
// and reporters of "The Meridian", which is invented. In a newsroom a sample is
// the dummy issue that is made up before the first real one, so that everyone
// can see what the pages do. The package is pure: it reads its own embedded
// files and works out every date from the time it is given.
package sample

import (
	"time"

	"dateline/newsroom/body"
)

// Newsroom is everything that the sample holds, ready to be written by the
// services of the nouns. Things name each other by Key.
type Newsroom struct {
	Settings      Settings
	Sections      []Tag // parents before children
	Places        []Tag // countries before cities
	Topics        []Tag
	People        []Tag
	Organisations []Tag
	Series        []Tag
	Reporters     []Person
	Stories       []Story // newest first
}

// Settings are the publication's own facts.
type Settings struct {
	Name        string `json:"name"`
	Tagline     string `json:"tagline"`
	Description string `json:"description"`
	Language    string `json:"language"` // BCP 47
	Zone        string `json:"zone"`     // IANA time zone
	Edition     string `json:"edition"`
	Copyright   string `json:"copyright"` // holder, without the sign and the year
	Email       string `json:"email"`
	City        string `json:"city"`   // key of a place
	About       string `json:"about"`  // text of the page about the publication
	Ethics      string `json:"ethics"` // text of the ethics policy
}

// Tag is a section, place, topic, person, organisation or series. Which fields
// count depends on the list it stands in; the others are empty.
type Tag struct {
	Key         string            `json:"key"` // lower case and hyphens; serves as the slug
	Name        string            `json:"name"`
	Names       map[string]string `json:"names"`  // BCP 47 language to name
	Parent      string            `json:"parent"` // key of a tag in the same list
	Description string            `json:"description"`
	Colour      int               `json:"colour"`      // of a section, 1 to 12
	Country     string            `json:"country"`     // of a place, ISO 3166-1 alpha-2
	Lat         float64           `json:"lat"`         // of a place, WGS 84 degrees
	Lon         float64           `json:"lon"`         // of a place, WGS 84 degrees
	GeoNames    int64             `json:"geonames"`    // of a place, 0 where not sure
	Wikidata    string            `json:"wikidata"`    // of a place, "Q858"
	MediaTopic  string            `json:"media_topic"` // of a topic, IPTC, "medtop:20000639"
	Parts       int               `json:"parts"`       // of a series, how many were announced
}

// Person is a reporter with a page of their own.
type Person struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Role  string `json:"role"`
	Place string `json:"place"` // key of a place
	Bio   string `json:"bio"`
}

// State says how far a story has come.
type State string

// The states of a sample story.
const (
	Live      State = "live"
	Draft     State = "draft"
	Scheduled State = "scheduled" // PublishAt is set, and EmbargoUntil where there is an embargo
	Withdrawn State = "withdrawn" // Reason is set and is shown to readers
)

// Story is one story. Its body names other stories and photos in a way that
// Resolve turns into numbers.
type Story struct {
	Key       string // the file's name; serves as the slug too
	Headline  string
	Deck      string
	Kicker    string // empty where the section's name serves
	Slug      string
	Language  string   // BCP 47
	Section   string   // key
	Places    []string // keys, the most important first
	Topics    []string // keys, the most important first
	People    []string // keys
	Orgs      []string // keys of organisations
	Series    string   // key, or empty
	Part      int      // in the series, from 1
	Bylines   []Byline
	Dateline  string // key of the place where the story was filed, or empty
	Genre     string // "", "analysis", "opinion", "explainer", "feature", "obituary" or "interview"
	Body      body.Document
	Pictures  []string // keys of the photos in Body: PhotoUse.Photo n is Pictures[n-1] until Resolve
	Lead      Lead
	Published time.Time // UTC; zero for a draft
	Updated   time.Time // UTC; zero where never updated

	Corrections []Correction // oldest first

	State        State
	EmbargoUntil time.Time // UTC, or zero
	PublishAt    time.Time // UTC, or zero
	Reason       string    // of a withdrawal, in words for readers
}

// Byline is a reporter under a headline.
type Byline struct {
	Person string // key of a reporter
	Role   string // "Editing", "Additional reporting"; empty for the writer
}

// Lead is what stands above the text: a photo, a chart or, where both are
// empty, the locator map of the story's first place.
type Lead struct {
	Picture string // key of a picture in sample/pictures
	Caption string // of this use; empty where the picture's own serves
	Alt     string
	Chart   *Chart
}

// Chart is one row of numbers to be drawn.
type Chart struct {
	Kind   string // "line" or "bars"
	Title  string
	Unit   string
	Source string
	Labels []string
	Values []float64 // as many as Labels
}

// Correction is a note at the foot of a story that was changed.
type Correction struct {
	Kind    string // "correction", "clarification" or "editors-note"
	Text    string
	At      time.Time // UTC
	Serious bool      // shown at the head of the story too
}

// Load reads the sample as it stands at the time now.
func Load(now time.Time) (Newsroom, error) {
	n, err := loadTags()
	if err != nil {
		return Newsroom{}, err
	}
	n.Stories, err = loadStories(now, n.Settings.Zone)
	return n, err
}
