package preflight

import (
	"encoding/json"
	"fmt"
	"strings"

	"dateline/internal/imaging"
	"dateline/newsroom/photo"
)

// credit asks whether every photo says whose it is.
func credit(g *Galley, report func(Finding)) {
	for _, s := range g.shows() {
		p, ok := g.Photos[photo.ID(s.use.Photo)]
		switch {
		case !ok:
			report(s.finding(Error, "", fmt.Sprint(s.use.Photo), "This photo does not exist: choose another."))
			continue
		case p.Killed():
			report(s.finding(Error, "", p.Filename, "This photo was killed: choose another."))
			continue
		case p.Creator == "" && p.Agency == "":
			report(s.finding(Error, ".credit", p.Filename, "It has no credit: name the photographer or the agency in the photo library."))
		}
		if p.Copyright == "" && p.Licence == "" {
			report(s.finding(Warning, ".credit", p.Filename, "It has neither a copyright notice nor a licence."))
		}
	}
}

// creditDiffers compares the credits that readers see with those in the file.
func creditDiffers(g *Galley, report func(Finding)) {
	for _, s := range g.shows() {
		p, ok := g.Photos[photo.ID(s.use.Photo)]
		if !ok || len(p.Metadata) == 0 {
			continue
		}
		var tags []imaging.Tag
		if json.Unmarshal(p.Metadata, &tags) != nil {
			continue
		}
		file := photo.Read(tags)
		for _, c := range []struct{ what, ours, theirs string }{
			{"photographer", p.Creator, file.Creator}, {"agency", p.Agency, file.Agency}, {"copyright notice", p.Copyright, file.Copyright},
		} {
			if c.theirs != "" && !strings.EqualFold(folded(c.ours), folded(c.theirs)) {
				report(s.finding(Warning, ".credit", c.ours, fmt.Sprintf("The file itself gives “%s” as the %s.", c.theirs, c.what)))
			}
		}
	}
}
