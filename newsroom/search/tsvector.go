package search

import (
	"context"
	"strconv"
	"strings"

	"dateline/internal/database"
)

// tsvectorMatch gives the statement for a place, and what to match in
// PostgreSQL's query language. Every word stands between quotes and is letters
// and digits only, so nothing that was typed is ever read as syntax.
func tsvectorMatch(where place, w wanted) (statement, expression string) {
	statement = `SELECT slot FROM search_entry WHERE head @@ $1::tsquery ORDER BY slot DESC LIMIT $2`
	label := ""
	switch where {
	case anywhere:
		statement = `SELECT slot FROM search_entry WHERE words @@ $1::tsquery ORDER BY slot DESC LIMIT $2`
	case inHeadline:
		label = ":A"
	case inHead:
	}
	var b strings.Builder
	tsvectorTerms(&b, w.all, " & ", label)
	if len(w.none) > 0 {
		b.WriteString(" & !(")
		tsvectorTerms(&b, w.none, " | ", label)
		b.WriteByte(')')
	}
	return statement, b.String()
}

func tsvectorTerms(b *strings.Builder, terms []term, between, label string) {
	for i, t := range terms {
		if i > 0 {
			b.WriteString(between)
		}
		b.WriteByte('(')
		for n, w := range t.words {
			if n > 0 {
				b.WriteString(" <-> ")
			}
			b.WriteString("'" + w + "'" + label)
		}
		for _, stem := range t.stems {
			b.WriteString(" | '" + stemMark + stem + "'" + label)
			if stem != t.words[0] {
				b.WriteString(" | '" + stem + "'" + label)
			}
		}
		b.WriteByte(')')
	}
}

// putTSVector analyses a filing once and gives what tries to put it into a
// slot; done is false where the slot is taken.
func putTSVector(f filing) func(ctx context.Context, tx *database.Tx, s slot) (done bool, err error) {
	var head, text vector
	for i, label := range []string{"A", "B", "C"} {
		head.add(f.parts[i], label)
	}
	for _, part := range f.parts {
		text.add(part, "")
	}
	return func(ctx context.Context, tx *database.Tx, s slot) (bool, error) {
		n, err := tx.Exec(ctx, `INSERT INTO search_entry (slot, story_id, head, words) VALUES ($1, $2, $3::tsvector, $4::tsvector) ON CONFLICT (slot) DO NOTHING`,
			s, f.id, head.String(), text.String())
		return n > 0, err
	}
}

// vector writes a tsvector: each word with its position, parts set apart by a
// position that no word has.
type vector struct {
	strings.Builder
	position int
}

func (v *vector) add(words []word, label string) {
	for _, w := range words {
		v.position++
		if w.exact != "" {
			v.put(w.exact, label)
		}
	}
	stems := map[string]struct{}{}
	v.position++
	for _, w := range words {
		if _, known := stems[w.stem]; w.stem != "" && !known {
			stems[w.stem] = struct{}{}
			v.put(stemMark+w.stem, label)
		}
	}
	v.position++
}

func (v *vector) put(lexeme, label string) {
	v.WriteByte('\'')
	v.WriteString(lexeme)
	v.WriteString("':")
	v.WriteString(strconv.Itoa(v.position))
	v.WriteString(label)
	v.WriteByte(' ')
}
