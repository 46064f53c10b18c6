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

// Tidied gives a content as it would be kept, or says why actor could not keep
// it. Whether its tags exist is not asked.
func Tidied(actor account.Actor, c Content) (Content, error) {
	return c, c.tidy(rightsOf(actor))
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
