// Package specimen holds made-up pages for trying a theme: the proofs that a
// newsroom's designer pins on the wall. They have long and short headlines,
// stories without a picture, another language among the rest, corrections, and
// lists longer than is comfortable. Nothing of it is news.
package specimen

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"dateline/site/view"
)

// Photo is a picture file that a preview may use.
type Photo struct {
	URL           string
	Width, Height int
	Alt, Caption  string
	Creator       string
}

// Kit is what the pages are made with. The zero Kit gives pages without pictures.
type Kit struct {
	Photos  []Photo
	Locator func(name string, lat, lon float64) template.HTML // nil: no maps
	Thumb   func(name string, lat, lon float64) template.HTML
	World   func(places []view.MapPlace) template.HTML
	Dress   func(*view.Site)
}

// Page is one page to print: the template's name and its struct.
type Page struct {
	Template string
	Data     any
}

func section(name string, colour int, inside ...string) view.Link {
	l := view.Link{Name: name, URL: "/" + slug(name), Colour: colour, Kind: "section"}
	for _, in := range inside {
		l.Inside = append(l.Inside, view.Link{Name: in, URL: l.URL + "/" + slug(in), Colour: colour, Kind: "section"})
	}
	return l
}

func slug(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "-")) }

func sections() []view.Link {
	return []view.Link{
		section("International", 1, "Europe", "Middle East", "Africa", "Asia", "Americas"),
		section("Politics", 2), section("Business", 3, "Markets", "Trade"), section("Science", 4), section("Culture", 5, "Books", "Film"),
		section("Sport", 6), section("Opinion", 7), section("Climate", 8),
	}
}

func (k Kit) site() *view.Site {
	s := &view.Site{
		Name: "The Meridian", Tagline: "Reporting from every side of the line", Description: "An international newspaper.",
		URL: "https://meridian.example", Language: "en", Dir: "ltr", Edition: "International edition", Nav: sections(),
		Footer: []view.Link{
			{Name: "About us", URL: "/about"},
			{Name: "Corrections", URL: "/corrections"},
			{Name: "Places", URL: "/places"},
			{Name: "Topics", URL: "/topics"},
			{Name: "People", URL: "/people"},
			{Name: "About the data", URL: "/about-the-data"},
			{Name: "RSS", URL: "/feed.rss"},
		},
		Feeds:     []view.Feed{{Title: "The Meridian (RSS)", URL: "https://meridian.example/feed.rss", Type: "application/rss+xml"}},
		Copyright: "© 2026 The Meridian",
	}
	if k.Dress != nil {
		k.Dress(s)
	}
	return s
}

func (k Kit) page(kind, title, path string) view.Page {
	return view.Page{
		Site: k.site(), Kind: kind, Title: title, Description: "A page of The Meridian.", Canonical: "https://meridian.example" + path, Language: "en", Dir: "ltr",
		Date:      view.Time{ISO: "2026-11-22", Label: "Sunday 22 November 2026"},
		OpenGraph: []view.Meta{{Property: "og:title", Content: title}, {Property: "og:type", Content: "website"}},
		JSONLD:    `<script type="application/ld+json">{"@context":"https://schema.org","@type":"WebPage"}</script>`,
	}
}

func at(iso, label string) view.Time {
	return view.Time{ISO: iso, Label: label, Full: "22 November 2026, " + iso[11:16] + " CET"}
}

func (k Kit) photo(i int) *view.Picture {
	if len(k.Photos) == 0 {
		return nil
	}
	p := k.Photos[i%len(k.Photos)]
	return &view.Picture{
		URL: p.URL, Width: p.Width, Height: p.Height, Alt: p.Alt, Caption: template.HTML(template.HTMLEscapeString(p.Caption)), Creator: p.Creator,
		Agency: "Meridian Pictures", Source: "Distant Wire", Copyright: "2026 Meridian Pictures", Licence: "CC BY 4.0",
		LicenceURL: "https://creativecommons.org/licenses/by/4.0/", FocusX: 5, FocusY: 5 + i%3,
	}
}

func (k Kit) locator(name string, lat, lon float64) *view.Picture {
	if k.Locator == nil {
		return nil
	}
	return &view.Picture{
		Inline: k.Locator(name, lat, lon), Map: true, Width: 1200, Height: 800, Alt: "Map showing " + name,
		Caption: template.HTML(template.HTMLEscapeString(name) + " and its neighbours."), Agency: "The Meridian", Source: "Natural Earth",
	}
}

