package preflight

import (
	"strconv"

	"dateline/newsroom/body"
	"dateline/newsroom/story"
)

// links asks whether the own stories that the text links to are there for
// readers.
func links(g *Galley, report func(Finding)) {
	blocks := g.Story.Content.Body.Blocks
	for i := range blocks {
		one := body.Document{Blocks: blocks[i : i+1]}
		for _, id := range one.StoryLinks() {
			if !g.Public[story.ID(id)] {
				report(Finding{
					Field: blockField(i), Block: blocks[i].ID, Words: strconv.FormatInt(id, 10),
					Message: "The link leads to story " + strconv.FormatInt(id, 10) + ", which is not public: readers would see the words without a link.",
				})
			}
		}
	}
}
