// Package view holds what a page of the reader site is made of: one struct a
// page, filled by package site and printed by a theme. A theme sees nothing
// else, so everything that may be said on a page is named here.
package view

import "html/template"

// Site is what every page shares. It changes only with the newsroom's settings.
type Site struct {
	Name        string // of the publication, as set in the masthead
	Tagline     string
	Description string
	URL         string // absolute, no trailing slash
	Language    string // BCP 47
	Dir         string // "ltr" or "rtl"
	Edition     string // "International edition"; may be empty
	Logo        *Picture
	Nav         []Link // top sections in their order
	Footer      []Link // corrections, about, about the data, feeds …
	Feeds       []Feed // of the whole site

	CriticalCSS template.CSS  // printed inside one <style>; its hash is in the CSP
	Stylesheet  string        // address of the rest of the CSS, fingerprinted
	House       string        // address of what the newsroom changed of the theme in settings; empty for nothing
	Script      string        // address of the enhancement script, fingerprinted
	Preloads    []string      // font files needed for first paint, two at most
	Copyright   string        // "© 2026 The Meridian"
	Themes      template.HTML // reserved for a newsroom's own <head> additions from its theme folder
}

// Page is the frame of one page: embedded in every page struct below.
type Page struct {
	Site        *Site
	Kind        string // "front", "section", "story", "tag", "search", "corrections", "series", "person", "error", "plain"
	Title       string // of the document, without the site's name
	Description string
	Canonical   string // absolute
	Prev, Next  string // addresses of neighbouring pages of a list, or empty
	NoIndex     bool
	Language    string // of this page's text
	Dir         string
	Section     *Link // where we are, for the section bar
	Date        Time  // today in the publication's zone, for the masthead
	Feeds       []Feed
	OpenGraph   []Meta
	JSONLD      template.HTML // one complete <script type="application/ld+json">, already escaped
	Query       string        // what the search box holds
	Dev         bool          // live reload is on
}

// Frame is the page itself: what every page struct hands to the parts of a theme
// that all pages share.
func (p *Page) Frame() *Page { return p }

// Masthead is what the masthead and the section bar say: little enough to be
// the same on many pages, so that a theme prints it once for all of them.
type Masthead struct {
	Site    *Site
	Kind    string // of the page; on the "front" the name is the page's heading
	Section string // address of the top section where the page stands
	Date    Time   // today
	Query   string // what the search box holds
}

// Link is a name with an address. Colour is the index 1 to 12 of a section's
// colour in the theme's palette, 0 for none; Token is a CSS class "c-N".
type Link struct {
	Name   string
	URL    string
	Colour int
	Kind   string // "section", "place", "topic", "series", "person", "page"
	Count  int    // stories behind the link, 0 where not counted
	Lang   string // where the name is in another language than the page
	Active bool
	Inside []Link // children, for the section bar

	Drawing template.HTML // a place's tiny locator, as inline SVG; may be empty
}

// Feed is a feed's address for autodiscovery.
type Feed struct {
	Title, URL, Type string
}

// Meta is one Open Graph or similar property.
type Meta struct {
	Property, Content string
}

// Time is a moment as a page prints it.
type Time struct {
	ISO   string // RFC 3339 with offset
	Label string // "2 hours ago", "14:05", "19 November 2026"
	Full  string // "19 November 2026, 14:05 CET": what a title or print shows
	Unix  int64
}

// Zero says that there is no such time.
func (t Time) Zero() bool { return t.ISO == "" }

// Picture is a photo, a map or a chart with its words and rights.
type Picture struct {
	URL        string
	Width      int
	Height     int
	SrcSet     string
	Sources    []Source
	Sizes      string // filled by the template where empty
	Alt        string
	Caption    template.HTML
	Creator    string // photographer
	Agency     string // credit line
	Source     string // distributor
	Copyright  string // "2013 AFP", without the sign
	Licence    string // short name of a licence, "CC BY 4.0"
	LicenceURL string
	FocusX     int           // tenths, 0 to 10, from the left
	FocusY     int           // tenths, 0 to 10, from the top
	Inline     template.HTML // an SVG to print in place of <img>: maps and charts on the story's own page
	Map        bool          // a drawn locator map, not a photograph
}

// Source is one <source> of a <picture>.
type Source struct {
	Type, SrcSet string
}

// Byline is one person (or agency) under a headline.
type Byline struct {
	Name string
	URL  string // page of the person, may be empty
	Role string // "Reporting", "Photography" …; empty for the writer
}

