package story

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/slug"
	"dateline/newsroom/account"
	"dateline/newsroom/photo"
	"dateline/newsroom/tag"
)

// PublishOptions say how a story goes live.
type PublishOptions struct {
	Reason string
	// At is when an imported story was first published elsewhere; zero for now.
	// It must not lie in the future.
	At    time.Time
	Check Check
}

// Check looks a story over before it goes out, after what is asked of every
// public story and in the same transaction; nil looks at nothing more.
type Check func(ctx context.Context, tx *database.Tx, st Story) error

// Publish makes a story live, or makes public what was changed in a live one
// since. Before an embargo's time it is refused.
func (ss *Stories) Publish(ctx context.Context, actor account.Actor, id ID, rev int64, o PublishOptions) (st Story, err error) {
	err = ss.Do(ctx, "publish", func(w *Work) error {
		st, err = w.Publish(ctx, actor, id, rev, o)
		return err
	})
	return st, err
}

// Publish makes a story live; see Stories.Publish.
func (w *Work) Publish(ctx context.Context, actor account.Actor, id ID, rev int64, o PublishOptions) (Story, error) {
	if err := actor.Check(account.PublishStory); err != nil {
		return Story{}, err
	}
	st, err := w.open(ctx, id, rev)
	if err != nil {
		return st, err
	}
	if !st.EmbargoUntil.IsZero() && w.now.Before(st.EmbargoUntil) {
		return st, fault.New(fault.Conflict, "this story is under embargo until %s: schedule it, or change the embargo first", inZone(st.EmbargoUntil, st.Zone))
	}
	if err := w.second(ctx, actor, st); err != nil {
		return st, err
	}
	return st, w.goLive(ctx, actor, &st, o)
}

// goLive moves st to the public side. The embargo has been looked at.
func (w *Work) goLive(ctx context.Context, actor account.Actor, st *Story, o PublishOptions) error {
	wasPublic := st.Publication.Public()
	next, err := st.Publication.Next(Publish)
	if err != nil {
		return err
	}
	if o.At.After(w.now) {
		return fault.InvalidField("at", "lies in the future: schedule the story instead")
	}
	if err := w.preflight(ctx, st, o.Check); err != nil {
		return err
	}
	var corrections []Correction
	if !st.FirstPublishedAt.IsZero() {
		if corrections, err = w.ss.Corrections(ctx, w.tx, st.ID); err != nil {
			return err
		}
	}
	if len(corrections) > 0 {
		next = Corrected
	}
	if st.FirstPublishedAt.IsZero() {
		st.FirstPublishedAt = w.now
		if !o.At.IsZero() {
			st.FirstPublishedAt = o.At
		}
		st.UpdatedAt = st.FirstPublishedAt
	} else if st.LiveRev != st.ContentRev {
		st.UpdatedAt = w.now
	}
	st.Publication, st.PublishAt = next, time.Time{}
	st.EndedAt, st.EndedReason = time.Time{}, ""
	st.LiveRev = st.ContentRev
	if err := w.givePath(ctx, st); err != nil {
		return err
	}
	if err := w.keep(ctx, actor, st, string(Publish), o.Reason, false); err != nil {
		return err
	}
	return w.project(ctx, st, len(corrections) > 0, wasPublic)
}

// preflight says what st lacks that a public story must have.
func (w *Work) preflight(ctx context.Context, st *Story, check Check) error {
	var bad []fault.Field
	need := func(ok bool, field, message string) {
		if !ok {
			bad = append(bad, fault.Field{Name: field, Message: message})
		}
	}
	c := &st.Content
	need(c.Headline != "", "headline", "is needed to publish")
	need(c.Section != 0, "section", "is needed to publish: it decides the story's address and place in the paper")
	need(len(c.Body.Blocks) > 0, "body", "is empty")
	bad = append(bad, c.Unfinished()...)
	ids := c.PhotoIDs()
	if len(ids) > 0 {
		more, err := w.photoProblems(ctx, st, ids)
		if err != nil {
			return err
		}
		bad = append(bad, more...)
	}
	if len(bad) > 0 {
		return &fault.Error{Kind: fault.Invalid, Message: "the story cannot be published yet", Fields: bad}
	}
	if check == nil {
		return nil
	}
	return check(ctx, w.tx, *st)
}

