package site

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"dateline/newsroom/feed"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// Limits of sitemaps (sitemaps.org; Google's news sitemaps).
const (
	sitemapStories = 20000 // numbers a sitemap file spans
	newsFor        = 48 * time.Hour
	newsMost       = 1000
)

const xmlMedia = "application/xml; charset=utf-8"

func (s *Site) robots(w http.ResponseWriter, r *http.Request) {
	s.data(w, r, "text/plain; charset=utf-8", func(*sheet) ([]byte, error) {
		return feed.Robots(s.cfg.URL, []string{s.cfg.URL + "/sitemap.xml", s.cfg.URL + "/sitemaps/news.xml"}), nil
	})
}

// sitemapIndex lists the sitemaps: one of the lists, and one for each stretch
// of story numbers.
func (s *Site) sitemapIndex(w http.ResponseWriter, r *http.Request) {
	s.data(w, r, xmlMedia, func(sh *sheet) ([]byte, error) {
		sh.carry(latestKey)
		last, err := s.Stories.LastID(sh.ctx, sh.q)
		if err != nil {
			return nil, err
		}
		maps := []feed.Location{{URL: s.cfg.URL + "/sitemaps/lists.xml"}}
		for n := 0; int64(n)*sitemapStories <= int64(last); n++ {
			maps = append(maps, feed.Location{URL: fmt.Sprintf("%s/sitemaps/stories-%d.xml", s.cfg.URL, n)})
		}
		return feed.SitemapIndex(maps), nil
	})
}

func (s *Site) sitemap(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutSuffix(r.PathValue("file"), ".xml")
	number, numbered := strings.CutPrefix(name, "stories-")
	n, err := strconv.Atoi(number)
	switch {
	case ok && name == "news":
		s.data(w, r, xmlMedia, s.newsSitemap)
	case ok && name == "lists":
		s.data(w, r, xmlMedia, s.listSitemap)
	case ok && numbered && err == nil && n >= 0 && strconv.Itoa(n) == number:
		s.data(w, r, xmlMedia, func(sh *sheet) ([]byte, error) { return s.storySitemap(sh, n) })
	default:
		s.missing(w, r)
	}
}

func (s *Site) storySitemap(sh *sheet, n int) ([]byte, error) {
	sh.carry(latestKey)
	all, err := s.Stories.Sitemap(sh.ctx, sh.q, story.ID(n*sitemapStories), story.ID((n+1)*sitemapStories))
	if err != nil {
		return nil, err
	}
	if len(all) == 0 && n > 0 {
		return nil, notFound()
	}
	pages := make([]feed.Location, 0, len(all))
	for _, l := range all {
		pages = append(pages, feed.Location{URL: s.cfg.URL + l.Path, Modified: newest(l.PublishedAt, l.UpdatedAt)})
	}
	return feed.Sitemap(pages), nil
}

func (s *Site) listSitemap(sh *sheet) ([]byte, error) {
	sh.carry(latestKey)
	pages := []feed.Location{{URL: s.cfg.URL + "/"}, {URL: s.cfg.URL + "/corrections"}}
	for _, kind := range tag.Kinds() {
		sh.carry(kindKey(kind))
		used, err := s.Stories.TagsInUse(sh.ctx, sh.q, kind)
		if err != nil {
			return nil, err
		}
		for _, t := range sh.drawer.Kind(kind) {
			if used[t.ID] > 0 {
				pages = append(pages, feed.Location{URL: s.cfg.URL + sh.links[t.ID].URL})
			}
		}
	}
	return feed.Sitemap(pages), nil
}

// newsSitemap lists what was published in the last 48 hours. It is right for
// as long as its oldest story is young enough.
func (s *Site) newsSitemap(sh *sheet) ([]byte, error) {
	sh.carry(latestKey)
	now := s.Clock.Now()
	all, err := s.Stories.Since(sh.ctx, sh.q, now.Add(-newsFor), newsMost)
	if err != nil {
		return nil, err
	}
	items := make([]feed.News, 0, len(all))
	for _, l := range all {
		items = append(items, feed.News{URL: s.cfg.URL + l.Path, Title: l.Headline, Language: l.Language, Published: l.PublishedAt.In(sh.location)})
	}
	if len(all) > 0 {
		sh.life = min(sh.life, max(time.Second, all[len(all)-1].PublishedAt.Add(newsFor).Sub(now)))
	}
	return feed.NewsSitemap(sh.masthead.Name, items), nil
}
