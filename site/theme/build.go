package theme

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"sort"
	"strings"
)

// build is one finished state of a theme: it never changes once it is made.
type build struct {
	pages    *pages // with the newsroom's own files
	standby  *pages // the default theme alone; the same pointer where nothing is replaced
	critical string
	// SHA-256 of critical in base64, as a Content-Security-Policy names it
	criticalSum string

	assets   map[string]Asset
	urls     map[string]string // plain name → address
	tokens   tokenFile
	palette  palette
	problems []string
}

// shelf is where a build finds a file: the newsroom's folder before the default.
type shelf struct {
	own  fs.FS // nil where there is none
	base fs.FS
}

func newShelf(opts Options) shelf {
	s := shelf{base: opts.Default}
	if opts.OverrideDir != "" {
		s.own = os.DirFS(opts.OverrideDir)
	}
	return s
}

// read returns the newsroom's file, else the default's finished file under
// dist/, else the default's as it was written.
func (s shelf) read(name string) (data []byte, own bool, err error) {
	if s.own != nil {
		data, err = fs.ReadFile(s.own, name)
		if err == nil {
			return data, true, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, true, err
		}
	}
	data, err = fs.ReadFile(s.base, path.Join("dist", name))
	if errors.Is(err, fs.ErrNotExist) {
		data, err = fs.ReadFile(s.base, name)
	}
	return data, false, err
}

// names lists the files of a folder that end in ext, over all places, once each.
func (s shelf) names(dir, ext string) []string {
	var found []string
	for _, place := range []struct {
		fsys fs.FS
		dir  string
	}{{s.own, dir}, {s.base, dir}, {s.base, path.Join("dist", dir)}} {
		if place.fsys == nil {
			continue
		}
		entries, err := fs.ReadDir(place.fsys, place.dir)
		if err != nil {
			continue // a theme need not have every folder
		}
		for _, e := range entries {
			if !e.IsDir() && strings.HasSuffix(e.Name(), ext) && !strings.HasPrefix(e.Name(), ".") {
				found = append(found, path.Join(dir, e.Name()))
			}
		}
	}
	sort.Strings(found)
	return slices.Compact(found)
}

func newBuild(opts Options) (*build, error) {
	if opts.Default == nil {
		return nil, errors.New("theme: no default theme given")
	}
	b := &build{assets: map[string]Asset{}, urls: map[string]string{}}
	s := newShelf(opts)
	if opts.OverrideDir != "" {
		if info, err := os.Stat(opts.OverrideDir); err != nil || !info.IsDir() {
			b.problem("%s: not a folder that can be read: the default theme is used", opts.OverrideDir)
			s.own = nil
		}
	}
	b.addFiles(s)
	if err := b.addStyles(s); err != nil {
		return nil, err
	}
	if err := b.addTemplates(s); err != nil {
		return nil, err
	}
	return b, nil
}

func (b *build) problem(format string, args ...any) {
	b.problems = append(b.problems, fmt.Sprintf(format, args...))
}

// addFiles takes in what is served as it is: fonts, the theme's own pictures
// and the script.
func (b *build) addFiles(s shelf) {
	files := s.names("fonts", ".woff2")
	files = append(files, s.names("assets", "")...)
	files = append(files, s.names("js", ".js")...)
	for _, name := range files {
		data, _, err := s.read(name)
		if err != nil {
			b.problem("%s: %v", name, err)
			continue
		}
		b.add(plainName(name), data)
	}
}

// plainName is how templates and CSS call a file: fonts keep their folder.
func plainName(file string) string {
	if strings.HasPrefix(file, "fonts/") {
		return file
	}
	return file[strings.IndexByte(file, '/')+1:]
}

// preloads keeps to fonts that the critical CSS really uses.
func (b *build) preloads(language string) []string {
	wanted := b.tokens.Preload
	if len(wanted) == 0 {
		wanted = []string{"fonts/newsreader-display.woff2", "fonts/newsreader-text.woff2"}
		if isArabicScript(language) {
			wanted = []string{"fonts/kufi.woff2", "fonts/naskh.woff2"}
		}
	}
	var urls []string
	for _, name := range wanted {
		if url := b.urls[name]; url != "" && strings.Contains(b.critical, url) && len(urls) < 2 {
			urls = append(urls, url)
		}
	}
	return urls
}
