package theme_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"

	"dateline/internal/testkit"
	"dateline/site/theme"
	"dateline/site/theme/specimen"
	"dateline/site/view"
	"dateline/themes"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func load(t testing.TB, opts theme.Options) *theme.Theme {
	t.Helper()
	opts.Log = quiet()
	if opts.Default == nil {
		opts.Default = themes.Default()
	}
	th, err := theme.Load(opts)
	testkit.NoError(t, err)
	t.Cleanup(func() { testkit.NoError(t, th.Close()) })
	return th
}

func kit(th *theme.Theme) specimen.Kit {
	return specimen.Kit{Dress: th.Dress, Photos: []specimen.Photo{{URL: "/photo/1.jpg", Width: 1600, Height: 1000, Alt: `A "quoted" <alt>`, Caption: "Boats.", Creator: "Jo Marsh"}}}
}

func render(t testing.TB, th *theme.Theme, page string, data any) string {
	t.Helper()
	var b strings.Builder
	testkit.NoError(t, th.Render(&b, page, data))
	return b.String()
}

// proofs are all pages worth looking at: the specimen, and each page with
// nothing in it.
func proofs(th *theme.Theme) map[string]specimen.Page {
	all := kit(th).Pages()
	site := &view.Site{}
	for name, data := range map[string]any{
		"front": &view.Front{Page: view.Page{Site: site, Kind: "front"}}, "listing": &view.Listing{Page: view.Page{Site: site}}, "story": &view.Story{Page: view.Page{Site: site}},
		"search": &view.Search{Page: view.Page{Site: site}}, "corrections": &view.Corrections{Page: view.Page{Site: site}}, "problem": &view.Problem{Page: view.Page{Site: site}},
		"plain": &view.Plain{Page: view.Page{Site: site}}, "directory": &view.Directory{Page: view.Page{Site: site}},
	} {
		all["empty-"+name] = specimen.Page{Template: name, Data: data}
	}
	return all
}

func TestPagesAreSound(t *testing.T) {
	t.Parallel()
	th := load(t, theme.Options{})
	for name, p := range proofs(th) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := render(t, th, p.Template, p.Data)
			doc, err := html.Parse(strings.NewReader(page))
			testkit.NoError(t, err)
			seen := map[string]int{}
			ids := map[string]bool{}
			for n := range doc.Descendants() {
				if n.Type != html.ElementNode {
					continue
				}
				seen[n.Data]++
				checkElement(t, n, ids)
			}
			for _, one := range []string{"h1", "main", "title", "html", "body"} {
				if seen[one] != 1 {
					t.Errorf("%d <%s>, want one", seen[one], one)
				}
			}
			if strings.Contains(page, "[[") || strings.Contains(page, "ZgotmplZ") {
				t.Error("a word or a value was not filled in")
			}
		})
	}
}

// checkElement holds one element against the Content-Security-Policy and a few
// rules that HTML checkers and screen readers care for.
func checkElement(t *testing.T, n *html.Node, ids map[string]bool) {
	t.Helper()
	attrs := map[string]string{}
	for _, a := range n.Attr {
		attrs[a.Key] = a.Val
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
			t.Errorf("<%s %s>: inline style or script", n.Data, a.Key)
		}
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
			t.Errorf("<%s %s>: script in an address", n.Data, a.Key)
		}
	}
	if id, ok := attrs["id"]; ok {
		if ids[id] {
			t.Errorf("id %q twice", id)
		}
		ids[id] = true
	}
	switch n.Data {
	case "script":
		if attrs["src"] == "" && attrs["type"] != "application/ld+json" {
			t.Error("inline script")
		}
		if _, deferred := attrs["defer"]; attrs["src"] != "" && !deferred {
			t.Error("script that holds up the page")
		}
	case "img":
		if _, ok := attrs["alt"]; !ok || attrs["width"] == "" || attrs["height"] == "" {
			t.Errorf("image without alt, width or height: %v", attrs)
		}
	case "time":
		if attrs["datetime"] == "" {
			t.Error("time without datetime")
		}
	case "input":
		if attrs["type"] != "hidden" && attrs["id"] == "" {
			t.Error("input that no label can name")
		}
	}
}

