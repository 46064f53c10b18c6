package site_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/story"
)

// patterns reads the routes from the file that lists them, so that a new one
// without a row below fails the test.
func patterns(t *testing.T) map[string]bool {
	t.Helper()
	source, err := os.ReadFile("routes.go")
	testkit.NoError(t, err)
	all := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?:page\(|words\(|HandleFunc\()"(?:GET )?(/[^"]*)"`).FindAllStringSubmatch(string(source), -1) {
		all[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`\{"(/[a-z]+)", "[A-Z]`).FindAllStringSubmatch(string(source), -1) {
		all[m[1]], all[m[1]+"/{slug}"] = true, true
	}
	if len(all) < 25 {
		t.Fatalf("only %d routes are read from routes.go", len(all))
	}
	return all
}

const (
	page    = "text/html; charset=utf-8"
	words   = "text/plain; charset=utf-8"
	xml     = "application/xml; charset=utf-8"
	drawing = "image/svg+xml"
)

func TestEveryRouteAnswers(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	m, err := h.names.Current(t.Context())
	testkit.NoError(t, err)
	m.About, m.Ethics = "Who we are.", "What we hold to."
	testkit.NoError(t, h.names.Set(t.Context(), account.Operator("test"), m))
	p := h.photo(90)
	c := h.filed("The talks go on")
	c.Lead = lead(p)
	st := h.live(c)
	c = h.plain("The talks in figures")
	c.Lead = &story.Lead{Chart: json.RawMessage(`{"kind":"line","Title":"Days","Unit":"days","Labels":["1","2"],"Values":[1,2]}`)}
	h.live(c)
	other := h.live(h.plain("Withdrawn soon"))
	_, err = h.stories.Withdraw(t.Context(), editor, other.ID, other.Rev, "It was too soon.")
	testkit.NoError(t, err)
	asset := regexp.MustCompile(`/assets/[^"]+\.css`).FindString(h.page("/"))
	stale := strings.Replace(file(p), p.Token()[9:], "00000000", 1)
	guess := strings.Replace(file(p), p.Token()[:8], "00000000", 1)

	covered := map[string]bool{}
	for _, row := range []struct {
		target string
		status int
		media  string // or where it leads
	}{
		{"/", 200, page},
		{"/corrections", 200, page},
		{"/search", 200, page},
		{"/search?q=talks", 200, page},
		{"/places", 200, page},
		{"/places/tripoli", 200, page},
		{"/places/atlantis", 404, page},
		{"/topics", 200, page},
		{"/topics/diplomacy", 200, page},
		{"/people", 200, page},
		{"/people/ana-lima", 200, page},
		{"/organisations", 200, page},
		{"/organisations/united-nations", 200, page},
		{"/series", 200, page},
		{"/series/the-long-road", 200, page},
		{"/about", 200, page},
		{"/ethics", 200, page},
		{"/about-the-data", 200, page},
		{file(p), 200, "image/jpeg"},
		{stale, 302, file(p)},
		{guess, 404, words},
		{"/photo/", 404, words},
		{"/photo/1/x/320.jpg", 404, words},
		{"/maps/tripoli.svg", 200, drawing},
		{"/maps/diplomacy.svg", 404, words},
		{"/maps/tripoli", 404, words},
		{"/charts/2.svg", 200, drawing},
		{"/charts/1.svg", 404, words},
		{"/charts/x.svg", 404, words},
		{asset, 200, "text/css; charset=utf-8"},
		{"/assets/none.css", 404, words},
		{"/dev/changes", 404, words},
		{"/robots.txt", 200, words},
		{"/sitemap.xml", 200, xml},
		{"/sitemaps/lists.xml", 200, xml},
		{"/sitemaps/news.xml", 200, xml},
		{"/sitemaps/stories-0.xml", 200, xml},
		{"/sitemaps/stories-00.xml", 404, words},
		{"/sitemaps/stories-9.xml", 404, words},
		{"/favicon.ico", 302, "/assets/icon."},
		{"/api/stories", 200, "application/json; charset=utf-8"},
		{"/api/stories/1", 200, "application/json; charset=utf-8"},
		{"/api/stories/99", 404, words},
		{"/api/stories/x", 404, words},
		{"/international", 200, page},
		{"/international/europe", 200, page},
		{"/europe", 301, "/international/europe"},
		{"/international/", 301, "/international"},
		{st.Path, 200, page},
		{st.Path + "/", 301, st.Path},
		{st.Path + "?page=2", 301, st.Path},
		{other.Path, 410, page},
		{st.Path + "-not", 404, page},
		{"/feed.rss", 200, "application/rss+xml; charset=utf-8"},
		{"/feed.atom", 200, "application/atom+xml; charset=utf-8"},
		{"/feed.json", 200, "application/feed+json"},
		{"/places/tripoli/feed.rss", 200, "application/rss+xml; charset=utf-8"},
		{"/feed.xml", 404, words},
		{"/nowhere/feed.rss", 404, words},
		{"/europe/feed.rss", 301, "/international/europe/feed.rss"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", row.target, nil)
		w := httptest.NewRecorder()
		h.site.ServeHTTP(w, r) // and not ServeHit, to learn the pattern
		covered[strings.TrimPrefix(r.Pattern, "GET ")] = true
		got := w.Header().Get("Content-Type")
		if row.status == 301 || row.status == 302 {
			got = w.Header().Get("Location")
		}
		if w.Code != row.status || !strings.HasPrefix(got, row.media) {
			t.Errorf("%s answers %d, %q; want %d, %q", row.target, w.Code, got, row.status, row.media)
		}
		if w.Code == http.StatusOK && (w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Content-Security-Policy") == "" && strings.HasPrefix(got, "text/html")) {
			t.Errorf("%s lacks the headers that protect readers", row.target)
		}
		for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
			if a := h.ask(method, row.target); a.status != http.StatusMethodNotAllowed || a.header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s answers %d", method, row.target, a.status)
			}
		}
	}
	for pattern := range patterns(t) {
		if !covered[pattern] {
			t.Errorf("no row asks for %s", pattern)
		}
	}
}

