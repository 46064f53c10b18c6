package site

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dateline/newsroom/body"
	"dateline/newsroom/masthead"
	"dateline/newsroom/tag"
	"dateline/site/view"
)

// chrome is what frames every page, built once until a setting or a tag
// changes.
type chrome struct {
	masthead masthead.Masthead
	drawer   *tag.Drawer
	location *time.Location
	site     *view.Site
	links    map[tag.ID]view.Link // every tag as a link
	theme    <-chan struct{}
	year     int
}

// frame gives the chrome as it stands.
func (s *Site) frame(ctx context.Context) (*chrome, error) {
	m, err := s.Names.Current(ctx)
	if err != nil {
		return nil, err
	}
	d, err := s.Tags.Drawer(ctx)
	if err != nil {
		return nil, err
	}
	year := s.Clock.Now().In(m.Location()).Year()
	if c := s.chrome.Load(); c != nil && c.masthead == m && c.drawer == d && c.year == year && !changed(c.theme) {
		return c, nil
	}
	c := &chrome{masthead: m, drawer: d, location: m.Location(), links: map[tag.ID]view.Link{}, theme: s.Theme.Changed(), year: year}
	for _, t := range d.All() {
		c.links[t.ID] = c.newLink(t)
	}
	c.site = &view.Site{
		Name: m.Name, Tagline: m.Tagline, Description: m.Description, URL: s.cfg.URL, Language: m.Language, Dir: body.Dir(m.Language), Edition: m.Edition,
		Nav: c.nav(0), Footer: footer(m), Feeds: feedLinks(m.Name, s.cfg.URL+"/"), Copyright: fmt.Sprintf("© %d %s", year, holder(m)),
	}
	c.site.House, c.site.Logo = lookOf(m).address, logoOf(m)
	s.Theme.Dress(c.site)
	s.chrome.Store(c)
	return c, nil
}

func changed(theme <-chan struct{}) bool {
	select {
	case <-theme:
		return true
	default:
		return false
	}
}

func holder(m masthead.Masthead) string {
	if m.Copyright != "" {
		return m.Copyright
	}
	return m.Name
}

// newLink makes the link of a tag. A section without a colour has its
// parent's.
func (c *chrome) newLink(t tag.Tag) view.Link {
	l := view.Link{Name: t.Name, URL: c.drawer.Path(t), Colour: t.Colour, Kind: string(t.Kind)}
	if t.Language != "" && t.Language != c.masthead.Language {
		l.Lang = t.Language
	}
	if t.Kind == tag.Section {
		for _, up := range c.drawer.ByIDs(c.drawer.Ancestors(t.ID)) {
			if l.Colour == 0 {
				l.Colour = up.Colour
			}
		}
	}
	return l
}

// link gives the link of a tag, also of one that was merged.
func (c *chrome) link(id tag.ID) (view.Link, bool) {
	t, ok := c.drawer.ByID(id)
	if !ok {
		return view.Link{}, false
	}
	return c.links[t.ID], true
}

// linksOf gives the links of tags in their order.
func (c *chrome) linksOf(ids []tag.ID) []view.Link {
	var links []view.Link
	for _, t := range c.drawer.ByIDs(ids) {
		links = append(links, c.links[t.ID])
	}
	return links
}

// nav gives the sections below a parent, each with its own.
func (c *chrome) nav(parent tag.ID) []view.Link {
	var links []view.Link
	for _, t := range c.drawer.Kind(tag.Section) {
		if t.Parent != parent {
			continue
		}
		l := c.links[t.ID]
		l.Inside = c.nav(t.ID)
		links = append(links, l)
	}
	return links
}

func footer(m masthead.Masthead) []view.Link {
	links := []view.Link{{Name: "Corrections", URL: "/corrections", Kind: "page"}}
	if m.About != "" {
		links = append(links, view.Link{Name: "About us", URL: "/about", Kind: "page"})
	}
	if m.Ethics != "" {
		links = append(links, view.Link{Name: "Ethics", URL: "/ethics", Kind: "page"})
	}
	return append(links,
		view.Link{Name: "Places", URL: "/places", Kind: "page"}, view.Link{Name: "Topics", URL: "/topics", Kind: "page"},
		view.Link{Name: "People", URL: "/people", Kind: "page"}, view.Link{Name: "Series", URL: "/series", Kind: "page"},
		view.Link{Name: "About the data", URL: "/about-the-data", Kind: "page"}, view.Link{Name: "RSS", URL: "/feed.rss", Kind: "page"})
}

// feedLinks gives the feeds that stand below an address that ends in a slash.
func feedLinks(title, base string) []view.Feed {
	return []view.Feed{
		{Title: title + " (RSS)", URL: base + "feed.rss", Type: "application/rss+xml"},
		{Title: title + " (Atom)", URL: base + "feed.atom", Type: "application/atom+xml"},
		{Title: title + " (JSON)", URL: base + "feed.json", Type: "application/feed+json"},
	}
}

// page gives the frame of one page.
func (s *Site) page(c *chrome, kind, title, path string) view.Page {
	return view.Page{
		Site: c.site, Kind: kind, Title: title, Canonical: s.cfg.URL + path, Language: c.masthead.Language, Dir: c.site.Dir,
		Date: newTeller(s.Clock.Now(), c.location, c.masthead.Language).date(s.Clock.Now()), Dev: s.cfg.Dev,
	}
}

// inSection marks where a page stands for the section bar.
func (c *chrome) inSection(p *view.Page, id tag.ID) {
	t, ok := c.drawer.ByID(id)
	if !ok {
		return
	}
	top := t
	for _, up := range c.drawer.ByIDs(c.drawer.Ancestors(t.ID)) {
		top = up
	}
	l := c.links[top.ID]
	l.Active = true
	l.Inside = nil
	for _, child := range c.drawer.Children(top.ID) {
		in := c.links[child.ID]
		in.Active = child.ID == t.ID || strings.HasPrefix(c.links[t.ID].URL, in.URL+"/")
		l.Inside = append(l.Inside, in)
	}
	p.Section = &l
}
