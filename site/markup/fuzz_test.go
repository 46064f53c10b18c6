package markup

import (
	"html/template"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dateline/site/view"
)

// FuzzScript puts hostile text everywhere: it stays inside its string.
func FuzzScript(f *testing.F) {
	for _, s := range []string{"", "plain", `</script><script>alert(1)</script>`, `<!--<script>`, `"}],"x":[{"`, "a\\", "\u2028\u2029\x00\x1f\x7f", "\xff\xfe\xc3", `&lt;/script&gt;`, "\n\r\t", "😀"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		thing := Thing{s, s, s, []string{s, ""}, 1, -1, true}
		where := thing
		where.Kind = "place"
		image := Image{s, 1, 1, s, s, s, s, s, s}
		trail := []view.Link{{Name: s, URL: s}, {Name: s, URL: s}}
		pub := Publisher{s, s, s, s, s, s}
		at := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
		a := &Article{
			URL: s, Headline: s, Description: s, Language: s, Genre: s, Section: s, SectionURL: s, Dateline: s, DatelinePlace: &where, Authors: []Person{{s, s, false}, {s, s, true}}, Published: at, Images: []Image{image},
			About: []Thing{thing, where}, Mentions: []Thing{thing}, Series: &thing, Part: 1, Corrections: []Correction{{s, s, at, s}}, Publisher: pub, Breadcrumb: trail, Tags: []string{s}, SiteName: s, ImageAlt: s,
		}
		p := &Page{s, s, s, s, s, s, &image, trail, []string{s}, &thing, pub}
		for _, out := range []template.HTML{Story(a), Collection(p), WebSite(&Site{s, s, s, s, pub, s})} {
			graph(t, out)
			if strings.Count(string(out), "<") != 2 || !utf8.ValidString(string(out)) {
				t.Fatalf("not one plain element: %s", out)
			}
		}
		if s != "" {
			if got, want := article(t, a)["headline"], strings.ToValidUTF8(s, "\ufffd"); utf8.ValidString(s) && got != want {
				t.Fatalf("headline is %q, want %q", got, want)
			}
		}
		_, _ = StoryMeta(a), PageMeta(p)
	})
}

// BenchmarkStory: a story's script must cost less than 60 µs.
func BenchmarkStory(b *testing.B) {
	a := talks()
	for range 8 {
		a.About = append(a.About, a.About[1])
	}
	b.ReportAllocs()
	for b.Loop() {
		Story(a)
	}
}

func BenchmarkStoryMeta(b *testing.B) {
	a := talks()
	b.ReportAllocs()
	for b.Loop() {
		StoryMeta(a)
	}
}
