package site

import (
	"fmt"
	"html/template"
	"iter"
	"strings"

	"dateline/internal/atlas"
	"dateline/newsroom/story"
	"dateline/site/markup"
	"dateline/site/view"
)

func splitPath(path string) iter.Seq[string] {
	return strings.SplitSeq(strings.TrimPrefix(path, "/"), "/")
}

// paragraphs prints plain text: blank lines part paragraphs. The first stands
// without a tag of its own where it is the only one.
func paragraphs(text string) template.HTML {
	parts := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n")
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteString("<br><br>")
		}
		b.WriteString(strings.ReplaceAll(template.HTMLEscapeString(strings.TrimSpace(p)), "\n", "<br>"))
	}
	return template.HTML(b.String()) //nolint:gosec // escaped above
}

// textBlock prints plain text as paragraphs.
func textBlock(text string) template.HTML {
	var b strings.Builder
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			b.WriteString("<p>" + strings.ReplaceAll(template.HTMLEscapeString(p), "\n", "<br>") + "</p>\n")
		}
	}
	return template.HTML(b.String()) //nolint:gosec // escaped above
}

// correctionsPage gathers all corrections of public stories.
func (s *Site) correctionsPage(sh *sheet) (printed, error) {
	number, err := pageNumber(sh.r)
	if err != nil {
		return printed{}, err
	}
	sh.carry(latestKey)
	data := &view.Corrections{Page: s.page(sh.chrome, "corrections", "Corrections and clarifications", "/corrections"), Policy: textBlock(sh.masthead.Correcting)}
	data.Description = "What " + sh.masthead.Name + " has corrected, clarified or noted, newest first."
	all, err := s.Stories.RecentCorrections(sh.ctx, sh.q, perPage+1, (number-1)*perPage)
	if err != nil {
		return printed{}, err
	}
	more := len(all) > perPage
	all = all[:min(len(all), perPage)]
	ids := make([]story.ID, 0, len(all))
	for _, c := range all {
		ids = append(ids, c.Story)
	}
	cards, err := s.cards(sh, ids)
	if err != nil {
		return printed{}, err
	}
	for _, c := range all {
		v := viewCorrection(sh.tell, c)
		for i := range cards {
			if cards[i].ID == int64(c.Story) {
				v.Card = &cards[i]
			}
		}
		data.Items = append(data.Items, v)
	}
	data.Paging = paging("/corrections", nil, number, more)
	data.OpenGraph = markup.PageMeta(s.pageMarkup(sh, &data.Page, nil))
	return printed{name: "corrections", data: data}, nil
}

// plainPage gathers a page of the newsroom's own words.
func (s *Site) plainPage(title string, words func(sh *sheet) template.HTML) func(sh *sheet) (printed, error) {
	return func(sh *sheet) (printed, error) {
		body := words(sh)
		if body == "" {
			return printed{}, notFound()
		}
		data := &view.Plain{Page: s.page(sh.chrome, "plain", title, sh.r.URL.Path), Heading: title, Body: body}
		data.OpenGraph = markup.PageMeta(s.pageMarkup(sh, &data.Page, nil))
		return printed{name: "plain", data: data}, nil
	}
}

// aboutTheData credits the data that the program carries.
func aboutTheData(*sheet) template.HTML {
	return template.HTML(fmt.Sprintf(`<p>Some of what you see here was made by others and given to everyone. We are grateful to them.</p>
<h2>Maps</h2>
<p>Coastlines and borders on our maps come from <a href="https://www.naturalearthdata.com/">%s</a>, which is in the public domain. Maps show where a story is set and take no position on disputed borders.</p>
<h2>Topics</h2>
<p>Topics carry, where one fits, the number of the <a href="https://iptc.org/standards/media-topics/">IPTC Media Topics</a>, published under CC BY 4.0.</p>
<h2>Places</h2>
<p>Places carry, where known, the numbers of <a href="https://www.geonames.org/">GeoNames</a> (CC BY 4.0) and <a href="https://www.wikidata.org/">Wikidata</a> (CC0).</p>
<h2>Type</h2>
<p>Headlines and text are set in Newsreader, labels in Schibsted Grotesk, Arabic in Noto Naskh and Noto Kufi, all under the SIL Open Font License.</p>`, atlas.Credit)) //nolint:gosec // constant markup
}
