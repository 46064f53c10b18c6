// Package blob keeps bytes that are too large for the database under a key:
// the photo as the photographer sent it, and the files made from it for
// readers. A newsroom's picture store must never show half a file, so a Put
// becomes visible only when the whole of it is safe.
package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strings"
	"time"
)

// Store keeps blobs. A key is a path of lower-case segments, see CheckKey. All
// methods are safe for concurrent use.
type Store interface {
	// Put keeps all that r gives under key and replaces what was there. Nothing
	// changes unless r ends with io.EOF and all bytes are safe.
	Put(ctx context.Context, key string, r io.Reader) error
	// Open gives the blob for reading; the caller closes it. Without such a
	// blob the error is ErrNotFound.
	Open(ctx context.Context, key string) (io.ReadSeekCloser, Info, error)
	// Delete removes the blob. It is no error if there is none.
	Delete(ctx context.Context, key string) error
	// Exists says whether there is a blob under key.
	Exists(ctx context.Context, key string) (bool, error)
	// List gives each blob whose key begins with prefix, in no set order. A
	// prefix is empty or ends with a slash.
	List(ctx context.Context, prefix string) iter.Seq2[Info, error]
}

// Info is what a store knows about a blob.
type Info struct {
	Key      string
	Size     int64     // bytes
	Modified time.Time // when it was put, UTC
}

// ErrNotFound says that there is no blob under a key. It is fs.ErrNotExist
// too.
var ErrNotFound = fmt.Errorf("no such blob: %w", fs.ErrNotExist)

// ErrKey says that a key is not one: see CheckKey.
var ErrKey = errors.New("not a blob key")

const (
	maxKey     = 512 // bytes
	maxSegment = 128 // bytes
)

// CheckKey says whether key may name a blob: segments of a to z, 0 to 9, dot,
// hyphen and underscore, parted by single slashes, none beginning with a dot.
// Such a key is safe as a file name, in a URL and in an object store.
func CheckKey(key string) error {
	if key == "" || len(key) > maxKey {
		return fmt.Errorf("%w: %d bytes long", ErrKey, len(key))
	}
	for segment := range strings.SplitSeq(key, "/") {
		if segment == "" || segment[0] == '.' || len(segment) > maxSegment {
			return fmt.Errorf("%w: bad segment in %q", ErrKey, key)
		}
		for i := range len(segment) {
			if !plain(segment[i]) {
				return fmt.Errorf("%w: bad character in %q", ErrKey, key)
			}
		}
	}
	return nil
}

// CheckPrefix says whether prefix may be listed: empty, or a key and a slash.
func CheckPrefix(prefix string) error {
	if prefix == "" {
		return nil
	}
	key, ok := strings.CutSuffix(prefix, "/")
	if !ok {
		return fmt.Errorf("%w: prefix %q does not end with a slash", ErrKey, prefix)
	}
	return CheckKey(key)
}

func plain(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '_'
}
