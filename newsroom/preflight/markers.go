package preflight

import (
	"regexp"
	"strings"
)

// marker is what writers leave where something is still to come.
var marker = regexp.MustCompile(`\b(TK+|TKTK|XXX+|TODO|FIXME|TBC|TBD)\b|(?i)\blorem ipsum\b|\?{3,}|\[[^\]]*(?i:check|insert|add|tk|quote to come)[^\]]*\]`)

// name follows a marker that may be the beginning of one: TK Maxx.
var name = regexp.MustCompile(`^ \p{Lu}\p{Ll}`)

// markers asks about places where something is still to come.
func markers(g *Galley, report func(Finding)) {
	c := &g.Story.Content
	look := func(text string, f func(found string) Finding) {
		if found := marker.FindString(text); found != "" {
			finding := f(found)
			finding.Severity, finding.Message = Error, "Something is still to come here."
			if name.MatchString(text[strings.Index(text, found)+len(found):]) {
				finding.Severity, finding.Message = Warning, "Is this a name, or is something still to come here?"
			}
			report(finding)
		}
	}
	for _, field := range []struct{ name, text string }{{"headline", c.Headline}, {"deck", c.Deck}, {"kicker", c.Kicker}} {
		look(field.text, func(found string) Finding { return Finding{Field: field.name, Words: found} })
	}
	for _, p := range g.passages() {
		look(p.text, func(found string) Finding { return p.finding(found, "") })
	}
}
