package story

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
	"dateline/newsroom/tag"
)

// Held is what an importer must know of a story that it may have brought
// before.
type Held struct {
	ID          ID
	Rev         int64
	WireVersion string // empty for a story of our own
	Publication Publication
	ChangedAt   time.Time
}

// HeldByURI gives the stories that have one of uris, by uri.
func (ss *Stories) HeldByURI(ctx context.Context, q database.Q, uris []string) (map[string]Held, error) {
	where, arg := `uri = ANY($1)`, any(uris)
	if q.Engine() == database.SQLite {
		encoded, err := json.Marshal(uris)
		if err != nil {
			return nil, fmt.Errorf("encode uris: %w", err)
		}
		where, arg = `uri IN (SELECT value FROM json_each($1))`, string(encoded)
	}
	type row struct {
		uri string
		Held
	}
	rows, err := database.List(ctx, q, func(s database.Scanner) (r row, err error) {
		var changed int64
		err = s.Scan(&r.uri, &r.ID, &r.Rev, &r.WireVersion, &r.Publication, &changed)
		r.ChangedAt = database.Time(changed)
		return r, err
	}, `SELECT uri, id, rev, wire_version, publication, changed_at FROM story WHERE uri <> '' AND `+where, arg)
	if err != nil {
		return nil, fmt.Errorf("look up uris: %w", err)
	}
	held := make(map[string]Held, len(rows))
	for _, r := range rows {
		held[r.uri] = r.Held
	}
	return held, nil
}

// Prepared is a content that was looked through once, outside the transaction
// in which it is kept. Only its tags may still change.
type Prepared struct{ content Content }

// Prepare looks a content through as Save would, whatever its tags are.
func Prepare(actor account.Actor, c Content) (Prepared, error) {
	err := c.tidy(rightsOf(actor))
	return Prepared{c}, err
}

// Filing is all that makes a content a thing of this newsroom: its tags.
type Filing struct {
	Section, Series, Dateline tag.ID
	Part                      int
	DatelineText              string // in place of the place's name
	Places, Topics, People    []tag.ID
	Byline                    []tag.ID // one for each name, 0 for a name without a person
}

// Filed gives the content under its tags.
func (p Prepared) Filed(f Filing) Prepared {
	c := &p.content
	c.Section, c.Series, c.Dateline, c.DatelineText = f.Section, f.Series, f.Dateline, f.DatelineText
	if c.Part = 0; c.Series != 0 {
		c.Part = f.Part
	}
	c.Places, c.Topics, c.People = unique(f.Places), unique(f.Topics), unique(f.People)
	c.Byline = slices.Clone(c.Byline)
	for i := range c.Byline {
		c.Byline[i].Person = f.Byline[i]
	}
	return p
}

// Content gives the content.
func (p Prepared) Content() Content { return p.content }

// Language gives the publication's language, BCP 47.
func (ss *Stories) Language(ctx context.Context) (string, error) {
	m, err := ss.names.Current(ctx)
	return m.Language, err
}

// Bring makes a story of what a wire or another newsroom wrote, and puts it
// live where live is given. It is Create and Publish without reading again
// what was just written; n.Content is not looked at.
func (w *Work) Bring(ctx context.Context, actor account.Actor, p Prepared, n Proposal, live *PublishOptions) (Story, error) {
	if err := actor.Check(account.WriteStory); err != nil {
		return Story{}, err
	}
	if len(n.URI) > MaxURI {
		return Story{}, fault.InvalidField("uri", "has %d bytes and may have %d", len(n.URI), MaxURI)
	}
	if err := n.Workflow.check(); err != nil {
		return Story{}, err
	}
	if err := w.checkTags(ctx, &p.content); err != nil {
		return Story{}, err
	}
	st := Story{
		Rev: 1, ContentRev: 1, URI: n.URI, WireVersion: n.WireVersion, Publication: Draft, Workflow: n.Workflow, Content: p.content,
		EmbargoUntil: n.EmbargoUntil, Zone: w.zone.String(), CreatedAt: w.now, ChangedAt: w.now,
	}
	if err := insertStory(ctx, w.tx, &st); err != nil {
		return st, err
	}
	if err := insertRevision(ctx, w.tx, &st, n.Kind, "", w.now, actor, true); err != nil {
		return st, err
	}
	if err := w.fileDraft(ctx, &st, false); err != nil {
		return st, err
	}
	if err := audit.Record(ctx, w.tx, w.now, actor, n.Kind, "story", int64(st.ID), st.Content.Headline); err != nil || live == nil {
		return st, err
	}
	if err := actor.Check(account.PublishStory); err != nil {
		return st, err
	}
	if st.EmbargoUntil.After(w.now) {
		return st, fault.New(fault.Conflict, "this story is under embargo until %s", inZone(st.EmbargoUntil, st.Zone))
	}
	if err := w.second(ctx, actor, st); err != nil {
		return st, err
	}
	return st, w.goLive(ctx, actor, &st, *live)
}

