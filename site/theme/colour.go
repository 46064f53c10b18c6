package theme

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// minContrast is what WCAG 2.2, 1.4.3 asks of text of ordinary size.
const minContrast = 4.5

// CheckColour returns the contrast of two colours by WCAG 2.2 (1 to 21), both
// as "#rgb" or "#rrggbb". Text of ordinary size needs 4.5, large text 3.
func CheckColour(fg, bg string) (float64, error) {
	a, err := luminance(fg)
	if err != nil {
		return 0, err
	}
	b, err := luminance(bg)
	if err != nil {
		return 0, err
	}
	return (max(a, b) + 0.05) / (min(a, b) + 0.05), nil
}

// luminance is the relative luminance of WCAG 2.2, 0 (black) to 1 (white).
func luminance(hex string) (float64, error) {
	digits := strings.TrimPrefix(hex, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 6 || digits == hex {
		return 0, fmt.Errorf("theme: %q is not a colour like #1b4f80", hex)
	}
	channel := func(shift uint) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0), nil
}

// palette holds the tokens of the finished CSS in light and in dark mode.
type palette struct {
	light, dark map[string]string
}

var (
	rootRule  = regexp.MustCompile(`(@media[^{]*\{\s*)?:root\s*\{([^}]*)\}`)
	tokenRule = regexp.MustCompile(`--([a-z0-9-]+)\s*:\s*([^;]+)`)
)

// readPalette reads :root rules as a browser would: later ones win, and dark
// mode starts from the light tokens.
func readPalette(css string) palette {
	p := palette{light: map[string]string{}, dark: map[string]string{}}
	for _, m := range rootRule.FindAllStringSubmatch(css, -1) {
		media := strings.ReplaceAll(m[1], " ", "")
		isDark := strings.Contains(media, "prefers-color-scheme:dark")
		if media != "" && !isDark {
			continue // breakpoints and print
		}
		notDark := strings.Contains(m[1], "not all")
		for _, t := range tokenRule.FindAllStringSubmatch(m[2], -1) {
			value := strings.TrimSpace(t[2])
			if !isDark || notDark {
				p.light[t[1]] = value
			}
			if !notDark {
				p.dark[t[1]] = value
			}
		}
	}
	return p
}

// colour returns a token in mode "light" or "dark".
func (p palette) colour(token, mode string) string {
	if mode == "dark" {
		return p.dark[token]
	}
	return p.light[token]
}

// textTokens are the colours that words are printed in.
func textTokens() []string {
	names := []string{"ink", "ink-2", "accent"}
	for i := 1; i <= 12; i++ {
		names = append(names, "section-"+strconv.Itoa(i))
	}
	return names
}

// problems names each pair of text and ground that is too close to read.
func (p palette) problems() []string {
	var found []string
	for _, mode := range []string{"light", "dark"} {
		for _, fg := range textTokens() {
			for _, bg := range []string{"paper", "paper-2"} {
				a, b := p.colour(fg, mode), p.colour(bg, mode)
				ratio, err := CheckColour(a, b)
				if err == nil && ratio < minContrast {
					found = append(found, fmt.Sprintf("--%s (%s) on --%s (%s) in %s mode: contrast %.2f, and text needs %.1f", fg, a, bg, b, mode, ratio, minContrast))
				}
			}
		}
	}
	return found
}
