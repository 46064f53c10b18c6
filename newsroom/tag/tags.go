package tag

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/journal"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

// Tags is the drawer of index cards. All of them are kept in memory, because
// every page names dozens; Forget drops that copy when the journal says that
// a card has changed.
type Tags struct {
	db    *database.DB
	clock clock.Clock

	load       sync.Mutex
	generation atomic.Int64
	drawer     atomic.Pointer[Drawer]
}

// New opens the drawer.
func New(db *database.DB, c clock.Clock) *Tags { return &Tags{db: db, clock: c} }

// Forget drops the copy in memory. Call it for each journal entry about a tag.
func (ts *Tags) Forget() {
	ts.generation.Add(1)
	ts.drawer.Store(nil)
}

// Drawer gives all tags as they stand now. The result is shared and must not
// be changed.
func (ts *Tags) Drawer(ctx context.Context) (*Drawer, error) {
	if d := ts.drawer.Load(); d != nil {
		return d, nil
	}
	ts.load.Lock()
	defer ts.load.Unlock()
	if d := ts.drawer.Load(); d != nil {
		return d, nil
	}
	before := ts.generation.Load()
	var d *Drawer
	err := ts.db.ReadAside(ctx, func(q *database.Snapshot) (err error) {
		d, err = readDrawer(ctx, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	ts.drawer.Store(d)
	if ts.generation.Load() != before { // changed while we read: use it once, keep it not
		ts.drawer.CompareAndSwap(d, nil)
	}
	return d, nil
}

func readDrawer(ctx context.Context, q database.Q) (*Drawer, error) {
	all, err := selectAll(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("read tags: %w", err)
	}
	redirects, err := selectRedirects(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("read tag redirects: %w", err)
	}
	return newDrawer(all, redirects), nil
}

// Create adds a tag.
func (ts *Tags) Create(ctx context.Context, actor account.Actor, t Tag) (Tag, error) {
	if err := actor.Check(account.WriteTag); err != nil {
		return Tag{}, err
	}
	err := ts.db.Write(ctx, func(tx *database.Tx) error {
		d, err := readDrawer(ctx, tx)
		if err != nil {
			return err
		}
		if err := d.checkParent(t); err != nil {
			return err
		}
		return ts.CreateIn(ctx, tx, actor, &t)
	})
	return t, err
}

// CreateIn adds a tag in the caller's transaction, without asking whether
// actor may: an import does so on behalf of whoever may import. The caller
// appends to the journal at the end; see Changed.
func (ts *Tags) CreateIn(ctx context.Context, tx *database.Tx, actor account.Actor, t *Tag) error {
	if err := t.tidy(); err != nil {
		return err
	}
	now := ts.clock.Now()
	if err := insert(ctx, tx, t, now); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, now, actor, "create", string(t.Kind), int64(t.ID), t.Name); err != nil {
		return err
	}
	return journal.Append(ctx, tx, ts.changed("create", *t))
}

func (ts *Tags) changed(kind string, t Tag, also ...ID) journal.Entry {
	touched := []int64{int64(t.ID)}
	for _, id := range also {
		touched = append(touched, int64(id))
	}
	return journal.Entry{At: ts.clock.Now(), Noun: "tag", NounID: int64(t.ID), Kind: kind, Touched: journal.Touched{Tags: touched}}
}

// UpdateIn changes a tag that stands at t.Rev in the caller's transaction, and
// gives it as it was and as it is. A new slug leaves a redirect. The kind, and
// what it was merged into, stay. Where the parent changes, the stories below
// are the caller's to refile; package story does so.
func (ts *Tags) UpdateIn(ctx context.Context, tx *database.Tx, actor account.Actor, t Tag) (before, after Tag, err error) {
	d, err := readDrawer(ctx, tx)
	if err != nil {
		return before, t, err
	}
	before, ok := d.byID[t.ID]
	if !ok {
		return before, t, fault.New(fault.NotFound, "there is no tag %d", t.ID)
	}
	t.Kind, t.MergedInto, t.CreatedAt = before.Kind, before.MergedInto, before.CreatedAt
	if err := t.tidy(); err != nil {
		return before, t, err
	}
	if err := d.checkParent(t); err != nil {
		return before, t, err
	}
	if err := update(ctx, tx, t); err != nil {
		return before, t, err
	}
	if t.Slug != before.Slug {
		if err := saveRedirect(ctx, tx, t.Kind, before.Slug, t.ID); err != nil {
			return before, t, err
		}
	}
	t.Rev++
	return before, t, audit.Record(ctx, tx, ts.clock.Now(), actor, "change", string(t.Kind), int64(t.ID), t.Name)
}

// MergeIn folds one tag into another of the same kind in the caller's
// transaction: its address redirects, its children and outside numbers move.
// Stories are the caller's to move; package story does so.
func (ts *Tags) MergeIn(ctx context.Context, tx *database.Tx, actor account.Actor, from, into ID) (Tag, Tag, error) {
	d, err := readDrawer(ctx, tx)
	if err != nil {
		return Tag{}, Tag{}, err
	}
	f, okF := d.byID[from]
	t, okT := d.byID[into]
	switch {
	case !okF || !okT:
		return Tag{}, Tag{}, fault.New(fault.NotFound, "both tags of a merge must exist")
	case from == into:
		return Tag{}, Tag{}, fault.InvalidField("into", "is the same tag")
	case f.Kind != t.Kind:
		return Tag{}, Tag{}, fault.InvalidField("into", "is a %s and cannot take in a %s", t.Kind, f.Kind)
	case f.MergedInto != 0 || t.MergedInto != 0:
		return Tag{}, Tag{}, fault.New(fault.Conflict, "one of the two was merged already")
	case slices.Contains(d.Ancestors(into), from):
		return Tag{}, Tag{}, fault.InvalidField("into", "stands below “%s”: move it first", f.Name)
	}
	for _, child := range d.Children(from) {
		child.Parent = into
		if err := update(ctx, tx, child); err != nil {
			return Tag{}, Tag{}, err
		}
	}
	t.URIs = mergeURIs(t.URIs, f.URIs)
	if err := update(ctx, tx, t); err != nil {
		return Tag{}, Tag{}, err
	}
	f.MergedInto = into
	if err := update(ctx, tx, f); err != nil {
		return Tag{}, Tag{}, err
	}
	return f, t, audit.Record(ctx, tx, ts.clock.Now(), actor, "merge", string(f.Kind), int64(from), f.Name+" into "+t.Name)
}

func mergeURIs(a, b []string) []string {
	for _, u := range b {
		if !slices.Contains(a, u) && len(a) < MaxURIs {
			a = append(a, u)
		}
	}
	return a
}

// Find gives the tag of a kind that a wire story means: by any of its uris, or
// by its name in any case, or not.
func (d *Drawer) Find(kind Kind, name string, uris []string) (Tag, bool) {
	for _, u := range uris {
		if id, ok := d.byURI[kindKey{kind, u}]; ok {
			return d.ByID(id)
		}
	}
	if id, ok := d.byName[kindKey{kind, foldName(name)}]; ok {
		return d.ByID(id)
	}
	return Tag{}, false
}

func foldName(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// DrawerIn gives all tags as a transaction sees them, its own changes
// included. It reads the tables; Drawer is the cheap one.
func (ts *Tags) DrawerIn(ctx context.Context, q database.Q) (*Drawer, error) {
	return readDrawer(ctx, q)
}
