package svg

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func plain() Look {
	return Look{
		Name: "x", Narrow: 500,
		Tokens: []Token{{Name: "ink", Light: "#111", Dark: "#eee"}},
		Styles: []Style{
			{Class: "x-a", Wide: "fill:$ink;r:4px;font-family:$serif", Narrow: "r:9px"},
			{Class: "x-b", Wide: "fill:$lost"},
		},
	}
}

func TestModes(t *testing.T) {
	t.Parallel()
	draw := func(mode Mode) string {
		p := NewPage(plain(), mode, "", "seed")
		p.Add("<circle", p.Use("x-a"), "/>", "<path", p.Use("x-b"), "/>")
		p.Path("x-a", nil)
		p.Label([]string{"one", "<two>"}, 1.25, 2)
		return string(p.Finish(Frame{Kind: "k", Role: "img", Width: 10, Height: 5, Title: "T&T"}))
	}
	inline, file := draw(Inline), draw(File)
	for _, want := range []string{`fill="var(--x-ink,#111)"`, ` r="4"`, `fill="currentColor"`, "&lt;two&gt;", "T&amp;T", `class="x x-k"`, `dy="-0.22em"`} {
		if !strings.Contains(inline, want) {
			t.Errorf("inline: no %s in %s", want, inline)
		}
	}
	for _, want := range []string{".x-a{fill:var(--x-ink);r:4px", "@media (max-width:500px){.x-a{r:9px}}", "prefers-color-scheme:dark"} {
		if !strings.Contains(file, want) {
			t.Errorf("file: no %s in %s", want, file)
		}
	}
	if strings.Contains(inline, "<style") || strings.Contains(file, ` fill="`) {
		t.Error("the modes are mixed")
	}
	if draw(Inline) != inline {
		t.Error("two drawings differ")
	}
}

func TestHiddenWithoutTitle(t *testing.T) {
	t.Parallel()
	got := string(NewPage(plain(), Inline, "my id", "").Finish(Frame{Kind: "k", Width: 1, Height: 1, Plain: true}))
	if !strings.Contains(got, `aria-hidden="true"`) || strings.Contains(got, "role=") {
		t.Error(got)
	}
}

func TestCSS(t *testing.T) {
	t.Parallel()
	for _, want := range []string{":where(.x) { --x-ink: #111; }", "light-dark(#111, #eee)", "@container x (max-width: 500px)", ".x-a { r:9px }"} {
		if !strings.Contains(plain().CSS(), want) {
			t.Errorf("no %s in %s", want, plain().CSS())
		}
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		in   string
		most float64
		want string
	}{
		{"Homs", 10, "Homs"},
		{"Santiago de Compostela", 8, "Santiago de|Compostela"},
		{"a bb ccc dddd eeeee ffffff", 3, "a bb|ccc|ddd…"},
		{"Donaudampfschifffahrt", 6, "Donauda…"},
		{"", 5, ""},
	} {
		if got := strings.Join(Wrap(row.in, row.most), "|"); got != row.want {
			t.Errorf("Wrap(%q, %v) = %q, want %q", row.in, row.most, got, row.want)
		}
	}
}

func TestBalance(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Chad": "Chad", "Central African Republic": "Central African|Republic", "Liechtensteinisch": "Liechtensteinisch",
	} {
		if got := strings.Join(Balance(in, 8), "|"); got != want {
			t.Errorf("Balance(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"  a\t\nb ":             "a b",
		"x\u202ey\u0000z\xff":   "xy z",
		"دمشق":                  "دمشق",
		strings.Repeat("é", 90): strings.Repeat("é", 79) + "…",
		"no\u200djoin":          "no\u200djoin",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRightToLeft(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{"دمشق": true, "12 דיו": true, "Homs حمص": false, "": false} {
		if got := RightToLeft(in); got != want {
			t.Errorf("RightToLeft(%q) = %t", in, got)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"Homs", "<a href=\"x\">", "\u202e\x00", "كابول", "東京", strings.Repeat("w", 300)} {
		f.Add(s, 7.0)
	}
	f.Fuzz(func(t *testing.T, s string, most float64) {
		c := Clean(s)
		if !utf8.ValidString(c) || utf8.RuneCountInString(c) > maxText || strings.ContainsAny(c, "\n\r\x00") {
			t.Errorf("Clean(%q) = %q", s, c)
		}
		if lines := Wrap(c, most); len(lines) > 3 {
			t.Errorf("%d lines", len(lines))
		}
		if strings.ContainsAny(Escape(c), `<>"`) {
			t.Errorf("Escape(%q) = %q", c, Escape(c))
		}
	})
}
