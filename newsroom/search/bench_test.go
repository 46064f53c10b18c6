package search_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/testkit"
	"dateline/newsroom/body"
	"dateline/newsroom/search"
	"dateline/newsroom/search/searchtest"
	"dateline/newsroom/story"
)

// archiveSize is how many stories the benchmarks search through.
const archiveSize = 100_000

// vocabulary is an invented language in which few words are common and most
// are rare, as in any newspaper.
type vocabulary struct {
	words []string
	zipf  *rand.Zipf
}

func newVocabulary(r *rand.Rand) *vocabulary {
	v := &vocabulary{zipf: rand.NewZipf(r, 1.07, 4, 49_999)}
	syllables := strings.Fields("ba co di fu ga han il jo ka lem mi nor op pra qua ren si tor um ver wo yes zan tri bel dor mus pen lat cor ves")
	endings := []string{"", "", "", "s", "ed", "ing", "ation", "er"}
	for i := range 50_000 {
		var b strings.Builder
		for n := i + 31; n > 0; n /= len(syllables) {
			b.WriteString(syllables[n%len(syllables)])
		}
		v.words = append(v.words, b.String()+endings[i%len(endings)])
	}
	return v
}

func (v *vocabulary) text(words int) string {
	parts := make([]string, words)
	for i := range parts {
		parts[i] = v.words[v.zipf.Uint64()]
	}
	return strings.Join(parts, " ") + "."
}

// fill puts n public stories of about 300 words over ten years into the
// newsroom's tables, unindexed.
func fill(tb testing.TB, db *database.DB, n int) *vocabulary {
	tb.Helper()
	ctx := context.Background()
	r := rand.New(rand.NewPCG(1, 2))
	v := newVocabulary(r)
	for start := 1; start <= n; start += 1000 {
		testkit.NoError(tb, db.Write(ctx, func(tx *database.Tx) error {
			for id := start; id < start+1000 && id <= n; id++ {
				at := searchtest.Now.Add(-time.Duration(float64(n-id) / float64(n) * 10 * 365 * 24 * float64(time.Hour)))
				c := story.Content{Headline: v.text(9), Deck: v.text(22), Language: "en", Section: 1, Body: body.Document{Blocks: []body.Block{
					{Kind: body.Paragraph, Text: body.TextFrom(v.text(150))}, {Kind: body.Paragraph, Text: body.TextFrom(v.text(150))},
				}}}
				if err := searchtest.Insert(ctx, tx, story.ID(id), at, c); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	return v
}

func BenchmarkArchive(b *testing.B) {
	ctx := b.Context()
	db := testkit.SQLite(b)
	v := fill(b, db, archiveSize)
	c := search.New(db, clock.Freeze(searchtest.Now))
	start := time.Now()
	testkit.NoError(b, c.Rebuild(ctx, nil))
	took := time.Since(start)
	b.Run("index", func(b *testing.B) {
		for b.Loop() { // the work is done above, once
		}
		b.ReportMetric(took.Seconds(), "s-for-all")
	})
	for _, q := range []struct{ name, text string }{
		{"commonest", v.words[0]},
		{"common", v.words[12]},
		{"middling", v.words[900]},
		{"rare", v.words[30_000]},
		{"two common", v.words[3] + " " + v.words[9]},
		{"common and rare", v.words[2] + " " + v.words[20_000]},
		{"three middling", v.words[300] + " " + v.words[500] + " " + v.words[700]},
		{"phrase of common", `"` + v.words[1] + " " + v.words[2] + `"`},
		{"long phrase of common", `"` + strings.Join(v.words[:5], " ") + `"`},
		{"exclusion", v.words[40] + " -" + v.words[5]},
		{"eight words", strings.Join(v.words[40:48], " ")},
	} {
		b.Run(q.name, func(b *testing.B) {
			var took []float64
			var total int
			for b.Loop() {
				from := time.Now()
				testkit.NoError(b, db.Read(ctx, func(s *database.Snapshot) error {
					r, err := c.Search(ctx, s, search.Query{Text: q.text, Limit: 20})
					total = r.Total
					return err
				}))
				took = append(took, float64(time.Since(from).Microseconds())/1000)
			}
			slices.Sort(took)
			b.ReportMetric(took[int(math.Ceil(float64(len(took))*0.99))-1], "p99-ms")
			b.ReportMetric(float64(total), "found")
		})
	}
}
