package theme

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strings"

	"dateline/internal/atlas"
	"dateline/internal/chart"
)

var (
	importRule = regexp.MustCompile(`@import\s*"(?:\./)?([A-Za-z0-9_-]+\.css)"\s*;?`)
	comment    = regexp.MustCompile(`(?s)/\*.*?\*/`)
	indent     = regexp.MustCompile(`\n\s*`)
	fontFace   = regexp.MustCompile(`(?s)@font-face\s*\{[^}]*\}`)
	cssURL     = regexp.MustCompile(`url\(\s*["']?([^"')]+)["']?\s*\)`)
	endOfStyle = regexp.MustCompile(`(?i)<\s*/?\s*(style|script|!--)`)
	tokenName  = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	tokenValue = regexp.MustCompile(`^[^;{}<>\\]+$`)
)

// tokenFile is a newsroom's tokens.json: the quickest way to own colours and
// type. Names are those of css/tokens.css without the two hyphens.
type tokenFile struct {
	Light   map[string]string `json:"light"`   // in light mode
	Dark    map[string]string `json:"dark"`    // in dark mode
	All     map[string]string `json:"all"`     // in both
	Preload []string          `json:"preload"` // fonts for first paint: "fonts/house.woff2"
}

// addStyles joins the two sheets: critical.css, which is printed in each page,
// and site.css, which is served. Both only list what they are made of.
func (b *build) addStyles(s shelf) error {
	critical, err := b.sheet(s, "critical.css")
	if err != nil {
		return err
	}
	rest, err := b.sheet(s, "site.css")
	if err != nil {
		return err
	}
	rest = atlas.CSS() + chart.CSS() + rest
	if data, own, err := s.read("css/extra.css"); err == nil && own {
		rest += b.cleanCSS("css/extra.css", data)
	}
	b.readTokens(s)
	critical += b.tokens.css()
	rest += b.tokens.css() // once more: it wins over tokens of either sheet
	b.critical = b.bindURLs(critical)
	sum := sha256.Sum256([]byte(b.critical))
	b.criticalSum = base64.StdEncoding.EncodeToString(sum[:])
	b.add("site.css", []byte(b.bindURLs(rest)))
	b.palette = readPalette(b.critical)
	b.problems = append(b.problems, b.palette.problems()...)
	return nil
}

// sheet reads a list of imports and joins what it names. A file that only the
// default has is trusted to be there; a newsroom's list may name its own files.
func (b *build) sheet(s shelf, name string) (string, error) {
	list, _, err := s.read(path.Join("css", name))
	if err != nil {
		return "", fmt.Errorf("theme: %w", err)
	}
	var out strings.Builder
	for _, m := range importRule.FindAllSubmatch(list, -1) {
		file := path.Join("css", string(m[1]))
		data, own, err := s.read(file)
		if errors.Is(err, fs.ErrNotExist) {
			b.problem("css/%s names %s, which is not there", name, m[1])
			continue
		}
		if err != nil {
			return "", fmt.Errorf("theme: %w", err)
		}
		clean := b.cleanCSS(file, data)
		if clean == "" && own {
			if base, err := fs.ReadFile(s.base, file); err == nil {
				clean = b.cleanCSS(file, base)
			}
		}
		out.WriteString(clean)
	}
	return out.String(), nil
}

// cleanCSS takes comments and indents out and refuses a sheet that would end
// the <style> element it is printed in.
func (b *build) cleanCSS(file string, data []byte) string {
	text := comment.ReplaceAll(data, nil)
	if at := endOfStyle.FindIndex(text); at != nil {
		line := 1 + bytes.Count(text[:at[0]], []byte("\n"))
		b.problem("%s:%d: markup inside CSS: the file is left out", file, line)
		return ""
	}
	if open, shut := bytes.Count(text, []byte("{")), bytes.Count(text, []byte("}")); open != shut {
		b.problem("%s: %d braces open and %d close: the file is left out", file, open, shut)
		return ""
	}
	return strings.TrimSpace(string(indent.ReplaceAll(text, []byte("\n")))) + "\n"
}

// bindURLs puts fingerprinted addresses in the place of file names and drops
// font rules whose file the theme does not have (a clone without `make assets`).
func (b *build) bindURLs(css string) string {
	css = fontFace.ReplaceAllStringFunc(css, func(rule string) string {
		for _, m := range cssURL.FindAllStringSubmatch(rule, -1) {
			if b.urls[m[1]] == "" && !strings.HasPrefix(m[1], "/") {
				return ""
			}
		}
		return rule
	})
	return cssURL.ReplaceAllStringFunc(css, func(ref string) string {
		if url := b.urls[cssURL.FindStringSubmatch(ref)[1]]; url != "" {
			return "url(" + url + ")"
		}
		return ref
	})
}

func (b *build) readTokens(s shelf) {
	if s.own == nil {
		return
	}
	data, err := fs.ReadFile(s.own, "tokens.json")
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.DisallowUnknownFields()
		err = dec.Decode(&b.tokens)
	}
	if err != nil {
		at := len(data)
		if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
			at = min(int(syntax.Offset), at)
		}
		line := 1 + bytes.Count(data[:at], []byte("\n"))
		b.problem("tokens.json:%d: %v", line, err)
		b.tokens = tokenFile{}
		return
	}
	for _, set := range []map[string]string{b.tokens.Light, b.tokens.Dark, b.tokens.All} {
		for name, value := range set {
			if !tokenName.MatchString(name) || !tokenValue.MatchString(value) {
				b.problem("tokens.json: %q: %q is not a name and a value of CSS", name, value)
				delete(set, name)
			}
		}
	}
}

// css prints the tokens so that each counts in its own mode only.
func (t tokenFile) css() string {
	var out strings.Builder
	rules := func(set map[string]string, before, after string) {
		if len(set) == 0 {
			return
		}
		names := make([]string, 0, len(set))
		for name := range set {
			names = append(names, name)
		}
		sort.Strings(names)
		out.WriteString(before + ":root{")
		for _, name := range names {
			out.WriteString("--" + name + ":" + set[name] + ";")
		}
		out.WriteString("}" + after + "\n")
	}
	rules(t.All, "", "")
	rules(t.Light, "@media not all and (prefers-color-scheme:dark){", "}")
	rules(t.Dark, "@media (prefers-color-scheme:dark){", "}")
	return out.String()
}
