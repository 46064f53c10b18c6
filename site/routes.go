package site

import (
	"html/template"
	"net/http"
	"strings"

	"dateline/newsroom/tag"
)

// newRoutes lists every address of the reader site, top to bottom.
func (s *Site) newRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	page := func(pattern string, gather func(sh *sheet) (printed, error)) {
		mux.HandleFunc("GET "+pattern, s.themed(gather))
	}
	words := func(pattern, title string, text func(sh *sheet) template.HTML) {
		page(pattern, s.plainPage(title, text))
	}

	page("/{$}", s.frontPage)
	page("/corrections", s.correctionsPage)
	mux.HandleFunc("GET /search", s.search)

	for _, kind := range []struct {
		path, title string
		kind        tag.Kind
	}{
		{"/places", "Places", tag.Place},
		{"/topics", "Topics", tag.Topic},
		{"/people", "People", tag.Person},
		{"/organisations", "Organisations", tag.Organisation},
		{"/series", "Series", tag.Series},
	} {
		page(kind.path, s.directoryPage(kind.kind, kind.title))
		page(kind.path+"/{slug}", func(sh *sheet) (printed, error) { return s.tagPage(sh, kind.kind, sh.r.PathValue("slug")) })
	}

	words("/about", "About us", func(sh *sheet) template.HTML { return textBlock(sh.masthead.About) })
	words("/ethics", "Ethics", func(sh *sheet) template.HTML { return textBlock(sh.masthead.Ethics) })
	words("/about-the-data", "About the data", aboutTheData)

	mux.HandleFunc("GET /photo/", s.servePhoto)
	mux.HandleFunc("GET /maps/{file}", s.serveMap)
	mux.HandleFunc("GET /charts/{file}", s.serveChart)
	mux.HandleFunc("GET /assets/", s.serveAsset)
	mux.HandleFunc("GET /dev/changes", s.devChanges)

	mux.HandleFunc("GET /robots.txt", s.robots)
	mux.HandleFunc("GET /sitemap.xml", s.sitemapIndex)
	mux.HandleFunc("GET /sitemaps/{file}", s.sitemap)
	mux.HandleFunc("GET /favicon.ico", s.favicon)

	mux.HandleFunc("GET /api/stories", s.apiStories)
	mux.HandleFunc("GET /api/stories/{id}", s.apiStory)

	mux.HandleFunc("GET /", s.anything)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "This address can only be read.", http.StatusMethodNotAllowed)
	})
	return mux
}

// anything answers for sections, stories, and the feeds that stand below every
// list's address.
func (s *Site) anything(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	if last := path[strings.LastIndexByte(path, '/')+1:]; strings.HasPrefix(last, "feed.") {
		s.feed(w, r)
		return
	}
	if len(path) > 1 && strings.HasSuffix(path, "/") {
		http.Redirect(w, r, escaped(strings.TrimRight(path, "/")), http.StatusMovedPermanently)
		return
	}
	s.themed(s.sectionOrStory)(w, r)
}

// favicon sends browsers that ask for the old address to the theme's icon.
func (s *Site) favicon(w http.ResponseWriter, r *http.Request) {
	if icon := s.Theme.Asset("icon.svg"); icon != "" {
		w.Header().Set("Cache-Control", "public, max-age=86400")
		http.Redirect(w, r, icon, http.StatusFound)
		return
	}
	s.missing(w, r)
}

// devChanges tells a browser, in development, that the theme has changed.
func (s *Site) devChanges(w http.ResponseWriter, r *http.Request) {
	if !s.cfg.Dev {
		s.missing(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flusher := http.NewResponseController(w)
	_, _ = w.Write([]byte(": waiting\n\n"))
	_ = flusher.Flush()
	select {
	case <-r.Context().Done():
	case <-s.Theme.Changed():
		s.cache.PurgeAll()
		_, _ = w.Write([]byte("data: theme\n\n"))
		_ = flusher.Flush()
	}
}
