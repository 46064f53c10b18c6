package specimen

import (
	"html/template"

	"dateline/site/view"
)

func (k Kit) listing(kind, name, path string) *view.Listing {
	return &view.Listing{
		Page: k.page(kind, name, path), Kind: kind, Name: name, Cards: k.cards(3, 14), Paging: view.Paging{Page: 2, Prev: path, Next: path + "?page=3", Total: 1312},
		FeedLinks: []view.Feed{{Title: "RSS", URL: path + "/feed.rss", Type: "application/rss+xml"}, {Title: "JSON Feed", URL: path + "/feed.json", Type: "application/feed+json"}},
	}
}

func (k Kit) section() *view.Listing {
	s := sections()
	l := k.listing("section", "International", "/international")
	l.Section = &s[0]
	l.Colour, l.Children = 1, s[0].Inside
	lead := k.card(0)
	l.Lead = &lead
	return l
}

func (k Kit) place() *view.Listing {
	l := k.listing("place", "Tripoli", "/places/tripoli")
	l.Parents = []view.Link{{Name: "Africa", URL: "/places/africa"}, {Name: "Libya", URL: "/places/libya"}}
	l.Intro = "Capital of Libya, on the Mediterranean, with about 1.2 million people."
	l.Map = k.locator("Tripoli", 32.88, 13.19)
	l.Neighbours = []view.Link{{Name: "Diplomacy", URL: "/topics/diplomacy", Count: 41}, {Name: "Migration", URL: "/topics/migration", Count: 28}, {Name: "Ports", URL: "/topics/ports", Count: 1204}}
	return l
}

func (k Kit) series() *view.Listing {
	l := k.listing("series", "The salt line", "/series/salt-line")
	l.Intro, l.SeriesParts, l.Cards, l.Paging = "Four parts on the deltas where the sea now comes to the farmer.", true, k.cards(10, 4), view.Paging{}
	return l
}

func (k Kit) person() *view.Listing {
	l := k.listing("person", "Ines Calloway", "/people/ines-calloway")
	l.Role, l.Intro, l.Portrait = "Diplomatic correspondent", "Ines Calloway has covered talks, truces and the corridors between them since 2009.", k.photo(2)
	return l
}

func (k Kit) search(found bool) *view.Search {
	s := &view.Search{Page: k.page("search", "Search", "/search")}
	s.Query, s.NoIndex = `geneva "old customs"`, true
	s.Popular = []view.Link{{Name: "Diplomacy", URL: "/topics/diplomacy", Count: 41}, {Name: "Ports", URL: "/topics/ports", Count: 12}}
	if !found {
		return s
	}
	s.Cards, s.Total, s.More, s.Paging, s.Popular = k.cards(3, 8), 1000, true, view.Paging{Page: 1, Next: "/search?q=geneva&page=2"}, nil
	for i := range s.Cards {
		s.Cards[i].Snippet = "… came down the stairs of the old lakeside hotel in <mark>Geneva</mark> with a date, a room and no text …"
		s.Cards[i].Deck = ""
	}
	return s
}

func (k Kit) corrections() *view.Corrections {
	c := &view.Corrections{Page: k.page("corrections", "Corrections", "/corrections"), Policy: "<p>We correct what we got wrong, in the story and here, and say what it was.</p>"}
	for i, kind := range []string{"Correction", "Clarification", "Editor’s note", "Correction"} {
		card := k.card(i * 3)
		c.Items = append(c.Items, view.Correction{
			Anchor: "c" + string(rune('1'+i)), Kind: kind, Card: &card, Time: at("2026-11-22T15:40:00+01:00", "22 November 2026"),
			Text: "An earlier version gave the second round’s city as Doha. It was held in <em>Muscat</em>.",
		})
	}
	return c
}

func (k Kit) problem() *view.Problem {
	return &view.Problem{
		Page: k.page("error", "Page not found", "/nowhere"), Status: 404, Heading: "There is no page here",
		Text: "It may have moved, or the address may have lost a letter on its way to you.", Latest: k.cards(3, 6),
	}
}

func (k Kit) plain() *view.Plain {
	return &view.Plain{
		Page: k.page("plain", "About us", "/about"), Heading: "About The Meridian",
		Body: template.HTML("<p>The Meridian is an invented newspaper.</p><h2>How we work</h2><p>We ask twice and print once. Read about our <a href=\"/corrections\">corrections</a>.</p><ul><li>Independent</li><li>Slow where it counts</li></ul>"),
	}
}

func (k Kit) directory() *view.Directory {
	d := &view.Directory{Page: k.page("plain", "Places", "/places"), Heading: "Places"}
	for _, g := range []struct {
		name  string
		names []string
	}{{"Africa", []string{"Accra", "Algiers", "Cairo", "Dakar", "Khartoum", "Lagos", "Nairobi", "Tripoli"}}, {"Asia", []string{"Almaty", "Colombo", "Dhaka", "Hanoi", "Manila"}}, {"Europe", []string{"Athens", "Constanța", "Geneva", "Porto", "Trieste", "Łódź"}}} {
		group := view.Group{Name: g.name}
		for i, n := range g.names {
			group.Links = append(group.Links, view.Link{Name: n, URL: "/places/" + slug(n), Count: i * 37, Kind: "place"})
		}
		d.Groups = append(d.Groups, group)
	}
	return d
}
