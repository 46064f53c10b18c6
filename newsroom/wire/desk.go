package wire

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// desk files one copy within a transaction.
type desk struct {
	*run
	w      *story.Work
	c      *Copy
	ready  story.Prepared // the content of c, but for its tags
	result Result
}

// The workflow steps in which copy from a wire stands.
const (
	forEditing story.Workflow = "editing"
	finished   story.Workflow = "ready"
)

// file makes a story of the copy, or a new version of the story that is here.
// held knows what is here by uri and is kept up to date.
func (d *desk) file(ctx context.Context, held map[string]story.Held) error {
	h, here := held[d.c.URI]
	if here {
		p := parcel{copy: *d.c, result: d.result}
		if !p.passes(h) { // an item before this one, or another process, was faster
			d.result = p.result
			return nil
		}
	}
	var st story.Story
	var err error
	switch {
	case d.c.Status == "canceled":
		st, err = d.kill(ctx, h, here)
	case here:
		d.fill()
		st, err = d.update(ctx, h.ID)
	default:
		d.fill()
		st, err = d.create(ctx)
	}
	if err != nil {
		return err
	}
	d.result.Story, d.result.Publication, d.result.Path = st.ID, st.Publication, st.Path
	held[d.c.URI] = story.Held{ID: st.ID, Rev: st.Rev, WireVersion: st.WireVersion, Publication: st.Publication, ChangedAt: st.ChangedAt}
	return nil
}

// kill takes out what the agency canceled. Where the story never came, the
// cancellation itself is kept, so that the story is refused should it come
// late.
func (d *desk) kill(ctx context.Context, h story.Held, here bool) (story.Story, error) {
	id, rev := h.ID, h.Rev
	if !here {
		st, err := d.w.Create(ctx, d.actor, story.Proposal{
			Content: story.Content{Headline: clip(d.c.Content.Headline, story.MaxHeadline), Language: d.c.Content.Language, EditorialNote: d.c.Content.EditorialNote},
			URI:     d.c.URI, WireVersion: d.c.Version.String(), Kind: "import",
		})
		if err != nil {
			return st, err
		}
		id, rev = st.ID, st.Rev
	}
	d.result.Outcome = Killed
	return d.w.Kill(ctx, d.actor, id, rev, d.reason("canceled by the agency"))
}

// reason gives the line for the story's history.
func (d *desk) reason(what string) string {
	if d.src.Name == "" {
		return what
	}
	return what + " (" + short(d.src.Name) + ")"
}

func (d *desk) create(ctx context.Context) (story.Story, error) {
	now := d.clock.Now()
	n := story.Proposal{URI: d.c.URI, WireVersion: d.c.Version.String(), Kind: "import", Workflow: forEditing}
	if d.c.Embargo.After(now) {
		n.EmbargoUntil = d.c.Embargo
	}
	var live *story.PublishOptions
	if d.o.Publish && d.waits(now) == "" {
		n.Workflow = finished
		if n.EmbargoUntil.IsZero() {
			live = d.publication(now)
		}
	}
	st, err := d.w.Bring(ctx, d.actor, d.ready, n, live)
	if d.result.Outcome = Created; err != nil || live != nil {
		return st, err
	}
	return d.release(ctx, st)
}

// publication says how the story goes live: on the day on which the agency
// sent it out first.
func (d *desk) publication(now time.Time) *story.PublishOptions {
	o := &story.PublishOptions{Reason: d.reason("import")}
	if !d.c.FirstAt.After(now) {
		o.At = d.c.FirstAt
	}
	return o
}

// waits says why copy is not put live even where that was asked for; empty
// where it is. An embargo is another matter.
func (d *desk) waits(now time.Time) string {
	c := &d.c.Content
	switch {
	case d.c.Status == "withheld":
		return "the agency withholds it"
	case d.c.Hold != "":
		return d.c.Hold
	case !d.c.Expires.IsZero() && !d.c.Expires.After(now):
		return "it expired on " + d.c.Expires.Format("2 January 2006")
	case c.Headline == "":
		return "it has no headline"
	case c.Section == 0:
		return "it names no section, and --section was not given"
	case len(c.Body.Blocks) == 0:
		return "it has no text"
	}
	return ""
}

