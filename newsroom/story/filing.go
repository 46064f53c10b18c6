package story

import (
	"context"
	"fmt"
	"slices"

	"dateline/internal/fault"
	"dateline/internal/journal"
	"dateline/newsroom/account"
	"dateline/newsroom/tag"
)

// tags gives the drawer for this transaction: the copy in memory until the
// transaction adds to it.
func (w *Work) tags(ctx context.Context) (d *tag.Drawer, err error) {
	if w.drawer == nil {
		if w.drawer, err = w.ss.tags.Drawer(ctx); err != nil {
			return nil, err
		}
	}
	return w.drawer, nil
}

// reread reads the drawer as this transaction sees it.
func (w *Work) reread(ctx context.Context) (err error) {
	w.fresh = true
	w.drawer, err = w.ss.tags.DrawerIn(ctx, w.tx)
	return err
}

// EnsureTag gives the tag that t means, by its uris or its name, and makes it
// where there is none. Only what is then new counts from t; an existing tag
// stays as it is.
func (w *Work) EnsureTag(ctx context.Context, actor account.Actor, t tag.Tag) (tag.ID, error) {
	d, err := w.tags(ctx)
	if err != nil {
		return 0, err
	}
	if found, ok := d.Find(t.Kind, t.Name, t.URIs); ok {
		return found.ID, nil
	}
	if !w.fresh { // somebody else may have made it a moment ago
		if err := w.reread(ctx); err != nil {
			return 0, err
		}
		if found, ok := w.drawer.Find(t.Kind, t.Name, t.URIs); ok {
			return found.ID, nil
		}
	}
	err = w.ss.tags.CreateIn(ctx, w.tx, actor, w.freeSlug(&t))
	if err != nil {
		return 0, err
	}
	return t.ID, w.reread(ctx)
}

// freeSlug gives t a slug of its own where another tag of its kind has the one
// that its name makes: "Georgia" the country and "Georgia" the state.
func (w *Work) freeSlug(t *tag.Tag) *tag.Tag {
	base := tag.SlugFor(*t)
	t.Slug = base
	for n := 2; ; n++ {
		if _, _, taken := w.drawer.BySlug(t.Kind, t.Slug); !taken {
			return t
		}
		t.Slug = fmt.Sprintf("%s-%d", base, n)
	}
}

// checkTags says which of a story's tags do not exist or are of another kind.
func (w *Work) checkTags(ctx context.Context, c *Content) error {
	d, err := w.tags(ctx)
	if err != nil {
		return err
	}
	bad := unknownTags(d, c)
	if len(bad) > 0 && !w.fresh { // the copy in memory may be a moment old
		if err := w.reread(ctx); err != nil {
			return err
		}
		bad = unknownTags(w.drawer, c)
	}
	if len(bad) > 0 {
		return &fault.Error{Kind: fault.Invalid, Message: "the story names tags that do not exist", Fields: bad}
	}
	return nil
}

func unknownTags(d *tag.Drawer, c *Content) (bad []fault.Field) {
	check := func(field string, id tag.ID, kinds ...tag.Kind) {
		if id == 0 {
			return
		}
		if t, ok := d.ByID(id); !ok || !slices.Contains(kinds, t.Kind) {
			bad = append(bad, fault.Field{Name: field, Message: fmt.Sprintf("there is no %s %d", kinds[0], id)})
		}
	}
	check("section", c.Section, tag.Section)
	check("series", c.Series, tag.Series)
	check("dateline", c.Dateline, tag.Place)
	for _, id := range c.Places {
		check("places", id, tag.Place)
	}
	for _, id := range c.Topics {
		check("topics", id, tag.Topic)
	}
	for _, id := range c.People {
		check("people", id, tag.Person, tag.Organisation)
	}
	for _, b := range c.Byline {
		check("byline", b.Person, tag.Person)
	}
	return bad
}

// filed is one tag that a public story stands under.
type filed struct {
	tag      tag.Tag
	direct   bool // chosen by an editor, and not only above one that was
	position int
}

