package theme

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"strings"
	"sync"

	"dateline/site/view"
)

// pages holds the parsed templates, one set a language. The frame of a page
// (head, masthead, foot) speaks the site's language, its main part the page's own.
type pages struct {
	sets map[string]*template.Template

	mu   sync.RWMutex
	done map[printed][]byte // finished mastheads and feet
}

// blanks gives each page's struct, for trying templates out and for tests.
func blanks() map[string]any {
	return map[string]any{
		"front": &view.Front{}, "listing": &view.Listing{}, "story": &view.Story{}, "search": &view.Search{},
		"corrections": &view.Corrections{}, "problem": &view.Problem{}, "plain": &view.Plain{}, "directory": &view.Directory{},
	}
}

func isPage(name string) bool {
	switch name {
	case "front", "listing", "story", "search", "corrections", "problem", "plain", "directory":
		return true
	}
	return false
}

func (p *pages) set(lang string) *template.Template {
	for lang != "" {
		if s := p.sets[lang]; s != nil {
			return s
		}
		lang, _, _ = strings.Cut(lang, "-")
		if p.sets[lang] == nil {
			break
		}
	}
	return p.sets["en"]
}

func (p *pages) render(w *bytes.Buffer, page string, data framed) error {
	frame := data.Frame()
	spoken := frame.Language
	if spoken == "" {
		spoken = frame.Site.Language
	}
	main := p.set(spoken).Lookup(page + ".html")
	if main == nil || !isPage(page) {
		return fmt.Errorf("%w: %q", ErrNoPage, page)
	}
	chrome := p.set(frame.Site.Language)
	if err := chrome.ExecuteTemplate(w, "head.html", frame); err != nil {
		return err
	}
	if err := p.masthead(w, chrome, frame); err != nil {
		return err
	}
	openMain(w, frame)
	if err := main.Execute(w, data); err != nil {
		return err
	}
	w.WriteString("</main>\n")
	return p.once(w, chrome, "foot.html", view.Masthead{Site: frame.Site}, frame.Site)
}

// masthead prints the masthead. What a reader typed makes it one of its kind,
// which is not worth keeping.
func (p *pages) masthead(w *bytes.Buffer, chrome *template.Template, frame *view.Page) error {
	m := view.Masthead{Site: frame.Site, Kind: frame.Kind, Date: frame.Date, Query: frame.Query}
	if frame.Section != nil {
		m.Section = frame.Section.URL
	}
	if m.Query != "" {
		return chrome.ExecuteTemplate(w, "masthead.html", &m)
	}
	return p.once(w, chrome, "masthead.html", m, &m)
}

// printed names a finished piece of a frame.
type printed struct {
	piece string
	of    view.Masthead
}

// keep is how many finished pieces are remembered: a few a section and day.
const keep = 256

// once prints a piece, or writes it again as it was printed the first time. A
// site is never changed in place, so its address stands for what is in it.
func (p *pages) once(w *bytes.Buffer, chrome *template.Template, piece string, of view.Masthead, data any) error {
	key := printed{piece, of}
	p.mu.RLock()
	done, ok := p.done[key]
	p.mu.RUnlock()
	if ok {
		w.Write(done)
		return nil
	}
	start := w.Len()
	if err := chrome.ExecuteTemplate(w, piece, data); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.done) >= keep {
		clear(p.done)
	}
	p.done[key] = bytes.Clone(w.Bytes()[start:])
	return nil
}

// openMain opens the part that the link past the masthead leads to. Its
// language is marked where it is not the site's.
func openMain(w *bytes.Buffer, frame *view.Page) {
	w.WriteString(`<main id="main" tabindex="-1"`)
	if frame.Language != "" && frame.Language != frame.Site.Language {
		dir := frame.Dir
		if dir == "" {
			dir = "ltr"
		}
		w.WriteString(` lang="` + template.HTMLEscapeString(frame.Language) + `" dir="` + template.HTMLEscapeString(dir) + `"`)
	}
	w.WriteString(">\n")
}

