package archive

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"

	"dateline/internal/fault"
)

// chunk is the size of the parts into which lines of unknown number are cut.
const chunk = 4 << 20

// Writer writes an archive. Until Finish only a file PATH.partial is there.
type Writer struct {
	path     string
	file     *os.File
	zip      *zstd.Encoder
	tar      *tar.Writer
	manifest Manifest
	names    map[string]bool
}

// Partial gives the name of the file in which the archive at path grows.
func Partial(path string) string { return path + ".partial" }

// Create takes the place for an archive at path; Begin follows. A file that is
// there already is refused unless replace is set, and stays until Finish. What
// a run that was killed left is overwritten; a run that is still at it is not.
func Create(path string, replace bool) (_ *Writer, err error) {
	if stat, err := os.Lstat(path); err == nil && (!replace || !stat.Mode().IsRegular()) {
		return nil, fault.New(fault.Conflict, "%s is there already: choose another name, or overwrite it with --force", path)
	}
	f, err := os.OpenFile(Partial(path), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the backup cannot be written: %v", err)
	}
	if err := takeAlone(f); err != nil {
		return nil, errors.Join(fault.Wrap(fault.Conflict, err, "another backup writes %s just now: wait for it, or choose another name", path), f.Close())
	}
	w := &Writer{path: path, file: f, names: map[string]bool{}}
	if err := f.Truncate(0); err != nil {
		w.Abandon()
		return nil, fmt.Errorf("empty %s: %w", Partial(path), err)
	}
	return w, nil
}

// Lock makes the file at path and takes it for this process alone, until the
// file is closed or the process ends.
func Lock(path string) (io.Closer, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make lock file: %w", err)
	}
	if err := takeAlone(f); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
	}
	return f, nil
}

// takeAlone locks f, and sees that nobody finished or removed it meanwhile.
func takeAlone(f *os.File) error {
	if err := lock(f); err != nil {
		return err
	}
	mine, err := f.Stat()
	if err != nil {
		return err
	}
	there, err := os.Lstat(f.Name())
	if err != nil {
		return err
	}
	if !os.SameFile(mine, there) {
		return errors.New("the file was put in its place meanwhile")
	}
	return nil
}

// Begin writes what the backup is. Call it once, before the first part.
func (w *Writer) Begin(h Header) (err error) {
	if w.zip, err = zstd.NewWriter(w.file, zstd.WithEncoderConcurrency(1)); err != nil {
		return fmt.Errorf("begin to compress: %w", err)
	}
	w.tar = tar.NewWriter(w.zip)
	h.Format = Format
	w.manifest.Header = h
	return w.document(headerName, h)
}

// document writes an entry of the archive's own.
func (w *Writer) document(name string, v any) error {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return fmt.Errorf("encode %s: %w", name, err)
	}
	_, err = w.entry(name, int64(len(b)), bytes.NewReader(b))
	return err
}

func (w *Writer) entry(name string, size int64, r io.Reader) (sum string, err error) {
	header := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: w.manifest.MadeAt, Format: tar.FormatPAX}
	header.ModTime = header.ModTime.Truncate(1e9)
	if err := w.tar.WriteHeader(header); err != nil {
		return "", w.failed(name, err)
	}
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(w.tar, hash), io.LimitReader(r, size))
	if err != nil {
		return "", w.failed(name, err)
	}
	if n != size {
		return "", fmt.Errorf("add %s to the backup: it has %d bytes and not %d", name, n, size)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

func (w *Writer) failed(name string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	var path *fs.PathError
	if errors.As(err, &path) && path.Path == w.file.Name() {
		return fault.Wrap(fault.Unavailable, err, "the backup cannot be written: %v", err)
	}
	return fmt.Errorf("add %s to the backup: %w", name, err)
}

// Add adds a part of size bytes, which r gives.
func (w *Writer) Add(ctx context.Context, name string, size int64, r io.Reader) error {
	if err := checkName(name); err != nil {
		return err
	}
	if w.names[name] {
		return fmt.Errorf("the backup has a part %s already", name)
	}
	w.names[name] = true
	sum, err := w.entry(name, size, &whileWanted{ctx, r})
	if err != nil {
		return err
	}
	w.manifest.Parts = append(w.manifest.Parts, Part{Name: name, Size: size, SHA256: sum})
	return nil
}

// Lines gives a writer for lines of unknown number, which become parts
// name/000001, name/000002 …, each of whole lines. Close it before anything
// else is added.
func (w *Writer) Lines(ctx context.Context, name string) io.WriteCloser {
	return &lines{ctx: ctx, to: w, name: name}
}

type lines struct {
	ctx  context.Context //nolint:containedctx // lives for one table
	to   *Writer
	name string
	part int
	held []byte
}

func (l *lines) Write(p []byte) (int, error) {
	l.held = append(l.held, p...)
	if len(l.held) < chunk {
		return len(p), nil
	}
	end := bytes.LastIndexByte(l.held, '\n') + 1
	if end == 0 {
		return len(p), nil // one very long line
	}
	rest := append([]byte(nil), l.held[end:]...)
	if err := l.add(l.held[:end]); err != nil {
		return 0, err
	}
	l.held = append(l.held[:0], rest...)
	return len(p), nil
}

func (l *lines) add(b []byte) error {
	l.part++
	return l.to.Add(l.ctx, fmt.Sprintf("%s/%06d", l.name, l.part), int64(len(b)), bytes.NewReader(b))
}

// Close adds what is left.
func (l *lines) Close() error {
	if len(l.held) == 0 {
		return nil
	}
	defer func() { l.held = nil }()
	return l.add(l.held)
}

// Finish writes the manifest and puts the archive, which is then safe on the
// disk, in its place. Call it once.
func (w *Writer) Finish(counts map[string]int64) (Manifest, error) {
	w.manifest.Counts = counts
	if err := w.document(manifestName, w.manifest); err != nil {
		return w.manifest, err
	}
	if err := errors.Join(w.tar.Close(), w.zip.Close(), w.file.Sync()); err != nil {
		return w.manifest, w.failed(manifestName, err)
	}
	if err := os.Rename(w.file.Name(), w.path); err != nil {
		return w.manifest, fault.Wrap(fault.Unavailable, err, "the backup cannot be put in its place: %v", err)
	}
	err := errors.Join(w.file.Close(), SyncFolder(filepath.Dir(w.path)))
	w.file = nil
	return w.manifest, err
}

// Abandon removes what was written so far. After Finish it does nothing.
func (w *Writer) Abandon() {
	if w.file == nil {
		return
	}
	_ = os.Remove(w.file.Name()) // before it is unlocked; a file that stays is overwritten by the next run
	_ = w.file.Close()
	w.file = nil
}

// SyncFolder makes what was renamed into or out of a folder survive a power
// cut.
func SyncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open folder to sync: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("sync folder %s: %w", dir, err)
	}
	return nil
}

// whileWanted reads r until the context ends.
type whileWanted struct {
	ctx context.Context //nolint:containedctx // lives for one part
	r   io.Reader
}

func (w *whileWanted) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}
