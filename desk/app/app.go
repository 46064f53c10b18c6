// Package app holds the desk as it runs in a browser: the room in which a
// reporter writes and an editor checks and publishes. It is built from ui/ when
// the program is built (ui/build.mjs); without it the desk's plain pages do
// the most needed things.
package app

import (
	"bytes"
	"compress/gzip"
	"embed"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

//go:embed all:dist
var files embed.FS

// page is the app's only page, in which Nonce stands where a nonce belongs.
const (
	page  = "dist/index.html"
	Nonce = "{nonce}"
)

// Page gives the HTML that starts the app, and whether the app was built in.
func Page() (html string, ok bool) {
	b, err := files.ReadFile(page)
	return string(b), err == nil
}

// File is one file of the app. Its name changes with what is in it.
type File struct {
	Type   string // media type
	Packed bool   // Bytes are compressed with gzip
	Bytes  []byte
}

// Plain gives the bytes without compression.
func (f File) Plain() (b []byte, err error) {
	if !f.Packed {
		return f.Bytes, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(f.Bytes))
	if err != nil {
		return nil, fmt.Errorf("unpack a file of the desk: %w", err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return io.ReadAll(r)
}

// Open gives the file with a name, and whether there is one.
func Open(name string) (f File, ok bool) {
	if name != path.Base(name) || strings.HasPrefix(name, ".") {
		return f, false
	}
	switch path.Ext(name) {
	case ".js":
		f.Type = "text/javascript; charset=utf-8"
	case ".css":
		f.Type = "text/css; charset=utf-8"
	case ".woff2":
		f.Type = "font/woff2"
	case ".svg":
		f.Type = "image/svg+xml"
	case ".md":
		f.Type = "text/plain; charset=utf-8"
	default:
		return f, false
	}
	b, err := files.ReadFile("dist/assets/" + name)
	if err != nil {
		b, err = files.ReadFile("dist/assets/" + name + ".gz")
		f.Packed = true
	}
	f.Bytes = b
	return f, err == nil
}
