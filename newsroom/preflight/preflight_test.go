package preflight

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/internal/imaging"
	"dateline/internal/testkit"
	"dateline/newsroom/body"
	"dateline/newsroom/housestyle"
	"dateline/newsroom/linkcheck"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// Places of the vocabulary that the galleys are read against.
const (
	russia tag.ID = iota + 1
	moscow
	syria
	diplomacy
	world
)

func drawer() *tag.Drawer {
	return tag.NewDrawer([]tag.Tag{
		{ID: russia, Kind: tag.Place, Name: "Russia", Slug: "russia", PlaceKind: "country"},
		{ID: moscow, Kind: tag.Place, Name: "Moscow", Slug: "moscow", PlaceKind: "city", Parent: russia},
		{ID: syria, Kind: tag.Place, Name: "Syria", Slug: "syria", PlaceKind: "country"},
		{ID: diplomacy, Kind: tag.Topic, Name: "Diplomacy", Slug: "diplomacy"},
		{ID: world, Kind: tag.Section, Name: "International", Slug: "international"},
	})
}

// good is a story in which no rule finds anything.
func good() *Galley {
	return &Galley{
		Style: housestyle.Book{Lines: []housestyle.Line{
			{Word: "vessel", Instead: "ship", Note: "Readers say ship."},
			{Word: "Kyiv", Instead: "Kyiv city"},
			{Word: "Schiff", Instead: "Boot", Language: "de"},
			{Word: "Internet", Instead: "internet", Cased: true},
		}}.For("en-GB"),
		Now: noon, Zone: time.UTC, Drawer: drawer(), Public: map[story.ID]bool{9: true},
		Photos: map[photo.ID]photo.Photo{7: {ID: 7, Filename: "pier.jpg", Creator: "Omar Said", Agency: "AFP", Copyright: "2013 AFP", Alt: "A ferry lies at a stone pier at dawn"}},
		Story: story.Story{ID: 1, Publication: story.Draft, Zone: "Europe/Paris", Content: story.Content{
			Headline: "Russia and Syria agree on 2 ferry lines", Deck: "The first ship leaves Tartus in May, both ministries say.", Language: "en", Section: world,
			Places: []tag.ID{russia, syria}, Topics: []tag.ID{diplomacy}, Dateline: moscow,
			Lead: &story.Lead{PhotoUse: body.PhotoUse{Photo: 7, Caption: body.TextFrom("A ferry at the pier on 3 May 2026.")}},
			Body: body.FromText("Russia and Syria signed two papers in Moscow on Monday.\n\n“It is a start,” said Anna Petrova, the minister.\n\nNobody else spoke."),
		}},
	}
}

func found(g *Galley, rule string) (all []Finding) {
	for _, f := range Look(g) {
		if f.Rule == rule {
			all = append(all, f)
		}
	}
	return all
}

func text(paragraphs ...string) body.Document { return body.FromText(strings.Join(paragraphs, "\n\n")) }

func TestAGoodStoryPasses(t *testing.T) {
	t.Parallel()
	testkit.Equal(t, Look(good()), []Finding{})
}

