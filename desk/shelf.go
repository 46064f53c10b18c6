package desk

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
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
	Language         string            `json:"language"`
	Section          tag.ID            `json:"section,omitempty"`
	Words            int               `json:"words"`
	Path             string            `json:"path,omitempty"`
	URI              string            `json:"uri,omitempty" doc:"Of an imported item"`
	Unpublished      bool              `json:"unpublished" doc:"It is public, and was changed since in ways that readers do not see yet"`
	EmbargoUntil     time.Time         `json:"embargo_until,omitzero"`
	PublishAt        time.Time         `json:"publish_at,omitzero"`
	FirstPublishedAt time.Time         `json:"first_published_at,omitzero"`
	ChangedAt        time.Time         `json:"changed_at"`
}

func rowOf(b story.Brief) storyRowView {
	return storyRowView{
		ID: b.ID, Rev: b.Rev, Publication: b.Publication, Workflow: b.Workflow, Headline: b.Headline, Language: b.Language, Section: b.Section, Words: b.Words,
		Path: b.Path, URI: b.URI, Unpublished: b.Unpublished, EmbargoUntil: b.EmbargoUntil, PublishAt: b.PublishAt, FirstPublishedAt: b.PublishedAt, ChangedAt: b.ChangedAt,
	}
}

// How the list of stories may be sorted.
const (
	sortChanged = "changed" // the latest change first
	sortDue     = "due"     // what goes live next first; only scheduled stories, and all that fit one list
)

// shelfQuery asks for one stretch of the list of all stories.
type shelfQuery struct {
	story.Filter
	Sort  string
	After string // cursor
}

// shelfPage gives one stretch of the list and where the next begins.
func (d *Desk) shelfPage(ctx context.Context, want shelfQuery) (rows []story.Brief, next string, err error) {
	limit := want.Limit
	if limit <= 0 {
		limit = usualRows
	}
	limit = min(limit, story.MaxList-1)
	want.Limit = limit + 1 // one more tells whether the list goes on
	if want.Sort == sortDue {
		want.Publication, want.Limit = []story.Publication{story.Scheduled}, story.MaxList
	}
	if want.After != "" {
		if want.Sort == sortDue {
			return nil, "", fault.InvalidField("after", "is not for the list of what is due, which is one stretch")
		}
		if want.Before, err = readCursor(want.After); err != nil {
			return nil, "", err
		}
	}
	err = d.DB.Read(ctx, func(q *database.Snapshot) error {
		rows, err = d.Stories.List(ctx, q, want.Filter)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("list stories: %w", err)
	}
	if want.Sort == sortDue {
		slices.SortStableFunc(rows, func(a, b story.Brief) int { return a.PublishAt.Compare(b.PublishAt) })
		return rows, "", nil
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = writeCursor(rows[limit-1])
	}
	return rows, next, nil
}

// A cursor is opaque to clients: when the last row was changed, and its number.
func writeCursor(last story.Brief) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d", database.Micros(last.ChangedAt), last.ID))
}

func readCursor(text string) (story.Cursor, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	at, id, ok := strings.Cut(string(raw), ".")
	micros, errAt := strconv.ParseInt(at, 10, 64)
	n, errID := strconv.ParseInt(id, 10, 64)
	if err != nil || !ok || errAt != nil || errID != nil || n <= 0 {
		return story.Cursor{}, fault.InvalidField("after", "is not the next of a list: send it back as it came")
	}
	return story.Cursor{ChangedAt: database.Time(micros), ID: story.ID(n)}, nil
}
