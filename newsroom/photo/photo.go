// Package photo is the picture desk: the photographs that the newsroom holds,
// with who took them, through whom they came, whose they are, and what they
// show. A photo is what a photographer sent; a rendition is a file made from it
// for readers, at one width or crop and in one format.
package photo

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"dateline/internal/imaging"
)

// ID numbers a photo.
type ID int64

// Photo is one photograph as it came in, with its words and rights. How a
// story uses it (another caption, another crop) stands in the story.
type Photo struct {
	ID           ID
	Rev          int64
	Hash         string // SHA-256 of the original, in hex
	Filename     string
	MediaType    string
	Width        int // pixels, upright
	Height       int
	Bytes        int64
	FocalX       float64 // 0 to 1 from the left
	FocalY       float64 // 0 to 1 from the top
	Headline     string
	Caption      string
	Alt          string
	Creator      string // photographer
	Agency       string // credit line
	Source       string // distributor
	Copyright    string // copyright notice
	Licence      string // short name, "CC BY 4.0"
	LicenceURL   string
	UsageTerms   string
	Rights       Rights
	Place        string
	TakenAt      time.Time
	Language     string
	Colour       string          // average, "#rrggbb"
	Metadata     json.RawMessage // all that was read from the file; ByID alone gives it
	CreatedAt    time.Time
	KilledAt     time.Time // zero while the photo may be used
	KilledReason string
	Rendered     string // version whose renditions are all made
}

// Prepared says whether all renditions are made. Until then pages name only
// JPEG files, which are quickly made when the first reader asks.
func (p Photo) Prepared() bool { return p.Rendered == p.version() }

// Killed says whether the photo was taken out of use for good.
func (p Photo) Killed() bool { return !p.KilledAt.IsZero() }

// words are what every rendition tells of its origin.
func (p Photo) words() imaging.Words {
	return imaging.Words{Creator: p.Creator, Credit: p.Agency, Source: p.Source, Copyright: p.Copyright, UsageTerms: p.UsageTerms, Licence: p.LicenceURL}
}

// Token is the part of a rendition's address that nobody can guess and that
// changes when the files do: eight digits for the original and the moment when
// it came in, a hyphen, eight for focal point and credits.
func (p Photo) Token() string {
	key := sha256.Sum256(fmt.Appendf(nil, "photo %s %d", p.Hash, p.CreatedAt.UnixMicro()))
	return hex.EncodeToString(key[:4]) + "-" + p.version()
}

// version changes with whatever is in the files besides the original's pixels.
func (p Photo) version() string {
	const recipe = 1 // raise it when renditions are made differently
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %.4f %.4f %+q", recipe, p.FocalX, p.FocalY, p.words()))
	return hex.EncodeToString(sum[:4])
}