// filings gives every tag under which c is found: the chosen ones and, for
// sections and places, those above them.
func filings(d *tag.Drawer, c *Content) []filed {
	var all []filed
	add := func(id tag.ID, position int) {
		t, ok := d.ByID(id)
		if !ok {
			return
		}
		all = appendFiled(all, filed{tag: t, direct: true, position: position})
		if t.Kind != tag.Section && t.Kind != tag.Place {
			return
		}
		for _, up := range d.ByIDs(d.Ancestors(t.ID)) {
			all = appendFiled(all, filed{tag: up, position: position})
		}
	}
	add(c.Section, 0)
	add(c.Series, 0)
	for _, ids := range [][]tag.ID{c.Places, c.Topics, c.People} {
		for i, id := range ids {
			add(id, i)
		}
	}
	for i, b := range c.Byline {
		add(b.Person, i)
	}
	return all
}

func appendFiled(all []filed, f filed) []filed {
	for i := range all {
		if all[i].tag.ID == f.tag.ID {
			all[i].direct = all[i].direct || f.direct
			return all
		}
	}
	return append(all, f)
}

// UpdateTag changes a tag that stands at t.Rev. Pages that name it are right
// at once; where its parent changed, its stories move to the new one.
func (ss *Stories) UpdateTag(ctx context.Context, actor account.Actor, t tag.Tag) (after tag.Tag, err error) {
	if err := actor.Check(account.WriteTag); err != nil {
		return t, err
	}
	err = ss.Do(ctx, "tag", func(w *Work) error {
		before, now, err := ss.tags.UpdateIn(ctx, w.tx, actor, t)
		if err != nil {
			return err
		}
		after = now
		if err := w.reread(ctx); err != nil {
			return err
		}
		w.touchTags(before.ID, now.ID)
		if before.Parent == now.Parent || (now.Kind != tag.Section && now.Kind != tag.Place) {
			return w.announceTag(ctx, "change", now.ID, w.touched.Tags)
		}
		w.touchTags(before.Parent, now.Parent)
		touched := slices.Clone(w.touched.Tags)
		if err := w.refile(ctx, now.ID); err != nil {
			return err
		}
		return w.announceTag(ctx, "change", now.ID, touched)
	})
	return after, err
}

// MergeTag folds one tag into another: its stories, its address and its
// outside numbers move, and every page that named it is right at once.
func (ss *Stories) MergeTag(ctx context.Context, actor account.Actor, from, into tag.ID) (moved int, err error) {
	if err := actor.Check(account.MergeTag); err != nil {
		return 0, err
	}
	err = ss.Do(ctx, "merge", func(w *Work) error {
		ids, err := w.storiesUnder(ctx, from)
		if err != nil {
			return err
		}
		moved = len(ids)
		if _, _, err := ss.tags.MergeIn(ctx, w.tx, actor, from, into); err != nil {
			return err
		}
		if err := w.reread(ctx); err != nil {
			return err
		}
		w.touchTags(from, into)
		touched := slices.Clone(w.touched.Tags)
		if err := w.refileStories(ctx, ids); err != nil {
			return err
		}
		return w.announceTag(ctx, "merge", from, touched)
	})
	return moved, err
}

// announceTag tells every node to read its tags again. touched are the tags
// that changed, or lie above one that did; those that the stories below have
// besides are the business of the stories' own entry.
func (w *Work) announceTag(ctx context.Context, kind string, id tag.ID, touched []int64) error {
	if t, ok := w.drawer.ByID(id); ok { // of a merged one, what it was merged into
		if err := w.ss.queue.Enqueue(ctx, w.tx, Renamed{Tag: int64(t.ID)}); err != nil {
			return err
		}
	}
	return journal.Append(ctx, w.tx, journal.Entry{At: w.now, Noun: "tag", NounID: int64(id), Kind: kind, Touched: journal.Touched{Tags: sortedUnique(slices.Clone(touched))}})
}

func (w *Work) touchTags(ids ...tag.ID) {
	for _, id := range ids {
		if id != 0 {
			w.touched.Tags = append(w.touched.Tags, int64(id))
			for _, up := range w.drawer.Ancestors(id) {
				w.touched.Tags = append(w.touched.Tags, int64(up))
			}
		}
	}
}

func (w *Work) refile(ctx context.Context, id tag.ID) error {
	ids, err := w.storiesUnder(ctx, id)
	if err != nil {
		return err
	}
	return w.refileStories(ctx, ids)
}