// Card is a story wherever stories are listed.
type Card struct {
	ID        int64
	URL       string
	Headline  string
	Deck      string
	Kicker    Link   // usually the section; Colour is set
	Label     string // "Opinion", "Analysis", "Explainer"; empty for news
	Series    *Link
	Places    []Link
	Bylines   []Byline
	Published Time
	Updated   Time // zero unless a reader would care
	Corrected bool
	Picture   *Picture
	Language  string // where it differs from the page's: print lang and dir
	Dir       string
	Minutes   int           // reading time
	Reason    string        // why it is related: "Also in Syria · Diplomacy"
	Snippet   template.HTML // search: words around the find, with <mark>
}

// Correction is a correction, clarification or editor's note as readers see it.
type Correction struct {
	Anchor string
	Kind   string // "Correction", "Clarification", "Editor's note"
	Text   template.HTML
	Time   Time
	Card   *Card // the corrected story, on the page of all corrections
}

// Paging is the foot of a list.
type Paging struct {
	Page       int
	Prev, Next string
	Total      int // stories in all, 0 where not counted
}

// Band is one section's band on the front.
type Band struct {
	Link  Link
	Style string // "lead-left", "text", "three", "opinion", "list"
	Cards []Card
}

// Front is the home page.
type Front struct {
	Page
	Lead    *Card
	Seconds []Card // two
	River   []Card // latest, with times
	Bands   []Band
	Map     *WorldMap // "Around the world today"
	Series  []Link
	Opinion []Card

	MostRead []Card // in their order, ten at most; empty where nothing is counted
}

// WorldMap is the map band: a drawn world with a mark a place, and the same as
// a list.
type WorldMap struct {
	SVG    template.HTML
	Places []MapPlace
}

// MapPlace is one mark of the world map with its newest story.
type MapPlace struct {
	Number int
	Place  Link
	Card   Card
}

// Listing is a section, place, topic, series or person page.
type Listing struct {
	Page
	Kind        string // "section", "place", "topic", "series", "person"
	Name        string
	Intro       string
	Colour      int
	Parents     []Link // breadcrumb, outermost first
	Children    []Link // subsections, places inside
	Neighbours  []Link // topics often seen together
	Map         *Picture
	Portrait    *Picture
	Role        string
	Lead        *Card // only on the first page of a section
	Cards       []Card
	Paging      Paging
	FeedLinks   []Feed
	SeriesParts bool // cards are numbered parts, oldest first
}

// Story is the article page.
type Story struct {
	Page
	Card                           // headline, deck, kicker, bylines, times
	Lead             *Picture      // lead photo, map or chart
	Body             template.HTML // ready, with the dateline run in
	Corrections      []Correction  // newest first; shown above the text where Top
	CorrectionsAtTop bool          // a serious correction stands above the text
	PlaceLinks       []Link        // the story's Places
	TopicLinks       []Link        // the story's Topics
	PeopleLinks      []Link        // people and organisations the story is about
	Related          []Card        // with Reason
	Parts            []Link        // of the series, in order, the current one Active
	AgeNotice        string        // "This story is more than a year old."
	Origin           string        // "Reuters": agency the text came from
	Rights           string        // usage terms or copyright of the text
	SourceNote       template.HTML // credits of several lines
	Share            []Link        // plain links (mail, copy address)
	Minutes          int           // reading time
	Words            int           // length
}

// Search is the page of search results.
type Search struct {
	Page
	Newest  bool // ordered by time and not by relevance
	Cards   []Card
	Total   int
	More    bool // more were found than counted
	Paging  Paging
	Took    string
	Popular []Link // topics to go on with where nothing was found
	Message string // what to do with a query that cannot be searched
}

// Corrections is the page of all corrections.
type Corrections struct {
	Page
	Items  []Correction
	Paging Paging
	Policy template.HTML
}

// Problem is an error page: 404, 410, 451, 500 …
type Problem struct {
	Page
	Status  int
	Heading string
	Text    string
	When    Time // of a withdrawal
	Latest  []Card
}

// Plain is a page of text: about, about the data, policies.
type Plain struct {
	Page
	Heading string
	Body    template.HTML
}

// Directory is a list of all places, topics or people.
type Directory struct {
	Page
	Heading string
	Groups  []Group
}

// Group is one letter or region of a directory.
type Group struct {
	Name  string
	Links []Link
}
