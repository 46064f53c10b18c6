package preflight

import (
	"slices"

	"dateline/newsroom/photo"
)

// rights asks whether the newsroom may print each photo when the story goes
// out. What a story shows already does not hold back its correction.
func rights(g *Galley, report func(Finding)) {
	at := g.Now
	if g.Story.PublishAt.After(at) {
		at = g.Story.PublishAt
	}
	for _, s := range g.shows() {
		p, ok := g.Photos[photo.ID(s.use.Photo)]
		if !ok || p.Killed() || p.Creator == "" && p.Agency == "" {
			continue // the rule about credits speaks of these
		}
		v := p.Verdict(at, g.Zone)
		switch {
		case v.Answer == photo.Refuse && !slices.Contains(g.Shown, p.ID):
			report(s.finding(Error, ".rights", p.Filename, v.Sentence))
		case v.Answer == photo.Refuse, p.Rights.Restriction != "", !p.Rights.ExpiresAt.IsZero() && p.Rights.ExpiresAt.Sub(at) < photo.ExpiresSoon:
			report(s.finding(Warning, ".rights", p.Filename, v.Sentence))
		}
	}
}
