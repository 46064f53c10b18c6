// Package housestyle keeps the newsroom's style book: words and phrases that it
// writes in another way, or not at all. Preflight finds them; a writer changes
// them with one key.
package housestyle

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

const settingName = "house-style"

// Limits of the style book.
const (
	MaxLines = 2000
	MaxWord  = 100 // characters
	MaxNote  = 300
)

// Line is one line of the style book.
type Line struct {
	Word     string `json:"word" minLength:"1" maxLength:"100" doc:"A word or phrase that is not written so"`
	Instead  string `json:"instead,omitempty" maxLength:"100" doc:"What is written instead; empty where it is left out"`
	Note     string `json:"note,omitempty" maxLength:"300" doc:"Why"`
	Cased    bool   `json:"cased,omitempty" doc:"Only with these capital letters"`
	Language string `json:"language,omitempty" maxLength:"35" doc:"Only in stories in this language"`
}

// Book is the whole style book.
type Book struct {
	Rev   int64  `json:"rev" doc:"Counts up with every change"`
	Lines []Line `json:"lines" maxItems:"2000"`
}

// Styles keeps the style book of this installation.
type Styles struct {
	db    *database.DB
	clock clock.Clock
}

// New opens the style book.
func New(db *database.DB, c clock.Clock) *Styles { return &Styles{db: db, clock: c} }

// Read gives the style book.
func (s *Styles) Read(ctx context.Context, q database.Q) (Book, error) {
	b := Book{Lines: []Line{}}
	text, err := database.One(ctx, q, database.Value[string], `SELECT value FROM setting WHERE name = $1`, settingName)
	if fault.Is(err, fault.NotFound) {
		return b, nil
	}
	if err != nil {
		return b, fmt.Errorf("read the style book: %w", err)
	}
	return b, json.Unmarshal([]byte(text), &b)
}

// Write replaces the style book that stood at b.Rev.
func (s *Styles) Write(ctx context.Context, actor account.Actor, b Book) (Book, error) {
	if err := actor.Check(account.WriteStyle); err != nil {
		return b, err
	}
	if err := b.tidy(); err != nil {
		return b, err
	}
	err := s.db.Write(ctx, func(tx *database.Tx) error {
		before, err := s.Read(ctx, tx)
		if err != nil {
			return err
		}
		if before.Rev != b.Rev {
			return fault.New(fault.Conflict, "somebody changed the style book meanwhile: look at it again, then repeat your change")
		}
		b.Rev++
		text, err := database.JSON(b)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if _, err := tx.Exec(ctx, `INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`, settingName, text, database.Micros(now)); err != nil {
			return fmt.Errorf("keep the style book: %w", err)
		}
		return audit.Record(ctx, tx, now, actor, "change", "house-style", b.Rev, fmt.Sprintf("%d lines, %d before", len(b.Lines), len(before.Lines)))
	})
	return b, err
}

func (b *Book) tidy() error {
	if len(b.Lines) > MaxLines {
		return fault.InvalidField("lines", "are %d and may be %d", len(b.Lines), MaxLines)
	}
	var bad []fault.Field
	seen := map[string]int{}
	for i := range b.Lines {
		e := &b.Lines[i]
		for _, s := range []*string{&e.Word, &e.Instead, &e.Note, &e.Language} {
			*s = strings.Join(strings.Fields(*s), " ")
		}
		name := fmt.Sprintf("lines[%d]", i)
		key := strings.ToLower(e.Word) + "\x00" + e.Language
		switch first, twice := seen[key]; {
		case e.Word == "":
			bad = append(bad, fault.Field{Name: name + ".word", Message: "is needed"})
		case len([]rune(e.Word)) > MaxWord || len([]rune(e.Instead)) > MaxWord || len([]rune(e.Note)) > MaxNote:
			bad = append(bad, fault.Field{Name: name, Message: fmt.Sprintf("is too long: a word may have %d characters, a note %d", MaxWord, MaxNote)})
		case e.Word == e.Instead:
			bad = append(bad, fault.Field{Name: name + ".instead", Message: "is the same word"})
		case twice && b.Lines[first].Cased == e.Cased && (!e.Cased || b.Lines[first].Word == e.Word):
			bad = append(bad, fault.Field{Name: name + ".word", Message: fmt.Sprintf("“%s” stands in line %d already", e.Word, first+1)})
		default:
			seen[key] = i
		}
	}
	if len(bad) > 0 {
		return &fault.Error{Kind: fault.Invalid, Message: "the style book cannot be kept so", Fields: bad}
	}
	return nil
}

// For gives the entries that count for a language.
func (b Book) For(language string) []Line {
	var all []Line
	for _, e := range b.Lines {
		if e.Language == "" || language == e.Language || strings.HasPrefix(language, e.Language+"-") {
			all = append(all, e)
		}
	}
	return all
}