// TestEachRuleFiresAndKeepsQuiet spoils a good story in one way at a time, and
// comes close to that in ways that are right.
func TestEachRuleFiresAndKeepsQuiet(t *testing.T) {
	t.Parallel()
	type spoil = func(g *Galley)
	content := func(f func(c *story.Content)) spoil { return func(g *Galley) { f(&g.Story.Content) } }
	photoIs := func(f func(p *photo.Photo)) spoil {
		return func(g *Galley) { p := g.Photos[7]; f(&p); g.Photos[7] = p }
	}
	metadata := func(credit string) json.RawMessage {
		raw, err := json.Marshal([]imaging.Tag{{Standard: imaging.IPTC, Name: "Credit", Values: []string{credit}}})
		testkit.NoError(t, err)
		return raw
	}
	blocks := func(more ...body.Block) spoil {
		return content(func(c *story.Content) { c.Body.Blocks = append(c.Body.Blocks, more...) })
	}
	for _, row := range []struct {
		rule, name string
		spoil      spoil
		want       Severity // empty: it keeps quiet
	}{
		{"headline", "none", content(func(c *story.Content) { c.Headline = "" }), Error},
		{"headline", "long", content(func(c *story.Content) { c.Headline = strings.Repeat("Ferry ", 16) }), Warning},
		{"headline", "short", content(func(c *story.Content) { c.Headline = "Ferry deal" }), Warning},
		{"deck", "none", content(func(c *story.Content) { c.Deck = "" }), Warning},
		{"deck", "the first paragraph", content(func(c *story.Content) { c.Deck = "Russia and Syria signed two papers in Moscow, on Monday" }), Warning},
		{"rights", "ended", photoIs(func(p *photo.Photo) { p.Rights.ExpiresAt = noon }), Error},
		{"rights", "ends before it goes out", func(g *Galley) {
			g.Photos[7], g.Story.PublishAt = photo.Photo{ID: 7, Agency: "AFP", Rights: photo.Rights{ExpiresAt: noon.Add(time.Hour)}}, noon.Add(2*time.Hour)
		}, Error},
		{"rights", "ended, but readers see it already", func(g *Galley) {
			g.Photos[7], g.Shown = photo.Photo{ID: 7, Agency: "AFP", Rights: photo.Rights{ExpiresAt: noon}}, []photo.ID{7}
		}, Warning},
		{"rights", "ends soon", photoIs(func(p *photo.Photo) { p.Rights.ExpiresAt = noon.Add(time.Hour) }), Warning},
		{"rights", "ends next year", photoIs(func(p *photo.Photo) { p.Rights.ExpiresAt = noon.AddDate(1, 0, 0) }), ""},
		{"rights", "not cleared", photoIs(func(p *photo.Photo) { p.Rights.Class = photo.FromReader }), Error},
		{"rights", "cleared", photoIs(func(p *photo.Photo) { p.Rights.Class, p.Rights.Cleared = photo.FromReader, true }), ""},
		{"rights", "not for the web", photoIs(func(p *photo.Photo) { p.Rights.Uses = []photo.Use{photo.Newsletter} }), Error},
		{"rights", "restricted", photoIs(func(p *photo.Photo) { p.Rights.Restriction = "Not in Germany." }), Warning},
		{"rights", "nobody has said", photoIs(func(p *photo.Photo) { p.Rights.Class = photo.UnknownRights }), ""},
		{"house-style", "a word of the book", content(func(c *story.Content) { c.Deck = "The first vessel leaves in May, both ministries say." }), Warning},
		{"house-style", "in capital letters in the text", blocks(text("VESSELS are coming, and a Vessel.").Blocks...), Warning},
		{"house-style", "a longer word", blocks(text("Vessels are coming, and the airvessel.").Blocks...), ""},
		{"house-style", "the replacement, which has the word in it", blocks(text("The Kyiv city council met.").Blocks...), ""},
		{"house-style", "the word without its replacement", blocks(text("The Kyiv council met.").Blocks...), Warning},
		{"house-style", "another language's", blocks(text("Das Schiff kam.").Blocks...), ""},
		{"house-style", "other capital letters", blocks(text("The internet is down.").Blocks...), ""},
		{"outside-links", "gone", func(g *Galley) {
			g.Links = map[string]linkcheck.Found{"https://x.example/": {Status: 404}}
			blocks(body.Block{ID: "l", Kind: body.Paragraph, Text: body.Text{{Text: "there", Href: "https://x.example/"}}})(g)
		}, Warning},
		{"outside-links", "there, or not looked at yet", func(g *Galley) {
			g.Links = map[string]linkcheck.Found{"https://x.example/": {Status: 403}}
			blocks(body.Block{ID: "l", Kind: body.Paragraph, Text: body.Text{{Text: "there", Href: "https://x.example/"}, {Text: " and there", Href: "https://y.example/"}}})(g)
		}, ""},
		{"slug", "taken", func(g *Galley) { g.Taken = true }, Warning},
		{"slug", "taken, but it has its own", func(g *Galley) { g.Taken, g.Story.Path = true, "/x" }, ""},
		{"timing", "before the embargo", func(g *Galley) { g.Story.EmbargoUntil, g.Story.PublishAt = noon.Add(2*time.Hour), noon.Add(time.Hour) }, Error},
		{"timing", "embargo without a schedule", func(g *Galley) { g.Story.EmbargoUntil = noon.Add(time.Hour) }, Error},
		{"timing", "scheduled for its end", func(g *Galley) { g.Story.EmbargoUntil, g.Story.PublishAt = noon.Add(time.Hour), noon.Add(time.Hour) }, ""},
		{"timing", "embargo over", func(g *Galley) { g.Story.EmbargoUntil = noon.Add(-time.Hour) }, ""},
		{"filing", "no section", content(func(c *story.Content) { c.Section = 0 }), Error},
		{"filing", "no text", content(func(c *story.Content) { c.Body = body.Document{} }), Error},
		{"filing", "no place", content(func(c *story.Content) { c.Places = nil }), Warning},
		{"filing", "no topic", content(func(c *story.Content) { c.Topics = nil }), Warning},
		{"alt-text", "none", photoIs(func(p *photo.Photo) { p.Alt = "" }), Error},
		{"alt-text", "the use's own", func(g *Galley) {
			photoIs(func(p *photo.Photo) { p.Alt = "" })(g)
			g.Story.Content.Lead.Alt = "A ferry lies at a stone pier"
		}, ""},
		{"alt-text", "a file's name", photoIs(func(p *photo.Photo) { p.Alt = "DSC_0001.jpg" }), Warning},
		{"alt-text", "says that it is one", photoIs(func(p *photo.Photo) { p.Alt = "Photo of a ferry at a stone pier" }), Warning},
		{"alt-text", "short", photoIs(func(p *photo.Photo) { p.Alt = "A ferry" }), Warning},
		{"alt-text", "the caption", photoIs(func(p *photo.Photo) { p.Alt = "a ferry at the pier, on 3 May 2026" }), Warning},
		{"credit", "none", photoIs(func(p *photo.Photo) { p.Creator, p.Agency = "", "" }), Error},
		{"credit", "agency alone", photoIs(func(p *photo.Photo) { p.Creator = "" }), ""},
		{"credit", "no rights", photoIs(func(p *photo.Photo) { p.Copyright = "" }), Warning},
		{"credit", "a licence", photoIs(func(p *photo.Photo) { p.Copyright, p.Licence = "", "CC BY 4.0" }), ""},
		{"credit", "killed", photoIs(func(p *photo.Photo) { p.KilledAt = noon }), Error},
		{"credit", "not there", func(g *Galley) { g.Photos = nil }, Error},
		{"credit-differs", "another agency", photoIs(func(p *photo.Photo) { p.Metadata = metadata("Reuters") }), Warning},
		{"credit-differs", "the same", photoIs(func(p *photo.Photo) { p.Metadata = metadata("afp") }), ""},
		{"caption-time", "a weekday", content(func(c *story.Content) { c.Lead.Caption = body.TextFrom("A ferry at the pier on Monday.") }), Warning},
		{"caption-time", "in French", content(func(c *story.Content) { c.Language, c.Lead.Caption = "fr", body.TextFrom("Le port, hier.") }), Warning},
		{"caption-time", "a word of another language", content(func(c *story.Content) { c.Language, c.Lead.Caption = "fr", body.TextFrom("Monday, une péniche.") }), ""},
		{"unlinked-place", "not chosen", content(func(c *story.Content) { c.Places = []tag.ID{russia} }), Warning},
		{"unlinked-place", "within a chosen one", content(func(c *story.Content) { c.Dateline = 0 }), ""},
		{"unlinked-place", "part of a word", func(g *Galley) {
			g.Story.Content.Places = []tag.ID{russia}
			g.Story.Content.Body = text("Assyria was an empire of antiquity.")
		}, ""},
		{"numbers", "not in the text", content(func(c *story.Content) { c.Headline = "Russia and Syria agree on 4 ferry lines" }), Warning},
		{"numbers", "with a comma", func(g *Galley) {
			g.Story.Content.Headline = "Ferries carry 1,200 to Tartus each day"
			g.Story.Content.Deck = "They carry 1200 people."
		}, ""},
		{"repeated", "a paragraph", blocks(text("Russia and Syria signed two papers in Moscow on Monday.").Blocks...), Warning},
		{"repeated", "a sentence", blocks(text("It was noon. Russia and Syria signed two papers in Moscow on Monday.").Blocks...), Warning},
		{"repeated", "a short one", blocks(text("Nobody else spoke.").Blocks...), ""},
		{"names", "two ways", blocks(text("Ana Petrovna smiled. Later Anna Petrovna left, and so did Anna Petrova.").Blocks...), Warning},
		{"names", "a possessive", blocks(text("Anna Petrova’s car waited.").Blocks...), ""},
		{"names", "a plural", blocks(text("The New Harbour stands beside other New Harbours.").Blocks...), ""},
		{"attribution", "a block quote", blocks(body.Block{ID: "q", Kind: body.Quote, Text: body.TextFrom("It is a start.")}), Warning},
		{"attribution", "with its speaker", blocks(body.Block{ID: "q", Kind: body.Quote, Text: body.TextFrom("It is a start."), Attribution: body.TextFrom("Anna Petrova")}), ""},
		{"attribution", "among quotations", content(func(c *story.Content) { c.Body = text("“It is a start.”", "“And an end.”", "“Perhaps.”") }), Warning},
		{"attribution", "beside its speaker", content(func(c *story.Content) { c.Body = text("Anna Petrova was brief.", "“It is a start.”") }), ""},
		{"links", "not public", blocks(body.Block{ID: "l", Kind: body.Paragraph, Text: body.Text{{Text: "our report", Story: 8}}}), Warning},
		{"links", "public", blocks(body.Block{ID: "l", Kind: body.Paragraph, Text: body.Text{{Text: "our report", Story: 9}}}), ""},
		{"unfinished", "a heading that skips a level", blocks(body.Block{ID: "h", Kind: body.Heading, Level: 4, Text: body.TextFrom("Later")}), Error},
		{"unfinished", "a heading of the next level", blocks(body.Block{ID: "h", Kind: body.Heading, Level: 2, Text: body.TextFrom("Later")}), ""},
		{"unfinished", "a byline without a name", content(func(c *story.Content) { c.Byline = []story.Credit{{}} }), Error},
		{"markers", "in the text", blocks(text("The minister is TK years old.").Blocks...), Error},
		{"markers", "what may be a name", blocks(text("The shop is a TK Maxx now.").Blocks...), Warning},
		{"markers", "in the deck", content(func(c *story.Content) { c.Deck = "XXX" }), Error},
		{"markers", "a note to self", blocks(text("The minister [check spelling] left.").Blocks...), Error},
		{"markers", "an aside", blocks(text("“They [the ministers] left,” said Anna Petrova.").Blocks...), ""},
	} {
		t.Run(row.rule+": "+row.name, func(t *testing.T) {
			t.Parallel()
			g := good()
			row.spoil(g)
			all := found(g, row.rule)
			if row.want == "" {
				testkit.Equal(t, len(all), 0)
				return
			}
			if len(all) == 0 {
				t.Fatal("it finds nothing")
			}
			if all[0].Severity != row.want {
				t.Errorf("it is a mere %s: %+v", all[0].Severity, all[0])
			}
			if all[0].Message == "" || all[0].Field == "" {
				t.Errorf("it does not say what is the matter, and where: %+v", all[0])
			}
		})
	}
}