// photoProblems says which photos may not be printed: every photo carries its
// rights and its words, or stays out. A right that ended does not hold back a
// correction of a story that shows the photo already.
func (w *Work) photoProblems(ctx context.Context, st *Story, ids []int64) (bad []fault.Field, err error) {
	c := &st.Content
	keys := make([]photo.ID, len(ids))
	for i, id := range ids {
		keys[i] = photo.ID(id)
	}
	photos, err := w.ss.photos.ByIDs(ctx, w.tx, keys)
	if err != nil {
		return nil, fmt.Errorf("read photos: %w", err)
	}
	shown, err := database.List(ctx, w.tx, database.Value[int64], `SELECT photo_id FROM published_photo WHERE story_id = $1`, st.ID)
	if err != nil {
		return nil, fmt.Errorf("read photos of story %d: %w", st.ID, err)
	}
	at := w.now
	if st.PublishAt.After(at) {
		at = st.PublishAt
	}
	uses := c.Body.PhotoUses()
	if use, ok := c.LeadPhoto(); ok {
		uses = append(uses, use)
	}
	for _, use := range uses {
		name := fmt.Sprintf("photo %d", use.Photo)
		p, ok := photos[photo.ID(use.Photo)]
		verdict := p.Verdict(at, w.zone)
		switch {
		case !ok:
			bad = append(bad, fault.Field{Name: name, Message: "does not exist"})
		case !p.KilledAt.IsZero():
			bad = append(bad, fault.Field{Name: name, Message: "was killed: choose another"})
		case p.Creator == "" && p.Agency == "":
			bad = append(bad, fault.Field{Name: name, Message: "has no credit: name the photographer or the agency"})
		case verdict.Answer == photo.Refuse && !slices.Contains(shown, use.Photo):
			bad = append(bad, fault.Field{Name: name + " (" + p.Filename + ")", Message: "cannot be published. " + verdict.Sentence})
		case use.Alt == "" && p.Alt == "":
			bad = append(bad, fault.Field{Name: name, Message: "has no alt text: say what is to be seen, for those who cannot see it"})
		}
	}
	return bad, nil
}

// givePath gives st its address: /section/2026/11/22/slug in the publication's
// zone. It stays while slug and section stay; an old one keeps pointing here.
func (w *Work) givePath(ctx context.Context, st *Story) error {
	d, err := w.tags(ctx)
	if err != nil {
		return err
	}
	section, ok := d.ByID(st.Content.Section)
	if !ok {
		return fault.InvalidField("section", "there is no section %d", st.Content.Section)
	}
	base := address(d, section, st, st.FirstPublishedAt.In(w.zone))
	path, err := w.claimPath(ctx, st.ID, base)
	if err != nil {
		return err
	}
	if st.Path != "" && st.Path != path {
		w.touched.Paths = append(w.touched.Paths, st.Path)
	}
	st.Path = path
	return nil
}

// address gives the address that a story would like to have.
func address(d *tag.Drawer, section tag.Tag, st *Story, day time.Time) string {
	last := st.Content.Slug
	if last == "" {
		last = slug.Make(st.Content.Headline)
		if st.Path != "" { // a changed headline alone does not move a story
			last = st.Path[strings.LastIndexByte(st.Path, '/')+1:]
		}
	}
	if last == "" {
		last = fmt.Sprintf("story-%d", st.ID)
	}
	return d.Path(section) + day.Format("/2006/01/02/") + last
}

// AddressTaken says whether another story has the address that st would like
// to have if it went live at its time, or now.
func (ss *Stories) AddressTaken(ctx context.Context, q database.Q, st Story) (bool, error) {
	d, err := ss.tags.Drawer(ctx)
	if err != nil {
		return false, err
	}
	m, err := ss.names.Current(ctx)
	if err != nil {
		return false, err
	}
	section, ok := d.ByID(st.Content.Section)
	if !ok || st.Content.Section == 0 {
		return false, nil
	}
	day := ss.clock.Now()
	if st.PublishAt.After(day) {
		day = st.PublishAt
	}
	if !st.FirstPublishedAt.IsZero() {
		day = st.FirstPublishedAt
	}
	n, err := database.One(ctx, q, database.Value[int64], `SELECT COUNT(*) FROM path WHERE path = $1 AND story_id <> $2`, address(d, section, &st, day.In(m.Location())), st.ID)
	return n > 0, err
}

// maxNamesakes is how many stories of one day and section that share a slug
// are told apart by a count.
const maxNamesakes = 20

func (w *Work) claimPath(ctx context.Context, id ID, base string) (string, error) {
	path := base
	for n := 2; n < maxNamesakes; n++ {
		claimed, err := w.tx.Exec(ctx, `INSERT INTO path (path, story_id, created_at) VALUES ($1, $2, $3) ON CONFLICT (path) DO NOTHING`, path, id, w.now.UnixMicro())
		if err != nil {
			return "", fmt.Errorf("claim path: %w", err)
		}
		if claimed > 0 {
			return path, nil
		}
		var owner ID
		if err := w.tx.QueryRow(ctx, `SELECT story_id FROM path WHERE path = $1`, path).Scan(&owner); err != nil {
			return "", fmt.Errorf("claim path: %w", err)
		}
		if owner == id {
			return path, nil
		}
		path = fmt.Sprintf("%s-%d", base, n)
	}
	// So many namesakes are an agency's running headline: the number tells them
	// apart.
	path = fmt.Sprintf("%s-s%d", base, id)
	if _, err := w.tx.Exec(ctx, `INSERT INTO path (path, story_id, created_at) VALUES ($1, $2, $3) ON CONFLICT (path) DO NOTHING`, path, id, w.now.UnixMicro()); err != nil {
		return "", fmt.Errorf("claim path: %w", err)
	}
	return path, nil
}

func inZone(t time.Time, zone string) string {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	return t.In(loc).Format("2 January 2006, 15:04:05 MST")
}
