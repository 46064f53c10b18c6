package note

import (
	"slices"
	"strings"
	"testing"

	"dateline/internal/testkit"
	"dateline/newsroom/account"
)

func TestNamed(t *testing.T) {
	t.Parallel()
	all := []account.Account{
		{ID: 1, Name: "Anna Ö. Lind", Email: "alind@news.example"},
		{ID: 2, Name: "Sam Cole", Email: "s.cole@news.example"},
		{ID: 3, Name: "Sam Coleman", Email: "sam@news.example"},
		{ID: 4, Name: "Sam", Email: "desk@news.example"},
	}
	for words, want := range map[string][]int64{
		"@Anna Ö. Lind, look": {1}, "ask @anna": {1}, "(@alind)": {1}, "@ANNA!": {1}, "@Annabel": nil, "mail@anna.example": nil, "Anna": nil, "@annas @anna": {1}, "": nil, "@": nil,
		"@@anna": {1}, "@anna@alind": {1}, "@ANNA Ö. LIND": {1}, "@anna\u0301": nil,
		"@Sam Cole": {2}, "@sam coleman": {3}, "@Sam Colem": {2, 3, 4}, "@sam": {2, 3, 4}, "@s.cole and @sam cole.": {2}, "@desk @alind": {1, 4},
	} {
		if got := ids(named(words, all)); !slices.Equal(got, want) {
			t.Errorf("%q names %v, want %v", words, got, want)
		}
	}
}

func ids(all []account.Account) (ids []int64) {
	for _, a := range all {
		ids = append(ids, a.ID)
	}
	return ids
}

// FuzzNamed wants of any words that only those are named whose name stands
// after an @, that white space around changes nothing, and that somebody more on
// the list takes nobody's name but a shorter one.
func FuzzNamed(f *testing.F) {
	f.Add("ask @anna", "Anna", "a@b.example", "Anna Lind")
	f.Add("@Sam Cole", "Sam Cole", "s.cole@b.example", "Sam")
	f.Add("@\xff@ @é\u0301 @İ", "é", "@", "İ i")
	f.Fuzz(func(t *testing.T, words, called, email, other string) {
		all := []account.Account{{ID: 1, Name: called, Email: email}, {ID: 2, Name: other, Email: "@"}}
		who := ids(named(words, all))
		testkit.Equal(t, ids(named(" "+words+"\n", all)), who)
		for _, a := range named(words, all) {
			first, _, _ := strings.Cut(a.Name, " ")
			local, _, _ := strings.Cut(a.Email, "@")
			if !slices.ContainsFunc([]string{a.Name, first, local}, func(s string) bool {
				return s != "" && strings.Contains(strings.ToLower(words), "@"+strings.ToLower(s))
			}) {
				t.Errorf("%q does not name %+v", words, a)
			}
		}
		for i := range all {
			if alone := named(words, all[i:i+1]); len(alone) == 0 && slices.Contains(who, all[i].ID) {
				t.Errorf("%q names %+v only beside somebody else", words, all[i])
			}
		}
		if both := ids(named(words, []account.Account{all[1], all[0]})); len(both) != len(who) {
			t.Error("who is named depends on the order of the list")
		}
	})
}
