package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"time"
)

// Shape of the made-up archive.
const (
	sections = 8
	topics   = 200
	places   = 150
	writers  = 60
	words    = 260
	years    = 6
)

// syllables make up words that look like English to a search index: a few
// thousand different ones, the first far more frequent than the last.
var syllables = strings.Fields("ka ro mi ten sol ver an del pu ras to lin mo quen ter al is or be nu fa gri hol ed ing er on ist ment")

type maker struct {
	r     *rand.Rand
	vocab []string
	zipf  *rand.Zipf
}

func newMaker(seed uint64) *maker {
	m := &maker{r: rand.New(rand.NewPCG(seed, 7))} //nolint:gosec // made-up stories
	for range 6000 {
		var w strings.Builder
		for range 2 + m.r.IntN(3) {
			w.WriteString(syllables[m.r.IntN(len(syllables))])
		}
		m.vocab = append(m.vocab, w.String())
	}
	m.zipf = rand.NewZipf(m.r, 1.1, 8, uint64(len(m.vocab)-1))
	return m
}

func (m *maker) words(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = m.vocab[m.zipf.Uint64()]
	}
	out[0] = strings.ToUpper(out[0][:1]) + out[0][1:]
	return strings.Join(out, " ")
}

func (m *maker) body() string {
	var b strings.Builder
	for left := words; left > 0; {
		n := min(left, 25+m.r.IntN(30))
		left -= n
		b.WriteString("<p>" + m.words(n) + ".</p>")
	}
	return b.String()
}

func concept(kind string, n int) map[string]any {
	return map[string]any{"name": fmt.Sprintf("%s %d", kind, n), "uri": fmt.Sprintf("urn:bench:%s:%d", strings.ToLower(kind), n)}
}

// item is one story as an agency would send it.
func (m *maker) item(n, total int, now time.Time) map[string]any {
	at := now.Add(-time.Duration(float64(total-n) / float64(total) * years * 365 * 24 * float64(time.Hour)))
	section := concept("Section", m.r.IntN(sections))
	section["rel"] = "section"
	subjects := []any{section}
	for range 2 + m.r.IntN(3) {
		subjects = append(subjects, concept("Topic", int(float64(topics)*m.r.Float64()*m.r.Float64())))
	}
	var located []any
	for range 1 + m.r.IntN(2) {
		p := concept("Place", m.r.IntN(places))
		located = append(located, p)
	}
	return map[string]any{
		"uri": fmt.Sprintf("urn:bench:story:%d", n), "standard": map[string]any{"name": "ninjs", "version": "3.1", "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"},
		"type": "text", "pubstatus": "usable", "version": "1", "versioncreated": at.Format(time.RFC3339), "firstcreated": at.Format(time.RFC3339), "language": "en",
		"headlines": []any{map[string]any{"value": fmt.Sprintf("%s %d", m.words(7), n)}, map[string]any{"role": "deck", "value": m.words(18) + "."}},
		"bodies":    []any{map[string]any{"value": m.body(), "contenttype": "application/xhtml+xml"}},
		"subjects":  subjects, "places": located, "by": fmt.Sprintf("Writer %d", m.r.IntN(writers)),
	}
}

// writeStories makes a file of n stories, an item a line.
func writeStories(path string, n int, now time.Time) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	e := json.NewEncoder(w)
	m := newMaker(42)
	for i := range n {
		if err := e.Encode(m.item(i, n, now)); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}
