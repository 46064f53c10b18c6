package feed

import (
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// What one file may hold: https://www.sitemaps.org/protocol.html and Google's
// page on news sitemaps. What is over is left out, since a file over its limit
// would be ignored whole.
const (
	sitemapMost = 50000
	newsMost    = 1000
)

const (
	nsSitemap = "http://www.sitemaps.org/schemas/sitemap/0.9"
	nsNews    = "http://www.google.com/schemas/sitemap-news/0.9"
)

// Location is an address that search engines should know.
type Location struct {
	URL      string    // absolute
	Modified time.Time // of the last change a reader would care about; zero for unknown
}

// SitemapIndex lists sitemaps.
func SitemapIndex(maps []Location) []byte { return locations("sitemapindex", "sitemap", maps) }

// Sitemap lists pages.
func Sitemap(pages []Location) []byte { return locations("urlset", "url", pages) }

func locations(root, each string, all []Location) []byte {
	all = all[:min(len(all), sitemapMost)]
	d := document{append(make([]byte, 0, 256+160*len(all)), xmlHead...)}
	d.open(root, "xmlns", nsSitemap)
	for i := range all {
		if all[i].URL == "" {
			continue
		}
		d.open(each)
		d.leaf("loc", all[i].URL)
		d.leaf("lastmod", stamp(all[i].Modified))
		d.end(each)
	}
	d.end(root)
	return d.b
}

// News is a fresh story as news search lists it.
type News struct {
	URL       string // absolute
	Title     string // the headline on its page
	Language  string // BCP 47
	Published time.Time
}

// NewsSitemap lists stories younger than 48 hours, 1000 at most; the caller
// picks them. The publication's name must be the one news search knows. No
// stories make a legal file.
func NewsSitemap(publication string, items []News) []byte {
	items = items[:min(len(items), newsMost)]
	d := document{append(make([]byte, 0, 512+512*len(items)), xmlHead...)}
	d.open("urlset", "xmlns", nsSitemap, "xmlns:news", nsNews)
	for i := range items {
		it := &items[i]
		d.open("url")
		d.must("loc", it.URL)
		d.open("news:news")
		d.open("news:publication")
		d.must("news:name", publication)
		d.must("news:language", newsLanguage(it.Language))
		d.end("news:publication")
		d.leaf("news:publication_date", stamp(it.Published))
		d.must("news:title", it.Title)
		d.end("news:news")
		d.end("url")
	}
	d.end("urlset")
	return d.b
}

// newsLanguage gives the code of ISO 639 for a BCP 47 tag; Chinese is told
// apart by its script.
func newsLanguage(bcp47 string) string {
	t, err := language.Parse(bcp47)
	if err != nil {
		return "und"
	}
	base, _ := t.Base()
	if base.String() != "zh" {
		return base.String()
	}
	if script, _ := t.Script(); script.String() == "Hant" {
		return "zh-tw"
	}
	return "zh-cn"
}

// Robots writes robots.txt (RFC 9309): everything may be read but the desk with
// its previews, and search results.
func Robots(siteURL string, sitemaps []string) []byte {
	root := ""
	if u, err := url.Parse(siteURL); err == nil {
		root = strings.TrimSuffix(u.EscapedPath(), "/")
	}
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, path := range []string{"/desk/", "/search$", "/search?"} {
		b.WriteString("Disallow: " + root + path + "\n")
	}
	if len(sitemaps) > 0 {
		b.WriteString("\n")
	}
	for _, address := range sitemaps {
		b.WriteString("Sitemap: " + strings.Join(strings.Fields(clean(address)), "%20") + "\n")
	}
	return []byte(b.String())
}
