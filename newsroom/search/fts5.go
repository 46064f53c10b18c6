package search

import (
	"context"
	"fmt"
	"strings"

	"dateline/internal/database"
)

// fts5Match gives the statement for a place, and what to match in FTS5's
// query language. Every word stands between quotes and is letters and digits
// only, so nothing that was typed is ever read as syntax.
func fts5Match(where place, w wanted) (statement, expression string) {
	statement = `SELECT rowid FROM search_head WHERE search_head MATCH $1 ORDER BY rowid DESC LIMIT $2`
	if where == anywhere {
		statement = `SELECT rowid FROM search_text WHERE search_text MATCH $1 ORDER BY rowid DESC LIMIT $2`
	}
	var b strings.Builder
	if where == inHeadline {
		b.WriteString("{headline} : ")
	}
	b.WriteByte('(')
	fts5Terms(&b, w.all, " AND ")
	b.WriteByte(')')
	if len(w.none) > 0 {
		b.WriteString(" NOT (")
		fts5Terms(&b, w.none, " OR ")
		b.WriteByte(')')
	}
	return statement, b.String()
}

func fts5Terms(b *strings.Builder, terms []term, between string) {
	for i, t := range terms {
		if i > 0 {
			b.WriteString(between)
		}
		b.WriteString(`("` + strings.Join(t.words, " ") + `"`)
		for _, stem := range t.stems {
			b.WriteString(` OR "` + stemMark + stem + `"`)
			if stem != t.words[0] {
				b.WriteString(` OR "` + stem + `"`)
			}
		}
		b.WriteByte(')')
	}
}

// putFTS5 analyses a filing once and gives what tries to put it into a slot;
// done is false where the slot is taken.
func putFTS5(f filing) func(ctx context.Context, tx *database.Tx, s slot) (done bool, err error) {
	var parts [3]string
	for i := range parts {
		parts[i] = string(forms(nil, f.parts[i], map[string]struct{}{}))
	}
	stems := make(map[string]struct{}, len(f.parts[bodyPart])/3)
	text := make([]byte, 0, len(f.parts[bodyPart])*10+1000)
	for _, part := range f.parts {
		text = append(append(forms(text, part, stems), ' '), border...)
	}
	words := string(text)
	return func(ctx context.Context, tx *database.Tx, s slot) (bool, error) {
		n, err := tx.Exec(ctx, `INSERT INTO search_entry (slot, story_id) VALUES ($1, $2) ON CONFLICT (slot) DO NOTHING`, s, f.id)
		if err != nil || n == 0 {
			return false, err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO search_head (rowid, headline, deck, names) VALUES ($1, $2, $3, $4)`, s, parts[0], parts[1], parts[2]); err != nil {
			return false, fmt.Errorf("index head: %w", err)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO search_text (rowid, words) VALUES ($1, $2)`, s, words); err != nil {
			return false, fmt.Errorf("index text: %w", err)
		}
		return true, nil
	}
}

func deleteFTS5(ctx context.Context, tx *database.Tx, s slot) error {
	for _, statement := range []string{`DELETE FROM search_head WHERE rowid = $1`, `DELETE FROM search_text WHERE rowid = $1`} {
		if _, err := tx.Exec(ctx, statement, s); err != nil {
			return fmt.Errorf("remove words: %w", err)
		}
	}
	return nil
}

// fts5Tables are the indexes that take part in merging.
func fts5Tables() []string { return []string{"search_head", "search_text"} }

// Merging: while stories come one by one FTS5 joins segments four at a time;
// during a rebuild it leaves them apart until the end, which halves the work.
const (
	mergeOften  = 4
	mergeNever  = 0
	mergePages  = 400 // a step, so that the desk never waits long
	mergeIsDone = 2   // FTS5 reports fewer changes where nothing is left to join
)

// setMerging says how eagerly FTS5 joins segments. PostgreSQL has none.
func (c *Clippings) setMerging(ctx context.Context, eagerness int) error {
	if c.db.Engine() != database.SQLite {
		return nil
	}
	return c.db.Write(ctx, func(tx *database.Tx) error {
		for _, table := range fts5Tables() {
			if _, err := tx.Exec(ctx, fmt.Sprintf(`INSERT INTO %[1]s (%[1]s, rank) VALUES ('automerge', $1)`, table), eagerness); err != nil {
				return fmt.Errorf("set merging of %s: %w", table, err)
			}
		}
		return nil
	})
}

// merge joins the segments that a rebuild left, in small steps.
func (c *Clippings) merge(ctx context.Context) error {
	if c.db.Engine() != database.SQLite {
		return nil
	}
	for _, table := range fts5Tables() {
		for done := false; !done; {
			err := c.db.Write(ctx, func(tx *database.Tx) error {
				before, err := totalChanges(ctx, tx)
				if err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, fmt.Sprintf(`INSERT INTO %[1]s (%[1]s, rank) VALUES ('merge', $1)`, table), mergePages); err != nil {
					return fmt.Errorf("merge %s: %w", table, err)
				}
				after, err := totalChanges(ctx, tx)
				done = after-before < mergeIsDone
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func totalChanges(ctx context.Context, q database.Q) (int64, error) {
	return database.One(ctx, q, database.Value[int64], `SELECT total_changes()`)
}
