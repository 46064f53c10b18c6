package imaging

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/bep/imagemeta"
)

// Standard names the family of metadata that a tag belongs to.
type Standard string

// The three families of photo metadata.
const (
	XMP  Standard = "xmp"
	IPTC Standard = "iptc" // IPTC-IIM, the old binary one
	EXIF Standard = "exif"
)

// Tag is one piece of metadata as it stood in the file: uncleaned, only capped.
type Tag struct {
	Standard  Standard `json:"standard"`
	Namespace string   `json:"namespace,omitempty"` // XMP: URI; EXIF: directory; IPTC: record
	Name      string   `json:"name"`                // in the spelling of exiftool
	Values    []string `json:"values"`
}

const readTagsTime = 3 * time.Second

// readTags reads what metadata there is. A file whose metadata is broken is
// still a picture, so errors only end the reading.
func readTags(path string, kind Kind) []Tag {
	format, ok := map[Kind]imagemeta.ImageFormat{
		KindJPEG: imagemeta.JPEG, KindPNG: imagemeta.PNG, KindWebP: imagemeta.WebP, KindTIFF: imagemeta.TIFF,
		KindAVIF: imagemeta.AVIF, KindHEIC: imagemeta.HEIF,
	}[kind]
	if !ok {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }() // read only
	c := &collector{}
	_, _ = imagemeta.Decode(imagemeta.Options{ // see above: what was read before the error counts
		R:            f,
		ImageFormat:  format,
		HandleTag:    c.add,
		Timeout:      readTagsTime,
		LimitTagSize: maxTagBytes,
	})
	return c.close()
}

// collector gathers tags. The library leaves its reading behind on a timeout,
// hence the lock.
type collector struct {
	mu     sync.Mutex
	tags   []Tag
	bytes  int
	closed bool
}

func (c *collector) close() []Tag {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	return c.tags
}

func (c *collector) add(info imagemeta.TagInfo) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || len(c.tags) >= maxTags || c.bytes > maxAllTags {
		return imagemeta.ErrStopWalking
	}
	var standard Standard
	switch info.Source {
	case imagemeta.XMP:
		standard = XMP
	case imagemeta.IPTC:
		standard = IPTC
	case imagemeta.EXIF:
		standard = EXIF
	default:
		return nil
	}
	tag := Tag{Standard: standard, Namespace: clip(info.Namespace), Name: clip(info.Tag), Values: texts(info.Value)}
	for _, v := range tag.Values {
		c.bytes += len(v)
	}
	c.tags = append(c.tags, tag)
	return nil
}

func texts(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{clip(v)}
	case []string:
		all := make([]string, 0, min(len(v), maxTags))
		for _, s := range v[:min(len(v), maxTags)] {
			all = append(all, clip(s))
		}
		return all
	case []byte:
		return []string{fmt.Sprintf("(%d bytes)", len(v))}
	}
	return []string{clip(fmt.Sprint(value))}
}

// clip bounds a text and makes it valid UTF-8.
func clip(s string) string {
	if len(s) > maxTagBytes {
		s = s[:maxTagBytes]
		for !utf8.ValidString(s) && len(s) > maxTagBytes-utf8.UTFMax {
			s = s[:len(s)-1]
		}
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// orientation gives the EXIF orientation, 1 (upright) to 8.
func orientation(tags []Tag) int {
	for _, t := range tags {
		if t.Standard != EXIF || t.Name != "Orientation" || len(t.Values) != 1 {
			continue
		}
		if v := t.Values[0]; len(v) == 1 && v[0] >= '1' && v[0] <= '8' {
			return int(v[0] - '0')
		}
	}
	return 1
}
