// Package search finds public stories by their words. A newsroom calls the
// cabinet it looks things up in its clippings: every story that was printed,
// filed the moment it appears and taken out the moment it is withdrawn. Words
// are analysed here and not by the database, so SQLite's FTS5 and PostgreSQL's
// tsvector hold the same ones and give the same answers.
package search

import (
	"context"
	"fmt"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/newsroom/story"
)

// Limits of one search.
const (
	window     = 500 // newest matches that are counted and ranked
	headWindow = 200 // newest matches in headline and deck, however old
	pageLimit  = 50
)

// Clippings is the index of all public stories. It is safe for concurrent use.
type Clippings struct {
	db      *database.DB
	clock   clock.Clock
	lexicon *lexicon
	small   smallWords
}

// New opens the clippings.
func New(db *database.DB, c clock.Clock) *Clippings {
	return &Clippings{db: db, clock: c, lexicon: newLexicon(), small: newSmallWords()}
}

// Query is what somebody looks for.
type Query struct {
	// Text is searched for as typed: words (all must be found, in any of their
	// forms), "quoted phrases" exactly, -words to leave out. Any text is allowed;
	// one without words finds nothing.
	Text   string
	Newest bool // order by time alone
	Limit  int  // hits a page, 1 to 50
	Offset int
}

// Hit is one story that was found.
type Hit struct {
	ID      story.ID
	Snippet string // HTML: words around the find, escaped, with <mark>; may be empty
}

// Result is one page of what was found.
type Result struct {
	Hits  []Hit
	Total int  // stories found, at most 500
	More  bool // there are more than Total
}

// Search finds stories. What it reads stands in q.
func (c *Clippings) Search(ctx context.Context, q database.Q, query Query) (Result, error) {
	var result Result
	languages, err := selectLanguages(ctx, q)
	if err != nil {
		return result, err
	}
	wanted := c.parse(query.Text, languages)
	if wanted.empty() {
		return result, nil
	}
	ranked, more, err := c.ranked(ctx, q, wanted, query.Newest)
	if err != nil {
		return result, err
	}
	result.Total, result.More = min(len(ranked), window), more
	query.Limit, query.Offset = min(max(query.Limit, 1), pageLimit), max(query.Offset, 0)
	from := min(query.Offset, result.Total)
	slots := ranked[from:min(from+query.Limit, result.Total)]
	result.Hits, err = c.hits(ctx, q, wanted, slots)
	return result, err
}

// ranked gives the slots of what was found, best or newest first.
func (c *Clippings) ranked(ctx context.Context, q database.Q, wanted wanted, newest bool) (slots []slot, more bool, err error) {
	widest := anywhere
	if wanted.small {
		widest = inHead
	}
	found, err := match(ctx, q, widest, wanted, window+1)
	if err != nil {
		return nil, false, err
	}
	if more = len(found) > window; more {
		found = found[:window]
	}
	if newest || len(found) < 2 {
		return found, more, nil
	}
	r := newRanking(found)
	for _, t := range wanted.tiers() {
		better, err := match(ctx, q, t.where, t.wanted, headWindow)
		if err != nil {
			return nil, false, err
		}
		if len(better) == 0 {
			break
		}
		// What must not occur may stand in the text, which a tier does not
		// look at: then only what the widest search found counts.
		r.raise(better, t.weight, len(wanted.none) == 0)
	}
	return r.order(c.clock.Now()), more, nil
}

// Index files a story, or files it anew. It implements story.Indexer.
func (c *Clippings) Index(ctx context.Context, tx *database.Tx, p story.Public) error {
	return c.file(ctx, tx, c.read(clipping{
		id: p.ID, at: p.PublishedAt, language: base(p.Content.Language),
		headline: p.Content.Headline, deck: p.Content.Deck, names: p.Names, body: p.Content.Body.PlainText(),
	}))
}

// Remove takes a story out. It implements story.Indexer.
func (c *Clippings) Remove(ctx context.Context, tx *database.Tx, id story.ID) error {
	if err := remove(ctx, tx, id); err != nil {
		return fmt.Errorf("take story %d out of the search index: %w", id, err)
	}
	return nil
}

// clipping is a story as it is handed to the index.
type clipping struct {
	id       story.ID
	at       time.Time
	language string // base language
	headline string
	deck     string
	names    []string
	body     string
}

// filing is a clipping with its words in their forms.
type filing struct {
	id       story.ID
	at       time.Time
	language string
	parts    [4][]word // headline, deck, names, body
}

// The parts of a filing.
const (
	headlinePart = iota
	deckPart
	namesPart
	bodyPart
)

func (c *Clippings) read(p clipping) filing {
	f := filing{id: p.id, at: p.at, language: p.language}
	f.parts[bodyPart] = make([]word, 0, len(p.body)/5)
	left := maxWords
	read := func(part int, text string) {
		before := len(f.parts[part])
		f.parts[part] = c.lexicon.read(f.parts[part], p.language, text, before+left)
		left -= len(f.parts[part]) - before
	}
	read(headlinePart, p.headline)
	read(deckPart, p.deck)
	for _, name := range p.names {
		read(namesPart, name)
		f.parts[namesPart] = append(f.parts[namesPart], word{}) // parts one name from the next
	}
	read(bodyPart, p.body)
	return f
}

func (c *Clippings) file(ctx context.Context, tx *database.Tx, f filing) error {
	if err := remove(ctx, tx, f.id); err != nil {
		return fmt.Errorf("file story %d in the search index: %w", f.id, err)
	}
	if err := insert(ctx, tx, f); err != nil {
		return fmt.Errorf("file story %d in the search index: %w", f.id, err)
	}
	return nil
}
