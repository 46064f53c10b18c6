package specimen

import (
	"html/template"
	"strings"

	"dateline/site/view"
)

// Pages gives every page by name, for a preview's address or a golden file.
func (k Kit) Pages() map[string]Page {
	return map[string]Page{
		"front":       {"front", k.front()},
		"story":       {"story", k.story()},
		"story-map":   {"story", k.mapStory()},
		"story-ar":    {"story", k.arabicStory()},
		"front-ar":    {"front", k.arabicFront()},
		"section":     {"listing", k.section()},
		"place":       {"listing", k.place()},
		"series":      {"listing", k.series()},
		"person":      {"listing", k.person()},
		"search":      {"search", k.search(true)},
		"search-none": {"search", k.search(false)},
		"corrections": {"corrections", k.corrections()},
		"problem":     {"problem", k.problem()},
		"plain":       {"plain", k.plain()},
		"directory":   {"directory", k.directory()},
	}
}

func (k Kit) front() *view.Front {
	s := sections()
	lead := k.card(0)
	f := &view.Front{Page: k.page("front", "The Meridian", "/"), Lead: &lead, Seconds: k.cards(1, 2), River: k.cards(3, 15)}
	f.Seconds[1].Picture = k.photo(5)
	f.River[3].Corrected, f.River[6].Label = true, "Analysis"
	f.Bands = []view.Band{
		{Link: s[0], Style: "lead-left", Cards: k.cards(12, 5)},
		{Link: s[7], Style: "three", Cards: k.cards(9, 3)},
		{Link: s[2], Style: "text", Cards: k.cards(1, 4)},
		{Link: s[4], Style: "three", Cards: []view.Card{k.card(13), k.card(4), k.card(7)}},
		{Link: s[3], Style: "list", Cards: k.cards(4, 6)},
	}
	f.Opinion = k.cards(16, 3)
	f.Opinion[0].Picture, f.Opinion[1].Picture = k.photo(2), nil
	f.Map = k.worldMap()
	f.MostRead = k.cards(4, 10)
	f.Series = []view.Link{{Name: "The salt line", URL: "/series/salt-line", Count: 4}, {Name: "Letters from a night train", URL: "/series/night-train", Count: 11}, {Name: "Small ports", URL: "/series/small-ports", Count: 1}}
	return f
}

func (k Kit) worldMap() *view.WorldMap {
	m := &view.WorldMap{}
	for i, p := range []string{"Geneva", "Tripoli", "La Palma", "Trieste", "Mersin"} {
		m.Places = append(m.Places, view.MapPlace{Number: i + 1, Place: view.Link{Name: p, URL: "/places/" + slug(p)}, Card: k.card(i + 2)})
	}
	if k.World == nil {
		return m
	}
	m.SVG = k.World(m.Places)
	return m
}

func (k Kit) arabicFront() *view.Front {
	f := k.front()
	s := k.site()
	s.Name, s.Tagline, s.Language, s.Dir, s.Edition = "خط الزوال", "نروي الخبر من كل جهاته", "ar", "rtl", "الطبعة العربية"
	for i, name := range []string{"دولي", "سياسة", "اقتصاد", "علوم", "ثقافة", "رياضة", "رأي", "مناخ"} {
		s.Nav[i].Name = name
	}
	f.Site, f.Title, f.Language, f.Dir, f.Date.Label = s, s.Name, "ar", "rtl", "الأحد 22 نوفمبر 2026"
	for _, list := range [][]view.Card{f.Seconds, f.River, f.Opinion, f.Bands[0].Cards, f.Bands[1].Cards} {
		for i := range list {
			a := k.arabicCard()
			list[i].Headline, list[i].Kicker.Name, list[i].Bylines = a.Headline, "مناخ", a.Bylines
			if list[i].Deck != "" {
				list[i].Deck = a.Deck
			}
		}
	}
	lead := k.arabicCard()
	lead.Language = ""
	f.Lead = &lead
	return f
}

