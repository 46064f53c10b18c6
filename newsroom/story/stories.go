package story

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/jobs"
	"dateline/internal/journal"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
	"dateline/newsroom/body"
	"dateline/newsroom/masthead"
	"dateline/newsroom/photo"
	"dateline/newsroom/tag"
)

// Indexer keeps the search index in step within the transaction that changes
// what is public. Package search provides it.
type Indexer interface {
	Index(ctx context.Context, tx *database.Tx, p Public) error
	Remove(ctx context.Context, tx *database.Tx, id ID) error
}

// Photographs is what a story asks of the photo desk.
type Photographs interface {
	ByIDs(ctx context.Context, q database.Q, ids []photo.ID) (map[photo.ID]photo.Photo, error)
}

// Queue takes the jobs that follow from a change.
type Queue interface {
	Enqueue(ctx context.Context, tx *database.Tx, all ...jobs.Args) error
}

// Witness sees what moves a story towards readers or away from them, in the
// transaction that does. Package webhook is one.
type Witness interface {
	Moved(ctx context.Context, tx *database.Tx, event string, st Story) error
}

// Changed is the job that follows when stories come, go, or stand differently
// among the others: under other tags, another headline or another date. A
// correction of the text alone brings none.
type Changed struct {
	Stories []int64 `json:"stories"`
	Tags    []int64 `json:"tags"` // that the stories have or had, with ancestors
}

// Kind names the job.
func (Changed) Kind() string { return "story.changed" }

// Laborious says that the job keeps the processor busy.
func (Changed) Laborious() bool { return true }

// Renamed is the job that follows when what a tag is called changes: stories
// are searched for by it.
type Renamed struct {
	Tag int64 `json:"tag"`
}

// Kind names the job.
func (Renamed) Kind() string { return "tag.renamed" }

// Laborious says that the job keeps the processor busy.
func (Renamed) Laborious() bool { return true }

// Stories is the newsroom's story desk.
type Stories struct {
	db     *database.DB
	clock  clock.Clock
	queue  Queue
	tags   *tag.Tags
	photos Photographs
	names  *masthead.Mastheads
	index  Indexer
	sees   Witness       // nil for nobody
	due    chan struct{} // wakes the loop that publishes what is due
}

// Desk is what Stories needs from the rest of the house.
type Desk struct {
	DB     *database.DB
	Clock  clock.Clock
	Queue  Queue
	Tags   *tag.Tags
	Photos Photographs
	Names  *masthead.Mastheads
	Index  Indexer
	Sees   Witness // nil for nobody
}

// New opens the story desk.
func New(d Desk) *Stories {
	return &Stories{
		db: d.DB, clock: d.Clock, queue: d.Queue, tags: d.Tags, photos: d.Photos, names: d.Names, index: d.Index, sees: d.Sees,
		due: make(chan struct{}, 1),
	}
}

// Work is one transaction on stories: what it touches is collected, and told
// to the house once, at its end.
type Work struct {
	ss      *Stories
	tx      *database.Tx
	now     time.Time
	kind    string
	zone    *time.Location
	touched journal.Touched
	settled []int64 // touched stories that stand among the others as before
	drawer  *tag.Drawer
	fresh   bool // drawer was read in this transaction
}

// Tx gives the transaction, for what must stand or fall with the story.
func (w *Work) Tx() *database.Tx { return w.tx }

// Do runs f in one transaction. All stories that f changes become known
// together, or none does.
func (ss *Stories) Do(ctx context.Context, kind string, f func(w *Work) error) error {
	m, err := ss.names.Current(ctx)
	if err != nil {
		return err
	}
	var w *Work
	err = ss.db.Write(ctx, func(tx *database.Tx) error {
		w = &Work{ss: ss, tx: tx, now: ss.clock.Now(), kind: kind, zone: m.Location()}
		if err := f(w); err != nil {
			return err
		}
		return w.announce(ctx)
	})
	if err != nil {
		return err
	}
	if w.fresh { // this transaction may have added tags
		ss.tags.Forget()
	}
	ss.Wake()
	return nil
}

