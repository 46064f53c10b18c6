package markup

import (
	"encoding/json"
	"flag"
	"html/template"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"dateline/site/view"
)

var update = flag.Bool("update", false, "write the golden files anew")

const home = "https://meridian.example"

func publisher() Publisher {
	return Publisher{Name: "The Meridian", URL: home + "/", Logo: home + "/assets/icon.svg", CorrectionsURL: home + "/corrections", EthicsURL: home + "/ethics", AboutURL: home + "/about"}
}

// talks is a story with everything a story can have.
func talks() *Article {
	first := time.Date(2026, 11, 19, 5, 30, 0, 0, time.UTC)
	var crops []Image
	for _, c := range []struct {
		name          string
		width, height int
	}{{"16x9", 1200, 675}, {"4x3", 1200, 900}, {"1x1", 1200, 1200}} {
		crops = append(crops, Image{
			URL: home + "/photo/1-" + c.name + ".jpg", Width: c.width, Height: c.height, Caption: "Boats leave the harbour.", Creator: "Mona Haddad", Credit: "Mona Haddad / AFP", Copyright: "2013 AFP",
			License: "https://creativecommons.org/licenses/by/4.0/", LicensePage: "https://afp.example/buy",
		})
	}
	tripoli := Thing{Kind: "place", Name: "Tripoli", URL: home + "/places/tripoli", SameAs: []string{"https://www.geonames.org/2210247", "http://www.wikidata.org/entity/Q3579"}, Lat: 32.88743, Lon: 13.18733, Located: true}
	syria := Thing{Kind: "place", Name: "Syria", URL: home + "/places/syria", SameAs: []string{"https://www.geonames.org/163843"}, Lat: 35, Lon: 38, Located: true}
	return &Article{
		URL: home + "/world/harbour-talks", Headline: `Harbour talks <resume> & "hope"`, Description: "Envoys met before dawn.", Language: "en-GB", Genre: "analysis", Section: "World", SectionURL: home + "/world",
		Dateline: "TRIPOLI, Libya —", DatelinePlace: &tripoli, Authors: []Person{{Name: "Jörg Weiß", URL: home + "/people/joerg-weiss"}, {Name: "By Mona Haddad"}, {Name: "AFP", Agency: true}},
		Published: first, Updated: first.Add(26 * time.Hour), Images: crops,
		About:    []Thing{syria, {Kind: "topic", Name: "Diplomacy", URL: home + "/topics/diplomacy", SameAs: []string{"http://cv.iptc.org/newscodes/mediatopic/20000639"}}},
		Mentions: []Thing{{Kind: "person", Name: "Jane Roe", URL: home + "/people/jane-roe", SameAs: []string{"http://www.wikidata.org/entity/Q42"}}, {Kind: "organisation", Name: "United Nations"}},
		Series:   &Thing{Kind: "series", Name: "The Long Truce", URL: home + "/series/the-long-truce"}, Part: 3,
		Corrections: []Correction{{Kind: "Correction", Text: "The talks began on Tuesday.", At: first.Add(26 * time.Hour), URL: home + "/world/harbour-talks#correction-1"}},
		Words:       812, Publisher: publisher(), Location: time.FixedZone("CET", 3600), Breadcrumb: []view.Link{{Name: "The Meridian", URL: home + "/"}, {Name: "World", URL: home + "/world"}},
		Tags: []string{"Syria", "Diplomacy"}, SiteName: "The Meridian", ImageAlt: "Fishing boats at dawn",
	}
}

func place() *Page {
	syria := talks().About[0]
	return &Page{
		Kind: "place", URL: home + "/places/syria", Title: "Syria", Description: "All stories from Syria", Language: "en-GB", SiteName: "The Meridian", Image: &talks().Images[0],
		Breadcrumb: []view.Link{{Name: "The Meridian", URL: home + "/"}, {Name: "Syria", URL: home + "/places/syria"}}, Items: []string{home + "/world/harbour-talks", home + "/world/short"}, Thing: &syria, Publisher: publisher(),
	}
}

func whole() *Site {
	return &Site{URL: home + "/", Name: "The Meridian", Description: "World news", Language: "en-GB", Publisher: publisher(), SearchURL: home + "/search?q={search_term_string}"}
}

// graph reads a script element back.
func graph(t testing.TB, s template.HTML) []map[string]any {
	t.Helper()
	inside, ok := strings.CutPrefix(string(s), scriptOpen)
	inside, closed := strings.CutSuffix(inside, scriptClose)
	if !ok || !closed {
		t.Fatalf("not one script element: %s", s)
	}
	if strings.ContainsAny(inside, "<>&\u2028\u2029\x7f") {
		t.Fatalf("not escaped: %s", inside)
	}
	var doc struct {
		Context string           `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	d := json.NewDecoder(strings.NewReader(inside))
	if err := d.Decode(&doc); err != nil {
		t.Fatalf("%v in %s", err, inside)
	}
	if d.More() || doc.Context != "https://schema.org" || len(doc.Graph) == 0 {
		t.Fatalf("not a schema.org graph: %s", inside)
	}
	return doc.Graph
}

// article gives the main node of a story, of which there is exactly one.
func article(t testing.TB, a *Article) map[string]any {
	t.Helper()
	var found []map[string]any
	for _, n := range graph(t, Story(a)) {
		if kind, _ := n["@type"].(string); strings.HasSuffix(kind, "NewsArticle") {
			found = append(found, n)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d main nodes", len(found))
	}
	return found[0]
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func indented(t *testing.T, s template.HTML) []byte {
	t.Helper()
	b, err := json.MarshalIndent(graph(t, s), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

func properties(all []view.Meta) []byte {
	var b strings.Builder
	for _, m := range all {
		b.WriteString(m.Property + ": " + m.Content + "\n")
	}
	return []byte(b.String())
}

func TestGolden(t *testing.T) {
	t.Parallel()
	got := []txtar.File{
		{Name: "story.html", Data: []byte(Story(talks()) + "\n")},
		{Name: "story.json", Data: indented(t, Story(talks()))},
		{Name: "story.meta", Data: properties(StoryMeta(talks()))},
		{Name: "bare.json", Data: indented(t, Story(&Article{URL: home + "/a", Headline: "A", Publisher: Publisher{Name: "The Meridian"}}))},
		{Name: "bare.meta", Data: properties(StoryMeta(&Article{URL: home + "/a", Headline: "A"}))},
		{Name: "place.json", Data: indented(t, Collection(place()))},
		{Name: "place.meta", Data: properties(PageMeta(place()))},
		{Name: "site.json", Data: indented(t, WebSite(whole()))},
	}
	const file = "testdata/markup.txtar"
	if *update {
		out := &txtar.Archive{Comment: []byte("What machines read of the fixtures in markup_test.go; .json is the graph read back.\n"), Files: got}
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
		same(t, f.Name, string(got[i].Data), string(f.Data))
	}
}
