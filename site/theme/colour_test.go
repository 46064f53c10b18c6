package theme_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"dateline/site/theme"
)

func TestCheckColour(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		fg, bg string
		want   float64
	}{
		{"#000", "#fff", 21}, {"#fff", "#000000", 21}, {"#777777", "#ffffff", 4.48}, {"#123456", "#123456", 1},
	} {
		got, err := theme.CheckColour(tt.fg, tt.bg)
		if err != nil || math.Abs(got-tt.want) > 0.005 {
			t.Errorf("%s on %s: %.3f %v, want %.2f", tt.fg, tt.bg, got, err, tt.want)
		}
	}
	for _, bad := range []string{"", "#", "red", "#12", "#gggggg", "123456", "#12345678", "var(--ink)"} {
		if _, err := theme.CheckColour(bad, "#fff"); err == nil {
			t.Errorf("%q passed as a colour", bad)
		}
	}
}

// TestColoursCanBeRead holds every colour of words against both papers, light
// and dark: WCAG 2.2 AA for text of ordinary size.
func TestColoursCanBeRead(t *testing.T) {
	t.Parallel()
	th := load(t, theme.Options{})
	if p := th.Problems(); len(p) > 0 {
		t.Error(strings.Join(p, "\n"))
	}
	names := []string{"ink", "ink-2", "accent"}
	for i := 1; i <= 12; i++ {
		names = append(names, "section-"+strconv.Itoa(i))
	}
	for _, mode := range []string{"light", "dark"} {
		for _, fg := range names {
			for _, bg := range []string{"paper", "paper-2"} {
				ratio, err := theme.CheckColour(th.Colour(fg, mode), th.Colour(bg, mode))
				if err != nil || ratio < 4.5 {
					t.Errorf("--%s on --%s in %s: %.2f %v", fg, bg, mode, ratio, err)
				}
			}
		}
		if ratio, _ := theme.CheckColour(th.Colour("ink", mode), th.Colour("mark", mode)); ratio < 4.5 {
			t.Errorf("a search find in %s: %.2f", mode, ratio)
		}
	}
}
