package preflight

import (
	"strings"

	"dateline/newsroom/tag"
)

// openingPassages is how many paragraphs tell where a story happens.
const openingPassages = 3

// unlinkedPlace asks about places that the opening names and nobody chose. A
// place that lies around a chosen one, or within it, is covered by it.
func unlinkedPlace(g *Galley, report func(Finding)) {
	covered := map[tag.ID]bool{g.Story.Content.Dateline: true}
	for _, id := range g.Story.Content.Places {
		covered[id] = true
		for _, up := range g.Drawer.Ancestors(id) {
			covered[up] = true
		}
	}
	prose := g.prose()
	for _, p := range prose[:min(openingPassages, len(prose))] {
		padded := " " + strings.Join(wordsOf(p.text), " ") + " "
		for _, t := range g.Drawer.Kind(tag.Place) {
			if covered[t.ID] || t.MergedInto != 0 || len([]rune(t.Name)) < 3 {
				continue
			}
			if strings.Contains(padded, " "+strings.Join(wordsOf(t.Name), " ")+" ") && !within(g.Drawer, t.ID, covered) {
				covered[t.ID] = true
				report(p.finding(t.Name, t.Name+" is named here and is not among the story’s places."))
			}
		}
	}
}

func within(d *tag.Drawer, id tag.ID, chosen map[tag.ID]bool) bool {
	for _, up := range d.Ancestors(id) {
		if t, ok := d.ByID(up); ok && chosen[up] && t.PlaceKind != "world-region" {
			return true
		}
	}
	return false
}
