package wire_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"dateline/internal/database"
	"dateline/internal/testkit"
	"dateline/newsroom/wire"
)

// typical is an item as long as agencies' stories are: thirty paragraphs.
func typical(i int) string {
	words := strings.Repeat("<p>A paragraph of an agency's <em>story</em> with a <a href='https://example.org/'>link</a> in it, as long as they usually are or nearly so.</p>", 30)
	return fmt.Sprintf(`{"uri":"urn:bench:%d","version":"1","type":"text","versionCreated":"2026-11-%02dT09:00:00Z","language":"en","by":"Ana Lima and Omar Saleh","located":"Town %d",
		"headlines":[{"role":"main","value":"Story number %d of the archive"},{"role":"deck","value":"What it says in one line"}],
		"subjects":[{"name":"Section %d","rel":"section"},{"name":"Topic %d"},{"name":"Topic %d"},{"name":"Topic %d"}],
		"places":[{"name":"Town %d","geoJSON":{"type":"Point","coordinates":[31.5,4.8]}}],"people":[{"name":"Person %d","rel":"about"}],
		"bodies":[{"role":"main","contentType":"application/xhtml+xml","value":%q}]}`+"\n", i, i%20+1, i%300, i, i%8, i%200, i%170, i%130, i%300, i%2000, strings.ReplaceAll(words, `"`, `'`))
}

func BenchmarkDecode(b *testing.B) {
	raw := []byte(typical(1))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		it, problems, err := wire.Decode(raw)
		testkit.NoError(b, err)
		wire.Compose(it, problems)
	}
}

// BenchmarkImport files 4,000 items in one go; the time of an item is the
// result that counts.
func BenchmarkImport(b *testing.B) {
	const items = 4000
	for name, open := range map[string]func(testing.TB) *database.DB{"sqlite": testkit.SQLite, "postgres": testkit.Postgres} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				h := openHouse(b, open(b))
				r, w := io.Pipe()
				go func() {
					for i := range items {
						_, _ = io.WriteString(w, typical(i))
					}
					_ = w.Close()
				}()
				report, err := h.wire.Import(b.Context(), editor, wire.Source{Reader: r}, publish)
				testkit.NoError(b, err)
				if report.Outcomes[wire.Created] != items || report.States["live"] != items {
					b.Fatalf("came in as %v, %v", report.Outcomes, report.States)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*items), "µs/item")
		})
	}
}