// Unschedule makes a scheduled story a draft again; see Stories.Unschedule.
func (w *Work) Unschedule(ctx context.Context, actor account.Actor, id ID, rev int64, reason string) (Story, error) {
	if err := actor.Check(account.PublishStory); err != nil {
		return Story{}, err
	}
	st, err := w.open(ctx, id, rev)
	if err != nil {
		return st, err
	}
	if st.Publication, err = st.Publication.Next(Unschedule); err != nil {
		return st, err
	}
	st.PublishAt = time.Time{}
	return st, w.keep(ctx, actor, &st, string(Unschedule), reason, false)
}

// Wish is a tag that a story should have.
type Wish struct {
	Tag  tag.Tag
	Make bool // where there is none yet
}

// EnsureTags is EnsureTag for many: the drawer is read again at most twice,
// however many tags are new. The result has 0 where there is no tag and none
// was to be made, or none could be.
func (w *Work) EnsureTags(ctx context.Context, actor account.Actor, all []Wish) ([]tag.ID, error) {
	d, err := w.tags(ctx)
	if err != nil {
		return nil, err
	}
	ids, missing := findTags(d, all)
	if missing && !w.fresh { // somebody else may have made them a moment ago
		if err := w.reread(ctx); err != nil {
			return nil, err
		}
		ids, missing = findTags(w.drawer, all)
	}
	if !missing {
		return ids, nil
	}
	if err := w.makeTags(ctx, actor, all, ids); err != nil {
		return nil, err
	}
	if err := w.reread(ctx); err != nil {
		return nil, err
	}
	ids, _ = findTags(w.drawer, all)
	return ids, nil
}

// findTags gives the tags that exist, and whether one is to be made.
func findTags(d *tag.Drawer, all []Wish) (ids []tag.ID, missing bool) {
	ids = make([]tag.ID, len(all))
	for i, wish := range all {
		t := wish.Tag
		if found, ok := d.Find(t.Kind, t.Name, t.URIs); ok {
			ids[i] = found.ID
		} else if wish.Make {
			missing = true
		}
	}
	return ids, missing
}

// makeTags makes each tag that has no id, once. Those that cannot be kept as
// they are stay without.
func (w *Work) makeTags(ctx context.Context, actor account.Actor, all []Wish, ids []tag.ID) error {
	type key struct {
		kind tag.Kind
		word string
	}
	made, slugs := map[key]bool{}, map[key]bool{}
	for i, wish := range all {
		t := wish.Tag
		words := []key{{t.Kind, strings.ToLower(strings.Join(strings.Fields(t.Name), " "))}}
		for _, uri := range t.URIs {
			words = append(words, key{t.Kind, uri})
		}
		if ids[i] != 0 || !wish.Make || slices.ContainsFunc(words, func(k key) bool { return made[k] }) {
			continue
		}
		base := tag.SlugFor(t)
		for n := 2; ; n++ {
			if w.freeSlug(&t); !slugs[key{t.Kind, t.Slug}] {
				break
			}
			t.Slug = fmt.Sprintf("%s-%d", base, n)
		}
		if err := w.ss.tags.CreateIn(ctx, w.tx, actor, &t); fault.Is(err, fault.Invalid) {
			continue // it was refused before anything was written
		} else if err != nil {
			return err
		}
		slugs[key{t.Kind, t.Slug}] = true
		for _, k := range words {
			made[k] = true
		}
	}
	return nil
}
