package wire

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// Photographs is what the wire asks of the picture desk.
type Photographs interface {
	Add(ctx context.Context, actor account.Actor, u photo.Upload) (photo.Added, error)
}

// Fetcher gets a picture from an address that an agency names. It is for the
// fetcher to see that the address is harmless.
type Fetcher interface {
	Fetch(ctx context.Context, address string) (name string, file io.ReadCloser, err error)
}

// FetchFunc is a Fetcher that is one function.
type FetchFunc func(ctx context.Context, address string) (name string, file io.ReadCloser, err error)

// Fetch calls f.
func (f FetchFunc) Fetch(ctx context.Context, address string) (string, io.ReadCloser, error) {
	return f(ctx, address)
}

// Importer files items as stories.
type Importer struct {
	db      *database.DB
	stories *story.Stories
	photos  Photographs
	fetcher Fetcher
	clock   clock.Clock
}

// New gives an importer. A nil fetcher means that pictures are taken from
// beside the file only.
func New(db *database.DB, stories *story.Stories, photos Photographs, fetcher Fetcher, c clock.Clock) *Importer {
	return &Importer{db: db, stories: stories, photos: photos, fetcher: fetcher, clock: c}
}

// Source is a file of items.
type Source struct {
	Reader io.Reader
	Name   string // for the stories' history
	Dir    string // where pictures stand beside the file; empty to allow none
}

// Options say what is done with items.
type Options struct {
	Publish  bool   // put usable stories live, and schedule those under embargo
	Section  string // name of the section of stories whose items name none; made where it is new
	DryRun   bool   // say what would be done, and do nothing
	Each     func(Result)
	Progress func(Progress)
}

// Progress is how far an import has come.
type Progress struct {
	Items int // done
}

// Limits of one import's work.
const (
	batchItems    = 200                    // stories written in one transaction
	batchWait     = 200 * time.Millisecond // how long a batch waits for more items
	picturesApart = 4                      // items whose pictures are fetched at once
	inFlight      = 96 << 20               // bytes of items that are read and not yet written
)

// Import files every item of a source. Each item comes in whole or not at all,
// and one that cannot is reported while the rest goes on. An error means that
// the import itself had to stop; what was done until then stays, and the same
// import started again passes over it quickly.
func (im *Importer) Import(ctx context.Context, actor account.Actor, src Source, o Options) (report Report, err error) {
	report = Report{Outcomes: map[Outcome]int{}, States: map[string]int{}}
	if err := checkActor(actor, o); err != nil {
		return report, err
	}
	album, err := openAlbum(src.Dir)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, album.close()) }()
	run := &run{Importer: im, actor: actor, src: src, o: o, album: album, room: semaphore.NewWeighted(inFlight)}
	if run.language, err = im.stories.Language(ctx); err != nil {
		return report, err
	}
	if o.Section != "" {
		run.section = Want{Make: true, path: "--section", Tag: tag.Tag{Kind: tag.Section, Name: o.Section}}
	}
	err = run.all(ctx, func(results []Result) {
		report.add(results)
		for _, r := range results {
			if o.Each != nil {
				o.Each(r)
			}
		}
		if o.Progress != nil {
			o.Progress(Progress{Items: report.Items})
		}
	})
	return report, err
}

func checkActor(actor account.Actor, o Options) error {
	if err := actor.Check(account.WriteStory); err != nil {
		return err
	}
	if o.Publish {
		return actor.Check(account.PublishStory)
	}
	return nil
}

// run is one import under way.
type run struct {
	*Importer
	actor    account.Actor
	src      Source
	o        Options
	album    *album
	room     *semaphore.Weighted
	section  Want
	language string // of the publication
}

// parcel is one item on its way through the pool of readers.
type parcel struct {
	raw    Raw
	copy   Copy
	result Result
	err    error // why it is refused
	size   int64 // bytes of the item
	ready  story.Prepared
	read   chan struct{} // closed when copy, result, err and ready are set
}

