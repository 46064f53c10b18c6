package desk

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// storyRowView is one story in the list of all stories.
type storyRowView struct {
	ID               story.ID          `json:"id"`
	Rev              int64             `json:"rev"`
	Publication      story.Publication `json:"publication" enum:"draft,scheduled,live,corrected,withdrawn,killed"`
	Workflow         story.Workflow    `json:"workflow" enum:"pitch,writing,editing,checking,ready"`
	Headline         string            `json:"headline"`
	Slug             string            `json:"slug,omitempty" doc:"As it was chosen; absent where it is made from the headline"`
	Language         string            `json:"language"`
	Section          tag.ID            `json:"section,omitempty"`
	Words            int               `json:"words"`
	Path             string            `json:"path,omitempty"`
	URI              string            `json:"uri,omitempty" doc:"Of an imported item"`
	Unpublished      bool              `json:"unpublished" doc:"It is public, and was changed since in ways that readers do not see yet"`
	Due              time.Time         `json:"due,omitzero" doc:"By when it is to be filed"`
	Assignee         int64             `json:"assignee,omitempty" doc:"The account that has it"`
	Desk             string            `json:"desk,omitempty"`
	NeedsPhoto       bool              `json:"needs_photo" doc:"Neither a photo nor a chart stands above the text"`
	EmbargoUntil     time.Time         `json:"embargo_until,omitzero"`
	PublishAt        time.Time         `json:"publish_at,omitzero"`
	FirstPublishedAt time.Time         `json:"first_published_at,omitzero"`
	ChangedAt        time.Time         `json:"changed_at"`
}

func rowOf(b story.Brief) storyRowView {
	return storyRowView{
		ID: b.ID, Rev: b.Rev, Publication: b.Publication, Workflow: b.Workflow, Headline: b.Headline, Slug: b.Slug, Language: b.Language, Section: b.Section, Words: b.Words,
		Due: b.Plan.Due, Assignee: b.Plan.Assignee, Desk: b.Plan.Desk, NeedsPhoto: b.NeedsPhoto,
		Path: b.Path, URI: b.URI, Unpublished: b.Unpublished, EmbargoUntil: b.EmbargoUntil, PublishAt: b.PublishAt, FirstPublishedAt: b.PublishedAt, ChangedAt: b.ChangedAt,
	}
}

// shelfPage gives one stretch of the list and where the next begins.
func (d *Desk) shelfPage(ctx context.Context, want story.Filter, after string) (rows []story.Brief, next string, err error) {
	limit := want.Limit
	if limit <= 0 {
		limit = usualRows
	}
	limit = min(limit, story.MaxList-1)
	want.Limit = limit + 1 // one more tells whether the list goes on
	if after != "" {
		if want.Before, err = readCursor(want.Sort, after); err != nil {
			return nil, "", err
		}
	}
	err = d.DB.Read(ctx, func(q *database.Snapshot) error {
		rows, err = d.Stories.List(ctx, q, want)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("list stories: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = writeCursor(want.Sort, rows[limit-1])
	}
	return rows, next, nil
}

// A cursor is opaque to clients: the order, the last row's place in it, and
// its number.
func writeCursor(sort story.Sort, last story.Brief) string {
	at := last.Place(sort)
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s.%d.%d", sort, at.Key, at.ID))
}

func readCursor(sort story.Sort, text string) (story.Cursor, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	parts := strings.Split(string(raw), ".")
	if err != nil || len(parts) != 3 || parts[0] != string(sort) {
		return story.Cursor{}, badCursor()
	}
	key, errKey := strconv.ParseInt(parts[1], 10, 64)
	n, errID := strconv.ParseInt(parts[2], 10, 64)
	if errKey != nil || errID != nil || n <= 0 {
		return story.Cursor{}, badCursor()
	}
	return story.Cursor{Key: key, ID: story.ID(n)}, nil
}

func badCursor() error {
	return fault.InvalidField("after", "is not the next of this list in this order: send it back as it came")
}
