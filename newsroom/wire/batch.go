package wire

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/story"
)

// batch decides what each item of a batch is to become, fetches the pictures
// that are needed, and writes.
func (r *run) batch(ctx context.Context, batch []*parcel, done func([]Result)) error {
	todo, err := r.sift(ctx, batch)
	if err != nil {
		return err
	}
	if !r.o.DryRun {
		if err := r.fetchPictures(ctx, todo); err != nil {
			return err
		}
		if err := r.writeAll(ctx, todo); err != nil {
			return err
		}
	}
	results := make([]Result, len(batch))
	for i, p := range batch {
		if p.err != nil && p.result.Outcome == "" {
			p.result.Outcome, p.result.Reason = Refused, p.err.Error()
		}
		results[i] = p.result
	}
	done(results)
	return nil
}

// sift passes over what is refused or here already, and gives the rest. A dry
// run is told here what would become of it.
func (r *run) sift(ctx context.Context, batch []*parcel) (todo []*parcel, err error) {
	held, err := r.held(ctx, batch)
	if err != nil {
		return nil, err
	}
	for _, p := range batch {
		if p.err != nil {
			continue
		}
		if p.copy.Photo {
			if r.o.DryRun {
				p.result.Outcome = Pictured
			}
			todo = append(todo, p)
			continue
		}
		h, here := held[p.copy.URI]
		if here && !p.passes(h) {
			continue
		}
		if r.o.DryRun {
			p.predict(here, r)
			held[p.copy.URI] = story.Held{WireVersion: p.copy.Version.String(), Publication: story.Draft}
		}
		todo = append(todo, p)
	}
	return todo, nil
}

func (r *run) held(ctx context.Context, batch []*parcel) (held map[string]story.Held, err error) {
	err = r.db.Read(ctx, func(q *database.Snapshot) error {
		held, err = r.stories.HeldByURI(ctx, q, urisOf(batch))
		return err
	})
	return held, err
}

func urisOf(batch []*parcel) []string {
	uris := make([]string, 0, len(batch))
	for _, p := range batch {
		if p.err == nil {
			uris = append(uris, p.copy.URI)
		}
	}
	return uris
}

// passes says whether an item changes a story that is here, and writes the
// outcome where it does not.
func (p *parcel) passes(h story.Held) bool {
	p.result.Story, p.result.Publication = h.ID, h.Publication
	newer := p.copy.Version.Compare(standing(h))
	switch {
	case h.WireVersion == "" && p.copy.Version.bare():
		p.result.Outcome, p.result.Reason = Refused, "this is a story of our own, and the item has no version that would say that it is newer"
	case newer < 0:
		p.result.Outcome = Older
	case p.copy.Status == "canceled" && h.Publication == story.Killed:
		p.result.Outcome = Unchanged
	case p.copy.Status == "canceled": // an agency may cancel without counting up
		return true
	case newer == 0:
		p.result.Outcome = Unchanged
	case h.Publication == story.Killed:
		p.result.Outcome, p.result.Reason = Refused, "this story was killed and stays so"
	default:
		return true
	}
	return false
}

// predict says what a dry run would do.
func (p *parcel) predict(here bool, r *run) {
	switch {
	case p.copy.Status == "canceled":
		p.result.Outcome = Killed
	case p.copy.Embargo.After(r.clock.Now()):
		p.result.Outcome = Held
	case here:
		p.result.Outcome = Updated
	default:
		p.result.Outcome = Created
	}
}

// fetchPictures brings the pictures of all items, a few at once. No
// transaction is open meanwhile.
func (r *run) fetchPictures(ctx context.Context, todo []*parcel) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(picturesApart)
	for _, p := range todo {
		if len(p.copy.Pictures) == 0 || p.copy.Status == "canceled" && !p.copy.Photo {
			continue
		}
		group.Go(func() error {
			err := r.picturesOf(ctx, p)
			p.prepare(r.actor)
			return err
		})
	}
	return group.Wait()
}

// writeAll writes a batch in one transaction. Where that fails, each item is
// written by itself, so that one bad item holds up none of the others.
func (r *run) writeAll(ctx context.Context, todo []*parcel) error {
	todo = slices.DeleteFunc(slices.Clone(todo), func(p *parcel) bool { return p.copy.Photo || p.err != nil })
	if len(todo) == 0 {
		return nil
	}
	err := r.writeTogether(ctx, todo)
	if err == nil || ctx.Err() != nil {
		return err
	}
	for _, p := range todo {
		switch err := r.writeTogether(ctx, []*parcel{p}); {
		case err == nil:
		case fault.KindOf(err) == fault.Internal:
			return fmt.Errorf("item %d: %w", p.result.Item, err)
		default:
			p.result.Outcome, p.result.Reason = Refused, err.Error()
			p.result.Story, p.result.Publication, p.result.Path = 0, "", ""
		}
	}
	return nil
}

// writeTogether writes items in one transaction. The results count only where
// it is kept.
func (r *run) writeTogether(ctx context.Context, todo []*parcel) error {
	results := make([]Result, len(todo))
	err := r.stories.Do(ctx, "import", func(w *story.Work) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		held, err := r.stories.HeldByURI(ctx, w.Tx(), urisOf(todo))
		if err != nil {
			return err
		}
		copies, err := r.resolve(ctx, w, todo)
		if err != nil {
			return err
		}
		for i, p := range todo {
			d := &desk{run: r, w: w, c: &copies[i], ready: p.ready, result: p.result}
			d.result.Problems = slices.Clone(p.result.Problems)
			if err := d.file(ctx, held); err != nil {
				return err
			}
			results[i] = d.result
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, p := range todo {
		p.result = results[i]
	}
	return nil
}

// resolve gives the copies with their tags numbered. It works on clones,
// because a transaction may be tried again.
func (r *run) resolve(ctx context.Context, w *story.Work, todo []*parcel) ([]Copy, error) {
	copies := make([]Copy, len(todo))
	var wants []*Want
	for i, p := range todo {
		copies[i] = p.copy.clone()
		if copies[i].Section.Tag.Kind == "" {
			copies[i].Section = r.section
		}
		if p.copy.Status != "canceled" {
			wants = append(wants, copies[i].wants()...)
		}
	}
	var kept []*Want
	var wishes []story.Wish
	for _, want := range wants {
		if want.Tag.Kind == "" {
			continue
		}
		kept = append(kept, want)
		wishes = append(wishes, story.Wish{Tag: want.Tag, Make: want.Make})
	}
	ids, err := w.EnsureTags(ctx, r.actor, wishes)
	if err != nil {
		return nil, fmt.Errorf("find tags: %w", err)
	}
	for i, want := range kept {
		want.id = ids[i]
	}
	return copies, nil
}
