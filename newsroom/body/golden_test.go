package body

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"
)

var update = flag.Bool("update", false, "write the golden files anew")

// desk resolves the photos and stories that the fixtures name.
type desk struct{}

func (desk) StoryPath(id int64) (string, bool) {
	switch id {
	case 7:
		return "/world/2024/05/harbour-talks", true
	case 8:
		return "/world/2024/04/ceasefire?from=body&x=1", true
	}
	return "", false
}

// storyOf is StoryPath backwards, for what XHTML wrote.
func storyOf(href string) (int64, bool) {
	for id := int64(7); id <= 8; id++ {
		if path, _ := (desk{}).StoryPath(id); path == href {
			return id, true
		}
	}
	return 0, false
}

func (desk) Picture(use PhotoUse) (Picture, bool) {
	var p Picture
	switch use.Photo {
	case 1:
		p = Picture{
			URL: "/media/1/960.jpg", Width: 960, Height: 640, SrcSet: "/media/1/480.jpg 480w, /media/1/960.jpg 960w",
			Sources: []Source{{"image/avif", "/media/1/480.avif 480w, /media/1/960.avif 960w"}, {"image/webp", "/media/1/960.webp 960w"}},
			Alt:     "Fishing boats at dawn", Caption: TextFrom("Boats leave the harbour."),
			Creator: "Mona Haddad", Agency: "AFP", Source: "Getty Images", Copyright: "2013 AFP", FocalX: 0.25, FocalY: 0.66,
		}
	case 2:
		p = Picture{URL: "https://cdn.example.org/2.jpg", Width: 400, Height: 500, Alt: "", Agency: "Reuters", Copyright: "© Reuters"}
	case 3:
		p = Picture{URL: "/media/3.jpg", Width: 1200, Height: 800, Alt: `A "quoted" <sign>`}
	default:
		return Picture{}, false
	}
	if len(use.Caption) > 0 {
		p.Caption = use.Caption
	}
	if use.Alt != "" {
		p.Alt = use.Alt
	}
	return p, true
}

func pictureOf(src, _, caption, _ string) (PhotoUse, bool) {
	ids := map[string]int64{"/media/1/960.jpg": 1, "https://cdn.example.org/2.jpg": 2, "/media/3.jpg": 3}
	return PhotoUse{Photo: ids[src], Caption: TextFromHTML(caption)}, ids[src] > 0
}

// section gives a file of an archive, or nil.
func section(a *txtar.Archive, name string) []byte {
	for i := range a.Files {
		if a.Files[i].Name == name {
			return a.Files[i].Data
		}
	}
	return nil
}

// setting reads "name: value" from an archive's comment.
func setting(a *txtar.Archive, name string) string {
	for line := range strings.Lines(string(a.Comment)) {
		if value, ok := strings.CutPrefix(line, name+": "); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// expect compares a section with what was made, or writes it under -update.
func expect(t *testing.T, a *txtar.Archive, name, got string) {
	t.Helper()
	if got != "" && !strings.HasSuffix(got, "\n") {
		got += "\n"
	}
	for i := range a.Files {
		if a.Files[i].Name == name {
			if want := string(a.Files[i].Data); want != got && !*update {
				t.Errorf("%s differs\n--- want\n%s--- got\n%s", name, want, got)
			}
			a.Files[i].Data = []byte(got)
			return
		}
	}
	if !*update {
		t.Errorf("%s is missing; got\n%s", name, got)
	}
	a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(got)})
}

