package preflight

import (
	"fmt"

	"dateline/newsroom/body"
)

// outside asks whether the addresses outside that the text links to are there.
// What is not known yet is not spoken of.
func outside(g *Galley, report func(Finding)) {
	blocks := g.Story.Content.Body.Blocks
	for i := range blocks {
		one := body.Document{Blocks: blocks[i : i+1]}
		for _, address := range one.OutsideLinks() {
			f, known := g.Links[address]
			if !known || !f.Dead() {
				continue
			}
			message := "Nobody answers at this address, asked twice: mend the link, or take it off."
			if f.Status != 0 {
				message = fmt.Sprintf("This address answers %d: what was there is gone. Mend the link, or take it off.", f.Status)
			}
			report(Finding{Field: blockField(i), Block: blocks[i].ID, Words: address, Message: message})
		}
	}
}
