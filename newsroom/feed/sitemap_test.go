package feed

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"
)

func TestSitemap(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 19, 6, 30, 0, 0, time.FixedZone("", 3600))
	var got struct {
		XMLName xml.Name
		URL     []struct {
			Loc     string `xml:"loc"`
			Lastmod string `xml:"lastmod"`
		} `xml:"url"`
	}
	b := Sitemap([]Location{{"https://meridian.example/a?b&c=<'\">", at}, {URL: "https://meridian.example/"}, {Modified: at}})
	if err := xml.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	same(t, "namespace", got.XMLName.Space, nsSitemap)
	if len(got.URL) != 2 {
		t.Fatalf("%d addresses, want 2: one without an address is left out", len(got.URL))
	}
	same(t, "loc", got.URL[0].Loc, "https://meridian.example/a?b&c=<'\">")
	same(t, "lastmod", got.URL[0].Lastmod, "2026-11-19T06:30:00+01:00")
	same(t, "unknown lastmod", got.URL[1].Lastmod, "")
}

func TestLimits(t *testing.T) {
	t.Parallel()
	many := make([]Location, sitemapMost+1)
	for i := range many {
		many[i].URL = "https://a.example/"
	}
	for _, b := range [][]byte{Sitemap(many), SitemapIndex(many)} {
		if n := strings.Count(string(b), "<loc>"); n != 50000 {
			t.Errorf("%d addresses", n)
		}
		if len(b) > 50<<20 {
			t.Errorf("%d bytes", len(b))
		}
	}
	if n := strings.Count(string(NewsSitemap("A", make([]News, newsMost+1))), "<news:news>"); n != 1000 {
		t.Errorf("%d stories", n)
	}
	empty := NewsSitemap("A", nil)
	wellFormed(t, empty)
	if strings.Contains(string(empty), "<url>") {
		t.Errorf("an empty news sitemap is %s", empty)
	}
}

func TestNewsLanguage(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ tag, want string }{
		{"en", "en"},
		{"en-GB", "en"},
		{"pt-BR", "pt"},
		{"ckb-IQ", "ckb"},
		{"zh", "zh-cn"},
		{"zh-CN", "zh-cn"},
		{"zh-Hans-SG", "zh-cn"},
		{"zh-Hant", "zh-tw"},
		{"zh-TW", "zh-tw"},
		{"zh-HK", "zh-tw"},
		{"", "und"},
		{"not a language", "und"},
	} {
		if got := newsLanguage(tc.tag); got != tc.want {
			t.Errorf("%q gives %q, want %q", tc.tag, got, tc.want)
		}
	}
}

func TestRobots(t *testing.T) {
	t.Parallel()
	got := string(Robots("https://example.org/paper/", []string{"https://example.org/paper/sitemap.xml", "https://example.org/a\nDisallow: /"}))
	want := "User-agent: *\nDisallow: /paper/desk/\nDisallow: /paper/search$\nDisallow: /paper/search?\n\n" +
		"Sitemap: https://example.org/paper/sitemap.xml\nSitemap: https://example.org/a%20Disallow:%20/\n"
	same(t, "robots.txt", got, want)
}
