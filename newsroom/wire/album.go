package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/text/language"

	"dateline/internal/fault"
	"dateline/newsroom/body"
	"dateline/newsroom/photo"
)

// album is the folder beside an imported file, in which its pictures stand.
// Nothing outside it can be reached through it, by whatever path or link.
type album struct{ root *os.Root }

func openAlbum(dir string) (*album, error) {
	if dir == "" {
		return &album{}, nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder of the pictures: %w", err)
	}
	return &album{root: root}, nil
}

func (a *album) close() error {
	if a.root == nil {
		return nil
	}
	return a.root.Close()
}

// open opens a picture beside the file.
func (a *album) open(name string) (*os.File, error) {
	if a.root == nil {
		return nil, fault.New(fault.Invalid, "“%s” is a path; pictures beside the file come only with an import from disk", short(name))
	}
	name = filepath.FromSlash(name)
	info, err := a.root.Stat(name) // before opening: a pipe would wait for ever
	if errors.Is(err, fs.ErrNotExist) {
		if plain, e := url.PathUnescape(name); e == nil && plain != name {
			name = plain
			info, err = a.root.Stat(name)
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.Wrap(fault.NotFound, err, "there is no file “%s” beside the imported one", short(name))
	case err != nil:
		return nil, fault.Wrap(fault.Forbidden, err, "“%s” does not stand in the folder of the imported file", short(name))
	case !info.Mode().IsRegular():
		return nil, fault.New(fault.Invalid, "“%s” is not a file", short(name))
	}
	f, err := a.root.Open(name)
	if err != nil {
		return nil, fault.Wrap(fault.Forbidden, err, "“%s” cannot be opened", short(name))
	}
	return f, nil
}

// open opens one file of a picture, wherever it stands.
func (r *run) open(ctx context.Context, href string) (name string, f io.ReadCloser, err error) {
	u, err := url.Parse(href)
	switch {
	case err == nil && (u.Scheme == "http" || u.Scheme == "https"):
		if r.fetcher == nil {
			return "", nil, fault.New(fault.Unavailable, "pictures are not fetched from elsewhere here")
		}
		return r.fetcher.Fetch(ctx, href)
	case err == nil && u.Scheme != "" && u.Opaque == "" && strings.Contains(href, "://"):
		return "", nil, fault.New(fault.Invalid, "“%s” is neither a web address nor a path", short(href))
	}
	file, err := r.album.open(href)
	if err != nil {
		return "", nil, err
	}
	return path.Base(filepath.ToSlash(href)), file, nil
}

// maxTries is how many files of one picture are tried, the largest first.
const maxTries = 3

// add brings one picture to the picture desk.
func (r *run) add(ctx context.Context, p *Picture) (photo.Added, error) {
	if why := p.barred(r.clock.Now()); why != "" {
		return photo.Added{}, fault.New(fault.Invalid, "%s", why)
	}
	if len(p.Files) == 0 {
		return photo.Added{}, fault.New(fault.Invalid, "it names no file")
	}
	var firstErr error
	for _, file := range p.Files[:min(maxTries, len(p.Files))] {
		added, err := r.addFile(ctx, p, file.Href)
		if err == nil || ctx.Err() != nil {
			return added, err
		}
		if firstErr == nil {
			firstErr = err
		}
	}
	return photo.Added{}, firstErr
}

func (r *run) addFile(ctx context.Context, p *Picture, href string) (added photo.Added, err error) {
	name, f, err := r.open(ctx, href)
	if err != nil {
		return added, err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	return r.photos.Add(ctx, r.actor, photo.Upload{Filename: name, Reader: f, Fields: p.fields()})
}

// Lengths, in runes, to which the words of a picture are cut.
const (
	maxCaption  = 4000
	maxTitle    = 300
	maxAlt      = 1000
	maxNotice   = 500
	maxTerms    = 2000
	maxSentence = 200 // of a caption that stands in for an alt text
)

// fields gives what the item says of a picture; that goes before what the file
// says.
func (p *Picture) fields() photo.Change {
	var c photo.Change
	for _, f := range []struct {
		to   **string
		from string
		most int
	}{
		{&c.Headline, p.Headline, maxTitle},
		{&c.Caption, p.Caption, maxCaption},
		{&c.Alt, p.Alt, maxAlt},
		{&c.Creator, p.Creator, maxTitle},
		{&c.Agency, p.Agency, maxTitle},
		{&c.Source, p.Source, maxTitle},
		{&c.Copyright, p.Copyright, maxNotice},
		{&c.UsageTerms, p.UsageTerms, maxTerms},
		{&c.Place, p.Place, maxTitle},
	} {
		if s := clip(f.from, f.most); s != "" {
			*f.to = &s
		}
	}
	if _, err := language.Parse(p.Language); err == nil && p.Language != "" {
		c.Language = &p.Language
	}
	if !p.TakenAt.IsZero() {
		c.TakenAt = &p.TakenAt
	}
	return c
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// picturesOf brings the pictures of one item and puts their numbers into its
// copy. One that cannot be had, or not be printed, is named, and the story
// comes without it.
func (r *run) picturesOf(ctx context.Context, p *parcel) error {
	numbers := make(map[int64]body.PhotoUse, len(p.copy.Pictures))
	for i := range p.copy.Pictures {
		pic := &p.copy.Pictures[i]
		added, err := r.add(ctx, pic)
		if err == nil {
			err = r.printable(p, pic, added.Photo)
		}
		switch {
		case err == nil:
			numbers[photoNumber(i)] = useOf(pic, added.Photo)
			p.result.Photo = int64(added.Photo.ID)
		case ctx.Err() != nil:
			return ctx.Err()
		case fault.KindOf(err) == fault.Internal:
			return fmt.Errorf("picture of item %d: %w", p.result.Item, err)
		default:
			p.result.note(pic.path, "the picture is left out: "+err.Error())
			if p.copy.Photo {
				p.err = err
			}
		}
	}
	if p.copy.Photo {
		if p.err == nil {
			p.result.Outcome = Pictured
		}
		return nil
	}
	p.result.Photo = 0
	p.copy.number(numbers)
	return nil
}

// printable says what stands against printing a picture. Before a person sees
// the story, that is no more than a note.
func (r *run) printable(p *parcel, pic *Picture, ph photo.Photo) error {
	why := ""
	switch {
	case ph.Creator == "" && ph.Agency == "":
		why = "nobody is named who took it or sent it"
	case altOf(pic, ph) == "":
		why = "nothing says what it shows"
	}
	if why == "" || p.copy.Photo {
		return nil
	}
	if r.o.Publish {
		return fault.New(fault.Invalid, "%s (photo %d at the picture desk)", why, ph.ID)
	}
	p.result.note(pic.path, fmt.Sprintf("photo %d cannot be published yet: %s", ph.ID, why))
	return nil
}

// altOf gives the alt text of a picture: its own, or its headline, or the
// beginning of its caption.
func altOf(pic *Picture, ph photo.Photo) string {
	for _, s := range []string{ph.Alt, pic.Alt, ph.Headline, pic.Headline, ph.Caption, pic.Caption} {
		if s != "" {
			return clip(strings.Join(strings.Fields(s), " "), maxSentence)
		}
	}
	return ""
}

// useOf gives how the story uses a photo, where that differs from what the
// picture desk has: the photo may have been here before with other words.
func useOf(pic *Picture, ph photo.Photo) body.PhotoUse {
	use := body.PhotoUse{Photo: int64(ph.ID)}
	if ph.Alt == "" {
		use.Alt = altOf(pic, ph)
	}
	if pic.Caption != "" && pic.Caption != ph.Caption {
		use.Caption = body.TextFrom(pic.Caption)
	}
	return use
}

// number puts the numbers of photos into the copy and takes out those that
// have none.
func (c *Copy) number(numbers map[int64]body.PhotoUse) {
	replace := func(use body.PhotoUse) (body.PhotoUse, bool) {
		found, ok := numbers[use.Photo]
		if len(use.Caption) > 0 {
			found.Caption = use.Caption
		}
		if use.Alt != "" {
			found.Alt = use.Alt
		}
		found.Size = use.Size
		return found, ok
	}
	var blocks []body.Block
	for _, b := range c.Content.Body.Blocks {
		if len(b.Photos) > 0 {
			var kept []body.PhotoUse
			for _, use := range b.Photos {
				if use, ok := replace(use); ok {
					kept = append(kept, use)
				}
			}
			if b.Photos = kept; len(kept) == 0 {
				continue
			}
		}
		blocks = append(blocks, b)
	}
	c.Content.Body.Blocks = blocks
	if c.Content.Lead != nil {
		use, ok := replace(c.Content.Lead.PhotoUse)
		if c.Content.Lead.PhotoUse = use; !ok {
			c.Content.Lead = nil
		}
	}
}
