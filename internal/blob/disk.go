package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Disk is a Store in a folder. Long segments of a key are spread over
// subfolders so that no folder grows to a hundred thousand entries. Nothing
// outside the folder is reached, not through a symbolic link either.
type Disk struct {
	root *os.Root
}

// Names with a tilde cannot be part of a key, so they are free for the store.
const (
	incoming   = "incoming~" // where blobs grow until they are whole
	shardMark  = "~"
	shardFrom  = 16 // a segment this long gets a shard folder before it
	shardWidth = 2
)

// staleAfter is the age at which a half file has no writer any more, in this
// process or another one on the same folder.
const staleAfter = 24 * time.Hour

// OpenDisk opens the store in folder dir and makes the folder if need be. Half
// files that a crash left more than a day before now are removed.
func OpenDisk(dir string, now time.Time) (*Disk, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make blob folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open blob folder: %w", err)
	}
	d := &Disk{root: root}
	if err := d.clearStale(now); err != nil {
		return nil, errors.Join(fmt.Errorf("clear half files: %w", err), root.Close())
	}
	return d, nil
}

func (d *Disk) clearStale(now time.Time) error {
	if err := d.root.MkdirAll(incoming, 0o750); err != nil {
		return err
	}
	entries, err := fs.ReadDir(d.root.FS(), incoming)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		stat, err := entry.Info()
		if err != nil || now.Sub(stat.ModTime()) < staleAfter {
			continue // gone already, or somebody is at it
		}
		if err := d.removeIfThere(incoming + "/" + entry.Name()); err != nil {
			return err
		}
	}
	return nil
}

// Close releases the folder.
func (d *Disk) Close() error { return d.root.Close() }

// Put implements Store: the bytes go to a file of their own, which is synced
// and then renamed.
func (d *Disk) Put(ctx context.Context, key string, r io.Reader) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	temp := incoming + "/" + uuid.NewString()
	if err := d.write(ctx, temp, r); err != nil {
		return errors.Join(fmt.Errorf("put blob %s: %w", key, err), d.removeIfThere(temp))
	}
	name := fileName(key)
	folder := path.Dir(name)
	if err := d.root.MkdirAll(folder, 0o750); err != nil {
		return errors.Join(fmt.Errorf("put blob %s: %w", key, err), d.removeIfThere(temp))
	}
	if err := d.root.Rename(temp, name); err != nil {
		return errors.Join(fmt.Errorf("put blob %s: %w", key, err), d.removeIfThere(temp))
	}
	return d.sync(folder)
}

func (d *Disk) write(ctx context.Context, name string, r io.Reader) (err error) {
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := io.Copy(f, &whileWanted{ctx, r}); err != nil {
		return err
	}
	return f.Sync()
}

// sync makes the rename itself survive a power cut.
func (d *Disk) sync(folder string) error {
	f, err := d.root.Open(folder)
	if err != nil {
		return fmt.Errorf("open folder to sync: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}

func (d *Disk) removeIfThere(name string) error {
	if err := d.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Open implements Store. The reader is an *os.File, so that the kernel can
// send it.
func (d *Disk) Open(_ context.Context, key string) (io.ReadSeekCloser, Info, error) {
	if err := CheckKey(key); err != nil {
		return nil, Info{}, err
	}
	f, err := d.root.Open(fileName(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Info{}, ErrNotFound
	}
	if err != nil {
		return nil, Info{}, fmt.Errorf("open blob %s: %w", key, err)
	}
	stat, err := f.Stat()
	if err != nil {
		return nil, Info{}, errors.Join(fmt.Errorf("open blob %s: %w", key, err), f.Close())
	}
	if !stat.Mode().IsRegular() {
		return nil, Info{}, errors.Join(ErrNotFound, f.Close())
	}
	return f, Info{Key: key, Size: stat.Size(), Modified: stat.ModTime().UTC()}, nil
}

// Delete implements Store.
func (d *Disk) Delete(_ context.Context, key string) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	if err := d.removeIfThere(fileName(key)); err != nil {
		return fmt.Errorf("delete blob %s: %w", key, err)
	}
	return nil
}

// Exists implements Store.
func (d *Disk) Exists(_ context.Context, key string) (bool, error) {
	if err := CheckKey(key); err != nil {
		return false, err
	}
	stat, err := d.root.Stat(fileName(key))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for blob %s: %w", key, err)
	}
	return stat.Mode().IsRegular(), nil
}

// List implements Store.
func (d *Disk) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		if err := CheckPrefix(prefix); err != nil {
			yield(Info{}, err)
			return
		}
		start := "."
		if prefix != "" {
			start = fileName(strings.TrimSuffix(prefix, "/"))
		}
		err := fs.WalkDir(d.root.FS(), start, func(name string, entry fs.DirEntry, err error) error {
			if err == nil {
				err = ctx.Err()
			}
			if errors.Is(err, fs.ErrNotExist) {
				return nil // deleted while we looked, or nothing under prefix
			}
			if err != nil {
				return err
			}
			if name == incoming {
				return fs.SkipDir
			}
			if !entry.Type().IsRegular() || name == start {
				return nil
			}
			stat, err := entry.Info()
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil {
				return err
			}
			if !yield(Info{Key: keyOf(name), Size: stat.Size(), Modified: stat.ModTime().UTC()}, nil) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(Info{}, fmt.Errorf("list blobs %q: %w", prefix, err))
		}
	}
}

// fileName gives the file for a key: photo/3fa9…/original stands in
// photo/3f~/3fa9…/original.
func fileName(key string) string {
	var b strings.Builder
	for segment := range strings.SplitSeq(key, "/") {
		if b.Len() > 0 {
			b.WriteByte('/')
		}
		if len(segment) >= shardFrom {
			b.WriteString(segment[:shardWidth] + shardMark + "/")
		}
		b.WriteString(segment)
	}
	return b.String()
}

func keyOf(name string) string {
	var segments []string
	for segment := range strings.SplitSeq(name, "/") {
		if !strings.HasSuffix(segment, shardMark) {
			segments = append(segments, segment)
		}
	}
	return strings.Join(segments, "/")
}

// whileWanted reads r until the context ends.
type whileWanted struct {
	ctx context.Context //nolint:containedctx // lives for one Put
	r   io.Reader
}

func (w *whileWanted) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}
