package site

import (
	"cmp"
	"html/template"
	"slices"

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
	latest := slices.Clone(ids)
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
	l.fill(data, latest, sh.sectionRank())
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

// sectionRank gives the place of each section's top section in the paper, from
// 0 for the first.
func (c *chrome) sectionRank() map[tag.ID]int {
	rank := map[tag.ID]int{}
	for _, t := range c.drawer.Kind(tag.Section) {
		top := t.ID
		if ups := c.drawer.Ancestors(t.ID); len(ups) > 0 {
			top = ups[len(ups)-1]
		}
		rank[t.ID] = slices.IndexFunc(c.topSections(), func(s tag.Tag) bool { return s.ID == top })
	}
	return rank
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

// topPool is how many of the newest stories compete for the top of the front.
const topPool = 24

// worth orders stories for the top of the front; less is better. It counts in
// places of the list of newest stories.
func (l *layout) worth(id story.ID, latest []story.ID, rank map[tag.ID]int) int {
	p := l.pool[id]
	if p == nil {
		return len(latest)
	}
	w := slices.Index(latest, id) + 3*rank[p.story.Section]
	if p.story.Genre != "" {
		w += 8
	}
	if !hasPhoto(p) {
		w += 6
	}
	return w
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

// fill places the lead, the seconds, opinion, and the river. Stories of the
// day compete for the top: hard news before features, the first sections
// before the last, a photograph before a map, the hour before the morning.
func (l *layout) fill(data *view.Front, latest []story.ID, rank map[tag.ID]int) {
	top := slices.Clone(latest[:min(len(latest), topPool)])
	slices.SortStableFunc(top, func(a, b story.ID) int { return cmp.Compare(l.worth(a, latest, rank), l.worth(b, latest, rank)) })
	if data.Lead = l.take(top, hasPhoto); data.Lead == nil {
		data.Lead = l.take(top, anyStory)
	}
	data.Seconds = l.takeMany(top, 2, isNews)
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
