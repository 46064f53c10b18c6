package feed

import "time"

// Atom writes an Atom 1.0 feed (RFC 4287).
func Atom(f Feed) []byte {
	d := document{append(make([]byte, 0, size(&f)), xmlHead...)}
	d.open("feed", "xmlns", nsAtom, "xmlns:media", nsMedia, "xml:lang", f.Language)
	d.must("id", f.id())
	d.must("title", f.Title)
	d.leaf("subtitle", f.Description)
	d.must("updated", atomDate(f.updated()))
	d.link("alternate", "text/html", f.URL)
	d.link("self", "application/atom+xml", f.SelfURL)
	d.link("hub", "", f.HubURL)
	d.leaf("rights", f.Copyright)
	d.atomAuthor(firstOf(f.Title, f.id()))
	for i := range f.Items {
		d.atomEntry(&f.Items[i])
	}
	d.end("feed")
	return d.b
}

func (d *document) atomEntry(it *Item) {
	d.open("entry", "xml:lang", it.Language)
	d.must("id", it.id())
	d.must("title", it.Title)
	d.must("updated", atomDate(it.updated()))
	d.leaf("published", stamp(it.Published))
	d.link("alternate", "text/html", it.URL)
	for _, name := range it.Authors {
		d.atomAuthor(name)
	}
	for _, name := range it.Categories {
		if name != "" {
			d.void("category", "term", name)
		}
	}
	d.leaf("summary", it.summary())
	d.leaf("content", it.text(), "type", "html")
	if im := it.Image; im != nil && im.URL != "" {
		d.void("link", "rel", "enclosure", "type", im.Type, "length", number(im.Bytes), "href", im.URL)
		d.media(im)
	}
	d.end("entry")
}

func (d *document) link(rel, media, address string) {
	if address != "" {
		d.void("link", "rel", rel, "type", media, "href", address)
	}
}

func (d *document) atomAuthor(name string) {
	if name == "" {
		return
	}
	d.open("author")
	d.must("name", name)
	d.end("author")
}

// atomDate prints a moment where Atom demands one; a feed without stories has
// never changed.
func atomDate(t time.Time) string {
	if t.IsZero() {
		t = time.Unix(0, 0).UTC()
	}
	return t.Format(time.RFC3339)
}
