// Package docs holds what the page about the desk's API is made of in a
// browser: an OpenAPI viewer that asks nobody outside for anything. The desk's
// handbook, so to say, with a switchboard to try each call. The viewer comes
// from npm when the program is built (build.mjs); without it the desk shows a
// plain list.
package docs

import (
	"bytes"
	"compress/gzip"
	"embed"
	"errors"
	"fmt"
	"io"
	"path"
)

//go:embed all:dist start.js docs.css
var files embed.FS

// Available says whether the viewer was built in.
func Available() bool {
	_, err := files.Open("dist/swagger-ui-bundle.js.gz")
	return err == nil
}

// Asset is one file of the page.
type Asset struct {
	Type string // media type
	Gzip []byte // nil where it is kept plain
	data []byte
}

// Plain gives the bytes without compression.
func (a Asset) Plain() (b []byte, err error) {
	if a.Gzip == nil {
		return a.data, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(a.Gzip))
	if err != nil {
		return nil, fmt.Errorf("unpack asset: %w", err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return io.ReadAll(r)
}

// Open gives the asset with a name, and whether there is one.
func Open(name string) (a Asset, ok bool) {
	switch path.Ext(name) {
	case ".js":
		a.Type = "text/javascript; charset=utf-8"
	case ".css":
		a.Type = "text/css; charset=utf-8"
	default:
		return a, false
	}
	if name != path.Base(name) {
		return a, false
	}
	if b, err := files.ReadFile(name); err == nil {
		a.data = b
		return a, true
	}
	b, err := files.ReadFile("dist/" + name + ".gz")
	a.Gzip = b
	return a, err == nil
}