// functions is all that a template may call besides what html/template brings:
//
//	asset "icon.svg"            address of a file of the theme
//	colour "paper" "dark"       a colour token
//	link .URL .Name             an <a>
//	when .Published             a <time>, or nothing where there is no such time
//	metas .OpenGraph            the <meta property> elements, a line each
//	photo .Picture "60vw" true  a picture element; the sizes attribute; true for the first on the page
//	number 1234                 a count in digits
//	stories 5                   "5 stories"
//	minutes 4                   "4 min read"
func (b *build) functions(w *words) template.FuncMap {
	return template.FuncMap{
		"asset":   func(name string) string { return b.urls[name] },
		"colour":  b.palette.colour,
		"link":    link,
		"when":    when,
		"metas":   metas,
		"photo":   photo,
		"number":  w.number,
		"stories": func(n int) string { return w.count("stories", n) },
		"minutes": func(n int) string { return w.count("minutes", n) },
	}
}

// source is the text of one template file and whose it is.
type source struct {
	name, text string
	own        bool
}

// addTemplates parses the default templates, then the newsroom's over them. A
// file of the newsroom's that fails to parse or to print is left out and named.
func (b *build) addTemplates(s shelf) error {
	talk, err := readWords(s, b.problem)
	if err != nil {
		return err
	}
	base, own, err := b.readTemplates(s)
	if err != nil {
		return err
	}
	if b.standby, err = b.parse(base, talk); err != nil {
		return fmt.Errorf("theme: %w", err)
	}
	b.pages = b.standby
	for len(own) > 0 {
		mixed := make(map[string]source, len(base)+len(own))
		for name, src := range base {
			mixed[name] = src
		}
		for name, src := range own {
			mixed[name] = src
		}
		p, err := b.parse(mixed, talk)
		if err == nil {
			err = p.try()
		}
		if err == nil {
			b.pages = p
			return nil
		}
		bad := culprit(err, own)
		b.problem("templates/%v: the default is used", strings.TrimPrefix(err.Error(), "template: "))
		if bad == "" {
			return nil // cannot tell which: all of the defaults
		}
		delete(own, bad)
	}
	return nil
}

func (b *build) readTemplates(s shelf) (base, own map[string]source, err error) {
	base, own = map[string]source{}, map[string]source{}
	for _, file := range s.names("templates", ".html") {
		name := path.Base(file)
		data, isOwn, err := s.read(file)
		if err != nil {
			return nil, nil, fmt.Errorf("theme: %w", err)
		}
		if isOwn {
			own[name] = source{name, string(data), true}
			if data, err = fs.ReadFile(s.base, file); err != nil {
				continue // a template of the newsroom's only
			}
		}
		base[name] = source{name, string(data), false}
	}
	return base, own, nil
}

func (b *build) parse(sources map[string]source, talk map[string]*words) (*pages, error) {
	p := &pages{sets: make(map[string]*template.Template, len(talk)), done: map[printed][]byte{}}
	for lang, w := range talk {
		set := template.New("").Funcs(b.functions(w)).Option("missingkey=error")
		for _, own := range []bool{false, true} { // a newsroom's {{define}} wins over the default's
			for _, src := range sources {
				if src.own != own {
					continue
				}
				if _, err := set.New(src.name).Parse(w.fill(src.text)); err != nil {
					return nil, err
				}
			}
		}
		p.sets[lang] = set
	}
	return p, nil
}

var errorPlace = regexp.MustCompile(`(?:template|html/template): ?([\w.-]+\.html)\b`)

// culprit names the newsroom's file that an error of the template engine speaks of.
func culprit(err error, own map[string]source) string {
	if m := errorPlace.FindStringSubmatch(err.Error()); m != nil {
		if _, ok := own[m[1]]; ok {
			return m[1]
		}
	}
	if len(own) == 1 {
		for name := range own {
			return name
		}
	}
	return ""
}

// try prints every page twice, with nothing and with something in each field,
// so that a misspelt field is found at start and not by a reader.
func (p *pages) try() error {
	for _, full := range []bool{false, true} {
		for page, data := range blanks() {
			if full {
				fill(reflect.ValueOf(data).Elem(), 0)
			}
			frame := data.(framed).Frame()
			if frame.Site == nil {
				frame.Site = &view.Site{}
			}
			var sink bytes.Buffer
			if err := p.render(&sink, page, data.(framed)); err != nil {
				return err
			}
		}
	}
	return nil
}

// fill puts something into every exported field, lists and pointers included.
func fill(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Pointer:
		if depth < 8 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), depth+1)
			}
		}
	case reflect.Slice:
		if depth < 6 {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			fill(v.Index(0), depth+1)
			fill(v.Index(1), depth+1)
		}
	case reflect.String:
		v.SetString("x")
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Bool:
		v.SetBool(true)
	default: // pages hold nothing else
	}
}
