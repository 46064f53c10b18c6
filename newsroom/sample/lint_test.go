package sample

import (
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"dateline/newsroom/body"
)

// sayings are all words of a story that a reader sees, one running text each.
func sayings(s Story) []string {
	out := []string{s.Headline, s.Deck, s.Kicker, s.Reason, s.Lead.Caption, s.Lead.Alt}
	for _, c := range s.Corrections {
		out = append(out, c.Text)
	}
	if c := s.Lead.Chart; c != nil {
		out = append(out, c.Title, c.Unit, c.Source)
		out = append(out, c.Labels...)
	}
	eachText(s.Body, func(t body.Text) body.Text {
		out = append(out, plain(t))
		return t
	})
	for _, b := range s.Body.Blocks {
		out = append(out, b.Title)
		for _, p := range b.Photos {
			out = append(out, p.Alt, plain(p.Caption))
		}
	}
	return out
}

var unset = regexp.MustCompile(`["']|--|\.\.\.|\{|\}|\*|\]\(| {2}| [,.;:]`)

func TestTypography(t *testing.T) {
	t.Parallel()
	for _, s := range load(t).Stories {
		for _, words := range sayings(s) {
			bad := unset.FindString(words)
			if bad != "" || words != strings.TrimSpace(words) || !utf8.ValidString(words) {
				t.Errorf("%s: %q in %q", s.Key, bad, words)
			}
			if strings.Count(words, "“") < strings.Count(words, "”") {
				t.Errorf("%s: a quotation is closed that was not opened: %q", s.Key, words)
			}
		}
	}
}

func TestHeads(t *testing.T) {
	t.Parallel()
	headlines, openings := map[string]string{}, map[string]string{}
	for _, s := range load(t).Stories {
		if n := utf8.RuneCountInString(s.Headline); n < 20 || n > 90 {
			t.Errorf("%s: a headline of %d letters", s.Key, n)
		}
		if n := utf8.RuneCountInString(s.Deck); n < 60 || n > 180 {
			t.Errorf("%s: a deck of %d letters", s.Key, n)
		}
		if strings.HasSuffix(s.Headline, ".") {
			t.Errorf("%s: the headline ends in a full stop", s.Key)
		}
		if other := headlines[strings.ToLower(s.Headline)]; other != "" {
			t.Errorf("%s and %s have one headline", s.Key, other)
		}
		headlines[strings.ToLower(s.Headline)] = s.Key
		words := strings.Fields(s.Headline)
		opening := strings.ToLower(strings.Join(words[:2], " "))
		if other := openings[opening]; other != "" {
			t.Errorf("%s and %s both begin %q", s.Key, other, opening)
		}
		openings[opening] = s.Key
	}
}

// TestBodies looks for what a tired editor lets through.
func TestBodies(t *testing.T) {
	t.Parallel()
	paragraphs := map[string]string{}
	firstWords := map[string]int{}
	stories := load(t).Stories
	for _, s := range stories {
		if len(s.Body.Blocks) == 0 || s.Body.Blocks[0].Kind != body.Paragraph {
			t.Errorf("%s does not begin with a paragraph", s.Key)
			continue
		}
		opening := plain(s.Body.Blocks[0].Text)
		if strings.Contains(opening, s.Deck) {
			t.Errorf("%s: the deck stands in the first paragraph again", s.Key)
		}
		firstWords[strings.ToLower(strings.Fields(opening)[0])]++
		for _, b := range s.Body.Blocks {
			words := plain(b.Text)
			if b.Kind != body.Paragraph && b.Kind != body.Quote {
				continue
			}
			if other := paragraphs[words]; other != "" && words != "" {
				t.Errorf("%s and %s share the paragraph %q", s.Key, other, words)
			}
			paragraphs[words] = s.Key
		}
		one := func(string) int64 { return 1 }
		for _, p := range s.Resolve(one, one).Validate(body.Rights{}) {
			t.Errorf("%s: %s: %s", s.Key, p.Field, p.Message)
		}
	}
	for word, n := range firstWords {
		if word != "the" && n > len(stories)/10 {
			t.Errorf("%d stories begin with %q", n, word)
		}
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	for _, s := range load(t).Stories {
		arabic, latin := 0, 0
		for _, r := range strings.Join(sayings(s), "") {
			switch {
			case unicode.Is(unicode.Arabic, r):
				arabic++
			case unicode.Is(unicode.Latin, r):
				latin++
			}
		}
		if (s.Language == "ar") != (arabic > latin) || s.Language == "ar" && latin > arabic/50 {
			t.Errorf("%s in %s: %d Arabic letters, %d Latin", s.Key, s.Language, arabic, latin)
		}
	}
}

func TestLeads(t *testing.T) {
	t.Parallel()
	for _, s := range load(t).Stories {
		if s.Lead.Picture != "" && (s.Lead.Alt == "" || s.Lead.Chart != nil) {
			t.Errorf("%s: a lead picture without alt text, or beside a chart", s.Key)
		}
		if s.Lead.Picture == "" && s.Lead.Caption+s.Lead.Alt != "" {
			t.Errorf("%s: caption or alt text of no picture", s.Key)
		}
		if c := s.Lead.Chart; c != nil {
			if c.Title == "" || c.Unit == "" || c.Source == "" || len(c.Values) < 5 || c.Kind != "line" && c.Kind != "bars" {
				t.Errorf("%s: chart %+v", s.Key, *c)
			}
		}
		for _, b := range s.Body.Blocks {
			for _, p := range b.Photos {
				if p.Alt == "" || path.Ext(s.Pictures[p.Photo-1]) != "" {
					t.Errorf("%s: photo %+v", s.Key, p)
				}
			}
		}
	}
}