// announce appends to the journal and enqueues what follows.
func (w *Work) announce(ctx context.Context) error {
	t := w.touched
	if len(t.Stories) == 0 && len(t.Tags) == 0 {
		return nil
	}
	t.Stories, t.Tags, t.Photos, t.Paths = unique(t.Stories), sortedUnique(t.Tags), sortedUnique(t.Photos), unique(t.Paths)
	moved := slices.DeleteFunc(slices.Clone(t.Stories), func(id int64) bool { return slices.Contains(w.settled, id) })
	if len(moved) > 0 || len(t.Stories) == 0 {
		if err := w.ss.queue.Enqueue(ctx, w.tx, Changed{Stories: moved, Tags: t.Tags}); err != nil {
			return err
		}
	}
	first := int64(0)
	if len(t.Stories) > 0 {
		first = t.Stories[0]
	}
	return journal.Append(ctx, w.tx, journal.Entry{At: w.now, Noun: "story", NounID: first, Kind: w.kind, Touched: t})
}

func sortedUnique(ids []int64) []int64 {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Proposal is a story that is about to be made.
type Proposal struct {
	Content      Content
	Workflow     Workflow
	URI          string // of an imported item; made up where empty
	WireVersion  string
	EmbargoUntil time.Time
	Zone         string
	Kind         string // of the first revision: "create" or "import"
	CreatedAt    time.Time
}

// Create makes a draft.
func (ss *Stories) Create(ctx context.Context, actor account.Actor, n Proposal) (st Story, err error) {
	err = ss.Do(ctx, "create", func(w *Work) error {
		st, err = w.Create(ctx, actor, n)
		return err
	})
	return st, err
}

// Create makes a draft.
func (w *Work) Create(ctx context.Context, actor account.Actor, n Proposal) (Story, error) {
	if err := actor.Check(account.WriteStory); err != nil {
		return Story{}, err
	}
	if n.Content.Language == "" {
		m, err := w.ss.names.Current(ctx)
		if err != nil {
			return Story{}, err
		}
		n.Content.Language = m.Language
	}
	if n.Workflow == "" {
		n.Workflow = Workflows()[0]
	}
	if n.Kind == "" {
		n.Kind = "create"
	}
	if n.Zone == "" {
		n.Zone = w.zone.String()
	}
	if err := n.Workflow.check(); err != nil {
		return Story{}, err
	}
	if n.URI == "" {
		n.URI = uuid.New().URN()
	}
	if len(n.URI) > MaxURI {
		return Story{}, fault.InvalidField("uri", "has %d bytes and may have %d", len(n.URI), MaxURI)
	}
	if err := n.Content.tidy(rightsOf(actor)); err != nil {
		return Story{}, err
	}
	if err := w.checkTags(ctx, &n.Content); err != nil {
		return Story{}, err
	}
	st := Story{
		Rev: 1, ContentRev: 1, URI: n.URI, WireVersion: n.WireVersion, Publication: Draft, Workflow: n.Workflow, Content: n.Content,
		EmbargoUntil: n.EmbargoUntil, Zone: n.Zone, CreatedAt: w.now, ChangedAt: w.now,
	}
	if !n.CreatedAt.IsZero() {
		st.CreatedAt = n.CreatedAt
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
	return st, audit.Record(ctx, w.tx, w.now, actor, n.Kind, "story", int64(st.ID), st.Content.Headline)
}

func rightsOf(actor account.Actor) body.Rights {
	return body.Rights{RawHTML: actor.May(account.WriteRawHTML)}
}

// ByID gives a story as the desk sees it.
func (ss *Stories) ByID(ctx context.Context, q database.Q, id ID) (Story, error) {
	return selectStory(ctx, q, id)
}

// ByURI gives the story that an agency's item became.
func (ss *Stories) ByURI(ctx context.Context, q database.Q, uri string) (Story, error) {
	st, err := selectByURI(ctx, q, uri)
	if fault.Is(err, fault.NotFound) {
		return st, fault.Wrap(fault.NotFound, err, "no story has the uri %s", uri)
	}
	return st, err
}

// Change is a new content for a story that stands at Rev.
type Change struct {
	Rev         int64 // that the change was made on
	Content     Content
	Workflow    Workflow // empty to leave it
	Kind        string   // of the revision: "save", "autosave", "import"
	Reason      string
	WireVersion string // of an import
}

// Save keeps a new content. Readers see nothing of it before the story is
// published or corrected. A save that was made on an older revision is refused
// with what changed since and who changed it (a *Stale).
func (ss *Stories) Save(ctx context.Context, actor account.Actor, id ID, c Change) (st Story, err error) {
	err = ss.Do(ctx, "save", func(w *Work) error {
		st, err = w.Save(ctx, actor, id, c)
		return err
	})
	return st, err
}

// Save keeps a new content; see Stories.Save.
func (w *Work) Save(ctx context.Context, actor account.Actor, id ID, c Change) (Story, error) {
	if err := actor.Check(account.WriteStory); err != nil {
		return Story{}, err
	}
	st, err := w.open(ctx, id, c.Rev)
	if err != nil {
		return st, err
	}
	if _, err = st.Publication.Next(Save); err != nil {
		return st, err
	}
	if c.Workflow != "" {
		if err := c.Workflow.check(); err != nil {
			return st, err
		}
		st.Workflow = c.Workflow
	}
	if err := c.Content.tidy(rightsOf(actor)); err != nil {
		return st, err
	}
	if err := w.checkTags(ctx, &c.Content); err != nil {
		return st, err
	}
	if c.Kind == "" {
		c.Kind = string(Save)
	}
	st.Content = c.Content
	if c.WireVersion != "" {
		st.WireVersion = c.WireVersion
	}
	return st, w.keep(ctx, actor, &st, c.Kind, c.Reason, true)
}

func checkReason(reason string) error {
	if n := len([]rune(reason)); n > MaxReason {
		return fault.InvalidField("reason", "has %d characters and may have %d", n, MaxReason)
	}
	return nil
}

// keep writes st as its next revision, with an audit entry.
func (w *Work) keep(ctx context.Context, actor account.Actor, st *Story, kind, reason string, withContent bool) error {
	if err := checkReason(reason); err != nil {
		return err
	}
	was := st.Rev
	st.Rev++
	if withContent {
		st.ContentRev = st.Rev
	}
	st.ChangedAt = w.now
	if err := updateStory(ctx, w.tx, st, was); err != nil {
		return err
	}
	if err := insertRevision(ctx, w.tx, st, kind, reason, w.now, actor, withContent); err != nil {
		return err
	}
	if withContent {
		if err := w.fileDraft(ctx, st, true); err != nil {
			return err
		}
	}
	return audit.Record(ctx, w.tx, w.now, actor, kind, "story", int64(st.ID), reason)
}

// Stale tells what happened to a story since the revision somebody worked on.
type Stale struct {
	Rev     int64    `json:"rev"` // where the story stands now
	By      string   `json:"by"`
	At      string   `json:"at"` // RFC 3339
	Kind    string   `json:"kind"`
	Changed []string `json:"changed"` // fields of the content, "body" among them
}

// open reads a story for writing and refuses where it no longer stands at rev.
func (w *Work) open(ctx context.Context, id ID, rev int64) (Story, error) {
	st, err := selectStory(ctx, w.tx, id)
	if err != nil || st.Rev == rev {
		return st, err
	}
	last, err := w.ss.Revision(ctx, w.tx, id, st.Rev)
	if err != nil {
		return st, err
	}
	stale := Stale{Rev: st.Rev, By: last.Actor, At: last.At.Format(time.RFC3339), Kind: last.Kind}
	if base, err := w.ss.Revision(ctx, w.tx, id, rev); err == nil && base.Content != nil {
		stale.Changed = Differences(*base.Content, st.Content)
	}
	return st, &fault.Error{
		Kind: fault.Conflict, Detail: stale,
		Message: fmt.Sprintf("%s changed this story (%s) after you opened it: it stands at revision %d and your change was made on %d; look at what changed, then save again", last.Actor, last.Kind, st.Rev, rev),
	}
}

// Differences names the fields in which two contents differ, as in JSON.
func Differences(a, b Content) []string {
	var names []string
	va, vb := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range va.NumField() {
		if !reflect.DeepEqual(va.Field(i).Interface(), vb.Field(i).Interface()) {
			names = append(names, jsonName(va.Type().Field(i)))
		}
	}
	return names
}

func jsonName(f reflect.StructField) string {
	name := f.Tag.Get("json")
	for i := range len(name) {
		if name[i] == ',' {
			return name[:i]
		}
	}
	return name
}

// At sets the moment at which the next acts of w count as done: an import
// tells a history, and does not make it now.
func (w *Work) At(t time.Time) { w.now = t.UTC().Truncate(time.Microsecond) }