var headlines = []struct {
	section              int
	head, deck, by, when string
}{
	{0, "Rivals agree to talk again in Geneva after eleven hours on one sentence", "Delegations from Damascus and Moscow leave with a date, a room and no text. Three people who were there describe a night of crossed-out verbs.", "Ines Calloway", "34 minutes ago"},
	{7, "A river that forgot its mouth", "Upstream dams hold back the silt that built the delta. Farmers now measure the sea by how far its salt has come.", "Tomas Okafor", "2 hours ago"},
	{2, "Small ports win the grain that big ones cannot berth", "Shallow quays from Constanța to Mersin are busy again.", "Lena Fairweather", "3 hours ago"},
	{0, "Tripoli reopens its old customs house", "", "Yusuf Darwish", "12 minutes ago"},
	{1, "Coalition survives budget vote by two seats", "", "Marta Lindqvist", "26 minutes ago"},
	{5, "Late goal sends Porto’s women through", "", "Rui Esteves", "48 minutes ago"},
	{3, "Telescope on La Palma sees the faint ring that theory promised, and one that it did not", "", "Anneli Voss", "1 hour ago"},
	{2, "Copper falls a fourth day", "", "Lena Fairweather", "1 hour ago"},
	{4, "The last projectionist of Trieste hands over his keys", "", "Paola Renzi", "2 hours ago"},
	{0, "Ferry strike ends in the Cyclades", "", "Nikos Arvan", "3 hours ago"},
	{7, "Why the northern storms arrive in pairs", "", "Tomas Okafor", "4 hours ago"},
	{1, "Mayors ask for the power to close streets to cars on school days", "", "Marta Lindqvist", "5 hours ago"},
	{0, "Border market opens for one day, and stays", "", "Yusuf Darwish", "07:10"},
	{3, "Bees remember the shape of a week", "A field study over nine summers finds that hives plan for market days.", "Anneli Voss", "06:45"},
	{4, "Twelve novels for a long winter", "Our critics choose the books they pressed on their friends.", "Paola Renzi", "06:00"},
	{5, "The coach who counts breaths", "", "Rui Esteves", "21 November 2026"},
	{6, "Let the small states chair the meeting", "Those with least to win keep the best minutes.", "Adaeze Brandt", "21 November 2026"},
	{6, "A map is a promise", "Every line on it was somebody’s afternoon.", "Karim Solberg", "21 November 2026"},
	{6, "What the ferrymen know about patience, and ministers do not", "Eleven hours is a short crossing.", "Ines Calloway", "20 November 2026"},
	{0, "Aleppo’s soap makers count the cost of a quiet road", "Trade through the northern crossing has doubled since spring.", "Yusuf Darwish", "20 November 2026"},
}

// card makes the n-th story; every third has no picture.
func (k Kit) card(n int) view.Card {
	h := headlines[n%len(headlines)]
	s := sections()[h.section]
	c := view.Card{
		ID: int64(n + 1), URL: s.URL + "/story-" + strconv.Itoa(n+1), Headline: h.head, Deck: h.deck, Kicker: view.Link{Name: s.Name, URL: s.URL, Colour: s.Colour, Kind: "section"},
		Bylines: []view.Byline{{Name: h.by, URL: "/people/" + slug(h.by)}}, Published: at(fmt.Sprintf("2026-11-22T%02d:%02d:00+01:00", 14-n%13, (65-n*7%60)%60), h.when), Minutes: 4 + n%5,
	}
	if h.section == 6 {
		c.Label = "Opinion"
	}
	if n%3 != 2 {
		c.Picture = k.photo(n)
	}
	return c
}

func (k Kit) cards(from, n int) []view.Card {
	var cards []view.Card
	for i := range n {
		cards = append(cards, k.card(from+i))
	}
	return cards
}

func (k Kit) arabicCard() view.Card {
	c := k.card(0)
	c.Headline, c.Deck = "محادثات جنيف تُستأنف بعد ليلة طويلة حول جملة واحدة", "وفدان يغادران بموعد وقاعة وبلا نص. ثلاثة ممن حضروا يروون ما جرى."
	c.Language, c.Dir, c.Kicker.Name = "ar", "rtl", "دولي"
	c.Bylines = []view.Byline{{Name: "ليلى منصور", URL: "/people/layla"}}
	return c
}
