package preflight

import (
	"regexp"
	"strings"

	"dateline/newsroom/body"
)

// wholly is a paragraph that is a quotation from end to end.
var wholly = regexp.MustCompile(`^["“„«][^"“”„«»]+["”“»]\.?$`)

// attribution asks who said what stands between quotation marks. A paragraph
// that is nothing but a quotation is spoken for by its neighbours if one of
// them has words outside quotation marks.
func attribution(g *Galley, report func(Finding)) {
	blocks := g.Story.Content.Body.Blocks
	alone := func(i int) bool {
		return i < 0 || i >= len(blocks) || blocks[i].Kind != body.Paragraph || wholly.MatchString(strings.TrimSpace(blocks[i].Text.String()))
	}
	for i := range blocks {
		b := &blocks[i]
		text := strings.TrimSpace(b.Text.String())
		switch {
		case (b.Kind == body.Quote || b.Kind == body.PullQuote) && len(b.Attribution) == 0 && b.Source == "":
			if text == "" && len(b.Items) > 0 {
				text = b.Items[0].Text.String()
			}
			report(Finding{Field: blockField(i) + ".attribution", Block: b.ID, Words: clip(text), Message: "This quotation does not say who is speaking."})
		case b.Kind == body.Paragraph && wholly.MatchString(text) && alone(i-1) && alone(i+1):
			report(Finding{Field: blockField(i), Block: b.ID, Words: clip(text), Message: "Nobody near this quotation says whose words these are."})
		}
	}
}