// all reads, decodes on every core, and writes batch by batch in the order of
// the file.
func (r *run) all(ctx context.Context, done func([]Result)) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	readers := max(1, runtime.GOMAXPROCS(0))
	work := make(chan *parcel, 2*batchItems)
	order := make(chan *parcel, 2*batchItems)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(work)
		defer close(order)
		for raw := range Split(r.src.Reader) {
			p := &parcel{raw: raw, size: int64(len(raw.Bytes)), read: make(chan struct{})}
			if err := r.room.Acquire(ctx, p.size); err != nil {
				return err
			}
			for _, to := range []chan *parcel{work, order} {
				select {
				case to <- p:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		return nil
	})
	for range readers {
		group.Go(func() error {
			for p := range work {
				p.open(r.actor, r.language)
				close(p.read)
			}
			return nil
		})
	}
	group.Go(func() error { return r.write(ctx, order, done) })
	return group.Wait()
}

// open decodes one item and composes its copy.
func (p *parcel) open(actor account.Actor, language string) {
	p.result.Item = p.raw.Index
	if p.raw.Err != nil {
		p.err = p.raw.Err
		return
	}
	it, problems, err := Decode(p.raw.Bytes)
	p.raw.Bytes = nil
	p.result.URI = short(it.URI)
	if err != nil {
		p.err = err
		p.result.Problems = number(problems, p.result)
		return
	}
	p.result.URI = it.URI
	p.copy, problems = Compose(it, problems)
	p.result.Problems = number(problems, p.result)
	p.result.Headline = p.copy.Content.Headline
	p.copy.Unsaid = p.copy.Content.Language == ""
	p.copy.Content.Language = cmp.Or(p.copy.Content.Language, language)
	if p.err = refusal(&it, &p.copy); len(p.copy.Pictures) == 0 {
		p.prepare(actor)
	}
}

func number(problems []Problem, r Result) []Problem {
	for i := range problems {
		problems[i].Item, problems[i].URI = r.Item, r.URI
	}
	return problems
}

// refusal says why an item cannot become a story, as far as the item itself
// tells.
func refusal(it *Item, c *Copy) error {
	if len(it.URI) > story.MaxURI {
		return fault.New(fault.Invalid, "its uri is longer than %d bytes", story.MaxURI)
	}
	switch it.Type {
	case "", "text", "composite", "component", "picture", "graphic":
	case "event", "planning":
		return fault.New(fault.Invalid, "it is of type “%s”: an announcement and no story", it.Type)
	default:
		return fault.New(fault.Invalid, "it is of type “%s”; stories and pictures are taken", short(it.Type))
	}
	if !c.Photo && c.Status != "canceled" && c.Content.Headline == "" && len(c.Content.Body.Blocks) == 0 {
		return fault.New(fault.Invalid, "it has neither a headline nor a text")
	}
	return nil
}

// prepare looks the copy through as the story desk will. It is the last thing
// to happen outside the transaction.
func (p *parcel) prepare(actor account.Actor) {
	if p.err == nil && !p.copy.Photo && p.copy.Status != "canceled" {
		p.ready, p.err = story.Prepare(actor, p.copy.Content)
	}
}

// write takes parcels in order and writes them in batches.
func (r *run) write(ctx context.Context, order <-chan *parcel, done func([]Result)) error {
	for {
		batch, err := gather(ctx, order)
		if err != nil || len(batch) == 0 {
			return err
		}
		if err := r.batch(ctx, batch, done); err != nil {
			return err
		}
		for _, p := range batch {
			r.room.Release(p.size)
		}
		if last := batch[len(batch)-1]; errors.Is(last.raw.Err, errRead) {
			return fmt.Errorf("item %d: %w", last.raw.Index, last.raw.Err)
		}
	}
}

// gather waits for the next parcels: a full batch, or what comes within a
// moment, so that a slow source is written as it arrives.
func gather(ctx context.Context, order <-chan *parcel) ([]*parcel, error) {
	var batch []*parcel
	var timeout <-chan time.Time
	for len(batch) < batchItems {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-timeout:
			return batch, nil
		case p, ok := <-order:
			if !ok {
				return batch, nil
			}
			select {
			case <-p.read:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			if batch = append(batch, p); timeout == nil {
				timeout = time.After(batchWait)
			}
		}
	}
	return batch, nil
}
