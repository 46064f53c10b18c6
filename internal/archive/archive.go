// Package archive is the crate in which a newsroom is carried away: one file,
// a tar compressed with Zstandard, that holds a backup and says of each of its
// parts what it must be. Its first entry tells what it is and its last one, the
// manifest, lists all parts with their SHA-256, so that a file which was cut
// short or damaged is never taken for a whole one.
package archive

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"dateline/internal/fault"
)

// Format is the version of the layout that this program writes and reads.
const Format = 1

// Names that the archive keeps for itself.
const (
	headerName   = "backup.json"
	manifestName = "manifest.json"
)

// Limits of what is read.
const (
	maxHeader   = 64 << 10 // bytes
	maxManifest = 1 << 28  // bytes; some 150 a part
	maxName     = 600      // bytes
	maxWindow   = 64 << 20 // bytes of memory for decompression
)

// ErrDamaged says that an archive is not what it was when it was written, or
// never was one.
var ErrDamaged = errors.New("damaged archive")

// Header says what a backup is.
type Header struct {
	Format  int       `json:"format"`
	Program string    `json:"program"` // version of Dateline
	Engine  string    `json:"engine"`  // sqlite or postgres
	Schema  int64     `json:"schema"`  // schema version of the database
	MadeAt  time.Time `json:"made_at"` // UTC
}

// Part is one entry of the archive.
type Part struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

// Manifest lists what a backup holds.
type Manifest struct {
	Header
	Counts map[string]int64 `json:"counts,omitempty"` // for people: stories, photos, rows …
	Parts  []Part           `json:"parts"`
}

// Bytes gives the size of all parts.
func (m Manifest) Bytes() (n int64) {
	for _, p := range m.Parts {
		n += p.Size
	}
	return n
}

// checkName refuses what is no plain path within the archive.
func checkName(name string) error {
	if len(name) > maxName || !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, "\\\x00") || name == headerName || name == manifestName {
		return damaged("%q is no name for a part", name)
	}
	return nil
}

func damaged(format string, args ...any) error {
	return fault.Wrap(fault.Invalid, ErrDamaged, "the backup is damaged: %s; use another one", fmt.Sprintf(format, args...))
}

func decodeHeader(b []byte) (h Header, err error) {
	if err := json.Unmarshal(b, &h); err != nil || h.Format < 1 {
		return h, damaged("it does not say what it is")
	}
	if h.Format > Format {
		return h, fault.New(fault.Invalid, "the backup was made by a newer Dateline (%s): use that version", h.Program)
	}
	return h, nil
}
