package story

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/tag"
)

// Filter narrows the desk's list of stories. The zero value lists all.
type Filter struct {
	Publication []Publication
	Workflow    Workflow
	Sections    []tag.ID   // any of these
	Tags        [][]tag.ID // of each group any one
	Words       string     // that stand in the headline or the slug
	Desk        string     // whose story it is
	Assignee    int64      // an account
	Hand        int64      // an account that the story is assigned to, or that wrote or moved it
	Embargoed   time.Time  // under an embargo at this moment; zero for any
	NeedsPhoto  bool       // nothing stands above the text yet, and it is not public
	Since       time.Time  // changed then or later; zero for whenever
	When        Span       // of the column that the list is sorted by
	Sort        Sort
	Before      Cursor // where the page before ended
	Limit       int    // 1 to MaxList; 0 for 50
}

// Span is a stretch of time, its end not included.
type Span struct{ From, To time.Time }

// MaxList is how many stories one list of the desk holds at most.
const MaxList = 200

// Sort names an order of the desk's list.
type Sort string

// The orders.
const (
	ByChange    Sort = "changed"   // the latest change first; also where no order is named
	ByDue       Sort = "due"       // what is to be filed next first; only what has a time to be filed
	BySchedule  Sort = "scheduled" // what goes live next first; only what is scheduled
	ByPublished Sort = "published" // the latest published first; only what was
	ByWords     Sort = "words"     // the longest first
)

// order is how an order is read from the database.
type order struct {
	column string
	desc   bool
	only   string // condition that an index of its own stands for
}

func (s Sort) order() order {
	switch s {
	case ByDue:
		return order{column: "due_at", only: ` AND due_at <> 0`}
	case BySchedule:
		return order{column: "publish_at", only: ` AND publication = 'scheduled'`}
	case ByPublished:
		return order{column: "first_published_at", desc: true, only: ` AND first_published_at <> 0`}
	case ByWords:
		return order{column: "words", desc: true}
	case ByChange:
	}
	return order{column: "changed_at", desc: true}
}

// Cursor is a place in the desk's list: what the list is sorted by, and the
// story's number.
type Cursor struct {
	Key int64
	ID  ID
}

// Brief is a story in the desk's list.
type Brief struct {
	ID           ID
	Rev          int64
	Publication  Publication
	Workflow     Workflow
	Headline     string
	Slug         string
	Language     string
	Section      tag.ID
	Words        int
	Path         string
	URI          string
	Plan         Plan
	NeedsPhoto   bool
	EmbargoUntil time.Time
	PublishAt    time.Time
	PublishedAt  time.Time
	ChangedAt    time.Time
	Unpublished  bool // a public story has changes that readers do not see yet
}

// Place gives where b stands in a list of that order.
func (b Brief) Place(s Sort) Cursor {
	key := map[string]int64{
		"due_at": database.Micros(b.Plan.Due), "publish_at": database.Micros(b.PublishAt), "first_published_at": database.Micros(b.PublishedAt),
		"words": int64(b.Words), "changed_at": database.Micros(b.ChangedAt),
	}
	return Cursor{Key: key[s.order().column], ID: b.ID}
}

const briefColumns = `id, rev, publication, workflow, headline, slug, language, section_id, words, path, uri, due_at, assignee_id, desk, illustrated,
	embargo_until, publish_at, first_published_at, changed_at, live_rev, content_rev`

// List gives the desk's list in its order.
func (ss *Stories) List(ctx context.Context, q database.Q, f Filter) ([]Brief, error) {
	l := listing{q: q}
	l.text.WriteString(`SELECT ` + briefColumns + ` FROM story WHERE 1 = 1`)
	l.narrow(f)
	for _, group := range f.Tags {
		if err := l.tagged(ctx, group, len(f.Tags) == 1); err != nil {
			return nil, err
		}
	}
	l.stretch(f)
	return database.List(ctx, q, scanBrief, l.text.String(), l.args...)
}

// listing is a query that grows with what the list is narrowed by.
type listing struct {
	q    database.Q
	text strings.Builder
	args []any
}

func (l *listing) arg(v any) string {
	l.args = append(l.args, v)
	return "$" + strconv.Itoa(len(l.args))
}

func (l *listing) and(column, operator string, v any) {
	l.text.WriteString(` AND ` + column + ` ` + operator + ` ` + l.arg(v))
}

func (l *listing) in(column string, ids []tag.ID) string {
	where, arg := database.In(l.q, column, len(l.args)+1, ids)
	l.args = append(l.args, arg)
	return where
}

