package site

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/story"
	"dateline/site/pagecache"
	"dateline/site/view"
)

// Lifetimes of pages that nobody purges.
const (
	listLife    = 60 * time.Second // a page with relative times
	missingLife = 30 * time.Second // "not found"
	feedLife    = 5 * time.Minute
)

// sheet is a page in the making: one read snapshot, and the keys of what it
// has shown so far.
type sheet struct {
	*chrome
	ctx  context.Context
	q    *database.Snapshot
	r    *http.Request
	tell teller
	keys []pagecache.Key
	life time.Duration
	// pictures goes before the addresses of photos: a proof shows some that
	// readers may not see.
	pictures string
}

func (sh *sheet) carry(keys ...pagecache.Key) { sh.keys = append(sh.keys, keys...) }

// printed is what a renderer hands over: a theme page and its data.
type printed struct {
	status int
	name   string // of the theme's page
	data   any
	noKeep bool
}

// render makes a themed page out of what gather finds.
func (s *Site) render(r *http.Request, gather func(sh *sheet) (printed, error)) (pagecache.Page, error) {
	ctx := r.Context()
	c, err := s.frame(ctx)
	if err != nil {
		return pagecache.Page{}, err
	}
	sh := &sheet{chrome: c, ctx: ctx, r: r, tell: newTeller(s.Clock.Now(), c.location, c.masthead.Language), life: listLife}
	sh.carry(sectionsKey, pathKey(r.URL.Path))
	var p printed
	err = s.DB.Read(ctx, func(q *database.Snapshot) error {
		sh.q = q
		p, err = gather(sh)
		return err
	})
	if err != nil {
		if p, err = s.problem(sh, err); err != nil {
			return pagecache.Page{}, err
		}
	}
	sh.keys = each(sh.keys)
	var out bytes.Buffer
	if err := s.Theme.Render(&out, p.name, p.data); err != nil {
		return pagecache.Page{}, err
	}
	return pagecache.Page{
		Status: p.status, Body: out.Bytes(), Keys: sh.keys, Life: sh.life, NoStore: p.noKeep,
		Header: s.pageHeader(p.status, "text/html; charset=utf-8", sh.keys),
	}, nil
}

// pageHeader gives the headers of a page: how long a browser and a CDN may
// keep it (only as long as a purge reaches them), what to purge it by, and
// what it may load.
func (s *Site) pageHeader(status int, media string, keys []pagecache.Key) http.Header {
	h := http.Header{
		"Content-Type":           {media},
		"X-Content-Type-Options": {"nosniff"},
		"Cache-Control":          {"public, max-age=0, must-revalidate"},
		"Cdn-Cache-Control":      {"max-age=60, stale-while-revalidate=30, stale-if-error=86400"},
		"Cache-Tag":              {joinKeys(keys, ",")},
		"Surrogate-Key":          {joinKeys(keys, " ")},
	}
	if status >= http.StatusBadRequest {
		h["Cdn-Cache-Control"] = []string{"max-age=5"}
	}
	if strings.HasPrefix(media, "text/html") {
		_, hash := s.Theme.Critical()
		h["Content-Security-Policy"] = []string{"default-src 'none'; script-src 'self'; style-src 'self' 'sha256-" + hash + "'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
			"frame-src https://www.youtube-nocookie.com https://player.vimeo.com; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"}
		h["Referrer-Policy"] = []string{"strict-origin-when-cross-origin"}
		h["Permissions-Policy"] = []string{"camera=(), geolocation=(), microphone=(), payment=(), usb=()"}
		h["Cross-Origin-Opener-Policy"] = []string{"same-origin"}
		if strings.HasPrefix(s.cfg.URL, "https://") {
			h["Strict-Transport-Security"] = []string{"max-age=31536000; includeSubDomains"}
		}
	}
	return h
}

// maxKeyHeader bounds the purge headers; CDNs cut longer ones.
const maxKeyHeader = 8 << 10

