package story

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/tag"
)

// Card is a public story wherever stories are listed. No list keeps a copy of
// a headline: every list is ordered numbers, and the cards are fetched when it
// is shown.
type Card struct {
	ID          ID
	Path        string
	URI         string
	Headline    string
	Deck        string
	Kicker      string
	Language    string
	Genre       string
	Section     tag.ID
	Place       tag.ID // the lead place, or where it was filed
	Series      tag.ID
	Part        int
	Photo       int64 // the lead photo, 0 for none
	Lead        *Lead
	Byline      []Credit
	Words       int
	Corrected   bool
	PublishedAt time.Time
	UpdatedAt   time.Time
}

const cardColumns = `p.story_id, p.path, p.uri, p.headline, p.deck, p.kicker, p.language, p.genre, p.section_id, p.place_id, p.series_id, p.part, p.photo_id, p.lead, p.byline, p.words, p.corrected,
	p.published_at, p.updated_at`

// cardFields gives where to scan cardColumns, and what to do after.
func cardFields(c *Card) (dest []any, finish func() error) {
	var lead, byline string
	var published, updated int64
	dest = []any{
		&c.ID, &c.Path, &c.URI, &c.Headline, &c.Deck, &c.Kicker, &c.Language, &c.Genre, &c.Section, &c.Place, &c.Series, &c.Part, &c.Photo, &lead, &byline, &c.Words, &c.Corrected,
		&published, &updated,
	}
	return dest, func() error {
		c.PublishedAt, c.UpdatedAt = database.Time(published), database.Time(updated)
		if lead != "null" {
			if err := json.Unmarshal([]byte(lead), &c.Lead); err != nil {
				return fmt.Errorf("decode lead of story %d: %w", c.ID, err)
			}
		}
		if byline != "null" {
			if err := json.Unmarshal([]byte(byline), &c.Byline); err != nil {
				return fmt.Errorf("decode byline of story %d: %w", c.ID, err)
			}
		}
		return nil
	}
}

func scanCard(s database.Scanner) (c Card, err error) {
	dest, finish := cardFields(&c)
	if err := s.Scan(dest...); err != nil {
		return c, err
	}
	return c, finish()
}

// Cards gives the cards of ids in their order. Those that are not public are
// left out.
func (ss *Stories) Cards(ctx context.Context, q database.Q, ids []ID) ([]Card, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	where, arg := database.In(q, "p.story_id", 1, ids)
	found, err := database.List(ctx, q, scanCard, `SELECT `+cardColumns+` FROM published p WHERE `+where, arg)
	if err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	byID := make(map[ID]*Card, len(found))
	for i := range found {
		byID[found[i].ID] = &found[i]
	}
	cards := make([]Card, 0, len(found))
	for _, id := range ids {
		if c, ok := byID[id]; ok {
			cards = append(cards, *c)
		}
	}
	return cards, nil
}

// Window is a stretch of a list, newest first.
type Window struct {
	Limit  int
	Offset int
	Since  time.Time // leave out what is older; zero for all
}

// Latest gives the newest public stories.
func (ss *Stories) Latest(ctx context.Context, q database.Q, w Window) ([]ID, error) {
	return database.List(ctx, q, database.Value[ID], `SELECT story_id FROM published WHERE published_at >= $1 ORDER BY published_at DESC, story_id DESC LIMIT $2 OFFSET $3`,
		database.Micros(w.Since), w.Limit, w.Offset)
}

// ByTag gives the newest public stories under a tag; of a section or a place
// also those under its children.
func (ss *Stories) ByTag(ctx context.Context, q database.Q, id tag.ID, w Window) ([]ID, error) {
	return database.List(ctx, q, database.Value[ID], `SELECT story_id FROM published_tag WHERE tag_id = $1 AND published_at >= $2 ORDER BY published_at DESC, story_id DESC LIMIT $3 OFFSET $4`,
		id, database.Micros(w.Since), w.Limit, w.Offset)
}

// Parts gives the public parts of a series in their order.
func (ss *Stories) Parts(ctx context.Context, q database.Q, series tag.ID) ([]Card, error) {
	return database.List(ctx, q, scanCard, `SELECT `+cardColumns+` FROM published p JOIN published_tag t ON t.story_id = p.story_id
		WHERE t.tag_id = $1 ORDER BY p.part, p.published_at, p.story_id LIMIT $2`, series, maxParts)
}