// caption is the words under a picture as newsroom/body prints them.
const bodyPhoto = `<figure class="photo photo-wide"><img src="SRC" width="1600" height="1000" alt="ALT" class="fx-5 fy-6" loading="lazy" decoding="async"><figcaption><span class="caption">Boats wait for the season on the eastern shore. The ramp was lengthened by nine metres this year.</span> <span class="credit"><span class="creator">Jo Marsh</span> / <span class="agency">Meridian Pictures</span></span> <small class="copyright">© 2026 Meridian Pictures</small></figcaption></figure>`

func (k Kit) bodyPhoto(i int, class string) string {
	p := k.photo(i)
	if p == nil {
		return ""
	}
	return strings.NewReplacer("SRC", p.URL, "ALT", p.Alt, "photo-wide", class).Replace(bodyPhoto)
}

func (k Kit) body() template.HTML {
	paragraph := "<p>Nobody in the room had slept. The interpreters worked in pairs, forty minutes at a time, and by four in the morning one of them had begun to write the disputed verb on the back of her hand so as not to soften it. “It was the only honest word of the night,” she said later, “so of course it had to go.”</p>\n"
	return template.HTML(`<p><span class="dateline"><a href="/places/geneva">GENEVA</a> —</span> The two delegations came down the stairs of the old lakeside hotel a little after six on Sunday morning with a date, a room and <a href="/international/story-2">no text at all</a>, and each declared that the other had moved.</p>
` + paragraph + paragraph + `<aside class="pullquote" aria-label="Pull quote"><blockquote><p>“It was the only honest word of the night, so of course it had to go.”</p><footer><cite>An interpreter in the room</cite></footer></blockquote></aside>
` + paragraph + `<h2 id="h-1">What was on the table</h2>
<p>Three questions were meant to be settled, and each had been settled before:</p>
<ul><li>who reads the meters at the northern crossing, and who pays them;</li><li>how many observers may sleep on each bank;<ul><li>and whether a ferry counts as a bank;</li></ul></li><li>what the word “temporary” costs per year.</li></ul>
` + k.bodyPhoto(6, "photo-wide") + `
<blockquote class="quote"><p>We did not come here to agree. We came here to be seen to have been asked.</p><footer><cite>Adaeze Brandt, delegate</cite></footer></blockquote>
` + paragraph + `<div class="table-scroll" tabindex="0" role="region" aria-label="Hours at the table"><table><caption>Hours at the table, by round</caption>
<thead><tr><th scope="col">Round</th><th scope="col">City</th><th scope="col">Hours</th><th scope="col">Text agreed, in words</th></tr></thead><tbody><tr><th scope="row">First</th><td>Vienna</td><td>31</td><td>1,204</td></tr><tr><th scope="row">Second</th><td>Muscat</td><td>19</td><td>640</td></tr><tr><th scope="row">Third</th><td>Geneva</td><td>11</td><td>0</td></tr></tbody></table></div>
<h3 id="h-2">The verb</h3>
` + paragraph + k.bodyPhoto(1, "photo-half") + paragraph + paragraph + `<aside class="note note-box" id="note-1"><h4 class="note-label">Who was there</h4><p>Nineteen people sat at the table, six stood, and one, by an agreement of 2019, waited in the corridor with the seal.</p></aside>
` + paragraph + `<figure class="embed embed-youtube"><a class="embed-link" href="https://www.youtube.com/watch?v=abcdefghijk" rel="noopener noreferrer" data-embed-src="https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"><span class="embed-provider">YouTube</span> <span class="embed-title">The arrival of the delegations</span></a></figure>
<hr class="divider">
` + k.bodyPhoto(3, "photo-full") + paragraph)
}

func (k Kit) thumb(name string, lat, lon float64) view.Link {
	l := view.Link{Name: name, URL: "/places/" + slug(name), Kind: "place"}
	if k.Thumb != nil {
		l.Drawing = k.Thumb(name, lat, lon)
	}
	return l
}

