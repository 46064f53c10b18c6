package wire_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"dateline/internal/testkit"
	"dateline/newsroom/body"
	"dateline/newsroom/wire"
)

// TestCopy reads items of every version. Each file holds the item, and what
// comes of it: the copy and the problems.
func TestCopy(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/copy/*.txtar")
	testkit.NoError(t, err)
	if len(files) == 0 {
		t.Fatal("there are no files")
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(path)
			testkit.NoError(t, err)
			var got string
			for _, f := range archive.Files {
				if f.Name == "item.json" {
					got = describe(f.Data)
				}
			}
			if testkit.Updating() {
				archive.Files = []txtar.File{archive.Files[0], {Name: "copy", Data: []byte(got)}}
				testkit.NoError(t, os.WriteFile(path, txtar.Format(archive), 0o644))
				return
			}
			testkit.Equal(t, got, string(archive.Files[1].Data))
		})
	}
}

func describe(raw []byte) string {
	var b strings.Builder
	line := func(key string, values ...string) {
		if s := strings.Join(values, " "); strings.Trim(s, " |") != "" {
			b.WriteString(key + ": " + strings.TrimSpace(s) + "\n")
		}
	}
	it, problems, err := wire.Decode(raw)
	if err != nil {
		line("refused", err.Error())
		return b.String()
	}
	c, problems := wire.Compose(it, problems)
	line("standard", it.Standard)
	line("uri", c.URI)
	line("version", c.Version.String())
	line("status", c.Status)
	if !c.FirstAt.IsZero() {
		line("first published", c.FirstAt.String())
	}
	if !c.Embargo.IsZero() {
		line("embargo", c.Embargo.String())
	}
	line("waits because", c.Hold)
	line("headline", c.Content.Headline)
	line("deck", c.Content.Deck)
	line("kicker", c.Content.Kicker)
	line("language", c.Content.Language)
	line("genre", c.Content.Genre)
	line("section", want(c.Section))
	line("series", want(c.Series))
	line("dateline", want(c.Dateline), "|", c.Content.DatelineText)
	for i, credit := range c.Content.Byline {
		line("byline", want(c.Byline[i]), "|", credit.Name, "|", credit.Role)
	}
	for _, w := range c.Places {
		line("place", want(w))
	}
	for _, w := range c.Topics {
		line("topic", want(w))
	}
	for _, w := range c.People {
		line("about", want(w))
	}
	line("origin", c.Content.Origin)
	line("copyright", c.Content.Copyright)
	line("usage terms", c.Content.UsageTerms)
	line("note", c.Content.EditorialNote)
	for i, p := range c.Pictures {
		where := ""
		if i == c.Lead {
			where = "lead"
		}
		line("picture", where, p.URI)
		for _, f := range p.Files {
			line("  file", f.Href)
		}
		line("  headline", p.Headline)
		line("  caption", p.Caption)
		line("  alt", p.Alt)
		line("  creator", p.Creator)
		line("  agency", p.Agency)
		line("  source", p.Source)
		line("  copyright", p.Copyright)
		line("  usage terms", p.UsageTerms)
		line("  place", p.Place)
	}
	for _, block := range c.Content.Body.Blocks {
		line(string(block.Kind), body.Plain(body.Document{Blocks: []body.Block{block}}, body.PlainOptions{}))
	}
	for _, p := range problems {
		line("problem", p.String())
	}
	return b.String()
}

func want(w wire.Want) string {
	if w.Tag.Kind == "" {
		return ""
	}
	s := string(w.Tag.Kind) + " " + w.Tag.Name + " " + strings.Join(w.Tag.URIs, " ")
	if w.Tag.Located {
		s += " located"
	}
	s += " " + w.Tag.Country + " " + w.Tag.PlaceKind
	if !w.Make {
		s += " if known"
	}
	return strings.Join(strings.Fields(s), " ")
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "x", "null", "[]", `"a"`, "1", "{", `{"uri":""}`, `{"uri":null}`, `{"uri":["a"]}`, `{"headline":"x"}`, `{"uri":"a"} x`, strings.Repeat("[", 100_000)} {
		if _, _, err := wire.Decode([]byte(raw)); err == nil {
			t.Errorf("%.40q is taken for an item", raw)
		}
	}
}

func FuzzDecode(f *testing.F) {
	files, err := filepath.Glob("testdata/copy/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range files {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		it, problems, err := wire.Decode(raw)
		if err != nil {
			return
		}
		if it.URI == "" {
			t.Fatal("an item without a uri")
		}
		c, problems := wire.Compose(it, problems)
		if c.Status != "usable" && c.Status != "withheld" && c.Status != "canceled" {
			t.Fatalf("status %q", c.Status)
		}
		if strings.ContainsRune(c.Content.Headline+c.Content.Deck+c.Content.Body.PlainText(), 0) {
			t.Fatal("a NUL came through")
		}
		if len(c.Byline) != len(c.Content.Byline) || c.Lead >= len(c.Pictures) {
			t.Fatalf("%d bylines for %d, lead %d of %d", len(c.Byline), len(c.Content.Byline), c.Lead, len(c.Pictures))
		}
		for _, p := range problems {
			if p.URI != it.URI || p.Message == "" {
				t.Fatalf("problem %+v", p)
			}
		}
	})
}

func TestVersionCompare(t *testing.T) {
	t.Parallel()
	item := func(version, created string) wire.Version {
		it, _, err := wire.Decode([]byte(`{"uri":"a","version":"` + version + `","versioncreated":"` + created + `"}`))
		testkit.NoError(t, err)
		c, _ := wire.Compose(it, nil)
		return c.Version
	}
	const early, late = "2026-11-22T10:00:00Z", "2026-11-22T10:00:01Z"
	tests := []struct {
		a, b wire.Version
		want int
	}{
		{item("1", early), item("1", early), 0},
		{item("2", early), item("1", late), 1},
		{item("10", ""), item("9", ""), 1},
		{item("1.2", ""), item("1.10", ""), -1},
		{item("1", early), item("1", late), -1},
		{item("", late), item("", early), 1},
		{item("", early), item("", "2026-11-22T11:00:00+01:00"), 0},
		{item("3", ""), item("3", late), 0},
		{item("draft", early), item("final", late), -1},
		{item("draft", ""), item("draft", ""), 0},
		{item("", ""), item("", ""), 0},
		{item("", ""), item("1", ""), 1},
	}
	for _, tt := range tests {
		if got := tt.a.Compare(tt.b); got != tt.want {
			t.Errorf("%q against %q: %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
