package note

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/newsroom/account"
)

// names says whether words name an account with an @: by its name, its first
// name, or what stands before the @ of its e-mail address.
func names(words string, a account.Account) bool {
	local, _, _ := strings.Cut(a.Email, "@")
	first, _, _ := strings.Cut(a.Name, " ")
	for _, name := range []string{a.Name, first, local} {
		if name != "" && namesWord(words, name) {
			return true
		}
	}
	return false
}

func namesWord(words, name string) bool {
	rest, name := strings.ToLower(words), "@"+strings.ToLower(name)
	before := ' '
	for {
		i := strings.Index(rest, name)
		if i < 0 {
			return false
		}
		if i > 0 {
			before, _ = utf8.DecodeLastRuneInString(rest[:i])
		}
		after, _ := utf8.DecodeRuneInString(rest[i+len(name):])
		if !inWord(before) && !inWord(after) {
			return true
		}
		before, _ = utf8.DecodeLastRuneInString(name)
		rest = rest[i+len(name):]
	}
}

func inWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
