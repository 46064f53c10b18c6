package theme

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
)

// Asset is one file of the theme as it is served.
type Asset struct {
	Bytes       []byte
	ContentType string
	ETag        string // strong, with its quotes
}

// contentTypes are the only kinds of file that a theme serves.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".png":   "image/png",
	".jpg":   "image/jpeg",
	".webp":  "image/webp",
	".avif":  "image/avif",
	".ico":   "image/x-icon",
	".woff2": "font/woff2",
	".txt":   "text/plain; charset=utf-8",
}

// add takes a file in under its fingerprinted address and returns that.
func (b *build) add(name string, data []byte) string {
	ext := path.Ext(name)
	kind, ok := contentTypes[ext]
	if !ok {
		b.problem("%s: a theme serves no files of this kind", name)
		return ""
	}
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	url := "/assets/" + strings.TrimSuffix(path.Base(name), ext) + "." + hash[:10] + ext
	b.assets[url] = Asset{Bytes: data, ContentType: kind, ETag: `"` + hash[:20] + `"`}
	b.urls[name] = url
	return url
}
