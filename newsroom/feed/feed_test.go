package feed

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
)

// formats are the three ways to write a feed.
func formats(t *testing.T, f Feed) map[string][]byte {
	t.Helper()
	asJSON, err := JSON(f)
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"rss": RSS(f), "atom": Atom(f), "json": asJSON}
}

func parse(t *testing.T, b []byte) *gofeed.Feed {
	t.Helper()
	f, err := gofeed.NewParser().ParseString(string(b))
	if err != nil {
		t.Fatalf("%v in\n%s", err, b)
	}
	return f
}

// TestReadBack reads each format with a parser that is not ours.
func TestReadBack(t *testing.T) {
	t.Parallel()
	want := harbour()
	for name, b := range formats(t, want) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := parse(t, b)
			same(t, "kind", got.FeedType, name)
			same(t, "title", got.Title, want.Title)
			same(t, "link", got.Link, want.URL)
			same(t, "self", got.FeedLink, want.SelfURL)
			same(t, "language", got.Language, want.Language)
			if len(got.Items) != 2 {
				t.Fatalf("%d items", len(got.Items))
			}
			it, from := got.Items[0], want.Items[0]
			same(t, "id", it.GUID, from.ID)
			same(t, "link", it.Link, from.URL)
			same(t, "title", it.Title, from.Title)
			if !it.PublishedParsed.Equal(from.Published) {
				t.Errorf("published %v", it.PublishedParsed)
			}
			if name != "rss" && !it.UpdatedParsed.Equal(from.Updated) {
				t.Errorf("updated %v", it.UpdatedParsed)
			}
			var authors []string
			if it.DublinCoreExt != nil { // the parser keeps only the first as Authors
				authors = it.DublinCoreExt.Creator
			} else {
				for _, a := range it.Authors {
					authors = append(authors, a.Name)
				}
			}
			if !slices.Equal(authors, from.Authors) {
				t.Errorf("authors %q", authors)
			}
			if !slices.Equal(it.Categories, from.Categories) {
				t.Errorf("categories %q", it.Categories)
			}
			if !strings.HasPrefix(it.Content, from.HTML) {
				t.Errorf("content %q", it.Content)
			}
		})
	}
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %q, want %q", what, got, want)
	}
}

