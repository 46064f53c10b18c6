package sample

import (
	"slices"
	"strings"

	"dateline/newsroom/body"
)

// Links are the keys of the stories that the body links to, each once.
func (s Story) Links() []string {
	var keys []string
	eachText(s.Body, func(t body.Text) body.Text {
		for _, span := range t {
			if key, ok := strings.CutPrefix(span.Href, storyLink); ok && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
		return t
	})
	return keys
}

// Resolve is the body with numbers in place of keys: story answers the number
// of a story and photo that of a picture. What is answered with 0 is taken out:
// a link leaves its words, a photo leaves nothing.
func (s Story) Resolve(story, photo func(key string) int64) body.Document {
	doc := eachText(s.Body, func(t body.Text) body.Text {
		out := slices.Clone(t)
		for i := range out {
			if key, ok := strings.CutPrefix(out[i].Href, storyLink); ok {
				out[i].Href, out[i].Story = "", story(key)
			}
		}
		return out
	})
	var kept []body.Block
	for _, b := range doc.Blocks {
		if b.Kind != body.Photo && b.Kind != body.Gallery {
			kept = append(kept, b)
			continue
		}
		var uses []body.PhotoUse
		for _, use := range b.Photos {
			if use.Photo = photo(s.Pictures[use.Photo-1]); use.Photo != 0 {
				uses = append(uses, use)
			}
		}
		if b.Photos = uses; len(uses) > 0 {
			kept = append(kept, b)
		}
	}
	return body.Document{Blocks: kept}
}

// eachText is a copy of doc in which change was applied to each running text.
func eachText(doc body.Document, change func(body.Text) body.Text) body.Document {
	out := body.Document{Blocks: slices.Clone(doc.Blocks)}
	for i := range out.Blocks {
		b := &out.Blocks[i]
		b.Text, b.Attribution, b.Caption = change(b.Text), change(b.Attribution), change(b.Caption)
		b.Items = slices.Clone(b.Items)
		for j := range b.Items {
			b.Items[j].Text = change(b.Items[j].Text)
		}
		b.Rows = slices.Clone(b.Rows)
		for j := range b.Rows {
			b.Rows[j].Cells = slices.Clone(b.Rows[j].Cells)
			for k := range b.Rows[j].Cells {
				b.Rows[j].Cells[k].Text = change(b.Rows[j].Cells[k].Text)
			}
		}
	}
	return out
}
