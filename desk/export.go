package desk

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"dateline/internal/database"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
	"dateline/newsroom/wire"
)

func (d *Desk) exportRoutes() {
	add(d, route{
		method: http.MethodGet, path: "/stories/{id}/ninjs", id: "export-story", group: "Wire", right: account.ReadDesk, summary: "A story as ninjs",
		about: "As the desk has it now, in any state: what is not public is withheld, what was killed is canceled.",
		answers: map[string]*huma.Response{"200": {Description: "One item that is valid by the official schema", Content: map[string]*huma.MediaType{
			"application/json": {Schema: &huma.Schema{Type: huma.TypeObject}},
		}}},
	}, d.exportStory)
}

type exportIn struct {
	ByID
	Standard string `query:"standard" enum:"3.1,2.2" default:"3.1" doc:"Version of ninjs"`
}

// exportOut is an item, encoded.
type exportOut struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func (d *Desk) exportStory(ctx context.Context, _ caller, in *exportIn) (*exportOut, error) {
	var st story.Story
	known := resolver{desk: d}
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		if st, err = d.Stories.ByID(ctx, q, story.ID(in.ID)); err != nil {
			return err
		}
		return known.read(ctx, q, &st.Content)
	})
	if err != nil {
		return nil, err
	}
	paper := wire.Paper{Photos: known.photos, Resolver: known, BaseURL: d.BaseURL, Standard: in.Standard, Indent: true}
	if paper.Tags, err = d.Tags.Drawer(ctx); err != nil {
		return nil, err
	}
	if paper.Masthead, err = d.Mastheads.Current(ctx); err != nil {
		return nil, err
	}
	item, err := wire.Encode(wire.FromStory(st), paper)
	if err != nil {
		return nil, err
	}
	return &exportOut{ContentType: "application/json", Body: item}, nil
}

// resolver answers what a story names by number.
type resolver struct {
	desk   *Desk
	photos map[photo.ID]photo.Photo
	paths  map[int64]string
}

// read gets all that c names in two queries.
func (r *resolver) read(ctx context.Context, q database.Q, c *story.Content) (err error) {
	var photos []photo.ID
	for _, id := range c.PhotoIDs() {
		photos = append(photos, photo.ID(id))
	}
	if r.photos, err = r.desk.Photos.ByIDs(ctx, q, photos); err != nil {
		return err
	}
	var links []story.ID
	for _, id := range c.Body.StoryLinks() {
		links = append(links, story.ID(id))
	}
	cards, err := r.desk.Stories.Cards(ctx, q, links)
	r.paths = make(map[int64]string, len(cards))
	for _, card := range cards {
		r.paths[int64(card.ID)] = card.Path
	}
	return err
}

// Picture gives a photo as its use in the story prints it.
func (r resolver) Picture(use body.PhotoUse) (body.Picture, bool) {
	p, ok := r.photos[photo.ID(use.Photo)]
	if !ok || p.Killed() {
		return body.Picture{}, false
	}
	return r.desk.Photos.Picture(p, use, r.desk.BaseURL), true
}

// StoryPath gives the address of an own story that is public.
func (r resolver) StoryPath(id int64) (string, bool) {
	path, ok := r.paths[id]
	return path, ok
}