// TestRights: the photo carries photographer, words and notice in every format.
func TestRights(t *testing.T) {
	t.Parallel()
	for name, b := range formats(t, harbour()) {
		for _, want := range []string{"Mona Haddad / AFP", "Boats leave the harbour.", "2013 AFP", "© 2026 The Meridian", "1200", "675", "81234"} {
			if !strings.Contains(string(b), want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
	}
	media := parse(t, RSS(harbour())).Items[0].Extensions["media"]["content"][0]
	same(t, "medium", media.Attrs["medium"], "image")
	same(t, "width", media.Attrs["width"], "1200")
	same(t, "credit", media.Children["credit"][0].Value, "Mona Haddad / AFP")
	same(t, "text", media.Children["text"][0].Value, "Boats leave the harbour.")
	same(t, "copyright", media.Children["copyright"][0].Value, "2013 AFP")
}

// TestCorrections: who reads only the feed reads the correction, in the text
// and in the summary.
func TestCorrections(t *testing.T) {
	t.Parallel()
	const inText = `<aside><p><strong>Correction (2026-11-20):</strong> The talks began on &lt;Tuesday&gt;.</p><p>An earlier version said Monday.</p></aside>`
	for name, b := range formats(t, harbour()) {
		it := parse(t, b).Items[0]
		if !strings.Contains(it.Content, inText) {
			t.Errorf("%s: text is\n%s", name, it.Content)
		}
		if !strings.Contains(it.Description, "Correction (2026-11-20): The talks began on") || !strings.HasPrefix(it.Description, "Envoys met") {
			t.Errorf("%s: summary is %q", name, it.Description)
		}
	}
}

// TestPermanent: a new slug and a correction leave a story's id alone.
func TestPermanent(t *testing.T) {
	t.Parallel()
	f := harbour()
	f.Items[0].URL, f.Items[0].Title = "https://meridian.example/world/other", "Other"
	before, after := formats(t, harbour()), formats(t, f)
	for name := range before {
		same(t, name, parse(t, after[name]).Items[0].GUID, parse(t, before[name]).Items[0].GUID)
	}
}

// TestRules holds what the formats demand beyond what a lenient parser sees.
func TestRules(t *testing.T) {
	t.Parallel()
	rss, atom := string(RSS(harbour())), string(Atom(harbour()))
	bare := Feed{Title: "Empty", SelfURL: "https://meridian.example/feed.atom"}
	for _, tc := range []struct {
		name, in, want string
		absent         bool
	}{
		{name: "guid is no link", in: rss, want: `<guid isPermaLink="false">https://meridian.example/api/stories/9</guid>`},
		{name: "pubDate has four digits of year", in: rss, want: "<pubDate>Thu, 19 Nov 2026 05:30:00 GMT</pubDate>"},
		{name: "a summary is HTML in RSS", in: rss, want: "Envoys met at &amp;lt; 6 a.m."},
		{name: "no e-mail author", in: rss, want: "<author>", absent: true},
		{name: "enclosure", in: rss, want: `<enclosure url="https://meridian.example/photo/1.jpg?w=1200&amp;h=675" length="81234" type="image/jpeg"/>`},
		{name: "hub in RSS", in: rss, want: `<atom:link rel="hub" href="https://hub.example/"/>`},
		{name: "language of a story in RSS", in: rss, want: "<dc:language>ar</dc:language>"},
		{name: "correction moves updated", in: rss, want: "<atom:updated>2026-11-20T08:30:00+01:00</atom:updated>"},
		{name: "feed is as new as its newest change", in: atom, want: "<updated>2026-11-20T08:30:00+01:00</updated>"},
		{name: "hub in Atom", in: atom, want: `<link rel="hub" href="https://hub.example/"/>`},
		{name: "feed author covers stories without byline", in: atom, want: "<name>Syria — The Meridian</name>"},
		{name: "language of a story in Atom", in: atom, want: `<entry xml:lang="ar">`},
		{name: "never updated is published", in: atom, want: "<updated>2026-11-19T05:30:00+01:00</updated>"},
		{name: "an empty Atom feed has a date", in: string(Atom(bare)), want: "<updated>1970-01-01T00:00:00Z</updated>"},
		{name: "an empty Atom feed has an id", in: string(Atom(bare)), want: "<id>https://meridian.example/feed.atom</id>"},
		{name: "an empty RSS feed has no date", in: string(RSS(bare)), want: "lastBuildDate", absent: true},
		{name: "an empty RSS feed has a description", in: string(RSS(bare)), want: "<description>Empty</description>"},
	} {
		if strings.Contains(tc.in, tc.want) == tc.absent {
			t.Errorf("%s: %s in\n%s", tc.name, tc.want, tc.in)
		}
	}
}

// TestJSONFeed checks members that version 1.1 demands.
func TestJSONFeed(t *testing.T) {
	t.Parallel()
	var got struct {
		Version string
		Hubs    []struct{ Type, URL string }
		Items   []map[string]any
	}
	b, err := JSON(harbour())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	same(t, "version", got.Version, "https://jsonfeed.org/version/1.1")
	if len(got.Hubs) != 1 || got.Hubs[0].Type != "WebSub" {
		t.Errorf("hubs %v", got.Hubs)
	}
	if _, has := got.Items[0]["content_text"]; has {
		t.Error("a story with HTML has content_text as well")
	}
	if text, has := got.Items[1]["content_text"]; !has || text != "" {
		t.Errorf("a story without text has content_text %v", text)
	}
	if b, err = JSON(Feed{}); err != nil || !strings.Contains(string(b), `"items":[]`) {
		t.Errorf("an empty feed is %s, %v", b, err)
	}
}

// TestPortable: what raw HTML may hold and a feed may not.
func TestPortable(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, in, want string }{
		{"plain text is left alone", "<P>A &amp; B<br/> <em title=x>c</em></P>", "<P>A &amp; B<br/> <em title=x>c</em></P>"},
		{"script", "a<script>alert(1)</script>b", "ab"},
		{"script that never ends", "a<script>alert(1)", "a"},
		{"script that ends itself", "a<SCRIPT/>x</script>b", "ab"},
		{"style and iframe", `a<style>p{}</style><iframe src="/x"><p>no</p></iframe>b`, "ab"},
		{"form keeps its words", "<form><p>Ask</p><input><button>Go</button></form>", "<p>Ask</p>Go"},
		{"handler", `<p onclick="x()" id="a">b</p>`, `<p id="a">b</p>`},
		{"inline style", `<p style="x" id="a">b</p>`, `<p id="a">b</p>`},
		{"comment", "a<!-- <p> -->b", "ab"},
		{"relative link", `<a href="/x?a=1&amp;b=2">y</a>`, `<a href="https://meridian.example/x?a=1&amp;b=2">y</a>`},
		{"relative to the story", `<img src="x.jpg">`, `<img src="https://meridian.example/world/x.jpg">`},
		{"without scheme", `<img src="//cdn.example/x.jpg">`, `<img src="https://cdn.example/x.jpg">`},
		{"fragment", `<a href="#note-1">y</a>`, `<a href="https://meridian.example/world/story#note-1">y</a>`},
		{"code as a link", `<a href=" JavaScript:x()">y</a>`, `<a href="">y</a>`},
		{"mail", `<a href="mailto:a@b.example">y</a>`, `<a href="mailto:a@b.example">y</a>`},
		{"relative srcset", `<img src="https://a.example/1" srcset="/1 1x, https://a.example/2 2x">`, `<img src="https://a.example/1">`},
		{"absolute srcset", `<img srcset="https://a.example/1 1x, https://a.example/2 2x">`, `<img srcset="https://a.example/1 1x, https://a.example/2 2x">`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			it := Item{HTML: tc.in, URL: "https://meridian.example/world/story"}
			same(t, "text", it.text(), tc.want)
		})
	}
}

