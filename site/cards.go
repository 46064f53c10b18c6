package site

import (
	"html/template"
	"strings"

	"dateline/newsroom/body"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
	"dateline/site/view"
)

// wordsAMinute is how fast a story is taken to be read.
const wordsAMinute = 230

// genreLabels are what stands before a story that is not news.
var genreLabels = map[string]string{
	"analysis": "Analysis", "opinion": "Opinion", "explainer": "Explainer", "feature": "", "obituary": "Obituary", "interview": "Interview", "review": "Review", "live": "Live",
}

// cards prepares stories for a list, in one query for them and one for their
// photos.
func (s *Site) cards(sh *sheet, ids []story.ID) ([]view.Card, error) {
	found, err := s.Stories.Cards(sh.ctx, sh.q, ids)
	if err != nil {
		return nil, err
	}
	photos, err := s.photosOf(sh, found, nil)
	if err != nil {
		return nil, err
	}
	return s.viewCards(sh, found, photos), nil
}

func (s *Site) latestCards(sh *sheet, w story.Window) ([]view.Card, error) {
	ids, err := s.Stories.Latest(sh.ctx, sh.q, w)
	if err != nil {
		return nil, err
	}
	return s.cards(sh, ids)
}

// photosOf reads the photos of cards, and more, at once.
func (s *Site) photosOf(sh *sheet, cards []story.Card, more []int64) (map[photo.ID]photo.Photo, error) {
	var ids []photo.ID
	add := func(id int64) {
		if id != 0 {
			ids = append(ids, photo.ID(id))
			sh.carry(photoKey(id))
		}
	}
	for _, id := range more {
		add(id)
	}
	for i := range cards {
		add(cards[i].Photo)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return s.Photos.ByIDs(sh.ctx, sh.q, ids)
}

func (s *Site) viewCards(sh *sheet, cards []story.Card, photos map[photo.ID]photo.Photo) []view.Card {
	out := make([]view.Card, 0, len(cards))
	for i := range cards {
		out = append(out, s.viewCard(sh, &cards[i], photos))
	}
	return out
}

func (s *Site) viewCard(sh *sheet, c *story.Card, photos map[photo.ID]photo.Photo) view.Card {
	sh.carry(storyKey(c.ID))
	sh.carryTags(c.Place, c.Series)
	for _, b := range c.Byline {
		sh.carryTags(b.Person)
	}
	v := view.Card{
		ID: int64(c.ID), URL: c.Path, Headline: c.Headline, Deck: c.Deck, Label: genreLabels[c.Genre], Published: sh.tell.tell(c.PublishedAt), Corrected: c.Corrected,
		Minutes: minutes(c.Words), Bylines: sh.bylines(c.Byline),
	}
	if c.UpdatedAt.Sub(c.PublishedAt) > updatedAfter {
		v.Updated = sh.tell.tell(c.UpdatedAt)
	}
	if !sameLanguage(c.Language, sh.masthead.Language) {
		v.Language, v.Dir = c.Language, body.Dir(c.Language)
	}
	if section, ok := sh.link(c.Section); ok {
		v.Kicker = section
	}
	if c.Kicker != "" {
		v.Kicker.Name = c.Kicker
	}
	if series, ok := sh.link(c.Series); ok && c.Series != 0 {
		v.Series = &series
	}
	if place, ok := sh.link(c.Place); ok {
		v.Places = []view.Link{place}
	}
	v.Picture = s.cardPicture(sh, c, photos)
	return v
}

// sameLanguage compares language tags without their regions: a story in "en"
// needs no mark on a page in "en-GB".
func sameLanguage(a, b string) bool {
	a, _, _ = strings.Cut(a, "-")
	b, _, _ = strings.Cut(b, "-")
	return strings.EqualFold(a, b)
}

// updatedAfter is how much later a change must come for "Updated" to be said.
const updatedAfter = 10 * 60 * 1e9

func minutes(words int) int {
	if words == 0 {
		return 0
	}
	return max(1, (words+wordsAMinute/2)/wordsAMinute)
}

func (c *chrome) bylines(credits []story.Credit) []view.Byline {
	out := make([]view.Byline, 0, len(credits))
	for _, b := range credits {
		v := view.Byline{Name: b.Name, Role: b.Role}
		if person, ok := c.link(b.Person); ok && b.Person != 0 {
			v.URL = person.URL
			if v.Name == "" {
				v.Name = person.Name
			}
		}
		out = append(out, v)
	}
	return out
}

// cardPicture gives the picture of a card: its photo, its chart, or the map of
// its place.
func (s *Site) cardPicture(sh *sheet, c *story.Card, photos map[photo.ID]photo.Photo) *view.Picture {
	if c.Photo != 0 && c.Lead != nil {
		if p, ok := photos[photo.ID(c.Photo)]; ok && p.KilledAt.IsZero() {
			return s.picture(p, c.Lead.PhotoUse, sh.pictures)
		}
		return nil
	}
	if c.Lead != nil && len(c.Lead.Chart) > 0 {
		return s.chartFile(c)
	}
	if c.Lead != nil && c.Lead.NoMap {
		return nil
	}
	return s.mapFile(sh, c.Place)
}

// picture prepares a photo as a story uses it; base goes before its addresses.
func (s *Site) picture(p photo.Photo, use body.PhotoUse, base string) *view.Picture {
	bp := s.Photos.Picture(p, use, base)
	v := &view.Picture{
		URL: bp.URL, Width: bp.Width, Height: bp.Height, SrcSet: bp.SrcSet, Alt: bp.Alt, Creator: bp.Creator, Agency: bp.Agency, Source: bp.Source, Copyright: bp.Copyright,
		Licence: p.Licence, LicenceURL: p.LicenceURL, FocusX: tenths(bp.FocalX), FocusY: tenths(bp.FocalY), Caption: template.HTML(bp.Caption.HTML(nil)), //nolint:gosec // Text.HTML escapes
	}
	for _, src := range bp.Sources {
		v.Sources = append(v.Sources, view.Source{Type: src.Type, SrcSet: src.SrcSet})
	}
	return v
}

func tenths(f float64) int { return max(0, min(10, int(f*10+0.5))) }

// resolver answers the body's questions from what was read for the page.
type resolver struct {
	site   *Site
	photos map[photo.ID]photo.Photo
	paths  map[story.ID]string
	base   string // goes before the addresses of photos
}

// Picture gives a photo of the body.
func (rs resolver) Picture(use body.PhotoUse) (body.Picture, bool) {
	p, ok := rs.photos[photo.ID(use.Photo)]
	if !ok || !p.KilledAt.IsZero() {
		return body.Picture{}, false
	}
	return rs.site.Photos.Picture(p, use, rs.base), true
}

// StoryPath gives the address of an own story that the body links to.
func (rs resolver) StoryPath(id int64) (string, bool) {
	path, ok := rs.paths[story.ID(id)]
	return path, ok
}

// plainSentence shortens text to about so many runes, at a word.
func plainSentence(text string, most int) string {
	r := []rune(strings.Join(strings.Fields(text), " "))
	if len(r) <= most {
		return string(r)
	}
	cut := string(r[:most])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:—–-") + "…"
}