// eachArchive runs a test for each archive of a folder and writes it back under -update.
func eachArchive(t *testing.T, pattern string, least int, f func(*testing.T, *txtar.Archive)) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) < least {
		t.Fatalf("%s: %d files, want at least %d (%v)", pattern, len(files), least, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			f(t, a)
			if *update {
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func pretty(t *testing.T, v any) string {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func problemLines(problems []Problem) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(p.BlockID + " " + p.Field + ": " + p.Message + "\n")
	}
	return b.String()
}

// TestGolden prints each document every way there is.
func TestGolden(t *testing.T) {
	t.Parallel()
	eachArchive(t, "testdata/golden/*.txtar", 12, func(t *testing.T, a *txtar.Archive) {
		doc, err := Decode(section(a, "doc.json"))
		if err != nil {
			t.Fatal(err)
		}
		rights := Rights{RawHTML: setting(a, "rights") == "html"}
		if setting(a, "as-is") == "" {
			doc = Normalise(doc, rights)
		}
		lang, base := setting(a, "lang"), "https://dateline.example"
		dateline, path := setting(a, "dateline"), setting(a, "dateline-path")
		page := HTML(doc, HTMLOptions{
			Resolver: desk{}, Lang: lang, Dateline: dateline, DatelinePath: path, FirstPhotoEager: setting(a, "eager") != "",
		})
		letter := Email(doc, EmailOptions{Resolver: desk{}, BaseURL: base, Lang: lang, Dateline: dateline, DatelinePath: path})
		exchange := XHTML(doc, desk{})
		expect(t, a, "problems", problemLines(doc.Validate(rights)))
		expect(t, a, "html", page)
		expect(t, a, "email", letter)
		expect(t, a, "plain", Plain(doc, PlainOptions{Resolver: desk{}, BaseURL: base, Lang: lang, Dateline: dateline}))
		expect(t, a, "xhtml", exchange)
		for _, markup := range []string{page, letter, exchange} {
			wellFormed(t, markup)
			harmless(t, markup)
		}
		wellFormedXML(t, exchange)
		if len(doc.Validate(rights)) == 0 && !rights.RawHTML {
			sameText(t, doc, exchange, lang)
		}
		if again := Normalise(doc, rights); setting(a, "as-is") == "" && !reflect.DeepEqual(again, doc) {
			t.Errorf("Normalise is not idempotent:\n%s", pretty(t, again))
		}
	})
}

// sameText checks that FromHTML reads back what XHTML wrote.
func sameText(t *testing.T, doc Document, exchange, lang string) {
	t.Helper()
	back, _ := FromHTML(exchange, FromOptions{Story: storyOf, Image: pictureOf, Lang: lang})
	got, want := textBlocks(back, lang), textBlocks(doc, lang)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("XHTML does not read back:\n--- want\n%s--- got\n%s", pretty(t, want), pretty(t, got))
	}
}

// textBlocks leaves out what XHTML cannot carry: photos as this newsroom numbers
// them, raw HTML, and links to stories that are not public.
func textBlocks(doc Document, lang string) []Block {
	var out []Block
	for _, b := range doc.Blocks {
		if b.Kind != Photo && b.Kind != Gallery && b.Kind != RawHTML {
			if b.Lang == lang {
				b.Lang = ""
			}
			b.Text = publicLinks(b.Text)
			out = append(out, b)
		}
	}
	return out
}

func publicLinks(t Text) Text {
	out := append(Text(nil), t...)
	for i := range out {
		if _, ok := (desk{}).StoryPath(out[i].Story); !ok {
			out[i].Story = 0
		}
	}
	return tidy(out, breakLine, false)
}

// wellFormed checks that every element that opens is closed, in order.
func wellFormed(t *testing.T, markup string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(markup))
	var open []string
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("left open: %v in\n%s", open, markup)
			}
			return
		case html.StartTagToken:
			name, _ := z.TagName()
			if !void(string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Errorf("</%s> closes %v in\n%s", name, open, markup)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

func wellFormedXML(t *testing.T, fragment string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader("<body>" + fragment + "</body>"))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Errorf("not XML: %v in\n%s", err, fragment)
			return
		}
	}
}

// harmless checks elements and attributes, as a browser reads them, against
// what a body may print.
func harmless(t *testing.T, markup string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Errorf("%v", err)
		return
	}
	for n := range root.Descendants() {
		if n.Type == html.CommentNode {
			t.Errorf("a comment: %q", n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		if oneOf(n.Data, "script", "style", "iframe", "object", "embed", "form", "input", "svg", "math", "base", "link", "meta", "template", "noscript") {
			t.Errorf("<%s> in\n%s", n.Data, markup)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "srcdoc" || a.Key == "formaction" {
				t.Errorf("%s in\n%s", a.Key, markup)
			}
			if oneOf(a.Key, "href", "src", "cite", "data-embed-src") && a.Val != "" && !printable(a.Val) {
				t.Errorf("%s=%q in\n%s", a.Key, a.Val, markup)
			}
		}
	}
}

// TestPaste reads what programs put on the clipboard and on the wire.
func TestPaste(t *testing.T) {
	t.Parallel()
	eachArchive(t, "testdata/paste/*.txtar", 5, func(t *testing.T, a *txtar.Archive) {
		opts := FromOptions{Lang: setting(a, "lang"), Base: setting(a, "base")}
		if setting(a, "pictures") != "" {
			opts.Image = pictureOf
		}
		doc, dropped := FromHTML(string(section(a, "in.html")), opts)
		expect(t, a, "dropped", strings.Join(dropped, "\n"))
		expect(t, a, "xhtml", XHTML(doc, desk{}))
		expect(t, a, "plain", Plain(doc, PlainOptions{Resolver: desk{}}))
		if problems := doc.Validate(Rights{}); len(problems) > 0 {
			t.Errorf("not valid:\n%s", problemLines(problems))
		}
		sameText(t, doc, XHTML(doc, desk{}), opts.Lang)
	})
}
