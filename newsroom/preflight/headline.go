package preflight

import "fmt"

// How much of a headline each use shows, in characters. Search results and
// social cards cut by width; these are what fits in ordinary English.
const (
	headlineMost   = 110 // Google's bound for NewsArticle headlines
	headlineSocial = 90
	headlineLeast  = 15
)

// headline asks whether there is one, and whether it survives where it will be
// shown.
func headline(g *Galley, report func(Finding)) {
	text := g.Story.Content.Headline
	n := len([]rune(text))
	switch {
	case n == 0:
		report(Finding{Severity: Error, Field: "headline", Message: "There is no headline."})
	case n > headlineMost:
		report(Finding{Field: "headline", Words: text, Message: fmt.Sprintf("It has %d characters; search engines take %d at most, and cards in social media show about %d.", n, headlineMost, headlineSocial)})
	case n > headlineSocial:
		report(Finding{Field: "headline", Words: text, Message: fmt.Sprintf("It has %d characters; cards in social media show about %d.", n, headlineSocial)})
	case n < headlineLeast:
		report(Finding{Field: "headline", Words: text, Message: fmt.Sprintf("With %d characters it may not tell what the story is about where it stands alone.", n)})
	}
}
