// Package themes carries the themes that ship inside the binary. In a newsroom
// the theme is the house style in print: paper, type, rules and the order in
// which a page says things.
package themes

import (
	"embed"
	"io/fs"
)

//go:embed all:default
var files embed.FS

// Default is the folder of the default theme: templates, css, js, words,
// assets, and dist where `make assets` has run.
func Default() fs.FS {
	sub, err := fs.Sub(files, "default")
	if err != nil {
		panic(err) // the folder is named in the embed directive above
	}
	return sub
}
