// Package site is the readers' door: it finds what stands at an address,
// gathers it in one read, and prints it with the theme. All that readers see
// comes through here, and only what went through the gate in package story can
// come through.
package site

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/journal"
	"dateline/newsroom/masthead"
	"dateline/newsroom/photo"
	"dateline/newsroom/related"
	"dateline/newsroom/search"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/site/pagecache"
	"dateline/site/theme"
)

// Config is what the operator decides about the reader site.
type Config struct {
	URL        string // absolute address of the site, no trailing slash
	CacheBytes int    // memory for finished pages; 0 renders each time
	Dev        bool   // live reload
	Version    string
}

// Deps is what the site needs from the house.
type Deps struct {
	DB      *database.DB
	Clock   clock.Clock
	Log     *slog.Logger
	Stories *story.Stories
	Tags    *tag.Tags
	Photos  *photo.Photos
	Names   *masthead.Mastheads
	Search  *search.Clippings
	Related *related.Related
	Theme   *theme.Theme
}

// Site serves readers.
type Site struct {
	Deps
	cfg    Config
	cache  *pagecache.Cache
	routes *http.ServeMux
	chrome atomic.Pointer[chrome]
	maps   drawings
}

// New builds the reader site.
func New(cfg Config, deps Deps) *Site {
	s := &Site{Deps: deps, cfg: cfg, cache: pagecache.New(cfg.CacheBytes, deps.Clock)}
	s.cfg.URL = strings.TrimSuffix(cfg.URL, "/")
	s.routes = s.newRoutes()
	return s
}

// Cache gives the page cache, for metrics.
func (s *Site) Cache() *pagecache.Cache { return s.cache }

// ServeHit sends a page that is in memory, and says whether there was one.
// Nothing else need be looked at before it.
func (s *Site) ServeHit(w http.ResponseWriter, r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && r.URL.RawQuery == "" && s.cache.ServeHit(w, r, r.URL.Path)
}

// ServeHTTP answers a reader.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.routes.ServeHTTP(w, r) }

// Obey drops what journal entries have made stale. It is called on every node
// for every change, in order.
func (s *Site) Obey(ctx context.Context, entries []journal.Entry) {
	for _, e := range entries {
		switch {
		case e.Touched.All:
			s.Tags.Forget()
			s.Names.Forget()
		case e.Noun == "tag":
			s.Tags.Forget()
		case e.Noun == "story" && e.Kind != "save":
			s.Stories.Wake()
		}
	}
	for _, e := range entries {
		var d *tag.Drawer
		err := error(nil)
		if e.Noun == "tag" {
			d, err = s.Tags.Drawer(ctx)
		}
		if e.Touched.All || err != nil {
			s.cache.PurgeAll()
			continue
		}
		s.cache.Purge(keysOf(e, d)...)
	}
}
