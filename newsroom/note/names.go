package note

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/newsroom/account"
)

// named gives those of all whom words name with an @: by their name, their
// first name, or what stands before the @ of their e-mail address. Of the names
// that fit at one place the longest counts: “@Sam Cole” is nobody else who is
// called Sam.
func named(words string, all []account.Account) (who []account.Account) {
	names := namesOf(all)
	found := make([]bool, len(all))
	rest, before := strings.ToLower(words), ' '
	for {
		i := strings.IndexByte(rest, '@')
		if i < 0 {
			break
		}
		if i > 0 {
			before, _ = utf8.DecodeLastRuneInString(rest[:i])
		}
		rest = rest[i+1:]
		if !inWord(before) {
			markLongest(rest, names, found)
		}
		before = '@'
	}
	for i, a := range all {
		if found[i] {
			who = append(who, a)
		}
	}
	return who
}

// name is what somebody may be called, in lower case, and whose place in the
// list that is.
type name struct {
	text string
	of   int
}

// namesOf gives all that people may be called, the longest first.
func namesOf(all []account.Account) (names []name) {
	for i, a := range all {
		local, _, _ := strings.Cut(a.Email, "@")
		first, _, _ := strings.Cut(a.Name, " ")
		for _, text := range []string{a.Name, first, local} {
			if text != "" {
				names = append(names, name{strings.ToLower(text), i})
			}
		}
	}
	slices.SortStableFunc(names, func(a, b name) int { return cmp.Compare(len(b.text), len(a.text)) })
	return names
}

// markLongest marks who is called what s begins with: several where they share
// the name.
func markLongest(s string, names []name, found []bool) {
	longest := 0
	for _, n := range names {
		if len(n.text) < longest {
			return
		}
		if !strings.HasPrefix(s, n.text) {
			continue
		}
		if after, _ := utf8.DecodeRuneInString(s[len(n.text):]); !inWord(after) {
			found[n.of], longest = true, len(n.text)
		}
	}
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}