// release puts a story live or on schedule where that is asked for and nothing
// stands against it.
func (d *desk) release(ctx context.Context, st story.Story) (story.Story, error) {
	now := d.clock.Now()
	embargoed := st.EmbargoUntil.After(now)
	if embargoed {
		d.result.Outcome = Held
	}
	if !d.o.Publish {
		return st, nil
	}
	if why := d.waits(now); why != "" {
		d.result.note("", "not published: "+why)
		return st, nil
	}
	switch {
	case embargoed && st.Publication.Public():
		return st, nil // said already
	case st.Publication == story.Withdrawn:
		d.result.note("", "not published: the story was withdrawn; publish it at the desk")
		return st, nil
	case embargoed:
		return d.w.Schedule(ctx, d.actor, st.ID, st.Rev, story.Timing{EmbargoUntil: st.EmbargoUntil, PublishAt: later(st.PublishAt, st.EmbargoUntil), Zone: st.Zone, Reason: d.reason("held by the agency's embargo")})
	case st.Publication == story.Scheduled:
		d.result.note("", "the story stays scheduled for "+st.PublishAt.Format(time.RFC3339))
		return st, nil
	}
	return d.w.Publish(ctx, d.actor, st.ID, st.Rev, *d.publication(now))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// update makes a new version of a story that is here.
func (d *desk) update(ctx context.Context, id story.ID) (story.Story, error) {
	st, err := d.stories.ByID(ctx, d.w.Tx(), id)
	if err != nil {
		return st, err
	}
	if st, err = d.takeBack(ctx, st); err != nil {
		return st, err
	}
	if err := d.noteEdited(ctx, st); err != nil {
		return st, err
	}
	content := merge(st.Content, d.c.Content)
	if d.c.Unsaid {
		content.Language = st.Content.Language
	}
	d.c.Content = content
	st, err = d.w.Save(ctx, d.actor, id, story.Change{Rev: st.Rev, Content: content, Kind: "import", Reason: d.reason("version " + d.c.Version.String()), WireVersion: d.c.Version.String()})
	if err != nil {
		return st, err
	}
	d.result.Outcome = Updated
	if st, err = d.embargo(ctx, st); err != nil {
		return st, err
	}
	if st.Publication.Public() && !d.o.Publish {
		d.result.note("", "readers see the version before until this one is published")
	}
	if st.Publication.Public() && d.c.Embargo.After(d.clock.Now()) {
		d.result.Outcome = Held
		d.result.note("embargoeduntil", "the story is live already; this version is saved and waits to be published at the desk after "+d.c.Embargo.Format(time.RFC3339))
		return st, nil
	}
	return d.release(ctx, st)
}

// takeBack takes a story from readers, or off the schedule, where the agency
// now withholds it.
func (d *desk) takeBack(ctx context.Context, st story.Story) (story.Story, error) {
	if d.c.Status != "withheld" {
		return st, nil
	}
	switch {
	case st.Publication.Public():
		return d.w.Withdraw(ctx, d.actor, st.ID, st.Rev, d.reason("withheld by the agency"))
	case st.Publication == story.Scheduled:
		return d.w.Unschedule(ctx, d.actor, st.ID, st.Rev, d.reason("withheld by the agency"))
	}
	return st, nil
}

// embargo moves a story's embargo to a later time. An earlier one, or none, is
// for a person to grant: the standing one may be the desk's own.
func (d *desk) embargo(ctx context.Context, st story.Story) (story.Story, error) {
	now := d.clock.Now()
	switch {
	case st.Publication.Public():
		return st, nil
	case d.c.Embargo.After(now) && d.c.Embargo.After(st.EmbargoUntil):
		return d.w.Embargo(ctx, d.actor, st.ID, st.Rev, story.Timing{EmbargoUntil: d.c.Embargo, Zone: st.Zone, Reason: d.reason("moved by the agency")})
	case st.EmbargoUntil.After(now) && d.c.Embargo.Before(st.EmbargoUntil):
		d.result.note("embargoeduntil", fmt.Sprintf("the story stays under embargo until %s; an editor may lift it", st.EmbargoUntil.Format(time.RFC3339)))
	}
	return st, nil
}

// noteEdited says so where the new version replaces what a person wrote.
func (d *desk) noteEdited(ctx context.Context, st story.Story) error {
	last, err := d.stories.Revision(ctx, d.w.Tx(), st.ID, st.ContentRev)
	if err != nil {
		return err
	}
	if last.Kind != "import" {
		d.result.note("", fmt.Sprintf("this version replaces what %s wrote; it stays in the history as revision %d", cmp.Or(last.Actor, "somebody"), last.Rev))
	}
	return nil
}

// merge gives the new content, with what only the newsroom decides, or what
// the item says nothing about, from the old.
func merge(old, now story.Content) story.Content {
	now.Slug, now.Pinned, now.Excluded, now.NoAgeNotice = old.Slug, old.Pinned, old.Excluded, old.NoAgeNotice
	now.Kicker = cmp.Or(now.Kicker, old.Kicker)
	now.EditorialNote, now.Genre = cmp.Or(now.EditorialNote, old.EditorialNote), cmp.Or(now.Genre, old.Genre)
	now.Section = cmp.Or(now.Section, old.Section)
	if now.Series == 0 {
		now.Series, now.Part = old.Series, old.Part
	}
	if now.Lead == nil {
		now.Lead = old.Lead
	}
	for _, list := range []struct {
		now *[]tag.ID
		old []tag.ID
	}{{&now.Places, old.Places}, {&now.Topics, old.Topics}, {&now.People, old.People}} {
		if len(*list.now) == 0 {
			*list.now = asRoom(list.old, now)
		}
	}
	return now
}

// asRoom gives the old tags of a kind as far as a story has room for them.
func asRoom(old []tag.ID, now story.Content) []tag.ID {
	room := max(0, story.MaxTags-len(now.Places)-len(now.Topics)-len(now.People))
	return old[:min(room, len(old))]
}

// fill puts the numbers of the tags into the content.
func (d *desk) fill() {
	ids := func(wants []Want) (all []tag.ID) {
		for _, w := range wants {
			if w.id == 0 {
				d.result.note(w.path, fmt.Sprintf("there is no %s “%s” and none can be made of it", w.Tag.Kind, short(cmp.Or(w.Tag.Name, first(w.Tag.URIs)))))
				continue
			}
			all = append(all, w.id)
		}
		return all
	}
	f := story.Filing{
		Section: d.c.Section.id, Series: d.c.Series.id, Part: d.c.Part, Dateline: d.c.Dateline.id, DatelineText: d.c.Content.DatelineText,
		Places: ids(d.c.Places), Topics: ids(d.c.Topics), People: ids(d.c.People),
	}
	if f.Dateline != 0 && f.DatelineText == d.c.Dateline.Tag.Name {
		f.DatelineText = ""
	}
	for _, w := range d.c.Byline {
		f.Byline = append(f.Byline, w.id)
	}
	d.ready = d.ready.Filed(f)
	d.c.Content = d.ready.Content()
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// wants gives every tag that a copy names.
func (c *Copy) wants() []*Want {
	all := []*Want{&c.Section, &c.Series, &c.Dateline}
	for _, list := range [][]Want{c.Places, c.Topics, c.People, c.Byline} {
		for i := range list {
			all = append(all, &list[i])
		}
	}
	return all
}

// clone gives a copy that can be filled in without changing c.
func (c *Copy) clone() Copy {
	n := *c
	n.Places, n.Topics, n.People, n.Byline = slices.Clone(c.Places), slices.Clone(c.Topics), slices.Clone(c.People), slices.Clone(c.Byline)
	return n
}
