package search_test

import (
	"testing"

	"dateline/internal/testkit"
	"dateline/newsroom/search/searchtest"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	searchtest.Run(t, testkit.SQLite)
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	searchtest.Run(t, testkit.Postgres)
}

func FuzzQuery(f *testing.F) {
	for _, q := range searchtest.Hostile() {
		f.Add(q)
	}
	db := testkit.SQLite(f)
	p := searchtest.Open(f, db)
	p.Print(searchtest.Story{Headline: "Harbour", Body: "It's calm."})
	f.Fuzz(func(t *testing.T, query string) {
		p.For(t).IDs(query) // fails on any error
	})
}
