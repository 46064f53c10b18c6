// Package markup says in the words of schema.org and Open Graph what a page is
// about, for machines that show or find stories: who wrote it, where it was
// filed, whose photo it is, and what was wrong with it.
//
// It is pure: a struct in, the same bytes out. Text may hold anything; it
// cannot leave the script element.
package markup

import (
	"time"

	"dateline/site/view"
)

// Publisher is the newsroom and the pages on which it answers for itself.
// Addresses are absolute; empty ones are left out.
type Publisher struct {
	Name, URL, Logo string
	CorrectionsURL  string // what was wrong, and how that is handled
	EthicsURL       string // the newsroom's principles, with how it checks facts
	AboutURL        string // who edits and who owns it
}

// Person is whoever a byline names.
type Person struct {
	Name   string // without "By"
	URL    string // absolute, of the person's page; may be empty
	Agency bool   // a news agency or a desk, not a human being
}

// Thing is a tag: what a story is about.
type Thing struct {
	Kind     string // "place", "topic", "person", "organisation", "section" or "series"
	Name     string
	URL      string   // absolute, of its page
	SameAs   []string // GeoNames, Wikidata, Media Topics
	Lat, Lon float64  // degrees, WGS 84
	Located  bool     // Lat and Lon are set
}

// Image is a photo with its rights.
type Image struct {
	URL           string // absolute
	Width, Height int    // pixels, 0 for unknown
	Caption       string // plain text
	Creator       string // photographer
	Credit        string // "Mona Haddad / AFP"
	Copyright     string // "2013 AFP"
	License       string // address of the licence
	LicensePage   string // address where a licence is bought
}

// Correction is what the newsroom says about a mistake in the story.
type Correction struct {
	Kind, Text string
	At         time.Time
	URL        string // of the words on the story's page
}

// Article is a story, as its own page shows it.
type Article struct {
	URL             string // canonical, absolute
	Headline        string
	Description     string
	Language        string // BCP 47
	Genre           string // "analysis", "opinion", "explainer", "review" …; empty for news
	Section         string
	SectionURL      string // absolute
	Dateline        string // "TRIPOLI, Libya", with or without its dash
	DatelinePlace   *Thing // where it was filed
	Authors         []Person
	Published       time.Time
	Updated         time.Time // last change a reader would care about; may be zero
	Images          []Image   // 16x9, 4x3 and 1x1 of the lead photo, widest first
	About, Mentions []Thing   // places and topics, the lead first; people and organisations
	Series          *Thing
	Part            int // of the series, 1 the first; 0 for none
	Corrections     []Correction
	Words           int
	Publisher       Publisher
	Location        *time.Location // in which times are told; UTC where nil
	Breadcrumb      []view.Link    // from the front to the section, absolute
	Tags            []string
	SiteName        string
	ImageAlt        string
}

// Page is any page that is not a story.
type Page struct {
	Kind        string // as view.Page
	URL         string // canonical, absolute
	Title       string
	Description string
	Language    string // BCP 47
	SiteName    string
	Image       *Image
	Breadcrumb  []view.Link // absolute
	Items       []string    // absolute addresses of the listed stories, in order
	Thing       *Thing      // what the page of a tag is about
	Publisher   Publisher
}

// Site is the publication as a whole, for the front.
type Site struct {
	URL, Name, Description string
	Language               string // BCP 47
	Publisher              Publisher
	SearchURL              string // ends in {search_term_string}; empty for none
}

// articleType gives the type of schema.org for a genre; most have none of their
// own and are news articles.
func articleType(genre string) string {
	switch genre {
	case "analysis":
		return "AnalysisNewsArticle"
	case "opinion":
		return "OpinionNewsArticle"
	case "explainer":
		return "BackgroundNewsArticle"
	case "review":
		return "ReviewNewsArticle"
	}
	return "NewsArticle"
}

func thingType(kind string) string {
	switch kind {
	case "place":
		return "Place"
	case "person":
		return "Person"
	case "organisation":
		return "Organization"
	case "series":
		return "CreativeWorkSeries"
	}
	return "Thing"
}

func pageType(kind string) string {
	switch kind {
	case "section", "tag", "place", "topic", "organisation", "series", "corrections":
		return "CollectionPage"
	case "search":
		return "SearchResultsPage"
	}
	return "WebPage"
}
