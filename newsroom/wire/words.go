package wire

import (
	"regexp"
	"slices"
	"strings"

	"dateline/newsroom/body"
	"dateline/newsroom/tag"
)

// Roles by which a text finds its place in a story.
var (
	mainRoles    = []string{"main", "", "headline", "simple"}
	deckRoles    = []string{"deck", "subheadline", "standfirst"}
	kickerRoles  = []string{"kicker", "eyebrow", "overline"}
	captionRoles = []string{"caption"}
	altRoles     = []string{"alt", "alttext", "alt-text", "alt_text"}
)

// headlines chooses headline, deck and kicker.
func (m *composer) headlines() (headline, deck, kicker string) {
	var other Wording
	for _, h := range m.it.Headlines {
		switch {
		case slices.Contains(mainRoles, h.Role) && headline == "":
			headline = textOf(h)
		case slices.Contains(deckRoles, h.Role) && deck == "":
			deck = textOf(h)
		case slices.Contains(kickerRoles, h.Role) && kicker == "":
			kicker = textOf(h)
		case other.Value == "":
			other = h
		default:
			m.problem(h.path, "headline with role “%s” is left out", short(h.Role))
		}
	}
	switch {
	case headline == "" && other.Value != "":
		headline = textOf(other)
	case other.Value != "" && textOf(other) != headline:
		m.problem(other.path, "headline with role “%s” is left out", short(other.Role))
	}
	if headline == "" && m.it.Title != "" {
		headline = strings.Join(strings.Fields(m.it.Title), " ")
		m.problem("headlines", "there is none; the title stands in its place")
	}
	return headline, m.deck(deck), kicker
}

// deck gives the deck: the one among the headlines, or else a description
// with role summary.
func (m *composer) deck(found string) string {
	for _, d := range m.it.Descriptions {
		switch {
		case d.Role == "summary" && found == "":
			found = textOf(d)
		case d.Role == "summary":
			m.problem(d.path, "is left out: the story has a deck already")
		default:
			m.problem(d.path, "description with role “%s” is left out; one with role summary would be the deck", short(d.Role))
		}
	}
	return found
}

// forms of a body, better ones first.
const (
	formMarkup = iota
	formText
	formOther
)

// body chooses the best of the bodies and reads it into blocks.
func (m *composer) body() body.Document {
	best, form := -1, formOther
	for i, b := range m.it.Bodies {
		if f := formOf(b); best < 0 || f < form {
			best, form = i, f
		}
	}
	if best < 0 {
		return body.Document{}
	}
	for i, b := range m.it.Bodies {
		if i != best && (formOf(b) == form || formOf(b) == formOther) {
			m.problem(b.path, "is one more text (%s) and left out; a story has one", short(strings.TrimSpace(b.Role+" "+b.MediaType)))
		}
	}
	chosen := m.it.Bodies[best]
	if len(chosen.Value) > body.MaxBytes {
		m.problem(chosen.path, "is longer than %d MB; the rest is left out", body.MaxBytes>>20)
	}
	switch form {
	case formText:
		return body.FromText(chosen.Value)
	case formOther:
		m.problem(chosen.path, "is of type “%s”, which is read as XHTML", short(chosen.MediaType))
	}
	m.indexPictures()
	doc, dropped := body.FromHTML(chosen.Value, body.FromOptions{Image: m.image, Lang: m.c.Content.Language})
	for _, what := range dropped {
		m.problem(chosen.path, "%s left out", what)
	}
	return doc
}

func formOf(b Wording) int {
	switch t := b.MediaType; {
	case strings.Contains(t, "html"):
		return formMarkup
	case t == "text/plain", t == "text/plain; charset=utf-8":
		return formText
	case t == "" && (strings.Contains(b.Value, "</p>") || strings.Contains(b.Value, "<p>") || strings.HasPrefix(strings.TrimSpace(b.Value), "<")):
		return formMarkup
	case t == "", strings.HasPrefix(t, "text/"):
		return formText
	}
	return formOther
}

