package photo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"dateline/internal/blob"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/imaging"
	"dateline/internal/journal"
)

// Specs gives every rendition of a photo that this installation makes.
func (ps *Photos) Specs(p Photo) []Spec { return specs(p, ps.images.Formats()) }

// Rendition opens a rendition and makes it first where that was not done. It
// asks no one whether the photo is public: that is the door's part. The caller
// closes the reader.
func (ps *Photos) Rendition(ctx context.Context, p Photo, s Spec) (io.ReadSeekCloser, blob.Info, error) {
	if p.Killed() {
		return nil, blob.Info{}, fault.New(fault.Gone, "this photo was taken out of use")
	}
	key := renditionKey(p, s)
	r, info, err := ps.blobs.Open(ctx, key)
	if err == nil || !errors.Is(err, blob.ErrNotFound) && !errors.Is(err, blob.ErrKey) {
		return r, info, err
	}
	if !slices.Contains(ps.Specs(p), s) {
		return nil, blob.Info{}, fault.New(fault.NotFound, "there is no such rendition of photo %d", p.ID)
	}
	// The work goes on for the others who wait when the first one leaves.
	done := ps.making.DoChan(key, func() (any, error) {
		return nil, ps.render(context.WithoutCancel(ctx), p, []Spec{s})
	})
	select {
	case <-ctx.Done():
		return nil, blob.Info{}, ctx.Err()
	case made := <-done:
		if made.Err != nil {
			return nil, blob.Info{}, made.Err
		}
	}
	return ps.blobs.Open(ctx, key)
}

// Prepare makes all renditions of a photo that are missing and removes those
// of older credits and focal points. The
// job Changed calls it; it may run twice.
func (ps *Photos) Prepare(ctx context.Context, id ID) error {
	var p Photo
	err := ps.db.Read(ctx, func(q *database.Snapshot) (err error) {
		p, err = ps.ByID(ctx, q, id)
		return err
	})
	if err != nil {
		return err
	}
	if p.Killed() {
		return ps.forget(ctx, p, "")
	}
	have := map[string]bool{}
	for info, err := range ps.blobs.List(ctx, renditions(p)) {
		if err != nil {
			return err
		}
		have[info.Key] = true
	}
	missing := slices.DeleteFunc(ps.Specs(p), func(s Spec) bool { return have[renditionKey(p, s)] })
	if err := ps.renderSlowly(ctx, p, missing); err != nil {
		return fmt.Errorf("prepare photo %d: %w", id, err)
	}
	if err := ps.db.Write(ctx, func(tx *database.Tx) error { return ps.prepared(ctx, tx, p) }); err != nil {
		return err
	}
	return ps.forget(ctx, p, renditions(p))
}

// prepared tells every page that shows the photo of its better files.
func (ps *Photos) prepared(ctx context.Context, tx *database.Tx, p Photo) error {
	changed, err := markPrepared(ctx, tx, p)
	if err != nil || !changed {
		return err
	}
	return journal.Append(ctx, tx, journal.Entry{At: ps.clock.Now(), Noun: "photo", NounID: int64(p.ID), Kind: "prepare", Touched: journal.Touched{Photos: []int64{int64(p.ID)}}})
}

// renderSlowly makes renditions that no reader waits for, one photo at a time,
// so that readers who do wait find the machine free.
func (ps *Photos) renderSlowly(ctx context.Context, p Photo, missing []Spec) error {
	select {
	case ps.background <- struct{}{}:
		defer func() { <-ps.background }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return ps.render(ctx, p, missing)
}

// render makes renditions from the original, decoding it once, and keeps them.
func (ps *Photos) render(ctx context.Context, p Photo, missing []Spec) (err error) {
	if len(missing) == 0 {
		return nil
	}
	original, _, err := ps.blobs.Open(ctx, originalKey(p))
	if err != nil {
		return fmt.Errorf("open original of photo %d: %w", p.ID, err)
	}
	defer func() { err = errors.Join(err, original.Close()) }()
	src, err := ps.images.Take(ctx, original)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	outputs := make([]imaging.Output, len(missing))
	for i, s := range missing {
		outputs[i] = s.output(p)
	}
	next := 0
	return src.Render(ctx, outputs, p.words(), func(_ imaging.Rendition, f io.Reader) error {
		key := renditionKey(p, missing[next])
		next++
		return ps.blobs.Put(ctx, key, f)
	})
}

// forget deletes a photo's renditions except those whose key begins with keep.
func (ps *Photos) forget(ctx context.Context, p Photo, keep string) error {
	var old []string
	for info, err := range ps.blobs.List(ctx, folder(p)) {
		if err != nil {
			return err
		}
		if info.Key != originalKey(p) && (keep == "" || !strings.HasPrefix(info.Key, keep)) {
			old = append(old, info.Key)
		}
	}
	for _, key := range old {
		if err := ps.blobs.Delete(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// Original opens the photo as it came in, with all its metadata: for the desk,
// never for readers. The caller closes the reader.
func (ps *Photos) Original(ctx context.Context, p Photo) (io.ReadSeekCloser, blob.Info, error) {
	return ps.blobs.Open(ctx, originalKey(p))
}
