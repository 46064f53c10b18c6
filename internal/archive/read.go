package archive

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"

	"dateline/internal/fault"
)

// Reader reads an archive from its beginning to its end.
type Reader struct {
	ctx      context.Context //nolint:containedctx // lives for one archive
	file     io.Closer
	close    func()
	plain    io.Reader // the tar
	tar      *tar.Reader
	header   Header
	manifest Manifest
	parts    []Part
	names    map[string]bool
	now      Part // being read
	left     int64
	hash     hash.Hash
}

// Open opens the archive at path. Close it when done.
func Open(ctx context.Context, path string) (*Reader, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.Wrap(fault.NotFound, err, "there is no file %s", path)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the backup cannot be read: %v", err)
	}
	r, err := NewReader(ctx, f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	r.file = f
	return r, nil
}

// NewReader reads an archive from f and its header at once.
func NewReader(ctx context.Context, f io.Reader) (*Reader, error) {
	zip, err := zstd.NewReader(&whileWanted{ctx, f}, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, damaged("it is not compressed as backups are")
	}
	return newReader(ctx, zip, zip.Close)
}

// newReader reads an archive from its tar.
func newReader(ctx context.Context, plain io.Reader, closing func()) (*Reader, error) {
	r := &Reader{ctx: ctx, close: closing, plain: plain, tar: tar.NewReader(plain), names: map[string]bool{}}
	if err := r.begin(); err != nil {
		closing()
		return nil, err
	}
	return r, nil
}

func (r *Reader) begin() error {
	entry, err := r.tar.Next()
	if err != nil || entry.Name != headerName || entry.Typeflag != tar.TypeReg {
		return errors.Join(r.ctx.Err(), fault.Wrap(fault.Invalid, errors.Join(ErrDamaged, err), "this is not a backup of Dateline, or its beginning is damaged"))
	}
	b, err := r.document(entry, maxHeader)
	if err != nil {
		return err
	}
	r.header, err = decodeHeader(b)
	return err
}

// Header says what the backup is.
func (r *Reader) Header() Header { return r.header }

// Manifest gives the list of parts, after Next gave io.EOF.
func (r *Reader) Manifest() Manifest { return r.manifest }

// Close releases the archive.
func (r *Reader) Close() error {
	r.close()
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}

func (r *Reader) document(entry *tar.Header, limit int64) ([]byte, error) {
	if entry.Size > limit {
		return nil, damaged("its %s is too long", entry.Name)
	}
	b, err := io.ReadAll(r.tar)
	if err != nil {
		return nil, r.broken(entry.Name, err)
	}
	return b, nil
}

// broken says why a part cannot be read.
func (r *Reader) broken(name string, err error) error {
	if r.ctx.Err() != nil {
		return r.ctx.Err()
	}
	if name == "" {
		return damaged("it cannot be read to its end (%v)", err)
	}
	return damaged("%s cannot be read (%v)", name, err)
}

// Next goes on to the next part, whose bytes Read then gives. At the end it
// compares what was read with the manifest; io.EOF says that all was right.
func (r *Reader) Next() (Part, error) {
	if _, err := io.Copy(io.Discard, r); err != nil { // whatever the caller left unread
		return Part{}, err
	}
	r.finishPart()
	entry, err := r.tar.Next()
	if errors.Is(err, io.EOF) {
		return Part{}, damaged("its end is missing")
	}
	if err != nil {
		return Part{}, r.broken("", err)
	}
	if entry.Typeflag != tar.TypeReg {
		return Part{}, damaged("%q is not a file", entry.Name)
	}
	if entry.Name == manifestName {
		return Part{}, r.end(entry)
	}
	if err := checkName(entry.Name); err != nil {
		return Part{}, err
	}
	if r.names[entry.Name] {
		return Part{}, damaged("%s is in it twice", entry.Name)
	}
	r.names[entry.Name] = true
	r.now, r.left, r.hash = Part{Name: entry.Name, Size: entry.Size}, entry.Size, sha256.New()
	return r.now, nil
}

func (r *Reader) finishPart() {
	if r.hash == nil {
		return
	}
	r.now.SHA256 = hex.EncodeToString(r.hash.Sum(nil))
	r.parts = append(r.parts, r.now)
	r.hash = nil
}

// Read gives the bytes of the part that Next began.
func (r *Reader) Read(p []byte) (int, error) {
	if r.hash == nil {
		return 0, io.EOF
	}
	n, err := r.tar.Read(p)
	r.hash.Write(p[:n])
	r.left -= int64(n)
	if errors.Is(err, io.EOF) && r.left == 0 {
		return n, io.EOF
	}
	if err != nil {
		return n, r.broken(r.now.Name, err)
	}
	return n, nil
}

// end compares the manifest with what was read, and gives io.EOF where all is
// right.
func (r *Reader) end(entry *tar.Header) error {
	b, err := r.document(entry, maxManifest)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, &r.manifest); err != nil {
		return damaged("its manifest cannot be read")
	}
	said := r.manifest
	if said.Header != r.header {
		return damaged("its beginning and its end do not belong together")
	}
	for i, p := range r.parts {
		if i >= len(said.Parts) || said.Parts[i].Name != p.Name {
			return damaged("%s is in it and not in its manifest", p.Name)
		}
		if said.Parts[i] != p {
			return damaged("%s is not what it was when the backup was made", p.Name)
		}
	}
	if len(said.Parts) > len(r.parts) {
		return damaged("%s is missing", said.Parts[len(r.parts)].Name)
	}
	if _, err := r.tar.Next(); !errors.Is(err, io.EOF) {
		return damaged("something follows after its end")
	}
	if _, err := io.Copy(io.Discard, r.plain); err != nil { // the checksum of the compressed stream
		return r.broken("", err)
	}
	return io.EOF
}

// Verify reads the whole archive and gives its manifest where all is right.
// progress, where not nil, is told how many parts are read.
func (r *Reader) Verify(progress func(parts int)) (Manifest, error) {
	for n := 1; ; n++ {
		_, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r.manifest, nil
		}
		if err != nil {
			return Manifest{}, err
		}
		if progress != nil {
			progress(n)
		}
	}
}