// runIn is a dateline that stands in the text itself, as agencies write it:
// "GROSSETO, Italy (AP) --".
var runIn = regexp.MustCompile(`^\p{Lu}[\p{Lu}\p{M} .'’/-]{1,60}(, [\p{L}\p{M}. '’-]{1,40})?( ?\([^()]{1,30}\))? ?(--|—|–) ?`)

// located sets the dateline. Where the text begins with one of its own, that
// goes: it would stand there twice.
func (m *composer) located() {
	c := &m.c
	c.Content.DatelineText = strings.Join(strings.Fields(m.it.Located), " ")
	if c.Dateline.Tag.Kind == "" && c.Content.DatelineText != "" {
		full := strings.ToLower(c.Content.DatelineText)
		city, _, _ := strings.Cut(full, ",")
		for _, p := range c.Places {
			if name := strings.ToLower(p.Tag.Name); name == full || name == city {
				c.Dateline = p
				break
			}
		}
	}
	if c.Dateline.Tag.Kind == "" && c.Content.DatelineText != "" { // a place that we may know
		c.Dateline = Want{path: "located", Tag: tag.Tag{Kind: tag.Place, Name: c.Content.DatelineText}}
	}
	if c.Content.DatelineText == "" && c.Dateline.Tag.Kind == "" {
		return
	}
	if blocks := c.Content.Body.Blocks; len(blocks) > 0 && blocks[0].Kind == body.Paragraph && len(blocks[0].Text) > 0 {
		first := &blocks[0].Text[0]
		if at := runIn.FindStringIndex(first.Text); at != nil && at[1] < len(first.Text) {
			first.Text = first.Text[at[1]:]
		}
	}
}

// relAuthor marks who wrote a story among its people.
const relAuthor = "author"

// credits makes the byline: the people with rel author, and whoever else the
// natural-language line names.
func (m *composer) credits() {
	named := splitNames(m.it.By)
	for _, p := range m.it.People {
		if p.Rel != relAuthor || p.name() == "" {
			continue
		}
		w, ok := m.wanted(tag.Person, p)
		if !ok {
			continue
		}
		w.Make = p.URI != "" // a bare name is printed, and linked where we know the person
		role := ""
		if p.Name != "" {
			role = p.Literal
		}
		m.credit(w, role)
		named = slices.DeleteFunc(named, func(n string) bool { return strings.EqualFold(n, p.name()) })
	}
	if len(m.c.Byline) > 0 && len(named) > 0 && len(named) == len(splitNames(m.it.By)) {
		return // another way to write the same people
	}
	for _, name := range named {
		m.credit(Want{path: "by", Tag: tag.Tag{Kind: tag.Person, Name: name}}, "")
	}
}

// joints part the names of a byline.
var joints = regexp.MustCompile(`(?i)\s+(?:and|und|et|y|e)\s+|\s*[&;]\s*|\s*،\s*`)

// splitNames gives the names of a byline such as "By Ana Lima and Omar Saleh".
func splitNames(by string) []string {
	by = strings.Join(strings.Fields(by), " ")
	for _, prefix := range []string{"by ", "von ", "par ", "por "} {
		if len(by) > len(prefix) && strings.EqualFold(by[:len(prefix)], prefix) {
			by = by[len(prefix):]
		}
	}
	var names []string
	for _, part := range joints.Split(by, -1) {
		pieces := strings.Split(part, ",")
		if slices.ContainsFunc(pieces, func(p string) bool { return len(strings.Fields(p)) < 2 }) {
			pieces = []string{strings.Trim(part, ", ")} // "Ana Lima, Reuters": not two people
		}
		for _, p := range pieces {
			if p = strings.TrimSpace(p); p != "" {
				names = append(names, p)
			}
		}
	}
	return names
}