func (k Kit) story() *view.Story {
	s := sections()
	st := &view.Story{Page: k.page("story", headlines[0].head, "/international/rivals-agree"), Card: k.card(0), Lead: k.photo(0), Body: k.body(), Minutes: 6, Words: 1240}
	st.Section = &s[0]
	st.Updated = at("2026-11-22T15:40:00+01:00", "15:40")
	st.Bylines = append(st.Bylines, view.Byline{Name: "Yusuf Darwish", URL: "/people/yusuf-darwish"}, view.Byline{Name: "Jo Marsh", Role: "Photography"})
	st.Corrections = []view.Correction{{Anchor: "correction-1", Kind: "Correction", Text: "An earlier version gave the second round’s city as Doha. It was held in Muscat.", Time: at("2026-11-22T15:40:00+01:00", "15:40")}}
	st.PlaceLinks = []view.Link{k.thumb("Geneva", 46.2, 6.15), k.thumb("Syria", 34.8, 38.5), k.thumb("Russia", 61, 99)}
	st.TopicLinks = []view.Link{{Name: "Diplomacy", URL: "/topics/diplomacy"}, {Name: "Borders and crossings", URL: "/topics/borders"}, {Name: "Water", URL: "/topics/water"}}
	st.PeopleLinks = []view.Link{{Name: "Adaeze Brandt", URL: "/people/adaeze-brandt"}}
	st.Related = k.cards(8, 12)
	for i := range st.Related {
		st.Related[i].Reason = []string{"Also in Syria · Diplomacy", "Also in Geneva", "Same series", "Diplomacy · Water"}[i%4]
	}
	st.Share = []view.Link{{Name: "Copy link", URL: st.Canonical, Kind: "copy"}, {Name: "Send by e-mail", URL: "mailto:?body=" + st.Canonical, Kind: "mail"}}
	st.Origin, st.Rights = "The Meridian", "© 2026 The Meridian. For reuse, ask the desk."
	st.SourceNote = "Additional reporting by Marta Lindqvist in Muscat."
	return st
}

func (k Kit) mapStory() *view.Story {
	s := k.story()
	s.Card = k.card(3)
	s.Lead, s.Picture = k.locator("Tripoli", 32.88, 13.19), nil
	s.CorrectionsAtTop, s.AgeNotice = true, "This story is more than a year old."
	s.Series = &view.Link{Name: "Small ports", URL: "/series/small-ports"}
	s.Parts = []view.Link{{Name: "The grain that came back", URL: "/s/1"}, {Name: s.Headline, URL: "/s/2", Active: true}, {Name: "What the pilots were paid", URL: "/s/3"}, {Name: "A quay for one ship", URL: "/s/4"}}
	return s
}

func (k Kit) arabicStory() *view.Story {
	s := k.story()
	s.Page.Language, s.Page.Dir = "ar", "rtl"
	c := k.arabicCard()
	s.Headline, s.Deck, s.Kicker.Name, s.Bylines = c.Headline, c.Deck, c.Kicker.Name, c.Bylines
	p := "<p>لم ينم أحد في القاعة تلك الليلة. عمل المترجمون أزواجًا، أربعين دقيقة في كل مرة، وعند الرابعة فجرًا كتبت إحداهن الفعل المختلف عليه على ظهر يدها كي لا تُليّنه. وقالت لاحقًا لموقع <span lang=\"en\" dir=\"ltr\">The Meridian</span>: «كانت الكلمة الصادقة الوحيدة في الليلة، فكان لا بد أن تُحذف».</p>\n"
	s.Body = template.HTML(`<p><span class="dateline">جنيف —</span> نزل الوفدان درج الفندق القديم المطل على البحيرة بعد السادسة بقليل صباح الأحد بموعد وقاعة وبلا نص، وأعلن كل منهما أن الآخر هو الذي تحرك.</p>
` + p + p + `<aside class="pullquote" aria-label="اقتباس"><blockquote><p>«كانت الكلمة الصادقة الوحيدة في الليلة، فكان لا بد أن تُحذف».</p><footer><cite>مترجمة حضرت الجلسة</cite></footer></blockquote></aside>
` + p + `<h2>ما كان على الطاولة</h2>` + p + p)
	s.Corrections, s.SourceNote, s.Rights = nil, "", ""
	s.PlaceLinks = []view.Link{{Name: "جنيف", URL: "/places/geneva"}, {Name: "سوريا", URL: "/places/syria"}}
	s.TopicLinks = []view.Link{{Name: "الدبلوماسية", URL: "/topics/diplomacy"}}
	s.PeopleLinks = nil
	return s
}