func TestPagesInWords(t *testing.T) {
	t.Parallel()
	th := load(t, theme.Options{})
	var archive txtar.Archive
	for _, name := range []string{"story", "story-ar", "search-none", "corrections", "problem", "series"} {
		p := kit(th).Pages()[name]
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(told(t, render(t, th, p.Template, p.Data)))})
	}
	testkit.Golden(t, "testdata/pages.txtar", string(txtar.Format(&archive)))
}

// told reads a page's main part as a screen reader might: one line a block,
// with what it is.
func told(t *testing.T, page string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	testkit.NoError(t, err)
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != "main" {
			continue
		}
		for e := range n.Descendants() {
			switch e.Data {
			case "h1", "h2", "h3", "h4", "p", "dt", "figcaption", "cite", "label", "button", "caption", "li":
				if e.Type == html.ElementNode && !hasBlock(e) {
					b.WriteString(e.Data + ": " + strings.Join(strings.Fields(words(e)), " ") + "\n")
				}
			}
		}
	}
	return b.String()
}

func hasBlock(n *html.Node) bool {
	for d := range n.Descendants() {
		switch d.Data {
		case "p", "h3", "ul":
			return true
		}
	}
	return false
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	th := load(t, theme.Options{})
	pages := kit(th).Pages()
	tests := []struct {
		name, page string
		want       []string
	}{
		{"an Arabic story in an English paper", "story-ar", []string{`<html lang="en" dir="ltr">`, `<main id="main" tabindex="-1" lang="ar" dir="rtl">`, "أخبار ذات صلة", ">Skip to the page’s text<"}},
		{"an Arabic paper", "front-ar", []string{`<html lang="ar" dir="rtl">`, "آخر الأخبار", "انتقل إلى نص الصفحة", "خبر واحد"}},
		{"an English paper", "front", []string{`<html lang="en" dir="ltr">`, "Around the world today", "11 stories", "1 story"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			page := render(t, th, pages[tt.page].Template, pages[tt.page].Data)
			for _, want := range tt.want {
				if !strings.Contains(page, want) {
					t.Errorf("no %s", want)
				}
			}
		})
	}
}

func TestSearchWordsAreEscaped(t *testing.T) {
	t.Parallel()
	th := load(t, theme.Options{})
	s := kit(th).Pages()["search"].Data.(*view.Search)
	s.Query = `"><script>alert(1)</script>&order=x`
	page := render(t, th, "search", s)
	if strings.Contains(page, "<script>alert") {
		t.Error("the query became markup")
	}
	if !strings.Contains(page, "q=%22%3e%3cscript%3ealert%281%29%3c%2fscript%3e%26order%3dx") {
		t.Error("the query is not escaped in the address")
	}
}

