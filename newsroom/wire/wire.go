// Package wire is the newsroom's connection to news agencies. A "wire" brings
// items: stories and pictures that somebody else wrote, each with a name that
// stays, a version that counts up, and instructions (hold until noon, kill).
// The package reads items as IPTC ninjs, files them as stories, and gives the
// newsroom's own stories out in the same form.
package wire

import "time"

// Limits of what is read. Beyond them an item is refused and the next is read.
const (
	MaxItem = 4 << 20 // bytes of one item
	MaxList = 500     // entries of one list of an item, such as its subjects
	MaxNest = 3       // associations within associations

	maxProblems = 200 // named of one item
	maxValue    = 80  // runes of a foreign value that a problem repeats
)

// Problem is something in an item that was not understood or not kept.
type Problem struct {
	Item    int    `json:"item"` // counts from 1 in the order of the file
	URI     string `json:"uri,omitempty"`
	Path    string `json:"path,omitempty"` // within the item, such as subjects[2].rel
	Message string `json:"message"`
}

// String gives the problem in one line.
func (p Problem) String() string {
	if p.Path == "" {
		return p.Message
	}
	return p.Path + ": " + p.Message
}

// Item is one ninjs item of any version, with the words of version 3.
type Item struct {
	Standard        string // "1", "2" or "3"
	URI             string
	Type            string // text, picture, composite …; empty is text
	Version         string
	VersionCreated  time.Time
	FirstCreated    time.Time
	ContentCreated  time.Time
	EmbargoedUntil  time.Time
	EmbargoUnclear  bool // it has an embargo whose time cannot be read, so that it must wait for a person
	Expires         time.Time
	PubStatus       string // usable, withheld or canceled; never empty
	Urgency         int    // 1 is the most urgent, 0 is unsaid
	Language        string // BCP 47
	Title           string
	By              string
	Slugline        string
	Located         string
	EdNote          string
	CopyrightHolder string
	CopyrightNotice string
	UsageTerms      string
	LinkedRights    string // URL
	EncodedRights   string
	Headlines       []Wording
	Descriptions    []Wording
	Bodies          []Wording
	Subjects        []Concept
	Places          []Concept
	People          []Concept
	Organisations   []Concept
	Genres          []Concept
	InfoSources     []Concept
	AltIDs          []Wording // Role and Value
	DigitalSource   Concept
	Renditions      []Rendition
	Associations    []Association
	digest          string // of the bytes, where the item has neither version nor time
}

// Wording is a text and what it is for.
type Wording struct {
	Role      string // in lower case: main, deck, summary …
	MediaType string // as given; empty where unsaid
	Value     string
	path      string
}

// Concept is a subject, a place, a person or the like.
type Concept struct {
	Name      string
	Rel       string // in lower case: about, section, author …; of an information source its role
	URI       string
	Literal   string
	Located   bool // Latitude and Longitude are known
	Latitude  float64
	Longitude float64
	Country   string // ISO 3166-1 alpha-2
	Kind      string // of a place: city, region, country, world-region
	path      string
}

// Rendition is one file of a picture.
type Rendition struct {
	Name      string
	Href      string // an address, or a path beside the file that was read
	MediaType string
	Width     int // pixels, 0 where unsaid
	Height    int
	Bytes     int64
	path      string
}

// Association is an item within an item: a photo with its story.
type Association struct {
	Name string
	Rel  string
	Item
	path string
}