// TestRedirectsStayOnTheSite asks for addresses that a browser would read as
// another host.
func TestRedirectsStayOnTheSite(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	for _, target := range []string{"/%5Cevil.example/", "/%5C%5Cevil.example/x/", "/%5Cevil.example?page=2", "/%2Fevil.example/", "//evil.example/", "/%09/evil.example/", "/x%0d%0aSet-Cookie:a/"} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", target, nil)
		a := h.send(r)
		to := a.header.Get("Location")
		if len(to) > 1 && strings.ContainsAny(to[1:2], `/\`) || strings.ContainsAny(to, "\\\t\r\n") {
			t.Errorf("%s answers %d and leads to %q", target, a.status, to)
		}
	}
}

// TestForeignScripts asks for an address in letters that are not ASCII.
func TestForeignScripts(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	c := h.plain("محادثات في طرابلس")
	c.Language = "ar"
	st := h.live(c)
	text := h.page(st.Path)
	if !strings.Contains(text, `lang="ar"`) || !strings.Contains(text, `dir="rtl"`) {
		t.Error("the page does not say that it is in Arabic")
	}
	c.Slug = "talks"
	moved := h.change(st, c)
	a := h.wantStatus(st.Path, http.StatusMovedPermanently)
	testkit.Equal(t, a.header.Get("Location"), moved.Path)
	back := h.change(moved, func() story.Content { c.Slug = "محادثات"; return c }())
	a = h.wantStatus(moved.Path, http.StatusMovedPermanently)
	if to := a.header.Get("Location"); strings.ContainsFunc(to, func(r rune) bool { return r > 126 }) {
		t.Errorf("%q is not an address for a header", to)
	} else if !says(h.page(to), back.Content.Headline) {
		t.Errorf("%q does not lead to the story", to)
	}
}
