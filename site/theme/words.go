package theme

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// words is what the templates say in one language. The key is the English
// wording itself, as it stands in a template between [[ and ]].
type words struct {
	Say     map[string]string            `json:"say"`
	Plurals map[string]map[string]string `json:"plurals"` // "stories" → CLDR form ("one", "few", "other") → "{n} stories"

	tag language.Tag
}

var marker = regexp.MustCompile(`\[\[([^\[\]\n]+)\]\]`)

// fill prints a template's [[words]] in the language. It happens once, before
// the template is parsed, so that it costs a page view nothing.
func (w *words) fill(text string) string {
	return marker.ReplaceAllStringFunc(text, func(m string) string {
		english := m[2 : len(m)-2]
		said, ok := w.Say[english]
		if !ok {
			said = english
		}
		return strings.ReplaceAll(template.HTMLEscapeString(said), "{{", "&#123;&#123;")
	})
}

// number prints a count as the language groups its digits, in European digits.
func (w *words) number(n int) string {
	if n >= 0 && n < 1000 {
		return strconv.Itoa(n) // nothing to group
	}
	return message.NewPrinter(w.tag).Sprint(number.Decimal(n))
}

// count prints a number with its noun in the right form.
func (w *words) count(noun string, n int) string {
	forms := w.Plurals[noun]
	form := forms["other"]
	if exact, ok := forms[formNames[plural.Cardinal.MatchPlural(w.tag, n, 0, 0, 0, 0)]]; ok {
		form = exact
	}
	return strings.ReplaceAll(form, "{n}", w.number(n))
}

var formNames = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// readWords reads words/*.json: the default's, with a newsroom's laid over them.
// English stands behind every language that lacks an entry.
func readWords(s shelf, report func(string, ...any)) (map[string]*words, error) {
	all := map[string]*words{}
	for _, file := range s.names("words", ".json") {
		name := strings.TrimSuffix(path.Base(file), ".json")
		tag, err := language.Parse(name)
		if err != nil {
			report("%s: no language is called %q", file, name)
			continue
		}
		w := &words{Say: map[string]string{}, Plurals: map[string]map[string]string{}}
		if w.tag, err = tag.SetTypeForKey("nu", "latn"); err != nil {
			return nil, fmt.Errorf("theme: %s: %w", file, err)
		}
		if base, err := fs.ReadFile(s.base, file); err == nil {
			if err := w.merge(base); err != nil {
				return nil, fmt.Errorf("theme: %s: %w", file, err)
			}
		}
		if s.own != nil {
			if own, err := fs.ReadFile(s.own, file); err == nil {
				if err := w.merge(own); err != nil {
					report("%s: %v: the default words are used", file, err)
				}
			}
		}
		all[name] = w
	}
	if all["en"] == nil {
		return nil, fmt.Errorf("theme: words/en.json: %w", fs.ErrNotExist)
	}
	for _, w := range all {
		for noun, forms := range all["en"].Plurals {
			if w.Plurals[noun] == nil {
				w.Plurals[noun] = forms
			}
		}
	}
	return all, nil
}

func (w *words) merge(data []byte) error {
	var more words
	if err := json.Unmarshal(data, &more); err != nil {
		return err
	}
	maps.Copy(w.Say, more.Say)
	maps.Copy(w.Plurals, more.Plurals)
	return nil
}

// isArabicScript says whether a language is written in Arabic letters.
func isArabicScript(lang string) bool {
	tag, err := language.Parse(lang)
	if err != nil {
		return false
	}
	script, _ := tag.Script()
	return script.String() == "Arab"
}
