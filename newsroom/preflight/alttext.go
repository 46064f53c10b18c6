package preflight

import (
	"regexp"
	"strings"

	"dateline/newsroom/photo"
)

var (
	fileName   = regexp.MustCompile(`(?i)^[\w-]+\.(jpe?g|png|webp|avif|tiff?|gif|heic)$|^(img|dsc|dscf|pxl)[_-]?\d+`)
	saysItself = regexp.MustCompile(`(?i)^(an? )?(image|photo|photograph|picture|foto|imagen|bild) (of|showing|de|von) `)
)

// altLeast is how many characters say anything about a picture.
const altLeast = 12

// altText asks what somebody who cannot see the photos is told (WCAG 2.2,
// 1.1.1).
func altText(g *Galley, report func(Finding)) {
	for _, s := range g.shows() {
		p, ok := g.Photos[photo.ID(s.use.Photo)]
		if !ok {
			continue // credit reports it
		}
		alt := strings.TrimSpace(s.use.Alt)
		if alt == "" {
			alt = p.Alt
		}
		words := s.use.Caption.String()
		if words == "" {
			words = p.Caption
		}
		switch {
		case alt == "":
			report(s.finding(Error, ".alt", "", "There is no alt text: say what is to be seen, for those who cannot see it."))
		case fileName.MatchString(alt):
			report(s.finding(Warning, ".alt", alt, "The alt text is the name of a file."))
		case saysItself.MatchString(alt):
			report(s.finding(Warning, ".alt", alt, "Screen readers say that it is an image: begin with what is to be seen."))
		case len([]rune(alt)) < altLeast:
			report(s.finding(Warning, ".alt", alt, "The alt text is too short to tell what is to be seen."))
		case words != "" && strings.EqualFold(folded(alt), folded(words)):
			report(s.finding(Warning, ".alt", alt, "Alt text and caption are the same: a screen reader says it twice."))
		}
	}
}
