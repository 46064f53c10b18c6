package feed

import (
	"flag"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the golden files anew")

// harbour is a feed of two stories: one with everything a story can have, one
// with almost nothing.
func harbour() Feed {
	zone := time.FixedZone("CET", 3600)
	first := time.Date(2026, 11, 19, 6, 30, 0, 0, zone)
	return Feed{
		Title: "Syria — The Meridian", Description: "News & analysis from Syria", URL: "https://meridian.example/places/syria", SelfURL: "https://meridian.example/places/syria/feed.rss", HubURL: "https://hub.example/",
		Language: "en-GB", Copyright: "© 2026 The Meridian", ID: "https://meridian.example/places/syria/",
		Items: []Item{
			{
				ID: "https://meridian.example/api/stories/9", URL: "https://meridian.example/world/harbour-talks", Title: `Harbour talks <resume> & "hope"`, Summary: "Envoys met at < 6 a.m.",
				HTML:    `<p>Text with <a href="https://meridian.example/x?a=1&amp;b=2">a link</a> ]]&gt; end.</p>` + "\n",
				Authors: []string{"Mona Haddad", "Jörg Weiß"}, Published: first, Updated: first.Add(26 * time.Hour), Categories: []string{"World", "Syria", "Diplomacy"}, Language: "en-GB",
				Image: &Image{
					URL: "https://meridian.example/photo/1.jpg?w=1200&h=675", Type: "image/jpeg", Width: 1200, Height: 675, Bytes: 81234, Credit: "Mona Haddad / AFP", Caption: "Boats leave the harbour.", Copyright: "2013 AFP",
				},
				Corrections: []Correction{{Kind: "Correction", Text: "The talks began on <Tuesday>.\n\nAn earlier version said Monday.", At: first.Add(26 * time.Hour)}},
			},
			{ID: "https://meridian.example/api/stories/8", URL: "https://meridian.example/world/short", Title: "مرحبا", Published: first.Add(-time.Hour), Language: "ar"},
		},
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	asJSON, err := JSON(harbour())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 19, 6, 30, 0, 0, time.UTC)
	got := []txtar.File{
		{Name: "feed.rss", Data: RSS(harbour())},
		{Name: "feed.atom", Data: Atom(harbour())},
		{Name: "feed.json", Data: asJSON},
		{Name: "sitemap-index.xml", Data: SitemapIndex([]Location{{"https://meridian.example/sitemaps/stories-0.xml", at}, {URL: "https://meridian.example/sitemaps/lists.xml"}})},
		{Name: "sitemap.xml", Data: Sitemap([]Location{{"https://meridian.example/a?b=1&c='2'", at}, {}})},
		{Name: "news.xml", Data: NewsSitemap("The Meridian", []News{{"https://meridian.example/a", "A & B", "en-GB", at}})},
		{Name: "robots.txt", Data: Robots("https://meridian.example", []string{"https://meridian.example/sitemap.xml"})},
	}
	const file = "testdata/feeds.txtar"
	if *update {
		out := &txtar.Archive{Comment: []byte("What harbour() in golden_test.go looks like in each format.\n"), Files: got}
		if err := os.WriteFile(file, txtar.Format(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Files) != len(got) {
		t.Fatalf("%s has %d parts, want %d", file, len(want.Files), len(got))
	}
	for i, f := range want.Files {
		if diff := cmp.Diff(string(f.Data), string(got[i].Data)); diff != "" || f.Name != got[i].Name {
			t.Errorf("%s (-want +got):\n%s", f.Name, diff)
		}
	}
}

// TestDeterministic: the same stories give the same bytes.
func TestDeterministic(t *testing.T) {
	t.Parallel()
	rss, atom := string(RSS(harbour())), string(Atom(harbour()))
	for range 10 {
		if string(RSS(harbour())) != rss || string(Atom(harbour())) != atom {
			t.Fatal("two runs differ")
		}
	}
}
