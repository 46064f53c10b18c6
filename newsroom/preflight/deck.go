package preflight

import "strings"

// deck asks for one, and for one that is not the first paragraph once more.
func deck(g *Galley, report func(Finding)) {
	text := g.Story.Content.Deck
	if text == "" {
		report(Finding{Field: "deck", Message: "There is no deck: lists, search results and shared links show the first words of the text instead."})
		return
	}
	if strings.EqualFold(text, g.Story.Content.Headline) {
		report(Finding{Field: "deck", Words: text, Message: "The deck says the headline again."})
	}
	if prose := g.prose(); len(prose) > 0 && strings.EqualFold(folded(text), folded(prose[0].text)) {
		report(Finding{Field: "deck", Words: text, Message: "The deck is the first paragraph: readers would read it twice."})
	}
}
