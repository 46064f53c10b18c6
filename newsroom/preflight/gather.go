package preflight

import (
	"context"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/housestyle"
	"dateline/newsroom/linkcheck"
	"dateline/newsroom/masthead"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// Preflight looks stories over. It is safe for concurrent use.
type Preflight struct {
	stories *story.Stories
	photos  *photo.Photos
	tags    *tag.Tags
	names   *masthead.Mastheads
	styles  *housestyle.Styles
	links   *linkcheck.Links
	clock   clock.Clock
}

// New makes a preflight of what the newsroom holds.
func New(stories *story.Stories, photos *photo.Photos, tags *tag.Tags, names *masthead.Mastheads, styles *housestyle.Styles, links *linkcheck.Links, c clock.Clock) *Preflight {
	return &Preflight{stories: stories, photos: photos, tags: tags, names: names, styles: styles, links: links, clock: c}
}

// Look looks over a story as st says it, which need not be as it is kept.
func (p *Preflight) Look(ctx context.Context, q database.Q, st story.Story) ([]Finding, error) {
	g, err := p.gather(ctx, q, st)
	if err != nil {
		return nil, err
	}
	return Look(g), nil
}

func (p *Preflight) gather(ctx context.Context, q database.Q, st story.Story) (*Galley, error) {
	g := &Galley{Story: st, Now: p.clock.Now(), Photos: map[photo.ID]photo.Photo{}, Public: map[story.ID]bool{}}
	var err error
	if g.Drawer, err = p.tags.Drawer(ctx); err != nil {
		return nil, err
	}
	m, err := p.names.Current(ctx)
	if err != nil {
		return nil, err
	}
	g.Zone = m.Location()
	for _, id := range st.Content.PhotoIDs() {
		one, err := p.photos.ByID(ctx, q, photo.ID(id)) // with its file's metadata
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		g.Photos[one.ID] = one
	}
	book, err := p.styles.Read(ctx, q)
	if err != nil {
		return nil, err
	}
	if g.Links, _, err = p.links.Known(ctx, q, st.Content.Body.OutsideLinks()); err != nil {
		return nil, err
	}
	g.Style = book.For(st.Content.Language)
	if g.Shown, err = p.stories.ShownPhotos(ctx, q, st.ID); err != nil {
		return nil, err
	}
	var linked []story.ID
	for _, id := range st.Content.Body.StoryLinks() {
		linked = append(linked, story.ID(id))
	}
	cards, err := p.stories.Cards(ctx, q, linked)
	if err != nil {
		return nil, err
	}
	for i := range cards {
		g.Public[cards[i].ID] = true
	}
	g.Taken, err = p.stories.AddressTaken(ctx, q, st)
	return g, err
}
