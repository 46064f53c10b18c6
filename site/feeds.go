package site

import (
	"net/http"
	"strconv"
	"strings"

	"dateline/internal/database"
	"dateline/newsroom/body"
	"dateline/newsroom/feed"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/site/pagecache"
)

// feedLength is how many stories a feed holds.
const feedLength = 30

// feedKinds maps the ending of a feed's address to its media type.
var feedKinds = map[string]string{"rss": "application/rss+xml; charset=utf-8", "atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json"}

// data makes a page that is not themed: a feed, a sitemap, an answer of the
// API.
func (s *Site) data(w http.ResponseWriter, r *http.Request, media string, gather func(sh *sheet) ([]byte, error)) {
	s.serve(w, r, r.URL.Path, func() (pagecache.Page, error) { return s.dataPage(detached(r), media, gather) })
}

// dataPage gathers such a page in one read.
func (s *Site) dataPage(r *http.Request, media string, gather func(sh *sheet) ([]byte, error)) (pagecache.Page, error) {
	c, err := s.frame(r.Context())
	if err != nil {
		return pagecache.Page{}, err
	}
	sh := &sheet{chrome: c, ctx: r.Context(), r: r, tell: newTeller(s.Clock.Now(), c.location, c.masthead.Language), life: feedLife}
	sh.carry(sectionsKey, pathKey(r.URL.Path))
	var out []byte
	err = s.DB.Read(sh.ctx, func(q *database.Snapshot) error {
		sh.q = q
		out, err = gather(sh)
		return err
	})
	if err != nil {
		return pagecache.Page{}, err
	}
	sh.keys = each(sh.keys)
	return pagecache.Page{Header: s.pageHeader(http.StatusOK, media, sh.keys), Body: out, Keys: sh.keys, Life: sh.life}, nil
}

// feed answers for /feed.rss and its kin below any list's address.
func (s *Site) feed(w http.ResponseWriter, r *http.Request) {
	base, name, _ := cutLast(r.URL.Path)
	ending := strings.TrimPrefix(name, "feed.")
	media, ok := feedKinds[ending]
	if !ok {
		s.missing(w, r)
		return
	}
	s.data(w, r, media, func(sh *sheet) ([]byte, error) {
		f, err := s.gatherFeed(sh, base)
		if err != nil {
			return nil, err
		}
		switch ending {
		case "rss":
			return feed.RSS(f), nil
		case "atom":
			return feed.Atom(f), nil
		}
		return feed.JSON(f)
	})
}

func cutLast(path string) (base, last string, ok bool) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

// gatherFeed fills a feed of the whole site or of one tag.
func (s *Site) gatherFeed(sh *sheet, base string) (feed.Feed, error) {
	m := sh.masthead
	f := feed.Feed{
		Title: m.Name, Description: m.Description, URL: s.cfg.URL + base + "/", SelfURL: s.cfg.URL + sh.r.URL.Path, Language: m.Language, Copyright: sh.site.Copyright, ID: s.cfg.URL + base + "/",
	}
	var ids []story.ID
	var err error
	if base == "" {
		sh.carry(latestKey)
		ids, err = s.Stories.Latest(sh.ctx, sh.q, story.Window{Limit: feedLength})
	} else {
		t, ok := sh.tagAt(base)
		if !ok {
			return f, notFound()
		}
		if path := sh.drawer.Path(t); path != base {
			return f, &redirect{path + sh.r.URL.Path[len(base):]}
		}
		f.Title, f.URL = t.Name+" — "+m.Name, s.cfg.URL+base
		if t.Description != "" {
			f.Description = t.Description
		}
		sh.carryTags(t.ID)
		sh.carry(listKey(t.ID))
		ids, err = s.Stories.ByTag(sh.ctx, sh.q, t.ID, story.Window{Limit: feedLength})
	}
	if err != nil {
		return f, err
	}
	pages, err := s.Stories.Pages(sh.ctx, sh.q, ids)
	if err != nil {
		return f, err
	}
	return f, s.fillFeed(sh, &f, pages)
}

// tagAt gives the tag whose page stands at a path.
func (c *chrome) tagAt(path string) (tag.Tag, bool) {
	kinds := map[string]tag.Kind{"places": tag.Place, "topics": tag.Topic, "people": tag.Person, "organisations": tag.Organisation, "series": tag.Series}
	first, rest, two := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if kind, ok := kinds[first]; ok && two {
		t, _, found := c.drawer.BySlug(kind, rest)
		return t, found
	}
	last, ok := lastOfSection(path)
	if !ok {
		return tag.Tag{}, false
	}
	t, _, found := c.drawer.BySlug(tag.Section, last)
	return t, found
}

func (s *Site) fillFeed(sh *sheet, f *feed.Feed, pages []story.Page) error {
	var more []int64
	cards := make([]story.Card, 0, len(pages))
	for i := range pages {
		cards = append(cards, pages[i].Card)
		more = append(more, pages[i].Content.PhotoIDs()...)
	}
	photos, err := s.photosOf(sh, cards, more)
	if err != nil {
		return err
	}
	for i := range pages {
		pg := &pages[i]
		sh.carry(storyKey(pg.ID))
		sh.carryContent(&pg.Content)
		f.Items = append(f.Items, s.feedItem(sh, pg, photos))
		f.Updated = newest(f.Updated, newest(pg.PublishedAt, pg.UpdatedAt))
	}
	return nil
}

func (s *Site) feedItem(sh *sheet, pg *story.Page, photos map[photo.ID]photo.Photo) feed.Item {
	c := &pg.Content
	it := feed.Item{
		ID: s.permanent(pg.ID), URL: s.cfg.URL + pg.Path, Title: c.Headline, Summary: c.Deck, Published: pg.PublishedAt, Updated: newest(pg.PublishedAt, pg.UpdatedAt), Language: c.Language,
		HTML: body.HTML(c.Body, body.HTMLOptions{Resolver: resolver{s, photos, nil, ""}, BaseURL: s.cfg.URL, Lang: c.Language}),
	}
	if it.Summary == "" {
		it.Summary = plainSentence(body.FirstWords(c.Body, 40), 240)
	}
	for _, b := range sh.bylines(c.Byline) {
		it.Authors = append(it.Authors, b.Name)
	}
	for _, t := range sh.drawer.ByIDs(append(append([]tag.ID{c.Section}, c.Places...), c.Topics...)) {
		it.Categories = append(it.Categories, t.Name)
	}
	for _, k := range pg.Corrections {
		it.Corrections = append(it.Corrections, feed.Correction{Kind: correctionNames[k.Kind], Text: k.Text, At: k.At})
	}
	if p, ok := photos[photo.ID(pg.Photo)]; ok && pg.Photo != 0 && !p.Killed() && pg.Lead != nil {
		bp := s.Photos.Picture(p, pg.Lead.PhotoUse, s.cfg.URL)
		it.Image = &feed.Image{
			URL: bp.URL, Type: "image/jpeg", Width: bp.Width, Height: bp.Height, Credit: creditLine(bp.Creator, bp.Agency, bp.Source), Caption: bp.Caption.String(), Copyright: bp.Copyright,
		}
	}
	return it
}

// permanent names a story for as long as the site stands, whatever its slug
// becomes.
func (s *Site) permanent(id story.ID) string {
	return s.cfg.URL + "/api/stories/" + strconv.FormatInt(int64(id), 10)
}
