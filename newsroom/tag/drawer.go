package tag

import (
	"cmp"
	"slices"
	"strings"

	"dateline/internal/fault"
)

// Drawer is all tags at one moment, indexed. It is read-only.
type Drawer struct {
	byID     map[ID]Tag
	bySlug   map[kindKey]ID
	byURI    map[kindKey]ID
	byName   map[kindKey]ID
	moved    map[kindKey]ID
	children map[ID][]ID
}

type kindKey struct {
	kind Kind
	key  string
}

// NewDrawer files cards that come from elsewhere than the newsroom's database:
// rules that are pure can be tried on them.
func NewDrawer(all []Tag) *Drawer { return newDrawer(all, nil) }

func newDrawer(all []Tag, redirects []redirect) *Drawer {
	d := &Drawer{
		byID: make(map[ID]Tag, len(all)), bySlug: make(map[kindKey]ID, len(all)), byURI: map[kindKey]ID{},
		byName: make(map[kindKey]ID, len(all)), moved: map[kindKey]ID{}, children: map[ID][]ID{},
	}
	for _, t := range all {
		d.byID[t.ID] = t
		d.bySlug[kindKey{t.Kind, t.Slug}] = t.ID
		for _, u := range t.URIs {
			d.byURI[kindKey{t.Kind, u}] = t.ID
		}
		name := kindKey{t.Kind, foldName(t.Name)}
		if _, taken := d.byName[name]; !taken || t.MergedInto == 0 {
			d.byName[name] = t.ID
		}
		if t.Parent != 0 && t.MergedInto == 0 {
			d.children[t.Parent] = append(d.children[t.Parent], t.ID)
		}
	}
	for _, r := range redirects {
		d.moved[kindKey{r.kind, r.slug}] = r.to
	}
	for _, ids := range d.children {
		slices.SortFunc(ids, func(a, b ID) int { return inOrder(d.byID[a], d.byID[b]) })
	}
	return d
}

func inOrder(a, b Tag) int {
	return cmp.Or(cmp.Compare(a.Position, b.Position), strings.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
}

// ByID gives a tag, or what it was merged into.
func (d *Drawer) ByID(id ID) (Tag, bool) {
	t, ok := d.byID[id]
	for range d.byID { // no chain is longer than that
		if !ok || t.MergedInto == 0 {
			break
		}
		t, ok = d.byID[t.MergedInto]
	}
	return t, ok
}

// ByIDs gives the tags of ids in their order; merged ones once, as what they
// were merged into.
func (d *Drawer) ByIDs(ids []ID) []Tag {
	tags := make([]Tag, 0, len(ids))
	for _, id := range ids {
		t, ok := d.ByID(id)
		if ok && !slices.ContainsFunc(tags, func(o Tag) bool { return o.ID == t.ID }) {
			tags = append(tags, t)
		}
	}
	return tags
}

// BySlug gives the tag at an address; moved is true where the tag now lives at
// another one, to which the reader should be sent.
func (d *Drawer) BySlug(kind Kind, slug string) (t Tag, moved, ok bool) {
	if id, found := d.bySlug[kindKey{kind, slug}]; found {
		t, ok = d.ByID(id)
		return t, t.ID != id, ok
	}
	if id, found := d.moved[kindKey{kind, slug}]; found {
		t, ok = d.ByID(id)
		return t, true, ok
	}
	return Tag{}, false, false
}

// Ancestors gives the tags above id, nearest first.
func (d *Drawer) Ancestors(id ID) []ID {
	var up []ID
	t, ok := d.ByID(id)
	for ok && t.Parent != 0 && len(up) < MaxDepth {
		if t, ok = d.ByID(t.Parent); ok && !slices.Contains(up, t.ID) {
			up = append(up, t.ID)
		}
	}
	return up
}

// Children gives the tags directly below id in their order.
func (d *Drawer) Children(id ID) []Tag {
	tags := make([]Tag, 0, len(d.children[id]))
	for _, c := range d.children[id] {
		tags = append(tags, d.byID[c])
	}
	return tags
}

// Below gives id, all tags below it, and those that were merged into any of
// them: a story that names one of these is about id, too.
func (d *Drawer) Below(id ID) []ID {
	t, ok := d.ByID(id)
	if !ok {
		return []ID{id}
	}
	all := []ID{t.ID}
	for i := 0; i < len(all); i++ {
		for _, c := range d.children[all[i]] {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	for _, old := range d.byID {
		if now, ok := d.ByID(old.ID); ok && old.MergedInto != 0 && slices.Contains(all, now.ID) {
			all = append(all, old.ID)
		}
	}
	return all
}

// Kind gives all tags of a kind in their order, without merged ones.
func (d *Drawer) Kind(kind Kind) []Tag {
	var tags []Tag
	for _, t := range d.byID {
		if t.Kind == kind && t.MergedInto == 0 {
			tags = append(tags, t)
		}
	}
	slices.SortFunc(tags, inOrder)
	return tags
}

// All gives every tag in order of id, merged ones too.
func (d *Drawer) All() []Tag {
	tags := make([]Tag, 0, len(d.byID))
	for _, t := range d.byID {
		tags = append(tags, t)
	}
	slices.SortFunc(tags, func(a, b Tag) int { return cmp.Compare(a.ID, b.ID) })
	return tags
}

// Path gives the address of a tag's page: a subsection's starts with its
// parents' slugs.
func (d *Drawer) Path(t Tag) string {
	if t.Kind != Section {
		return t.Path()
	}
	path := "/" + t.Slug
	for _, up := range d.Ancestors(t.ID) {
		path = "/" + d.byID[up].Slug + path
	}
	return path
}

func (d *Drawer) checkParent(t Tag) error {
	if t.Parent == 0 {
		return nil
	}
	parent, ok := d.byID[t.Parent]
	switch {
	case !ok || parent.Kind != t.Kind:
		return fault.InvalidField("parent", "is not a %s", t.Kind)
	case t.ID != 0 && (parent.ID == t.ID || slices.Contains(d.Ancestors(parent.ID), t.ID)):
		return fault.InvalidField("parent", "stands below “%s” itself", t.Name)
	case len(d.Ancestors(parent.ID)) >= MaxDepth-1:
		return fault.InvalidField("parent", "would make more than %d levels", MaxDepth)
	}
	return nil
}
