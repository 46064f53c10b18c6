package site

import (
	"bytes"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"dateline/internal/database"
	"dateline/newsroom/search"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/site/markup"
	"dateline/site/view"
)

// Limits of a search.
const (
	maxSearchWords = 200 // characters of a query
	maxSearchPage  = 25
	popularTopics  = 12
)

// search answers for /search. Results are not kept: there are too many
// different ones, and what was killed must never be found.
func (s *Site) search(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	c, err := s.frame(ctx)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	sh := &sheet{chrome: c, ctx: ctx, r: r, tell: newTeller(s.Clock.Now(), c.location, c.masthead.Language)}
	var data *view.Search
	err = s.DB.Read(ctx, func(q *database.Snapshot) error {
		sh.q = q
		data, err = s.searchPage(sh)
		return err
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var out bytes.Buffer
	if err := s.Theme.Render(&out, "search", data); err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	for name, values := range s.pageHeader(http.StatusOK, "text/html; charset=utf-8", nil) {
		h[name] = values
	}
	h.Set("Cache-Control", "private, no-store")
	h.Del("Cdn-Cache-Control")
	_, _ = w.Write(out.Bytes()) // the reader may have gone
}

func (s *Site) searchPage(sh *sheet) (*view.Search, error) {
	query := sh.r.URL.Query()
	text := strings.TrimSpace(query.Get("q"))
	data := &view.Search{Page: s.page(sh.chrome, "search", "Search", "/search"), Newest: query.Get("order") == "newest"}
	data.NoIndex, data.Query = true, text
	data.OpenGraph = markup.PageMeta(s.pageMarkup(sh, &data.Page, nil))
	if len([]rune(text)) > maxSearchWords {
		data.Query = string([]rune(text)[:maxSearchWords])
		data.Message = "That is too long to search for. Try fewer words."
		return data, nil
	}
	number, err := pageNumber(sh.r)
	if err != nil || number > maxSearchPage {
		number = 1
	}
	if text != "" {
		data.Title = "Search: " + text
		if err := s.searchResults(sh, data, text, number); err != nil {
			return nil, err
		}
	}
	if data.Total == 0 {
		data.Popular, err = s.popular(sh)
	}
	return data, err
}

func (s *Site) searchResults(sh *sheet, data *view.Search, text string, number int) error {
	r, err := s.Search.Search(sh.ctx, sh.q, search.Query{Text: text, Newest: data.Newest, Limit: perPage, Offset: (number - 1) * perPage})
	if err != nil {
		return err
	}
	ids := make([]story.ID, 0, len(r.Hits))
	snippets := make(map[story.ID]template.HTML, len(r.Hits))
	for _, h := range r.Hits {
		ids = append(ids, h.ID)
		snippets[h.ID] = template.HTML(h.Snippet) //nolint:gosec // package search escapes
	}
	if data.Cards, err = s.cards(sh, ids); err != nil {
		return err
	}
	for i := range data.Cards {
		data.Cards[i].Snippet = snippets[story.ID(data.Cards[i].ID)]
	}
	data.Total, data.More = r.Total, r.More
	q := url.Values{"q": {text}}
	if data.Newest {
		q.Set("order", "newest")
	}
	data.Paging = paging("/search", q, number, number*perPage < r.Total && number < maxSearchPage)
	return nil
}

// popular gives the topics of the newest stories, for those who found nothing.
func (s *Site) popular(sh *sheet) ([]view.Link, error) {
	used, err := s.Stories.RecentTags(sh.ctx, sh.q, tag.Topic, popularTopics)
	return sh.linksOf(used), err
}
