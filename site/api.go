package site

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"dateline/newsroom/photo"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/newsroom/wire"
	"dateline/site/pagecache"
)

const ninjsMedia = "application/json; charset=utf-8"

// apiStory answers for /api/stories/{id}: one public story as ninjs.
func (s *Site) apiStory(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id <= 0 {
		s.missing(w, r)
		return
	}
	s.data(w, r, ninjsMedia, func(sh *sheet) ([]byte, error) {
		sh.carry(storyKey(story.ID(id)))
		pg, err := s.Stories.PublicByID(sh.ctx, sh.q, story.ID(id))
		if err != nil {
			return nil, err
		}
		return s.ninjs(sh, pg)
	})
}

// Limits of the list of public stories.
const (
	apiPerPage = 20
	apiMost    = 100
)

// apiStories answers for /api/stories: the newest public stories as an array
// of ninjs items, of one section, place, topic, person or series where the
// query names it by its slug.
func (s *Site) apiStories(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	limit, err := strconv.Atoi(query.Get("limit"))
	if err != nil || limit < 1 || limit > apiMost {
		limit = apiPerPage
	}
	number, err := pageNumber(r)
	if err != nil {
		number = 1
	}
	key := fmt.Sprintf("%s?limit=%d&page=%d", r.URL.Path, limit, number)
	for _, kind := range tag.Kinds() {
		if slug := query.Get(string(kind)); slug != "" {
			key += "&" + string(kind) + "=" + slug
			break
		}
	}
	s.serve(w, r, key, func() (pagecache.Page, error) {
		return s.dataPage(detached(r), ninjsMedia, func(sh *sheet) ([]byte, error) {
			ids, err := s.apiIDs(sh, story.Window{Limit: limit, Offset: (number - 1) * limit})
			if err != nil {
				return nil, err
			}
			pages, err := s.Stories.Pages(sh.ctx, sh.q, ids)
			if err != nil {
				return nil, err
			}
			var out bytes.Buffer
			out.WriteByte('[')
			for i := range pages {
				if i > 0 {
					out.WriteString(",\n")
				}
				sh.carry(storyKey(pages[i].ID))
				item, err := s.ninjs(sh, pages[i])
				if err != nil {
					return nil, err
				}
				out.Write(bytes.TrimSpace(item))
			}
			out.WriteString("]\n")
			return out.Bytes(), nil
		})
	})
}

func (s *Site) apiIDs(sh *sheet, window story.Window) ([]story.ID, error) {
	query := sh.r.URL.Query()
	for _, kind := range tag.Kinds() {
		slug := query.Get(string(kind))
		if slug == "" {
			continue
		}
		t, _, ok := sh.drawer.BySlug(kind, slug)
		if !ok {
			return nil, notFound()
		}
		sh.carryTags(t.ID)
		sh.carry(listKey(t.ID))
		return s.Stories.ByTag(sh.ctx, sh.q, t.ID, window)
	}
	sh.carry(latestKey)
	return s.Stories.Latest(sh.ctx, sh.q, window)
}

// ninjs gives a public story as an agency's item.
func (s *Site) ninjs(sh *sheet, pg story.Page) ([]byte, error) {
	ids := make([]photo.ID, 0, 4)
	sh.carryContent(&pg.Content)
	for _, id := range pg.Content.PhotoIDs() {
		ids = append(ids, photo.ID(id))
		sh.carry(photoKey(id))
	}
	photos, err := s.Photos.ByIDs(sh.ctx, sh.q, ids)
	if err != nil {
		return nil, err
	}
	cards, err := s.linked(sh, &pg)
	if err != nil {
		return nil, err
	}
	paths := make(map[story.ID]string, len(cards))
	for i := range cards {
		paths[cards[i].ID] = cards[i].Path
	}
	return wire.Encode(wire.FromPage(pg), wire.Paper{Tags: sh.drawer, Photos: photos, Resolver: resolver{s, photos, paths, ""}, Masthead: sh.masthead, BaseURL: s.cfg.URL})
}
