package search

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/internal/testkit"
	"dateline/newsroom/story"
)

var _ story.Indexer = (*Clippings)(nil)

func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Élections": "elections", "TROMSØ": "tromso", "Straße": "strasse", "الانتخابات": "الانتخابات", "أحمد": "احمد", "إلى": "الي", "مُحَمَّد": "محمد", "مدرسة": "مدرسه", "كـتاب": "كتاب",
		"２０２６": "2026", "٢٠٢٦": "2026", "۲۰۲۶": "2026", "½": "12", "ﬁne": "fine", "İstanbul": "istanbul", "plain": "plain", "Łódź": "lodz", "हिन्दी": "हिन्दी",
	} {
		if got := fold(in); got != want {
			t.Errorf("fold(%q) is %q, want %q", in, got, want)
		}
	}
}

func TestStemsMeet(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ language, a, b string }{
		{"en", "elections", "election"},
		{"en", "Running", "runs"},
		{"fr", "pêcheurs", "pêcheur"},
		{"de", "Häuser", "Haus"},
		{"es", "ayuntamientos", "ayuntamiento"},
		{"ar", "الانتخابات", "انتخابات"},
		{"ar", "المفقودين", "مفقودون"},
		{"ru", "выборы", "выборов"},
		{"it", "elezioni", "elezione"},
	} {
		if a, b := stemOf(row.language, row.a, fold(row.a)), stemOf(row.language, row.b, fold(row.b)); a != b {
			t.Errorf("%s: %q gives %q and %q gives %q", row.language, row.a, a, row.b, b)
		}
	}
}

func TestSlotsGrowWithTime(t *testing.T) {
	t.Parallel()
	at := time.Date(1851, 9, 18, 0, 0, 0, 0, time.UTC)
	for range 200 {
		next := at.AddDate(1, 0, 1)
		if slotOf(at, 9, 0) >= slotOf(next, 1, 0) {
			t.Fatalf("%v has a later slot than %v", at, next)
		}
		if got := slotOf(at, 123, 0).time(); !got.Equal(at) {
			t.Fatalf("the slot of %v stands for %v", at, got)
		}
		at = next
	}
}

func TestSnippet(t *testing.T) {
	t.Parallel()
	c := New(nil, nil)
	text := strings.Repeat("Long before that nobody spoke. ", 20) + "At the quay, elections & <ballots> were counted. “An election,” he said. " + strings.Repeat("After it all was calm. ", 20)
	got := newMarker(c, c.parse("election", []string{"en"})).snippet("en", text)
	want := "… Long before that nobody spoke. At the quay, <mark>elections</mark> &amp; &lt;ballots&gt; were counted. “An <mark>election</mark>,” he said. After it all was calm. After it all was calm. After it all was calm. After …"
	testkit.Equal(t, got, want)
	testkit.Equal(t, newMarker(c, c.parse("harbour", []string{"en"})).snippet("en", text), "")
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Élan", "ﷺ", "½", "\xff", "a\u0301", "東京", "ǅ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := fold(s)
		for _, r := range folded {
			if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
				t.Fatalf("fold(%q) is %q, which holds %q", s, folded, r)
			}
			if r == utf8.RuneError {
				t.Fatalf("fold(%q) is not text", s)
			}
		}
	})
}
