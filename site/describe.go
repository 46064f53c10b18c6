package site

import (
	"time"

	"dateline/newsroom/photo"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/site/markup"
	"dateline/site/view"
)

// storyMarkup gathers what machines read of a story.
func (s *Site) storyMarkup(sh *sheet, pg *story.Page, data *view.Story, photos map[photo.ID]photo.Photo) *markup.Article {
	c := &pg.Content
	a := &markup.Article{
		URL: s.cfg.URL + pg.Path, Headline: c.Headline, Description: data.Description, Language: c.Language, Genre: c.Genre, Published: pg.PublishedAt, Updated: pg.UpdatedAt, Words: pg.Words,
		Publisher: s.publisher(sh), Location: sh.location, SiteName: sh.masthead.Name,
	}
	if section, ok := sh.link(c.Section); ok {
		a.Section, a.SectionURL = section.Name, s.cfg.URL+section.URL
		a.Breadcrumb = s.trail(sh, c.Section)
	}
	for _, b := range data.Bylines {
		a.Authors = append(a.Authors, markup.Person{Name: b.Name, URL: absolute(s.cfg.URL, b.URL)})
	}
	if len(a.Authors) == 0 && c.Origin != "" {
		a.Authors = []markup.Person{{Name: c.Origin, Agency: true}}
	}
	text, _ := sh.dateline(c)
	a.Dateline = text
	if t, ok := sh.drawer.ByID(c.Dateline); ok && c.Dateline != 0 {
		thing := s.thing(sh, t)
		a.DatelinePlace = &thing
	}
	a.About, a.Mentions = s.things(sh, append(append([]tag.ID{}, c.Places...), c.Topics...)), s.things(sh, c.People)
	for _, t := range a.About {
		a.Tags = append(a.Tags, t.Name)
	}
	if t, ok := sh.drawer.ByID(c.Series); ok && c.Series != 0 {
		thing := s.thing(sh, t)
		a.Series, a.Part = &thing, c.Part
	}
	for _, k := range pg.Corrections {
		a.Corrections = append(a.Corrections, markup.Correction{Kind: correctionNames[k.Kind], Text: k.Text, At: k.At, URL: a.URL + "#" + viewCorrection(sh.tell, k).Anchor})
	}
	if p, ok := photos[photo.ID(pg.Photo)]; ok && pg.Photo != 0 && pg.Lead != nil && !p.Killed() {
		a.Images = s.markupImages(p, pg.Lead)
		a.ImageAlt = data.Lead.Alt
	}
	return a
}

// markupImages gives the crops of a lead photo with its rights.
func (s *Site) markupImages(p photo.Photo, lead *story.Lead) []markup.Image {
	bp := s.Photos.Picture(p, lead.PhotoUse, s.cfg.URL)
	var images []markup.Image
	for _, share := range photo.Shares(p, s.cfg.URL) {
		images = append(images, markup.Image{
			URL: share.URL, Width: share.Width, Height: share.Height, Caption: bp.Caption.String(), Creator: bp.Creator, Credit: creditLine(bp.Creator, bp.Agency, bp.Source), Copyright: bp.Copyright,
			License: p.LicenceURL,
		})
	}
	return images
}

// creditLine joins photographer, agency and distributor as a caption prints
// them.
func creditLine(names ...string) string {
	line := ""
	for _, n := range names {
		if n == "" {
			continue
		}
		if line != "" {
			line += " / "
		}
		line += n
	}
	return line
}

func (s *Site) publisher(sh *sheet) markup.Publisher {
	p := markup.Publisher{Name: sh.masthead.Name, URL: s.cfg.URL + "/", Logo: absolute(s.cfg.URL, s.Theme.Asset("icon.svg")), CorrectionsURL: s.cfg.URL + "/corrections"}
	if sh.masthead.Ethics != "" {
		p.EthicsURL = s.cfg.URL + "/ethics"
	}
	if sh.masthead.About != "" {
		p.AboutURL = s.cfg.URL + "/about"
	}
	return p
}

func (s *Site) thing(sh *sheet, t tag.Tag) markup.Thing {
	return markup.Thing{Kind: string(t.Kind), Name: t.Name, URL: s.cfg.URL + sh.links[t.ID].URL, SameAs: t.URIs, Lat: t.Latitude, Lon: t.Longitude, Located: t.Located}
}

func (s *Site) things(sh *sheet, ids []tag.ID) []markup.Thing {
	var all []markup.Thing
	for _, t := range sh.drawer.ByIDs(ids) {
		all = append(all, s.thing(sh, t))
	}
	return all
}

// trail gives the way from the front to a section, with absolute addresses.
func (s *Site) trail(sh *sheet, id tag.ID) []view.Link {
	links := []view.Link{{Name: sh.masthead.Name, URL: s.cfg.URL + "/"}}
	ups := sh.drawer.Ancestors(id)
	for i := len(ups) - 1; i >= 0; i-- {
		l := sh.links[ups[i]]
		links = append(links, view.Link{Name: l.Name, URL: s.cfg.URL + l.URL})
	}
	l, ok := sh.link(id)
	if !ok {
		return links
	}
	return append(links, view.Link{Name: l.Name, URL: s.cfg.URL + l.URL})
}

func (s *Site) siteMarkup(sh *sheet) *markup.Site {
	return &markup.Site{
		URL: s.cfg.URL + "/", Name: sh.masthead.Name, Description: sh.masthead.Description, Language: sh.masthead.Language, Publisher: s.publisher(sh),
		SearchURL: s.cfg.URL + "/search?q={search_term_string}",
	}
}

// pageMarkup gathers what machines read of a page that is not a story.
func (s *Site) pageMarkup(sh *sheet, p *view.Page, list *view.Listing) *markup.Page {
	m := &markup.Page{Kind: p.Kind, URL: p.Canonical, Title: p.Title, Description: p.Description, Language: p.Language, SiteName: sh.masthead.Name, Publisher: s.publisher(sh)}
	if list == nil {
		return m
	}
	cards := list.Cards
	if list.Lead != nil {
		cards = append([]view.Card{*list.Lead}, cards...)
	}
	for i := range cards {
		m.Items = append(m.Items, s.cfg.URL+cards[i].URL)
	}
	m.Breadcrumb = []view.Link{{Name: sh.masthead.Name, URL: s.cfg.URL + "/"}}
	for _, l := range list.Parents {
		m.Breadcrumb = append(m.Breadcrumb, view.Link{Name: l.Name, URL: s.cfg.URL + l.URL})
	}
	m.Breadcrumb = append(m.Breadcrumb, view.Link{Name: list.Name, URL: p.Canonical})
	if t, _, ok := sh.drawer.BySlug(tag.Kind(list.Kind), lastPart(sh.r.URL.Path)); ok {
		thing := s.thing(sh, t)
		m.Thing = &thing
	}
	return m
}

func lastPart(path string) string {
	last := ""
	for part := range splitPath(path) {
		last = part
	}
	return last
}

// newest gives the later of two moments.
func newest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
