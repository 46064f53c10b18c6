// Package theme prints the pages of the reader site. In a newsroom the theme is
// the house style: which words stand where, in what type, on what paper. A
// theme is a folder of templates, CSS, words and a script; a newsroom replaces
// any single file of it by putting its own under the same name in a folder of
// its own, without a compiler. A file that does not work is reported with its
// line and the default stands in for it, so that a slip never takes a page down.
package theme

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"

	"dateline/site/view"
)

// Options says where a theme comes from.
type Options struct {
	Default     fs.FS        // the whole default theme, as themes.Default gives it
	OverrideDir string       // a newsroom's own folder with some of the same files; may be empty
	Dev         bool         // watch OverrideDir and build again when it changes
	Log         *slog.Logger // nil means slog.Default
}

// Theme renders pages and serves the files that they need. It is safe for use
// by many goroutines, also while it builds itself again.
type Theme struct {
	opts Options
	log  *slog.Logger
	now  atomic.Pointer[build]

	mu      sync.Mutex
	changed chan struct{} // closed at the next change
	stop    func() error  // ends the watch; nil where there is none
}

// ErrNoPage is what Render wraps when asked for a page that no theme has.
var ErrNoPage = errors.New("theme: no such page")

// Load builds the theme. It fails only where the default theme itself is
// broken; faults of the newsroom's own files are logged and listed by Problems.
func Load(opts Options) (*Theme, error) {
	t := &Theme{opts: opts, log: opts.Log, changed: make(chan struct{})}
	if t.log == nil {
		t.log = slog.Default()
	}
	if err := t.rebuild(); err != nil {
		return nil, err
	}
	if opts.Dev && opts.OverrideDir != "" {
		if err := t.watch(); err != nil {
			return nil, fmt.Errorf("theme: watch %s: %w", opts.OverrideDir, err)
		}
	}
	return t, nil
}

// Close ends the watch of the override folder, if there is one.
func (t *Theme) Close() error {
	if t.stop == nil {
		return nil
	}
	return t.stop()
}

func (t *Theme) rebuild() error {
	b, err := newBuild(t.opts)
	if err != nil {
		return err
	}
	for _, p := range b.problems {
		t.log.Warn("theme", slog.String("problem", p))
	}
	t.now.Store(b)
	return nil
}

// framed is what every page struct of package view is, through view.Page.
type framed interface{ Frame() *view.Page }

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render writes one page: "front", "listing", "story", "search", "corrections",
// "problem", "plain" or "directory", with a pointer to the page struct of that
// name. Nothing is written where it fails, so the caller can still answer with
// an error page.
func (t *Theme) Render(w io.Writer, page string, data any) error {
	d, ok := data.(framed)
	if !ok || d.Frame().Site == nil {
		return fmt.Errorf("theme: render %s: %T is not a page of a site", page, data)
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	b := t.now.Load()
	err := b.pages.render(buf, page, d)
	if err != nil && b.pages != b.standby {
		t.log.Warn("theme: own template failed, default used", slog.String("page", page), slog.Any("error", err))
		buf.Reset()
		err = b.standby.render(buf, page, d)
	}
	if err != nil {
		return fmt.Errorf("theme: render %s: %w", page, err)
	}
	if _, err := w.Write(buf.Bytes()); err != nil {
		return fmt.Errorf("theme: write %s: %w", page, err)
	}
	return nil
}

// Dress gives a site what its pages need of the theme: critical CSS, the
// addresses of stylesheet and script, and the fonts to fetch first.
func (t *Theme) Dress(site *view.Site) {
	b := t.now.Load()
	site.CriticalCSS = template.CSS(b.critical) // cleanCSS has refused markup
	site.Stylesheet = b.urls["site.css"]
	site.Script = b.urls["enhance.js"]
	site.Preloads = t.Preloads(site.Language)
}

// Critical returns the CSS that is printed inside each page, and its SHA-256 in
// base64 for the style-src of a Content-Security-Policy ('sha256-…').
func (t *Theme) Critical() (css, sha256base64 string) {
	b := t.now.Load()
	return b.critical, b.criticalSum
}

// Assets returns every file to serve, by its path on the site
// ("/assets/site.1a2b3c4d5e.css"). The hash in the path changes with the bytes,
// so each may be cached for ever. The map must not be changed.
func (t *Theme) Assets() map[string]Asset { return t.now.Load().assets }

// Asset returns the address of a file by its plain name ("icon.svg",
// "fonts/grotesk.woff2"), or "" where the theme has no such file.
func (t *Theme) Asset(name string) string { return t.now.Load().urls[name] }

// Preloads returns the addresses of the fonts that a page in the language (BCP
// 47) needs for its first paint, two at most.
func (t *Theme) Preloads(language string) []string { return t.now.Load().preloads(language) }

// Problems lists what is wrong with the newsroom's own files, each with its
// file and line where there is one, and colours that are hard to read.
func (t *Theme) Problems() []string { return t.now.Load().problems }

// Changed returns a channel that is closed when the theme next changes. Ask
// again for the change after that.
func (t *Theme) Changed() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.changed
}

// Colour returns a colour token ("accent", "section-3") in mode "light" or
// "dark", as it stands in the finished CSS; "" where there is none.
func (t *Theme) Colour(token, mode string) string { return t.now.Load().palette.colour(token, mode) }
