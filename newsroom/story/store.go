package story

import (
	"context"
	"fmt"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
)

const storyColumns = `s.id, s.rev, s.content_rev, s.live_rev, s.uri, s.wire_version, s.publication, s.workflow, s.path, s.embargo_until, s.publish_at, s.zone,
	s.first_published_at, s.updated_at, s.created_at, s.changed_at, s.ended_at, s.ended_reason, s.due_at, s.assignee_id, s.desk`

func scanStory(s database.Scanner) (st Story, err error) {
	var content string
	var t [8]int64
	err = s.Scan(&st.ID, &st.Rev, &st.ContentRev, &st.LiveRev, &st.URI, &st.WireVersion, &st.Publication, &st.Workflow, &st.Path, &t[0], &t[1], &st.Zone,
		&t[2], &t[3], &t[4], &t[5], &t[6], &st.EndedReason, &t[7], &st.Plan.Assignee, &st.Plan.Desk, &content)
	if err != nil {
		return st, err
	}
	st.EmbargoUntil, st.PublishAt, st.FirstPublishedAt = database.Time(t[0]), database.Time(t[1]), database.Time(t[2])
	st.UpdatedAt, st.CreatedAt, st.ChangedAt, st.EndedAt = database.Time(t[3]), database.Time(t[4]), database.Time(t[5]), database.Time(t[6])
	st.Plan.Due = database.Time(t[7])
	st.Content, err = decodeContent(content)
	return st, err
}

const storyFrom = ` FROM story s JOIN revision r ON r.story_id = s.id AND r.rev = s.content_rev `