func TestErrorsComeFirst(t *testing.T) {
	t.Parallel()
	g := good()
	g.Story.Content.Deck, g.Story.Content.Section = "", 0
	var order []Severity
	for _, f := range Look(g) {
		order = append(order, f.Severity)
	}
	testkit.Equal(t, order, []Severity{Error, Warning})
}

func TestHouseStyleGivesTheReplacementAsItWouldStand(t *testing.T) {
	t.Parallel()
	g := good()
	g.Story.Content.Body = text("Vessel after vessel came, and one more vessel.")
	var got []string
	for _, f := range found(g, "house-style") {
		got = append(got, f.Words+" → "+f.Instead)
	}
	testkit.Equal(t, got, []string{"Vessel → Ship", "vessel → ship", "vessel → ship"})
}

func TestRulesHaveNames(t *testing.T) {
	t.Parallel()
	var names []string
	for _, r := range Rules() {
		if r.Name == "" || r.Title == "" || slices.Contains(names, r.Name) {
			t.Errorf("%q, %q", r.Name, r.Title)
		}
		names = append(names, r.Name)
	}
}

func FuzzLook(f *testing.F) {
	f.Add("Ana Petrova", "“Quote.” TK 1,200 [check] ؟")
	f.Add("\xff", "x\n\n“”")
	f.Fuzz(func(t *testing.T, headline, words string) {
		g := good()
		g.Story.Content.Headline, g.Story.Content.Deck, g.Story.Content.Body = headline, words, body.FromText(words)
		for _, found := range Look(g) {
			if found.Message == "" || found.Field == "" || found.Rule == "" {
				t.Errorf("a finding without words: %+v", found)
			}
		}
	})
}
