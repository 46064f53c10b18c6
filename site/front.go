package site

import (
	"html/template"

	"dateline/internal/atlas"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/site/markup"
	"dateline/site/view"
)

// The shape of the front page.
const (
	frontPool    = 90 // newest stories from which the front is laid out
	riverLength  = 12
	bandCards    = 6
	opinionCards = 4
	mapMarks     = 10
	frontSeries  = 4
)

// bandStyles is how the bands of the front differ from each other, in turn.
var bandStyles = []string{"lead-left", "three", "text", "list"}

// frontPage lays out the home page from the newest stories: one lead, two
// seconds, a river of latest, a band a section, the map, opinion.
func (s *Site) frontPage(sh *sheet) (printed, error) {
	sh.carry(latestKey)
	data := &view.Front{Page: s.page(sh.chrome, "front", sh.masthead.Name, "/")}
	data.Title, data.Description = sh.masthead.Name, sh.masthead.Description
	ids, err := s.Stories.Latest(sh.ctx, sh.q, story.Window{Limit: frontPool})
	if err != nil {
		return printed{}, err
	}
	var bandIDs [][]story.ID
	tops := sh.topSections()
	for _, t := range tops {
		sh.carry(listKey(t.ID))
		of, err := s.Stories.ByTag(sh.ctx, sh.q, t.ID, story.Window{Limit: bandCards + relatedShown})
		if err != nil {
			return printed{}, err
		}
		bandIDs = append(bandIDs, of)
		ids = append(ids, of...)
	}
	pool, err := s.pool(sh, ids)
	if err != nil {
		return printed{}, err
	}
	l := layout{pool: pool, used: map[story.ID]bool{}}
	l.fill(data, ids[:min(len(ids), frontPool)])
	for i, t := range tops {
		l.band(data, sh.links[t.ID], bandIDs[i])
	}
	if data.Map, err = s.worldMap(sh, pool, ids); err != nil {
		return printed{}, err
	}
	data.Series = sh.frontSeries(pool, ids)
	data.JSONLD = markup.WebSite(s.siteMarkup(sh))
	data.OpenGraph = markup.PageMeta(s.pageMarkup(sh, &data.Page, nil))
	return printed{name: "front", data: data}, nil
}

func (c *chrome) topSections() []tag.Tag {
	var tops []tag.Tag
	for _, t := range c.drawer.Kind(tag.Section) {
		if t.Parent == 0 {
			tops = append(tops, t)
		}
	}
	return tops
}

// inPool is a story as it may stand on the front.
type inPool struct {
	card  view.Card
	story story.Card
}

// pool fetches the cards of all stories that the front may use, at once.
func (s *Site) pool(sh *sheet, ids []story.ID) (map[story.ID]*inPool, error) {
	found, err := s.Stories.Cards(sh.ctx, sh.q, ids)
	if err != nil {
		return nil, err
	}
	photos, err := s.photosOf(sh, found, nil)
	if err != nil {
		return nil, err
	}
	pool := make(map[story.ID]*inPool, len(found))
	for i := range found {
		if pool[found[i].ID] == nil {
			pool[found[i].ID] = &inPool{s.viewCard(sh, &found[i], photos), found[i]}
		}
	}
	return pool, nil
}

// layout hands each story to one place only.
type layout struct {
	pool map[story.ID]*inPool
	used map[story.ID]bool
}

// take uses the first story of ids that fits and is not used yet.
func (l *layout) take(ids []story.ID, fits func(*inPool) bool) *view.Card {
	for _, id := range ids {
		if p := l.pool[id]; p != nil && !l.used[id] && fits(p) {
			l.used[id] = true
			return &p.card
		}
	}
	return nil
}

func (l *layout) takeMany(ids []story.ID, most int, fits func(*inPool) bool) []view.Card {
	var cards []view.Card
	for len(cards) < most {
		c := l.take(ids, fits)
		if c == nil {
			break
		}
		cards = append(cards, *c)
	}
	return cards
}

func isOpinion(p *inPool) bool { return p.story.Genre == "opinion" }

func isNews(p *inPool) bool { return !isOpinion(p) && p.card.Language == "" }

func hasPhoto(p *inPool) bool {
	return isNews(p) && p.card.Picture != nil && !p.card.Picture.Map
}

func anyStory(*inPool) bool { return true }

// fill places the lead (with a photograph, of the newest third where there is
// one), the seconds, opinion, and the river.
func (l *layout) fill(data *view.Front, latest []story.ID) {
	newest := latest[:min(len(latest), max(12, len(latest)/5))]
	if data.Lead = l.take(newest, hasPhoto); data.Lead == nil {
		if data.Lead = l.take(latest, hasPhoto); data.Lead == nil {
			data.Lead = l.take(latest, anyStory)
		}
	}
	data.Seconds = l.takeMany(newest, 1, hasPhoto)
	data.Seconds = append(data.Seconds, l.takeMany(latest, 2-len(data.Seconds), isNews)...)
	data.Opinion = l.takeMany(latest, opinionCards, isOpinion)
	data.River = l.takeMany(latest, riverLength, func(p *inPool) bool { return !isOpinion(p) })
}

// band adds one section's band. A section with nothing left has none.
func (l *layout) band(data *view.Front, section view.Link, ids []story.ID) {
	var cards []view.Card
	if lead := l.take(ids, hasPhoto); lead != nil {
		cards = append(cards, *lead)
	}
	cards = append(cards, l.takeMany(ids, bandCards-len(cards), anyStory)...)
	if len(cards) == 0 {
		return
	}
	style := bandStyles[len(data.Bands)%len(bandStyles)]
	if cards[0].Picture == nil || cards[0].Picture.Map {
		style = "text"
	}
	data.Bands = append(data.Bands, view.Band{Link: section, Style: style, Cards: cards})
}

// worldMap marks the places of the newest stories, one story a place.
func (s *Site) worldMap(sh *sheet, pool map[story.ID]*inPool, ids []story.ID) (*view.WorldMap, error) {
	if !atlas.Available() {
		return nil, nil
	}
	m := &view.WorldMap{}
	var points []atlas.Point
	seen := map[tag.ID]bool{}
	for _, id := range ids {
		p := pool[id]
		if p == nil || seen[p.story.Place] || len(points) >= mapMarks {
			continue
		}
		place, ok := sh.drawer.ByID(p.story.Place)
		if !ok || !place.Located || p.story.Place == 0 {
			continue
		}
		seen[p.story.Place] = true
		n := len(points) + 1
		points = append(points, atlas.Point{Number: n, Lat: place.Latitude, Lon: place.Longitude, Label: place.Name + ": " + p.story.Headline, Href: p.story.Path})
		m.Places = append(m.Places, view.MapPlace{Number: n, Place: sh.links[place.ID], Card: p.card})
	}
	if len(points) < 3 {
		return nil, nil
	}
	svg, err := atlas.World(points, atlas.Options{})
	if err != nil {
		return nil, err
	}
	m.SVG = template.HTML(svg) //nolint:gosec // atlas escapes all text
	return m, nil
}

func (c *chrome) frontSeries(pool map[story.ID]*inPool, ids []story.ID) []view.Link {
	var links []view.Link
	seen := map[tag.ID]bool{}
	for _, id := range ids {
		p := pool[id]
		if p == nil || p.story.Series == 0 || seen[p.story.Series] || len(links) >= frontSeries {
			continue
		}
		seen[p.story.Series] = true
		if l, ok := c.link(p.story.Series); ok {
			links = append(links, l)
		}
	}
	return links
}
