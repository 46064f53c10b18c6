// Package feed writes what programs read of a newsroom without opening its
// pages: syndication feeds (RSS 2.0, Atom, JSON Feed), sitemaps and robots.txt.
// A feed carries whole stories with their credits and corrections; a reader who
// never visits the site is still owed both.
//
// The functions are pure: the same stories give the same bytes. Text may hold
// anything; what XML 1.0 cannot hold is left out.
package feed

import "time"

// Feed is one list of stories, newest first, as the outside subscribes to it.
type Feed struct {
	Title       string    // plain text
	Description string    // plain text
	URL         string    // absolute, of the page that the feed follows
	SelfURL     string    // absolute, of the feed itself
	HubURL      string    // of the WebSub hub; empty for none
	Language    string    // BCP 47
	Copyright   string    // "© 2026 The Meridian"
	ID          string    // permanent IRI; SelfURL where empty
	Updated     time.Time // newest change of a story in it; taken from Items where zero
	Items       []Item
}

// Item is one story of a feed.
type Item struct {
	ID          string // permanent IRI, survives a change of slug; URL where empty
	URL         string // absolute
	Title       string // plain text
	Summary     string // plain text: the deck
	HTML        string // full text with absolute URLs
	Authors     []string
	Published   time.Time
	Updated     time.Time // Published where zero
	Categories  []string
	Language    string // BCP 47
	Image       *Image
	Corrections []Correction // newest first
}

// Image is the lead photo of a story with its rights.
type Image struct {
	URL           string // absolute
	Type          string // media type, "image/jpeg"
	Width, Height int    // pixels, 0 for unknown
	Bytes         int64  // 0 for unknown
	Credit        string // "Mona Haddad / AFP"
	Caption       string // plain text
	Copyright     string // "2013 AFP"
}

// Correction is what a newsroom says about a mistake it made in a story.
type Correction struct {
	Kind string // "Correction", "Clarification", "Editor’s note"
	Text string // plain text; an empty line parts paragraphs
	At   time.Time
}

// id gives the permanent name of the feed.
func (f *Feed) id() string { return firstOf(f.ID, f.SelfURL, f.URL) }

// updated gives the time of the newest change, the zero time of an empty feed.
func (f *Feed) updated() time.Time {
	at := f.Updated
	if !at.IsZero() {
		return at
	}
	for i := range f.Items {
		if u := f.Items[i].updated(); u.After(at) {
			at = u
		}
	}
	return at
}

func (it *Item) id() string { return firstOf(it.ID, it.URL) }

// updated is never before the story was published.
func (it *Item) updated() time.Time {
	if it.Updated.After(it.Published) {
		return it.Updated
	}
	return it.Published
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
