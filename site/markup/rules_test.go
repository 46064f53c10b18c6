package markup

import (
	"testing"
	"time"

	"dateline/site/view"
)

type object = map[string]any

// TestRules holds what schema.org and search engines ask of a story's page.
func TestRules(t *testing.T) {
	t.Parallel()
	a := talks()
	n := article(t, a)
	first := func(name string) object {
		list, _ := n[name].([]any)
		if len(list) == 0 {
			t.Fatalf("no %s", name)
		}
		o, _ := list[0].(object)
		return o
	}
	for _, tc := range []struct {
		name      string
		got, want any
	}{
		{"subtype by genre", n["@type"], "AnalysisNewsArticle"},
		{"headline as on the page", n["headline"], a.Headline},
		{"description", n["description"], a.Description},
		{"canonical is the main entity's page", n["mainEntityOfPage"], object{"@id": a.URL}},
		{"language", n["inLanguage"], "en-GB"},
		{"published with the offset of the zone", n["datePublished"], "2026-11-19T06:30:00+01:00"},
		{"modified with the offset of the zone", n["dateModified"], "2026-11-20T08:30:00+01:00"},
		{"one object an author, name only", n["author"], []any{
			object{"@type": "Person", "name": "Jörg Weiß", "url": home + "/people/joerg-weiss"},
			object{"@type": "Person", "name": "Mona Haddad"},
			object{"@type": "Organization", "name": "AFP"},
		}},
		{"publisher and its policies", n["publisher"], object{
			"@type": "NewsMediaOrganization", "@id": home + "/#publisher", "name": "The Meridian", "url": home + "/",
			"logo":              object{"@type": "ImageObject", "url": home + "/assets/icon.svg"},
			"correctionsPolicy": home + "/corrections", "ethicsPolicy": home + "/ethics", "publishingPrinciples": home + "/ethics", "verificationFactCheckingPolicy": home + "/ethics",
			"masthead": home + "/about", "ownershipFundingInfo": home + "/about",
		}},
		{"photo with rights apart", first("image"), object{
			"@type": "ImageObject", "url": a.Images[0].URL, "contentUrl": a.Images[0].URL, "width": 1200.0, "height": 675.0, "caption": "Boats leave the harbour.",
			"creator": object{"@type": "Person", "name": "Mona Haddad"}, "creditText": "Mona Haddad / AFP", "copyrightNotice": "2013 AFP",
			"license": "https://creativecommons.org/licenses/by/4.0/", "acquireLicensePage": "https://afp.example/buy",
		}},
		{"three crops", len(n["image"].([]any)), 3},
		{"dateline without its dash", n["dateline"], "TRIPOLI, Libya"},
		{"filed from", n["locationCreated"], object{
			"@type": "Place", "@id": home + "/places/tripoli#place", "name": "Tripoli", "url": home + "/places/tripoli",
			"sameAs": []any{"https://www.geonames.org/2210247", "http://www.wikidata.org/entity/Q3579"}, "geo": object{"@type": "GeoCoordinates", "latitude": 32.88743, "longitude": 13.18733},
		}},
		{"about a place is not filed from", first("contentLocation")["name"], "Syria"},
		{"about keeps the editors' order", n["about"], []any{
			object{"@type": "Place", "@id": home + "/places/syria#place", "name": "Syria"},
			object{"@type": "Thing", "@id": home + "/topics/diplomacy#topic", "name": "Diplomacy", "url": home + "/topics/diplomacy", "sameAs": []any{"http://cv.iptc.org/newscodes/mediatopic/20000639"}},
		}},
		{"people and organisations are mentioned", n["mentions"], []any{
			object{"@type": "Person", "@id": home + "/people/jane-roe#person", "name": "Jane Roe", "url": home + "/people/jane-roe", "sameAs": []any{"http://www.wikidata.org/entity/Q42"}},
			object{"@type": "Organization", "name": "United Nations"},
		}},
		{"correction", first("correction"), object{
			"@type": "CorrectionComment", "name": "Correction", "text": "The talks began on Tuesday.", "datePublished": "2026-11-20T08:30:00+01:00", "url": a.URL + "#correction-1",
		}},
		{"series", n["isPartOf"].(object)["@type"], "CreativeWorkSeries"},
		{"part", n["position"], 3.0},
		{"section", n["articleSection"], "World"},
		{"length", n["wordCount"], 812.0},
		{"keywords", n["keywords"], []any{"Syria", "Diplomacy"}},
		{"free to read", n["isAccessibleForFree"], true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			same(t, tc.name, tc.got, tc.want)
		})
	}
}

func TestGenres(t *testing.T) {
	t.Parallel()
	for genre, want := range map[string]string{
		"": "NewsArticle", "analysis": "AnalysisNewsArticle", "opinion": "OpinionNewsArticle", "explainer": "BackgroundNewsArticle", "review": "ReviewNewsArticle",
		"feature": "NewsArticle", "obituary": "NewsArticle", "interview": "NewsArticle", "live": "NewsArticle", `"},{`: "NewsArticle",
	} {
		a := talks()
		a.Genre = genre
		same(t, genre, article(t, a)["@type"], any(want))
	}
}

