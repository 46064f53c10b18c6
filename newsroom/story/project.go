package story

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dateline/internal/database"
	"dateline/newsroom/tag"
)

// Public is what leaves through the gate: the content that readers see, with
// the names of its tags, for whoever indexes it.
type Public struct {
	Card
	Content Content
	Names   []string // of its tags and bylines
}

// project writes what readers see of st. It is the only way in which anything
// becomes public.
func (w *Work) project(ctx context.Context, st *Story, corrected, wasPublic bool) error {
	w.touched.Stories = append(w.touched.Stories, int64(st.ID))
	before := ""
	if wasPublic {
		var err error
		if before, err = w.standing(ctx, st.ID); err != nil {
			return err
		}
		if err := w.unproject(ctx, st); err != nil {
			return err
		}
	}
	d, err := w.tags(ctx)
	if err != nil {
		return err
	}
	c := &st.Content
	card := cardOf(st, corrected)
	lead, err := database.JSON(c.Lead)
	if err != nil {
		return err
	}
	byline, err := database.JSON(c.Byline)
	if err != nil {
		return err
	}
	_, err = w.tx.Exec(ctx, `INSERT INTO published (story_id, rev, path, uri, headline, deck, kicker, language, genre, section_id, place_id, series_id, part, photo_id, lead, byline, words, corrected,
			published_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		st.ID, st.ContentRev, st.Path, st.URI, c.Headline, c.Deck, c.Kicker, c.Language, c.Genre, c.Section, card.Place, c.Series, c.Part, card.Photo, lead, byline, card.Words, corrected,
		database.Micros(st.FirstPublishedAt), database.Micros(st.UpdatedAt))
	if err != nil {
		return fmt.Errorf("publish story %d: %w", st.ID, err)
	}
	names, err := w.file(ctx, st, filings(d, c))
	if err != nil {
		return err
	}
	for _, id := range c.PhotoIDs() {
		if _, err := w.tx.Exec(ctx, `INSERT INTO published_photo (photo_id, story_id) VALUES ($1, $2)`, id, st.ID); err != nil {
			return fmt.Errorf("publish photo %d: %w", id, err)
		}
		w.touched.Photos = append(w.touched.Photos, id)
	}
	w.touched.Paths = append(w.touched.Paths, st.Path)
	after, err := w.standing(ctx, st.ID)
	if err != nil {
		return err
	}
	if after == before {
		w.settled = append(w.settled, int64(st.ID))
	}
	for _, b := range c.Byline {
		names = append(names, b.Name)
	}
	if err := w.ss.index.Index(ctx, w.tx, Public{Card: card, Content: *c, Names: names}); err != nil {
		return err
	}
	event := "story.published"
	switch {
	case w.kind == string(Correct):
		event = "story.corrected"
	case wasPublic:
		event = "story.updated"
	}
	return w.moved(ctx, event, st)
}

func (w *Work) moved(ctx context.Context, event string, st *Story) error {
	if w.ss.sees == nil {
		return nil
	}
	return w.ss.sees.Moved(ctx, w.tx, event, *st)
}

// standing tells all that other stories' Related News depends on: where a
// public story is filed, when it was published and what it is called.
func (w *Work) standing(ctx context.Context, id ID) (string, error) {
	rows, err := database.List(ctx, w.tx, func(s database.Scanner) (string, error) {
		var headline string
		var at, part, tagged, position int64
		var direct bool
		err := s.Scan(&headline, &at, &part, &tagged, &direct, &position)
		return fmt.Sprint(at, part, tagged, direct, position, headline), err
	}, `SELECT p.headline, p.published_at, p.part, COALESCE(t.tag_id, 0), COALESCE(t.direct, false), COALESCE(t.position, 0)
		FROM published p LEFT JOIN published_tag t ON t.story_id = p.story_id WHERE p.story_id = $1 ORDER BY t.tag_id`, id)
	if err != nil {
		return "", fmt.Errorf("read where story %d stands: %w", id, err)
	}
	return strings.Join(rows, "\n"), nil
}

// file writes the rows under which lists find st, and gives the tags' names.
func (w *Work) file(ctx context.Context, st *Story, all []filed) ([]string, error) {
	var names []string
	for _, f := range all {
		_, err := w.tx.Exec(ctx, `INSERT INTO published_tag (tag_id, published_at, story_id, kind, direct, position) VALUES ($1, $2, $3, $4, $5, $6)`,
			f.tag.ID, database.Micros(st.FirstPublishedAt), st.ID, f.tag.Kind, f.direct, f.position)
		if err != nil {
			return nil, fmt.Errorf("file story %d under %s: %w", st.ID, f.tag.Name, err)
		}
		w.touched.Tags = append(w.touched.Tags, int64(f.tag.ID))
		names = append(names, f.tag.Name)
	}
	return names, nil
}

// unproject takes everything of a public story from readers, and notes what
// it touched.
func (w *Work) unproject(ctx context.Context, st *Story) error {
	w.touched.Stories = append(w.touched.Stories, int64(st.ID))
	tags, err := database.List(ctx, w.tx, database.Value[int64], `SELECT tag_id FROM published_tag WHERE story_id = $1`, st.ID)
	if err != nil {
		return fmt.Errorf("read tags of story %d: %w", st.ID, err)
	}
	photos, err := database.List(ctx, w.tx, database.Value[int64], `SELECT photo_id FROM published_photo WHERE story_id = $1`, st.ID)
	if err != nil {
		return fmt.Errorf("read photos of story %d: %w", st.ID, err)
	}
	w.touched.Tags, w.touched.Photos = append(w.touched.Tags, tags...), append(w.touched.Photos, photos...)
	if st.Path != "" {
		w.touched.Paths = append(w.touched.Paths, st.Path)
	}
	for _, statement := range []string{
		`DELETE FROM published_tag WHERE story_id = $1`,
		`DELETE FROM published_photo WHERE story_id = $1`,
		`DELETE FROM published WHERE story_id = $1`,
	} {
		if _, err := w.tx.Exec(ctx, statement, st.ID); err != nil {
			return fmt.Errorf("take story %d from readers: %w", st.ID, err)
		}
	}
	return w.ss.index.Remove(ctx, w.tx, st.ID)
}

// storiesUnder gives every public story filed under a tag.
func (w *Work) storiesUnder(ctx context.Context, id tag.ID) ([]ID, error) {
	return database.List(ctx, w.tx, database.Value[ID], `SELECT story_id FROM published_tag WHERE tag_id = $1`, id)
}

// refileStories writes the rows of stories whose tags moved anew.
func (w *Work) refileStories(ctx context.Context, ids []ID) error {
	for _, id := range ids {
		w.touched.Stories = append(w.touched.Stories, int64(id))
		st, err := database.One(ctx, w.tx, scanStory, `SELECT `+storyColumns+`, r.content FROM story s JOIN published p ON p.story_id = s.id
			JOIN revision r ON r.story_id = s.id AND r.rev = p.rev WHERE s.id = $1`, id)
		if err != nil {
			return fmt.Errorf("read story %d: %w", id, err)
		}
		old, err := database.List(ctx, w.tx, database.Value[int64], `SELECT tag_id FROM published_tag WHERE story_id = $1`, id)
		if err != nil {
			return fmt.Errorf("read tags of story %d: %w", id, err)
		}
		w.touched.Tags = append(w.touched.Tags, old...)
		if _, err := w.tx.Exec(ctx, `DELETE FROM published_tag WHERE story_id = $1`, id); err != nil {
			return fmt.Errorf("refile story %d: %w", id, err)
		}
		if _, err := w.file(ctx, &st, filings(w.drawer, &st.Content)); err != nil {
			return err
		}
		w.touched.Paths = append(w.touched.Paths, st.Path)
	}
	return nil
}

// cardOf gives the card of a story from its content.
func cardOf(st *Story, corrected bool) Card {
	c := &st.Content
	card := Card{
		ID: st.ID, Path: st.Path, URI: st.URI, Headline: c.Headline, Deck: c.Deck, Kicker: c.Kicker, Language: c.Language, Genre: c.Genre, Section: c.Section, Series: c.Series, Part: c.Part,
		Lead: c.Lead, Byline: c.Byline, Words: st.length(), Corrected: corrected, PublishedAt: st.FirstPublishedAt, UpdatedAt: st.UpdatedAt,
	}
	if use, ok := c.LeadPhoto(); ok {
		card.Photo = use.Photo
	}
	if len(c.Places) > 0 {
		card.Place = c.Places[0]
	} else {
		card.Place = c.Dateline
	}
	return card
}

// Age is how long ago a card was first published.
func (c Card) Age(now time.Time) time.Duration { return now.Sub(c.PublishedAt) }