func (l *listing) narrow(f Filter) {
	if len(f.Publication) > 0 {
		states := make([]string, len(f.Publication))
		for i, p := range f.Publication {
			states[i] = l.arg(string(p))
		}
		l.text.WriteString(` AND publication IN (` + strings.Join(states, `, `) + `)`)
	}
	if f.Workflow != "" {
		l.and("workflow", "=", string(f.Workflow))
	}
	if len(f.Sections) > 0 {
		l.text.WriteString(` AND ` + l.in("section_id", f.Sections))
	}
	if f.Words != "" {
		words := l.arg(f.Words)
		l.text.WriteString(` AND (LOWER(headline) LIKE '%' || LOWER(` + words + `) || '%' OR slug LIKE '%' || LOWER(` + words + `) || '%')`)
	}
	if f.Desk != "" {
		l.and("desk", "=", f.Desk)
	}
	if f.Assignee != 0 {
		l.and("assignee_id", "=", f.Assignee)
	}
	if f.Hand != 0 {
		hand := l.arg(f.Hand)
		l.text.WriteString(` AND (assignee_id = ` + hand + ` OR id IN (SELECT story_id FROM revision WHERE actor_id = ` + hand + `))`)
	}
	if !f.Embargoed.IsZero() {
		l.and("embargo_until", ">", database.Micros(f.Embargoed))
	}
	if f.NeedsPhoto {
		l.text.WriteString(` AND NOT illustrated AND publication IN ('draft', 'scheduled')`)
	}
	if !f.Since.IsZero() {
		l.and("changed_at", ">=", database.Micros(f.Since))
	}
}

// manyStories is from how many stories on the list is read in its order, and
// each asked for the tag, rather than all stories of the tag being sorted. Of
// two tags at once few stories have both, so that these are sorted.
const manyStories = 500

// tagged narrows to the stories that carry one of some tags.
func (l *listing) tagged(ctx context.Context, group []tag.ID, alone bool) error {
	if !alone {
		l.text.WriteString(` AND id IN (SELECT story_id FROM story_tag WHERE ` + l.in("tag_id", group) + `)`)
		return nil
	}
	where, arg := database.In(l.q, "tag_id", 1, group)
	n, err := database.One(ctx, l.q, database.Value[int], `SELECT COUNT(*) FROM (SELECT 1 FROM story_tag WHERE `+where+` LIMIT $2) AS counted`, arg, manyStories)
	if err != nil {
		return fmt.Errorf("count stories of a tag: %w", err)
	}
	if n < manyStories {
		l.text.WriteString(` AND id IN (SELECT story_id FROM story_tag WHERE ` + l.in("tag_id", group) + `)`)
		return nil
	}
	l.text.WriteString(` AND EXISTS (SELECT 1 FROM story_tag t WHERE t.story_id = story.id AND ` + l.in("t.tag_id", group) + `)`)
	return nil
}

// stretch sorts, and cuts out the stretch that is asked for.
func (l *listing) stretch(f Filter) {
	o := f.Sort.order()
	l.text.WriteString(o.only)
	if !f.When.From.IsZero() {
		l.and(o.column, ">=", database.Micros(f.When.From))
	}
	if !f.When.To.IsZero() {
		l.and(o.column, "<", database.Micros(f.When.To))
	}
	after, way := ">", ""
	if o.desc {
		after, way = "<", " DESC"
	}
	if f.Before.ID != 0 {
		key := l.arg(f.Before.Key)
		l.text.WriteString(` AND (` + o.column + ` ` + after + ` ` + key + ` OR (` + o.column + ` = ` + key + ` AND id ` + after + ` ` + l.arg(f.Before.ID) + `))`)
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 50
	}
	l.text.WriteString(` ORDER BY ` + o.column + way + `, id` + way + ` LIMIT ` + l.arg(min(limit, MaxList)))
}

func scanBrief(s database.Scanner) (b Brief, err error) {
	var due, embargo, publish, first, changed, live, content int64
	var illustrated bool
	err = s.Scan(&b.ID, &b.Rev, &b.Publication, &b.Workflow, &b.Headline, &b.Slug, &b.Language, &b.Section, &b.Words, &b.Path, &b.URI, &due, &b.Plan.Assignee, &b.Plan.Desk,
		&illustrated, &embargo, &publish, &first, &changed, &live, &content)
	b.Plan.Due = database.Time(due)
	b.EmbargoUntil, b.PublishAt, b.PublishedAt, b.ChangedAt = database.Time(embargo), database.Time(publish), database.Time(first), database.Time(changed)
	b.Unpublished = b.Publication.Public() && live != content
	b.NeedsPhoto = !illustrated
	return b, err
}

// Check says whether s is an order.
func (s Sort) Check() error {
	switch s {
	case "", ByChange, ByDue, BySchedule, ByPublished, ByWords:
		return nil
	}
	return fault.InvalidField("sort", "“%s” is not one of changed, due, scheduled, published, words", s)
}