func joinKeys(keys []pagecache.Key, sep string) string {
	var b strings.Builder
	for _, k := range keys {
		if strings.HasPrefix(string(k), "path:") {
			continue
		}
		if b.Len()+len(k)+1 > maxKeyHeader {
			break
		}
		if b.Len() > 0 {
			b.WriteString(sep)
		}
		b.WriteString(string(k))
	}
	return b.String()
}

// themed serves a themed page through the cache. Only page=N counts of a
// query; the rest, campaign marks mostly, does not make another page.
func (s *Site) themed(gather func(sh *sheet) (printed, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, cacheKey(r), func() (pagecache.Page, error) { return s.render(detached(r), gather) })
	}
}

// detached gives r with a context that one reader's leaving does not end: the
// page may be for many.
func detached(r *http.Request) *http.Request {
	return r.WithContext(context.WithoutCancel(r.Context()))
}

func cacheKey(r *http.Request) string {
	if page := r.URL.Query().Get("page"); page != "" {
		return r.URL.Path + "?page=" + page
	}
	return r.URL.Path
}

func (s *Site) serve(w http.ResponseWriter, r *http.Request, key string, render func() (pagecache.Page, error)) {
	err := s.cache.Serve(w, r, key, render)
	var moved *redirect
	switch {
	case err == nil:
	case errors.As(err, &moved):
		w.Header().Set("Cache-Control", "public, max-age=0, must-revalidate")
		http.Redirect(w, r, escaped(moved.to), http.StatusMovedPermanently)
	default:
		s.fail(w, r, err)
	}
}

// escaped gives a path of this site as it stands in a header. What a browser
// could take for another host's address is written out.
func escaped(path string) string {
	path = (&url.URL{Path: path}).EscapedPath()
	if strings.HasPrefix(path, "//") {
		return "/%2F" + path[2:]
	}
	return path
}

// redirect is an "error" that sends the reader elsewhere.
type redirect struct{ to string }

func (m *redirect) Error() string { return "moved to " + m.to }

// fail answers when nothing could be printed at all.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return
	}
	status := http.StatusInternalServerError
	if fault.Is(err, fault.NotFound) {
		status = http.StatusNotFound
	} else {
		s.Log.LogAttrs(r.Context(), slog.LevelError, "page failed", slog.String("path", r.URL.Path), slog.String("error", err.Error()))
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, http.StatusText(status)+"\n\nThis page cannot be shown now. Please try again in a moment.", status)
}

// problem makes the page that tells a reader what is the matter.
func (s *Site) problem(sh *sheet, cause error) (printed, error) {
	var ended *story.Ended
	var moved *story.Moved
	switch {
	case errors.As(cause, &moved):
		return printed{}, &redirect{moved.To}
	case errors.As(cause, &ended):
		return s.gone(sh, ended)
	case fault.Is(cause, fault.NotFound):
		sh.life = missingLife
		return s.problemPage(sh, http.StatusNotFound, "We cannot find that page",
			"The address may be mistyped, or the page may have moved. Search for it, or go on with the latest stories.", time.Time{})
	}
	return printed{}, cause
}

func (s *Site) gone(sh *sheet, e *story.Ended) (printed, error) {
	if e.Publication == story.Withdrawn {
		return s.problemPage(sh, http.StatusGone, "This story was withdrawn", e.Reason, e.At)
	}
	return s.problemPage(sh, http.StatusGone, "This story is no longer available", "It was removed and will not come back.", e.At)
}

func (s *Site) problemPage(sh *sheet, status int, heading, text string, when time.Time) (printed, error) {
	data := &view.Problem{Page: s.page(sh.chrome, "error", heading, sh.r.URL.Path), Status: status, Heading: heading, Text: text}
	data.NoIndex, data.Canonical = true, ""
	if !when.IsZero() {
		data.When = sh.tell.date(when)
	}
	err := s.DB.Read(sh.ctx, func(q *database.Snapshot) (err error) {
		sh.q = q
		sh.carry(latestKey)
		data.Latest, err = s.latestCards(sh, story.Window{Limit: 6})
		return err
	})
	return printed{status: status, name: "problem", data: data}, err
}
