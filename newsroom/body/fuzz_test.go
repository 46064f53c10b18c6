package body

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// seeds gives a section of every archive of a folder.
func seeds(f *testing.F, pattern, name string) {
	f.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(section(txtar.Parse(data), name)))
	}
}

// FuzzFromHTML checks that whatever comes in, a valid and harmless body comes
// out, and that exchanging it changes nothing.
func FuzzFromHTML(f *testing.F) {
	seeds(f, "testdata/paste/*.txtar", "in.html")
	seeds(f, "testdata/golden/*.txtar", "xhtml")
	f.Add(`<p>a&nbsp;:b<br><br>c</p><!--x--><svg><style><img src=x onerror=alert(1)></style></svg>`)
	f.Add("<table><tr><td colspan=60 rowspan=9>a<tr><td>b<caption>c</table><ul><ol><li>x</ol></ul>")
	f.Add(`<script/>x</script><iframe/><a href=" java&#10;script:alert(1)">x</a><a href="https://www.google.com/url?q=https://www.google.com/url?q=https://a.b/">y</a>`)
	f.Fuzz(keepsPromises)
}

// keepsPromises checks everything that FromHTML promises about any markup.
func keepsPromises(t *testing.T, markup string) {
	t.Helper()
	doc, _ := FromHTML(markup, FromOptions{})
	if problems := doc.Validate(Rights{}); len(problems) > 0 {
		t.Fatalf("not valid:\n%s%s", problemLines(problems), pretty(t, doc))
	}
	if again := Normalise(doc, Rights{}); !reflect.DeepEqual(again, doc) {
		t.Fatalf("not normal:\n%s\n%s", pretty(t, doc), pretty(t, again))
	}
	exchange := XHTML(doc, nil)
	wellFormedXML(t, exchange)
	for _, printed := range []string{HTML(doc, HTMLOptions{}), Email(doc, EmailOptions{}), exchange} {
		wellFormed(t, printed)
		harmless(t, printed)
	}
	back, dropped := FromHTML(exchange, FromOptions{})
	if len(dropped) > 0 || !reflect.DeepEqual(back, doc) {
		t.Fatalf("reads back otherwise, without %v:\n%s\n--- want\n%s--- got\n%s", dropped, exchange, pretty(t, doc), pretty(t, back))
	}
	pictured, _ := FromHTML(markup, FromOptions{Lang: "ar", Image: func(string, string, string, string) (PhotoUse, bool) {
		return PhotoUse{Photo: 1}, true
	}})
	if problems := pictured.Validate(Rights{}); len(problems) > 0 {
		t.Fatalf("not valid with pictures:\n%s", problemLines(problems))
	}
}

// TestFromHTMLSoup checks the same on markup thrown together from the tags and
// attributes that mean something to the reader.
func TestFromHTMLSoup(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	for range soupBowls {
		keepsPromises(t, soup(rnd, 1+rnd.IntN(40)))
		if t.Failed() {
			return
		}
	}
}

const soupBowls = 600

func soup(rnd *rand.Rand, n int) string {
	tags := strings.Fields("table><tr><td table><thead><tr><th tr><td tr><th></th><td td td p p div b i u s a a sub sup code span q ul ol li li table table thead tbody tr tr td td th th caption blockquote " +
		"blockquote footer cite aside aside figure figure figcaption h1 h2 h3 h5 pre hr br br img iframe svg script nav form dl dt dd o:p section")
	attrs := []string{
		"", "", "", ` class="pullquote"`, ` class="note note-correction"`, ` class="embed"`, ` lang="ar"`, ` lang="EN"`, ` href="https://a.example/x y"`,
		` href="/own"`, ` href="https://youtu.be/dQw4w9WgXcQ"`, ` src="https://youtu.be/dQw4w9WgXcQ"`, ` src="//b.example/i.png"`, ` colspan="3"`,
		` rowspan="2"`, ` rowspan="99"`, ` scope="row"`, ` style="font-weight:700"`, ` style="display:none"`, ` data-block="b7"`, ` data-block="x"`,
		` cite="https://c.example/"`, ` class="MsoNormal" style="mso-list:l0 level3 lfo1"`, ` class="twitter-tweet"`, ` class="credit"`, ` title=" t "`,
		` hidden`, ` role="none"`, ` class="gallery"`, ` href="javascript:x"`, ` style="text-decoration:underline line-through;vertical-align:super"`,
	}
	words := []string{
		"word", " two words ", "\u00a0", "«\u00a0mot\u00a0»", "10\u00a0km", "\n", "—", "— Name", "العربية", "&amp;", "&lt;b&gt;", "\u200b", "-", "•", ".", "\u2028", "  ",
		"日本", "\x00", "1.", "<!-- c -->", "<![CDATA[d]]>",
	}
	var b strings.Builder
	var open []string
	for range n {
		switch rnd.IntN(5) {
		case 0, 1:
			tag := tags[rnd.IntN(len(tags))]
			b.WriteString("<" + tag + attrs[rnd.IntN(len(attrs))] + attrs[rnd.IntN(len(attrs))] + ">")
			open = append(open, tag)
		case 2:
			if len(open) > 0 {
				i := len(open) - 1
				if rnd.IntN(4) == 0 {
					i = rnd.IntN(len(open))
				}
				b.WriteString("</" + open[i] + ">")
				open = append(open[:i], open[i+1:]...)
			}
		default:
			b.WriteString(words[rnd.IntN(len(words))])
		}
	}
	return b.String()
}

// FuzzDecode checks that a document that decodes can be stored and printed.
func FuzzDecode(f *testing.F) {
	seeds(f, "testdata/golden/*.txtar", "doc.json")
	f.Fuzz(func(t *testing.T, data string) {
		doc, err := Decode([]byte(data))
		if err != nil {
			return
		}
		_ = HTML(doc, HTMLOptions{Resolver: desk{}}) + Plain(doc, PlainOptions{Width: 40}) // must not panic on what is not normal
		doc = Normalise(doc, Rights{RawHTML: true})
		if again := Normalise(doc, Rights{}); !reflect.DeepEqual(again, doc) {
			t.Fatalf("Normalise is not idempotent:\n%s\n%s", pretty(t, doc), pretty(t, again))
		}
		stored, err := Encode(doc)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := Decode(stored); err != nil || !reflect.DeepEqual(Normalise(back, Rights{}), doc) {
			t.Fatalf("does not come back from storage: %v\n%s\n%s", err, stored, pretty(t, back))
		}
		valid := len(doc.Validate(Rights{RawHTML: true})) == 0
		exchange := XHTML(doc, desk{})
		wellFormedXML(t, exchange)
		for _, printed := range []string{HTML(doc, HTMLOptions{Resolver: desk{}, Dateline: "ROME —"}), Email(doc, EmailOptions{Resolver: desk{}}), exchange} {
			wellFormed(t, printed)
			if valid {
				harmless(t, printed)
			}
		}
		if doc.Words() < 0 || len(FirstWords(doc, 5)) > len(doc.PlainText())+len("…") {
			t.Fatal("measures are off")
		}
	})
}

// FuzzFromText checks that any text becomes a valid body.
func FuzzFromText(f *testing.F) {
	f.Add("One\n\n- a\n- b\n  more\n\n   Two\r\nthree")
	f.Fuzz(func(t *testing.T, text string) {
		doc := FromText(text)
		if problems := doc.Validate(Rights{}); len(problems) > 0 {
			t.Fatalf("not valid:\n%s", problemLines(problems))
		}
		if strings.Contains(HTML(doc, HTMLOptions{}), "<script") {
			t.Fatal("a script")
		}
	})
}
