package note

import (
	"testing"

	"dateline/newsroom/account"
)

func TestNames(t *testing.T) {
	t.Parallel()
	anna := account.Account{Name: "Anna Ö. Lind", Email: "alind@news.example"}
	for words, want := range map[string]bool{
		"@Anna Ö. Lind, look": true, "ask @anna": true, "(@alind)": true, "@ANNA!": true, "@Annabel": false, "mail@anna.example": false, "Anna": false, "@annas @anna": true, "": false,
	} {
		if names(words, anna) != want {
			t.Errorf("%q: want %v", words, want)
		}
	}
}

func FuzzNames(f *testing.F) {
	f.Add("ask @anna", "Anna", "a@b.example")
	f.Fuzz(func(t *testing.T, words, name, email string) {
		a := account.Account{Name: name, Email: email}
		if names(words, a) != names(words+" ", a) {
			t.Error("a space at the end changes who is named")
		}
	})
}
