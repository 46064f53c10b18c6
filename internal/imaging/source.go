package imaging

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"

	"dateline/internal/fault"
)

// Source is a picture that was taken in and whose header passed the limits. Its
// pixels are not yet to be trusted. Close removes it from the disk.
type Source struct {
	Header
	Size int64  // bytes
	Hash string // SHA-256 in lower-case hexadecimal

	images *Images
	dir    string
}

const sourceName = "source"

// Take reads a picture from r to the disk, up to the limit, and refuses what is
// no picture or says that it is too large. The caller closes the source.
func (im *Images) Take(ctx context.Context, r io.Reader) (s *Source, err error) {
	dir, err := os.MkdirTemp(im.dir, "dateline-image-")
	if err != nil {
		return nil, fmt.Errorf("make folder for a picture: %w", err)
	}
	s = &Source{images: im, dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
			s = nil
		}
	}()
	f, err := os.OpenFile(s.path(), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return s, fmt.Errorf("take in picture: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	sum := sha256.New()
	s.Size, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(&whileWanted{ctx, r}, im.limits.Bytes+1))
	if err != nil {
		return s, fmt.Errorf("take in picture: %w", err)
	}
	if s.Size > im.limits.Bytes {
		return s, fault.New(fault.TooLarge, "the file is larger than %d MB, which is the most that is accepted", im.limits.Bytes>>20)
	}
	s.Hash = hex.EncodeToString(sum.Sum(nil))
	if s.Header, err = ReadHeader(f, s.Size); err != nil {
		return s, err
	}
	if err := im.limits.check(s.Header); err != nil {
		return s, err
	}
	if !im.CanOpen(s.Kind) {
		return s, fault.New(fault.Unavailable, "%s pictures cannot be opened on this server until libvips is installed (package libvips-tools); save the picture as JPEG or PNG and upload that", s.Kind.label())
	}
	return s, nil
}

// Close removes the picture from the disk.
func (s *Source) Close() error { return os.RemoveAll(s.dir) }

// Original opens the file as it came.
func (s *Source) Original() (*os.File, error) { return os.Open(s.path()) }

func (s *Source) path() string { return filepath.Join(s.dir, sourceName) }

// Inspection is what decoding the whole picture taught.
type Inspection struct {
	Width, Height int    // pixels, upright
	Colour        string // the average colour, "#rrggbb"
	Tags          []Tag  // all metadata that could be read, capped
}

// Inspect decodes the whole picture in a child. An error is a fault for the
// person who uploaded it: cut off, damaged, too costly.
func (s *Source) Inspect(ctx context.Context) (Inspection, error) {
	reply, err := s.images.run(ctx, job{Task: taskInspect}, s)
	if err != nil {
		return Inspection{}, err
	}
	return reply.Inspection, nil
}

// Output is one rendition to be made.
type Output struct {
	Format Format
	// Width in pixels. The rendition is narrower where the picture is.
	Width int
	// Crop is the part of the upright picture to show, in its own pixels. The
	// zero rectangle means all of it.
	Crop image.Rectangle
}

// Rendition is one that was made.
type Rendition struct {
	Output        Output
	Width, Height int   // pixels, as made
	Size          int64 // bytes
}

// Render makes renditions in a child and gives each to keep, in the order of
// outputs, as an open file that is gone when keep returns. Creator and rights
// are written into each; nothing else of the original's metadata is.
func (s *Source) Render(ctx context.Context, outputs []Output, words Words, keep func(Rendition, io.Reader) error) error {
	if len(outputs) == 0 {
		return nil
	}
	if len(outputs) > maxOutputs {
		return fmt.Errorf("%d renditions in one order, at most %d", len(outputs), maxOutputs)
	}
	for _, o := range outputs {
		if !s.images.writes(o.Format) {
			return fault.New(fault.Unavailable, "this server makes no %s pictures; install libvips (package libvips-tools)", o.Format)
		}
	}
	reply, err := s.images.run(ctx, job{Task: taskRender, Outputs: outputs, Words: words}, s)
	if err != nil {
		return err
	}
	if len(reply.Made) != len(outputs) {
		return fmt.Errorf("image worker made %d of %d renditions", len(reply.Made), len(outputs))
	}
	for i, made := range reply.Made {
		if err := s.hand(i, Rendition{Output: outputs[i], Width: made.X, Height: made.Y}, keep); err != nil {
			return err
		}
	}
	return nil
}

func (s *Source) hand(i int, r Rendition, keep func(Rendition, io.Reader) error) (err error) {
	f, err := os.Open(filepath.Join(s.dir, outputName(i, r.Output.Format)))
	if err != nil {
		return fmt.Errorf("open rendition: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	stat, err := f.Stat()
	if err != nil {
		return fmt.Errorf("open rendition: %w", err)
	}
	r.Size = stat.Size()
	return keep(r, f)
}

func (im *Images) writes(f Format) bool {
	for _, have := range im.formats {
		if have == f {
			return true
		}
	}
	return false
}

func outputName(i int, f Format) string { return fmt.Sprintf("rendition-%d.%s", i, f.Ext()) }

// whileWanted reads r until the context ends.
type whileWanted struct {
	ctx context.Context //nolint:containedctx // lives for one Take
	r   io.Reader
}

func (w *whileWanted) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}
