package feed

import (
	"html"
	"strings"
	"time"
)

// The namespaces that RSS 2.0 and Atom are extended by.
const (
	nsAtom    = "http://www.w3.org/2005/Atom"
	nsContent = "http://purl.org/rss/1.0/modules/content/"
	nsDublin  = "http://purl.org/dc/elements/1.1/"
	nsMedia   = "http://search.yahoo.com/mrss/"
)

// RSS writes an RSS 2.0 feed with the full text (content:encoded), names
// (dc:creator) and the photo with its rights (Media RSS).
func RSS(f Feed) []byte {
	d := document{append(make([]byte, 0, size(&f)), xmlHead...)}
	d.open("rss", "version", "2.0", "xmlns:atom", nsAtom, "xmlns:content", nsContent, "xmlns:dc", nsDublin, "xmlns:media", nsMedia)
	d.open("channel")
	d.must("title", f.Title)
	d.must("link", f.URL)
	d.must("description", html.EscapeString(firstOf(f.Description, f.Title)))
	d.leaf("language", f.Language)
	d.leaf("copyright", f.Copyright)
	d.leaf("lastBuildDate", mailDate(f.updated()))
	if f.SelfURL != "" {
		d.void("atom:link", "rel", "self", "type", "application/rss+xml", "href", f.SelfURL)
	}
	if f.HubURL != "" {
		d.void("atom:link", "rel", "hub", "href", f.HubURL)
	}
	for i := range f.Items {
		d.rssItem(&f.Items[i])
	}
	d.end("channel")
	d.end("rss")
	return d.b
}

func (d *document) rssItem(it *Item) {
	d.open("item")
	d.must("title", it.Title)
	d.leaf("link", it.URL)
	d.leaf("guid", it.id(), "isPermaLink", "false")
	d.leaf("pubDate", mailDate(it.Published))
	d.leaf("atom:updated", stamp(it.updated()))
	for _, name := range it.Authors {
		d.leaf("dc:creator", name)
	}
	for _, name := range it.Categories {
		d.leaf("category", name)
	}
	d.leaf("dc:language", it.Language)
	d.leaf("description", html.EscapeString(it.summary()))
	d.leaf("content:encoded", it.text())
	if im := it.Image; im != nil && im.URL != "" {
		if im.Bytes > 0 && im.Type != "" {
			d.void("enclosure", "url", im.URL, "length", number(im.Bytes), "type", im.Type)
		}
		d.media(im)
	}
	d.end("item")
}

// media writes a photo with its words and rights as Media RSS.
func (d *document) media(im *Image) {
	d.open("media:content", "url", im.URL, "type", im.Type, "medium", "image", "fileSize", number(im.Bytes), "width", number(int64(im.Width)), "height", number(int64(im.Height)))
	d.leaf("media:description", im.Caption, "type", "plain")
	d.leaf("media:text", im.Caption, "type", "plain")
	d.leaf("media:credit", im.Credit)
	d.leaf("media:copyright", im.Copyright)
	d.end("media:content")
}

// mailDate prints a moment as RSS wants it: RFC 822 with four digits of year.
func mailDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strings.Replace(t.UTC().Format(time.RFC1123), "UTC", "GMT", 1)
}

// size guesses the bytes of a feed.
func size(f *Feed) int {
	n := 2048
	for i := range f.Items {
		n += 2048 + len(f.Items[i].HTML)*5/4
	}
	return n
}
