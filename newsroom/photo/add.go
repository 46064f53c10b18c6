package photo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/imaging"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

// Upload is a photo that comes in.
type Upload struct {
	Filename string // as the sender calls it; only its last part is kept
	Reader   io.Reader
	Fields   Change // goes before what the file's metadata says
}

// Added is what became of an upload.
type Added struct {
	Photo Photo
	Known bool     // the same file was here before: Photo is that one, unchanged
	Notes []string // what the person should know, as sentences
}

// Add takes a photo in: it is decoded once to see that it is whole, its
// metadata is read, and the original is kept as it came. The same file twice is
// one photo.
func (ps *Photos) Add(ctx context.Context, actor account.Actor, u Upload) (added Added, err error) {
	if err := actor.Check(account.WritePhoto); err != nil {
		return added, err
	}
	src, err := ps.images.Take(ctx, u.Reader)
	if err != nil {
		return added, err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	if added, err = ps.known(ctx, src.Hash); err != nil || added.Known {
		return added, err
	}
	seen, err := src.Inspect(ctx)
	if err != nil {
		return added, err
	}
	p, err := newPhoto(u, src, seen)
	if err != nil {
		return added, err
	}
	if err := ps.keepOriginal(ctx, p, src); err != nil {
		return added, err
	}
	p.CreatedAt = ps.clock.Now()
	err = ps.db.Write(ctx, func(tx *database.Tx) error {
		if err := insert(ctx, tx, &p); err != nil {
			return err
		}
		if err := ps.queue.Enqueue(ctx, tx, Changed{Photo: int64(p.ID)}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, p.CreatedAt, actor, "create", "photo", int64(p.ID), p.Filename)
	})
	if fault.Is(err, fault.Conflict) { // somebody uploaded the same a moment before
		return ps.known(ctx, src.Hash)
	}
	return Added{Photo: p, Notes: notes(p, src.Header)}, err
}

// known looks for a photo with the same bytes. A killed one may not come back.
func (ps *Photos) known(ctx context.Context, hash string) (added Added, err error) {
	err = ps.db.Read(ctx, func(q *database.Snapshot) error {
		added.Photo, err = byHash(ctx, q, hash)
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound):
		return Added{}, nil
	case err != nil:
		return Added{}, fmt.Errorf("look for the same photo: %w", err)
	case added.Photo.Killed():
		return Added{}, fault.New(fault.Gone, "this photo was killed on %s and may not be used: %s", added.Photo.KilledAt.Format("2 January 2006"), added.Photo.KilledReason)
	}
	added.Known = true
	added.Notes = []string{fmt.Sprintf("This is photo %d, which was here already.", added.Photo.ID)}
	return added, nil
}

func newPhoto(u Upload, src *imaging.Source, seen imaging.Inspection) (Photo, error) {
	r := Read(seen.Tags)
	p := Photo{
		Hash: src.Hash, Filename: cleanFilename(u.Filename), MediaType: src.Kind.MediaType(), Width: seen.Width, Height: seen.Height, Bytes: src.Size,
		FocalX: 0.5, FocalY: 0.5, Headline: r.Headline, Caption: r.Caption, Alt: r.Alt, Creator: r.Creator, Agency: r.Agency, Source: r.Source,
		Copyright: r.Copyright, Licence: r.Licence, LicenceURL: r.LicenceURL, UsageTerms: r.UsageTerms, Place: r.Place, TakenAt: r.TakenAt,
		Language: r.Language, Colour: seen.Colour,
	}
	var err error
	if p.Metadata, err = json.Marshal(seen.Tags); err != nil {
		return p, fmt.Errorf("encode metadata: %w", err)
	}
	return p, u.Fields.apply(&p)
}

func (ps *Photos) keepOriginal(ctx context.Context, p Photo, src *imaging.Source) (err error) {
	key := originalKey(p)
	if there, err := ps.blobs.Exists(ctx, key); err != nil || there {
		return err
	}
	f, err := src.Original()
	if err != nil {
		return fmt.Errorf("open upload: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return ps.blobs.Put(ctx, key, f)
}

func notes(p Photo, h imaging.Header) (all []string) {
	const small = 1200 // what search engines want of a lead photo
	if h.Animated {
		all = append(all, "This GIF moves; readers see its first frame only.")
	}
	if p.Width < small {
		all = append(all, fmt.Sprintf("This photo is only %d pixels wide; a lead photo should have %d.", p.Width, small))
	}
	if p.Creator == "" && p.Agency == "" {
		all = append(all, "The file names neither photographer nor agency: write the credit before you use it.")
	}
	if p.Alt == "" {
		all = append(all, "The file brings no alt text: say what is to be seen, for those who cannot see it.")
	}
	return all
}