// TestIllegal: control characters vanish from every format, surrogates and
// broken UTF-8 do no harm.
func TestIllegal(t *testing.T) {
	t.Parallel()
	f := harbour()
	f.Items[0].Title = "a\x00\x08\x0b\x1f\ufffeb\xffc"
	for name, b := range formats(t, f) {
		same(t, name, parse(t, b).Items[0].Title, "ab\ufffdc")
	}
}

func wellFormed(t *testing.T, b []byte) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(b)))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("not XML: %v in\n%s", err, b)
		}
	}
}

// FuzzFeed writes hostile text in every place and reads it back.
func FuzzFeed(f *testing.F) {
	f.Add("a", "<p>b</p>", "https://a.example/", int64(1))
	f.Add("]]><x a='", "</content><script>\x00", "\" onload=\"\n\t", int64(-1<<62))
	f.Add("\xff\ud7ff\ufffe&#0;", `<a href="%zz" on=x srcset=,,><svg/onload=1>`, "://%", int64(1<<40))
	f.Fuzz(func(t *testing.T, text, markup, address string, unix int64) {
		at := time.Unix(unix%(1<<35), 0).UTC()
		if y := at.Year(); y < 1 || y > 9999 {
			at = time.Time{}
		}
		feed := Feed{
			Title: text, Description: text, URL: address, SelfURL: address, HubURL: address, Language: text, Copyright: text, ID: address, Updated: at,
			Items: []Item{{
				ID: address, URL: address, Title: text, Summary: text, HTML: markup, Authors: []string{text}, Published: at, Categories: []string{text}, Language: text,
				Image: &Image{URL: address, Type: text, Credit: text, Caption: text, Copyright: text, Bytes: unix}, Corrections: []Correction{{text, text, at}},
			}},
		}
		for _, b := range [][]byte{
			RSS(feed), Atom(feed), Sitemap([]Location{{address, at}}), SitemapIndex([]Location{{address, at}}), NewsSitemap(text, []News{{address, text, text, at}}),
		} {
			wellFormed(t, b)
		}
		b, err := JSON(feed)
		if err != nil || !json.Valid(b) {
			t.Fatalf("%v in %s", err, b)
		}
		for line := range strings.Lines(string(Robots(address, []string{address}))) {
			if !strings.HasPrefix(line, "User-agent: *\n") && !strings.HasPrefix(line, "Disallow: ") && !strings.HasPrefix(line, "Sitemap: ") && line != "\n" {
				t.Fatalf("robots.txt has the line %q", line)
			}
		}
		again := Item{HTML: feed.Items[0].text(), URL: address}
		if low := strings.ToLower(again.HTML); strings.Contains(low, "<script") || strings.Contains(low, "<iframe") || strings.Contains(low, "<style") {
			if once := again.text(); once != again.HTML {
				t.Fatalf("not clean after one pass: %q", again.HTML)
			}
		}
	})
}