func selectStory(ctx context.Context, q database.Q, id ID) (Story, error) {
	st, err := database.One(ctx, q, scanStory, `SELECT `+storyColumns+`, r.content`+storyFrom+`WHERE s.id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return st, fault.Wrap(fault.NotFound, err, "there is no story %d", id)
	}
	if err != nil {
		return st, fmt.Errorf("read story %d: %w", id, err)
	}
	return st, nil
}

func selectByURI(ctx context.Context, q database.Q, uri string) (Story, error) {
	return database.One(ctx, q, scanStory, `SELECT `+storyColumns+`, r.content`+storyFrom+`WHERE s.uri = $1 AND s.uri <> ''`, uri)
}

func insertStory(ctx context.Context, tx *database.Tx, st *Story) error {
	id, err := tx.Insert(ctx, `INSERT INTO story (rev, content_rev, live_rev, uri, wire_version, publication, workflow, headline, language, section_id, words, path, embargo_until, publish_at, zone,
			first_published_at, updated_at, created_at, changed_at, ended_at, ended_reason, slug, illustrated)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) RETURNING id`,
		st.Rev, st.ContentRev, st.LiveRev, st.URI, st.WireVersion, st.Publication, st.Workflow, st.Content.Headline, st.Content.Language, st.Content.Section, st.length(), st.Path,
		database.Micros(st.EmbargoUntil), database.Micros(st.PublishAt), st.Zone, database.Micros(st.FirstPublishedAt), database.Micros(st.UpdatedAt), database.Micros(st.CreatedAt),
		database.Micros(st.ChangedAt), database.Micros(st.EndedAt), st.EndedReason, st.Content.Slug, st.Content.illustrated())
	if fault.Is(err, fault.Conflict) {
		return fault.Wrap(fault.Conflict, err, "there is a story with the uri %s already", st.URI)
	}
	if err != nil {
		return fmt.Errorf("insert story: %w", err)
	}
	st.ID = ID(id)
	return nil
}

// updateStory writes st, which must stand at rev was in the database.
func updateStory(ctx context.Context, tx *database.Tx, st *Story, was int64) error {
	n, err := tx.Exec(ctx, `UPDATE story SET rev = $1, content_rev = $2, live_rev = $3, uri = $4, wire_version = $5, publication = $6, workflow = $7, headline = $8, language = $9, section_id = $10,
			words = $11, path = $12, embargo_until = $13, publish_at = $14, zone = $15, first_published_at = $16, updated_at = $17, changed_at = $18, ended_at = $19, ended_reason = $20, slug = $21, illustrated = $22
		WHERE id = $23 AND rev = $24`,
		st.Rev, st.ContentRev, st.LiveRev, st.URI, st.WireVersion, st.Publication, st.Workflow, st.Content.Headline, st.Content.Language, st.Content.Section, st.length(), st.Path,
		database.Micros(st.EmbargoUntil), database.Micros(st.PublishAt), st.Zone, database.Micros(st.FirstPublishedAt), database.Micros(st.UpdatedAt), database.Micros(st.ChangedAt),
		database.Micros(st.EndedAt), st.EndedReason, st.Content.Slug, st.Content.illustrated(), st.ID, was)
	if err != nil {
		return fmt.Errorf("update story %d: %w", st.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "story %d was changed meanwhile", st.ID)
	}
	return nil
}

// Revision is one entry of a story's history. Content is nil where the entry
// changed where the story stands and not what it says.
type Revision struct {
	Story   ID
	Rev     int64
	Kind    string // an Act, "create", "import", "autosave", "workflow" …
	Reason  string
	At      time.Time
	ActorID int64
	Actor   string
	Content *Content
}

func insertRevision(ctx context.Context, tx *database.Tx, st *Story, kind, reason string, at time.Time, actor account.Actor, withContent bool) error {
	content := ""
	if withContent {
		var err error
		if content, err = database.JSON(st.Content); err != nil {
			return err
		}
		if len(content) > MaxContent {
			return fault.New(fault.TooLarge, "the story is larger than %d MB", MaxContent>>20)
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO revision (story_id, rev, kind, reason, at, actor_id, actor, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		st.ID, st.Rev, kind, reason, database.Micros(at), actor.ID, actor.Name, content)
	if err != nil {
		return fmt.Errorf("keep revision %d of story %d: %w", st.Rev, st.ID, err)
	}
	return nil
}

func scanRevision(s database.Scanner) (r Revision, err error) {
	var at int64
	var content string
	if err = s.Scan(&r.Story, &r.Rev, &r.Kind, &r.Reason, &at, &r.ActorID, &r.Actor, &content); err != nil {
		return r, err
	}
	r.At = database.Time(at)
	if content != "" {
		c, err := decodeContent(content)
		if err != nil {
			return r, err
		}
		r.Content = &c
	}
	return r, nil
}

// Revisions gives the history of a story, newest first, without contents.
func (ss *Stories) Revisions(ctx context.Context, q database.Q, id ID) ([]Revision, error) {
	return database.List(ctx, q, scanRevision, `SELECT story_id, rev, kind, reason, at, actor_id, actor, '' FROM revision WHERE story_id = $1 ORDER BY rev DESC`, id)
}

// Revision gives one entry of a story's history with the content as it then
// stood.
func (ss *Stories) Revision(ctx context.Context, q database.Q, id ID, rev int64) (Revision, error) {
	r, err := database.One(ctx, q, scanRevision, `SELECT story_id, rev, kind, reason, at, actor_id, actor,
			(SELECT c.content FROM revision c WHERE c.story_id = r.story_id AND c.rev <= r.rev AND c.content <> '' AND (c.rev = r.rev OR c.kind <> '`+KindKept+`') ORDER BY c.rev DESC LIMIT 1)
		FROM revision r WHERE story_id = $1 AND rev = $2`, id, rev)
	if fault.Is(err, fault.NotFound) {
		return r, fault.Wrap(fault.NotFound, err, "story %d has no revision %d", id, rev)
	}
	return r, err
}

// Correction is a public statement about what a story got wrong or left open.
type Correction struct {
	ID      int64
	Story   ID
	Kind    string // one of CorrectionKinds
	Text    string // plain text
	Serious bool   // stands above the story's text
	At      time.Time
	ActorID int64
	Actor   string
}

const correctionColumns = `id, story_id, kind, body, serious, at, actor_id, actor`

func scanCorrection(s database.Scanner) (c Correction, err error) {
	var at int64
	err = s.Scan(&c.ID, &c.Story, &c.Kind, &c.Text, &c.Serious, &at, &c.ActorID, &c.Actor)
	c.At = database.Time(at)
	return c, err
}

func insertCorrection(ctx context.Context, tx *database.Tx, c *Correction) error {
	id, err := tx.Insert(ctx, `INSERT INTO correction (story_id, kind, body, serious, at, actor_id, actor) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		c.Story, c.Kind, c.Text, c.Serious, database.Micros(c.At), c.ActorID, c.Actor)
	if err != nil {
		return fmt.Errorf("keep correction of story %d: %w", c.Story, err)
	}
	c.ID = id
	return nil
}

// Corrections gives the corrections of a story, newest first.
func (ss *Stories) Corrections(ctx context.Context, q database.Q, id ID) ([]Correction, error) {
	return database.List(ctx, q, scanCorrection, `SELECT `+correctionColumns+` FROM correction WHERE story_id = $1 ORDER BY at DESC, id DESC`, id)
}

// RecentCorrections gives the corrections of all public stories, newest first.
func (ss *Stories) RecentCorrections(ctx context.Context, q database.Q, limit, offset int) ([]Correction, error) {
	return database.List(ctx, q, scanCorrection, `SELECT c.id, c.story_id, c.kind, c.body, c.serious, c.at, c.actor_id, c.actor
		FROM correction c JOIN published p ON p.story_id = c.story_id ORDER BY c.at DESC, c.id DESC LIMIT $1 OFFSET $2`, limit, offset)
}