func TestPhotosAreEscaped(t *testing.T) {
	t.Parallel()
	th := load(t, theme.Options{})
	for _, url := range []string{"javascript:alert(1)", "data:image/svg+xml,x", `/x" onerror="alert(1)`} {
		st := kit(th).Pages()["story"].Data.(*view.Story)
		st.Lead = &view.Picture{URL: url, Width: 1, Height: 1, Alt: `"><b>`}
		page := render(t, th, "story", st)
		for _, bad := range []string{"javascript:", "data:image", `" onerror`, `alt=""><b>`} {
			if strings.Contains(page, bad) {
				t.Errorf("%s reached the page from %s", bad, url)
			}
		}
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	th := load(t, theme.Options{})
	limit := 14 * 1024
	if _, err := fs.Stat(themes.Default(), "dist/css"); err != nil {
		limit += 3 * 1024 // as written, before `make assets` has minified it
	}
	critical, _ := th.Critical()
	if n := len(critical); n > limit {
		t.Errorf("critical CSS is %d bytes, %d at most", n, limit)
	}
	if n := len(th.Assets()[th.Asset("enhance.js")].Bytes); n == 0 || n > 10*1024 {
		t.Errorf("script is %d bytes, 10 kB at most", n)
	}
	for _, name := range []string{"front", "story"} {
		p := kit(th).Pages()[name]
		var packed bytes.Buffer
		zip := gzip.NewWriter(&packed)
		_, err := io.WriteString(zip, render(t, th, p.Template, p.Data))
		testkit.NoError(t, err)
		testkit.NoError(t, zip.Close())
		if packed.Len() > 60*1024 {
			t.Errorf("%s is %d bytes packed, 60 kB at most", name, packed.Len())
		}
	}
}

func TestAssetsCarryTheirFingerprint(t *testing.T) {
	t.Parallel()
	css := &fstest.MapFile{Data: []byte("@font-face{src:url(\"fonts/a.woff2\")}@font-face{src:url(fonts/gone.woff2)}b{background:url('mark.svg')}")}
	base := workshop(t)
	base["css/fonts.css"], base["dist/css/fonts.css"] = css, css
	base["fonts/a.woff2"] = &fstest.MapFile{Data: []byte("font")}
	base["assets/mark.svg"] = &fstest.MapFile{Data: []byte("<svg/>")}
	th := load(t, theme.Options{Default: base})
	critical, sum := th.Critical()
	font := th.Asset("fonts/a.woff2")
	if a := th.Assets()[font]; string(a.Bytes) != "font" || a.ContentType != "font/woff2" || a.ETag == "" {
		t.Errorf("font served as %+v", a)
	}
	for _, want := range []string{"@font-face{src:url(" + font + ")}", "url(" + th.Asset("mark.svg") + ")"} {
		if !strings.Contains(critical, want) {
			t.Errorf("critical CSS lacks %s", want)
		}
	}
	if strings.Contains(critical, "gone") {
		t.Error("a font that is not there is still asked for")
	}
	if len(sum) != 44 {
		t.Errorf("hash %q is not SHA-256 in base64", sum)
	}
}

// workshop is the default theme as a folder that a test may change.
func workshop(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, dir := range []string{"templates", "css", "js", "words", "assets"} {
		for _, file := range glob(t, dir) {
			files[file.name] = &fstest.MapFile{Data: file.data}
		}
	}
	return files
}

// TestWithoutTools is a fresh clone where nobody has run `make assets`.
func TestWithoutTools(t *testing.T) {
	t.Parallel()
	th := load(t, theme.Options{Default: workshop(t)})
	critical, _ := th.Critical()
	if strings.Contains(critical, ".woff2") || !strings.Contains(critical, "local(") {
		t.Error("fonts that are not there are asked for, or the stand-ins are lost")
	}
	if len(th.Preloads("en")) != 0 {
		t.Error("fonts that are not there are preloaded")
	}
	testkit.Equal(t, th.Problems(), nil)
	p := kit(th).Pages()["story"]
	if page := render(t, th, p.Template, p.Data); !strings.Contains(page, `<script src="/assets/enhance.`) {
		t.Error("no script")
	}
}

func TestRenderRefuses(t *testing.T) {
	t.Parallel()
	th := load(t, theme.Options{})
	for _, tt := range []struct {
		name, page string
		data       any
	}{
		{"a page that is none", "top", &view.Plain{Page: view.Page{Site: &view.Site{}}}},
		{"an unknown page", "horoscope", &view.Plain{Page: view.Page{Site: &view.Site{}}}},
		{"something else than a page", "plain", "text"},
		{"a page without a site", "plain", &view.Plain{}},
		{"a page in another's template", "story", &view.Plain{Page: view.Page{Site: &view.Site{}}}},
	} {
		var b strings.Builder
		if err := th.Render(&b, tt.page, tt.data); err == nil || b.Len() > 0 {
			t.Errorf("%s: error %v and %d bytes written", tt.name, err, b.Len())
		}
	}
	if err := th.Render(io.Discard, "horoscope", &view.Plain{Page: view.Page{Site: &view.Site{}}}); !errors.Is(err, theme.ErrNoPage) {
		t.Errorf("got %v, want ErrNoPage", err)
	}
}

// TestEveryPageStructIsAPage keeps view and the templates in step.
func TestEveryPageStructIsAPage(t *testing.T) {
	t.Parallel()
	for name, p := range proofs(load(t, theme.Options{})) {
		if _, ok := reflect.TypeOf(p.Data).Elem().FieldByName("Page"); !ok {
			t.Errorf("%s: %T embeds no view.Page", name, p.Data)
		}
	}
}

func BenchmarkStory(b *testing.B) {
	th := load(b, theme.Options{})
	p := kit(th).Pages()["story"]
	b.ReportAllocs()
	for b.Loop() {
		if err := th.Render(io.Discard, p.Template, p.Data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFront(b *testing.B) {
	th := load(b, theme.Options{})
	p := kit(th).Pages()["front"]
	b.ReportAllocs()
	for b.Loop() {
		if err := th.Render(io.Discard, p.Template, p.Data); err != nil {
			b.Fatal(err)
		}
	}
}