const maxParts = 100

// Page is all that readers see of one story.
type Page struct {
	Card
	Content     Content
	Corrections []Correction // newest first
}

// Proof gives the page that st would be if it were published now.
func (ss *Stories) Proof(ctx context.Context, q database.Q, st Story, now time.Time) (Page, error) {
	corrections, err := ss.Corrections(ctx, q, st.ID)
	if err != nil {
		return Page{}, err
	}
	if st.FirstPublishedAt.IsZero() {
		st.FirstPublishedAt, st.UpdatedAt = now, now
	}
	return Page{Card: cardOf(&st, len(corrections) > 0), Content: st.Content, Corrections: corrections}, nil
}

// ByPath gives the public story at an address. Where there is none the error
// tells what a reader should be told: fault.NotFound, a *Moved, or an *Ended.
func (ss *Stories) ByPath(ctx context.Context, q database.Q, path string) (Page, error) {
	return ss.page(ctx, q, `p.path = $1`, path, func() error { return ss.whatWasAt(ctx, q, path) })
}

// PublicByID gives the public story with a number.
func (ss *Stories) PublicByID(ctx context.Context, q database.Q, id ID) (Page, error) {
	return ss.page(ctx, q, `p.story_id = $1`, id, func() error { return fault.New(fault.NotFound, "there is no public story %d", id) })
}

func (ss *Stories) page(ctx context.Context, q database.Q, where string, arg any, missing func() error) (Page, error) {
	var content string
	page, err := database.One(ctx, q, func(s database.Scanner) (pg Page, err error) {
		dest, finish := cardFields(&pg.Card)
		if err := s.Scan(append(dest, &content)...); err != nil {
			return pg, err
		}
		return pg, finish()
	}, `SELECT `+cardColumns+`, r.content FROM published p JOIN revision r ON r.story_id = p.story_id AND r.rev = p.rev WHERE `+where, arg)
	if fault.Is(err, fault.NotFound) {
		return page, missing()
	}
	if err != nil {
		return page, fmt.Errorf("read story page: %w", err)
	}
	if page.Content, err = decodeContent(content); err != nil {
		return page, err
	}
	if page.Corrected {
		page.Corrections, err = ss.Corrections(ctx, q, page.ID)
	}
	return page, err
}

// Moved says that a story is now at another address.
type Moved struct{ To string }

// Error gives the new address.
func (m *Moved) Error() string { return "this story is now at " + m.To }

// Ended says that a story was taken from the public.
type Ended struct {
	Publication Publication // Withdrawn or Killed
	At          time.Time
	Reason      string // for readers; empty for a killed story
}

// Error tells that the story is gone.
func (e *Ended) Error() string { return "this story was " + string(e.Publication) }

func (ss *Stories) whatWasAt(ctx context.Context, q database.Q, path string) error {
	type place struct {
		current     string
		publication Publication
		endedAt     int64
		reason      string
	}
	was, err := database.One(ctx, q, func(s database.Scanner) (p place, err error) {
		err = s.Scan(&p.current, &p.publication, &p.endedAt, &p.reason)
		return p, err
	}, `SELECT s.path, s.publication, s.ended_at, s.ended_reason FROM path JOIN story s ON s.id = path.story_id WHERE path.path = $1`, path)
	switch {
	case fault.Is(err, fault.NotFound):
		return fault.New(fault.NotFound, "there is nothing at this address")
	case err != nil:
		return fmt.Errorf("look up old address: %w", err)
	case was.publication.Public():
		return &Moved{To: was.current}
	case was.publication == Withdrawn:
		return &Ended{Publication: Withdrawn, At: database.Time(was.endedAt), Reason: was.reason}
	case was.publication == Killed:
		return &Ended{Publication: Killed, At: database.Time(was.endedAt)}
	}
	return fault.New(fault.NotFound, "there is nothing at this address")
}

// PhotoIsPublic says whether any public story uses a photo.
func (ss *Stories) PhotoIsPublic(ctx context.Context, q database.Q, photo int64) (bool, error) {
	n, err := database.One(ctx, q, database.Value[int64], `SELECT COUNT(*) FROM (SELECT 1 FROM published_photo WHERE photo_id = $1 LIMIT 1) AS used`, photo)
	return n > 0, err
}
