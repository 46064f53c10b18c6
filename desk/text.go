package desk

import (
	"context"
	"net/http"

	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
)

func (d *Desk) textRoutes() {
	add(d, route{
		method: http.MethodPost, path: "/text/from-html", id: "read-html", group: "Stories", right: account.WriteStory, most: web.StoryBytes,
		summary: "Blocks from HTML", about: "Makes blocks of what a word processor or a web page puts on the clipboard, as the import does. It keeps nothing.",
	}, d.readHTML)
}

type readHTMLIn struct {
	Body struct {
		HTML string `json:"html" maxLength:"4194304"`
	}
}

// readView is what was made of foreign markup.
type readView struct {
	Body    body.Document `json:"body"`
	LeftOut []string      `json:"left_out" doc:"What was not taken, such as “1 script”"`
}

func (d *Desk) readHTML(_ context.Context, _ caller, in *readHTMLIn) (*reply[readView], error) {
	doc, left := body.FromHTML(in.Body.HTML, body.FromOptions{})
	doc.Blocks = orEmpty(doc.Blocks)
	return answer(readView{Body: doc, LeftOut: orEmpty(left)}), nil
}