// TestWithout: what is unknown is left out and not said to be empty.
func TestWithout(t *testing.T) {
	t.Parallel()
	a := &Article{URL: home + "/a", Headline: "A", Publisher: Publisher{Name: "The Meridian", URL: home + "/"}, Breadcrumb: []view.Link{{Name: "The Meridian", URL: home + "/"}}}
	n := article(t, a)
	for _, name := range []string{"image", "dateline", "locationCreated", "contentLocation", "about", "mentions", "correction", "isPartOf", "position", "datePublished", "dateModified", "wordCount", "keywords", "breadcrumb"} {
		if v, has := n[name]; has {
			t.Errorf("%s is %v", name, v)
		}
	}
	same(t, "a story without byline is the newsroom's", n["author"], any([]any{object{"@type": "Organization", "name": "The Meridian", "url": home + "/"}}))
	if len(graph(t, Story(a))) != 1 {
		t.Error("a breadcrumb of one step is printed")
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Skip(err)
	}
	a := talks()
	a.Location, a.Published, a.Updated = zone, time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC), time.Date(2026, 7, 1, 11, 0, 0, 0, time.UTC)
	n := article(t, a)
	same(t, "summer time", n["datePublished"], any("2026-07-01T08:00:00-04:00"))
	same(t, "never modified before published", n["dateModified"], any("2026-07-01T08:00:00-04:00"))
	a.Location = nil
	same(t, "without a zone", article(t, a)["datePublished"], any("2026-07-01T12:00:00Z"))
}

func TestBreadcrumb(t *testing.T) {
	t.Parallel()
	for name, nodes := range map[string][]map[string]any{"story": graph(t, Story(talks())), "place": graph(t, Collection(place()))} {
		last := nodes[len(nodes)-1]
		same(t, name, last["@type"], any("BreadcrumbList"))
		same(t, name, nodes[0]["breadcrumb"], any(object{"@id": last["@id"]}))
		step, _ := last["itemListElement"].([]any)[0].(object)
		same(t, name, step, object{"@type": "ListItem", "position": 1.0, "name": "The Meridian", "item": home + "/"})
	}
}

func TestCollection(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"section": "CollectionPage", "place": "CollectionPage", "topic": "CollectionPage", "series": "CollectionPage", "tag": "CollectionPage", "person": "ProfilePage", "search": "SearchResultsPage", "plain": "WebPage",
	} {
		p := place()
		p.Kind = kind
		same(t, kind, graph(t, Collection(p))[0]["@type"], any(want))
	}
	nodes := graph(t, Collection(place()))
	page, list := nodes[0], nodes[1]
	same(t, "list", page["mainEntity"], any(object{"@id": list["@id"]}))
	same(t, "stories in order", list["itemListElement"], any([]any{
		object{"@type": "ListItem", "position": 1.0, "url": home + "/world/harbour-talks"},
		object{"@type": "ListItem", "position": 2.0, "url": home + "/world/short"},
	}))
	same(t, "about", page["about"].(object)["name"], any("Syria"))
	p := place()
	p.Thing = &Thing{Kind: "person", Name: "Mona Haddad"}
	page = graph(t, Collection(p))[0]
	same(t, "profile", page["@type"], any("ProfilePage"))
	same(t, "whose profile", page["mainEntity"], any(object{"@type": "Person", "name": "Mona Haddad"}))
}

func TestWebSite(t *testing.T) {
	t.Parallel()
	n := graph(t, WebSite(whole()))[0]
	same(t, "type", n["@type"], any("WebSite"))
	same(t, "search", n["potentialAction"], any(object{
		"@type": "SearchAction", "query-input": "required name=search_term_string", "target": object{"@type": "EntryPoint", "urlTemplate": home + "/search?q={search_term_string}"},
	}))
}

// TestMeta holds what Open Graph and Twitter ask.
func TestMeta(t *testing.T) {
	t.Parallel()
	got := map[string][]string{}
	for _, m := range StoryMeta(talks()) {
		got[m.Property] = append(got[m.Property], m.Content)
	}
	want := map[string][]string{
		"og:type": {"article"}, "og:title": {`Harbour talks <resume> & "hope"`}, "og:url": {home + "/world/harbour-talks"}, "og:description": {"Envoys met before dawn."}, "og:site_name": {"The Meridian"}, "og:locale": {"en_GB"},
		"og:image": {home + "/photo/1-16x9.jpg"}, "og:image:width": {"1200"}, "og:image:height": {"675"}, "og:image:alt": {"Fishing boats at dawn"},
		"article:published_time": {"2026-11-19T06:30:00+01:00"}, "article:modified_time": {"2026-11-20T08:30:00+01:00"}, "article:author": {home + "/people/joerg-weiss", "Mona Haddad", "AFP"},
		"article:section": {"World"}, "article:tag": {"Syria", "Diplomacy"}, "twitter:card": {"summary_large_image"}, "twitter:image:alt": {"Fishing boats at dawn"},
	}
	same(t, "properties", got, want)
}

func TestLocale(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{"en-GB": "en_GB", "en": "en_US", "ar": "ar_EG", "zh-Hant-TW": "zh_TW", "sr-Latn-RS": "sr_RS", "": "", "no such": "", "und": ""} {
		same(t, tag, locale(tag), want)
	}
}
