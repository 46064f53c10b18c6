// Package note keeps what the newsroom says about a story among itself: the
// slips of paper that once were pinned to a manuscript. A note may stand at a
// passage of the text, others answer it, and a thread is resolved when it is
// dealt with. Whoever is named with an @ finds it at their bell. Notes never
// leave the desk.
package note

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

// Limits of a note.
const (
	MaxWords = 4000 // characters
	MaxQuote = 500  // characters of the passage that it stands at
	MaxBlock = 64   // bytes of a block's id
	MaxNotes = 2000 // of one story
	BellMost = 50   // mentions that the bell gives
)

// Note is one slip.
type Note struct {
	ID         int64
	Story      int64
	Thread     int64  // the note that began the discussion; itself where it is that
	Block      string // id of the block of the text that it stands at; empty for the story as a whole
	Quote      string // the words that it stands at, as they were then
	Words      string // plain text; empty where it was deleted
	AuthorID   int64
	Author     string
	CreatedAt  time.Time
	EditedAt   time.Time // zero where its author never changed it
	TouchedAt  time.Time // of any change
	ResolvedAt time.Time // of the thread; zero while it is open
	ResolvedBy string
	DeletedAt  time.Time
}

// Mention is a note in which somebody is named.
type Mention struct {
	Note
	Headline string // of the story
	Seen     bool
}

// Draft is a note that is about to be pinned.
type Draft struct {
	Thread int64 // 0 to begin one
	Block  string
	Quote  string
	Words  string
}

// Notes is all of them.
type Notes struct {
	db       *database.DB
	clock    clock.Clock
	accounts *account.Accounts
	post     Post
}

// Post puts a letter about a mention into the mail, in the transaction of the
// note.
type Post func(ctx context.Context, tx *database.Tx, note, account int64) error

// OnMention says what follows when a note names somebody who wants a mail.
// Call it before the doors open.
func (ns *Notes) OnMention(post Post) { ns.post = post }

// New opens the notes.
func New(db *database.DB, c clock.Clock, accounts *account.Accounts) *Notes {
	return &Notes{db: db, clock: c, accounts: accounts}
}

// Add pins a note to a story, or answers one.
func (ns *Notes) Add(ctx context.Context, actor account.Actor, story int64, d Draft) (n Note, err error) {
	if err := actor.Check(account.WriteNote); err != nil {
		return n, err
	}
	n = Note{Story: story, Thread: d.Thread, Block: plain(d.Block), Quote: clip(plain(d.Quote), MaxQuote), Words: plain(d.Words), AuthorID: actor.ID, Author: actor.Name, CreatedAt: ns.clock.Now()}
	n.TouchedAt = n.CreatedAt
	if err := checkWords(n.Words); err != nil {
		return n, err
	}
	if len(n.Block) > MaxBlock {
		return n, fault.InvalidField("block", "has %d bytes and may have %d", len(n.Block), MaxBlock)
	}
	err = ns.db.Write(ctx, func(tx *database.Tx) error {
		if err := ns.fits(ctx, tx, &n); err != nil {
			return err
		}
		if n.ID, err = insertNote(ctx, tx, &n); err != nil {
			return err
		}
		if n.Thread == 0 {
			n.Thread = n.ID
		}
		return ns.pin(ctx, tx, actor, &n, "add")
	})
	return n, err
}

// fits says whether a note may be added: its story has room, and its thread is
// one of that story.
func (ns *Notes) fits(ctx context.Context, tx *database.Tx, n *Note) error {
	count, err := countNotes(ctx, tx, n.Story)
	if err != nil {
		return err
	}
	if count >= MaxNotes {
		return fault.New(fault.Conflict, "this story has %d notes, which is all that it may have: change one of yours instead", count)
	}
	if n.Thread == 0 {
		return nil
	}
	first, err := selectNote(ctx, tx, n.Thread)
	if err != nil {
		return err
	}
	if first.Story != n.Story || first.Thread != first.ID {
		return fault.InvalidField("thread", "is no discussion of this story")
	}
	n.Block, n.Quote = "", ""
	return nil
}

// pin tells those who are named, and nobody else, and writes the record.
func (ns *Notes) pin(ctx context.Context, tx *database.Tx, actor account.Actor, n *Note, action string) error {
	all, err := ns.accounts.All(ctx, tx)
	if err != nil {
		return err
	}
	told := []int64{}
	wanted := map[int64]bool{}
	for _, a := range named(n.Words, all) {
		if a.DisabledAt.IsZero() && a.ID != actor.ID {
			told = append(told, a.ID)
			wanted[a.ID] = a.MentionMail && a.Actor().May(account.ReadDesk)
		}
	}
	if err := deleteMentions(ctx, tx, n.ID, told); err != nil {
		return err
	}
	for _, id := range told {
		isNew, err := insertMention(ctx, tx, id, n.ID)
		if err != nil {
			return err
		}
		if isNew && wanted[id] && ns.post != nil {
			if err := ns.post(ctx, tx, n.ID, id); err != nil {
				return err
			}
		}
	}
	return audit.Record(ctx, tx, n.TouchedAt, actor, action, "note", n.ID, fmt.Sprintf("story %d", n.Story))
}

// Change gives a note other words. Only its author may.
func (ns *Notes) Change(ctx context.Context, actor account.Actor, id int64, words string) (n Note, err error) {
	words = plain(words)
	if err := checkWords(words); err != nil {
		return n, err
	}
	return ns.touch(ctx, actor, id, func(tx *database.Tx, n *Note) error {
		if err := n.stands(); err != nil {
			return err
		}
		if n.AuthorID != actor.ID {
			return fault.New(fault.Forbidden, "only %s may change this note: answer it instead", n.Author)
		}
		n.Words, n.EditedAt = words, n.TouchedAt
		return ns.pin(ctx, tx, actor, n, "change")
	})
}

// Delete blanks a note: its author may, and an owner. Its place stays, so that
// answers make sense.
func (ns *Notes) Delete(ctx context.Context, actor account.Actor, id int64) error {
	_, err := ns.touch(ctx, actor, id, func(tx *database.Tx, n *Note) error {
		if err := n.stands(); err != nil {
			return err
		}
		if n.AuthorID != actor.ID && actor.Role != account.Owner {
			return fault.New(fault.Forbidden, "only %s or an owner may delete this note", n.Author)
		}
		n.Words, n.Quote, n.DeletedAt = "", "", n.TouchedAt
		if err := deleteMentions(ctx, tx, n.ID, nil); err != nil {
			return err
		}
		return audit.Record(ctx, tx, n.TouchedAt, actor, "delete", "note", n.ID, fmt.Sprintf("story %d", n.Story))
	})
	return err
}

// Resolve closes the thread that a note belongs to, or opens it again.
func (ns *Notes) Resolve(ctx context.Context, actor account.Actor, id int64, resolved bool) (n Note, err error) {
	action := "resolve"
	if !resolved {
		action = "reopen"
	}
	return ns.touch(ctx, actor, id, func(tx *database.Tx, n *Note) error {
		if n.Thread != n.ID {
			return fault.New(fault.Invalid, "a discussion is resolved as a whole, at its first note")
		}
		n.ResolvedAt, n.ResolvedBy = time.Time{}, ""
		if resolved {
			n.ResolvedAt, n.ResolvedBy = n.TouchedAt, actor.Name
		}
		return audit.Record(ctx, tx, n.TouchedAt, actor, action, "note", n.ID, fmt.Sprintf("story %d", n.Story))
	})
}

// stands says that a note was not deleted.
func (n *Note) stands() error {
	if !n.DeletedAt.IsZero() {
		return fault.New(fault.Gone, "this note was deleted")
	}
	return nil
}

// touch reads a note, has it changed, and keeps it. Others who change it at the
// same time wait, so that the one does not undo what the other did.
func (ns *Notes) touch(ctx context.Context, actor account.Actor, id int64, change func(tx *database.Tx, n *Note) error) (n Note, err error) {
	if err := actor.Check(account.WriteNote); err != nil {
		return n, err
	}
	err = ns.db.Write(ctx, func(tx *database.Tx) error {
		if err := holdNote(ctx, tx, id); err != nil {
			return err
		}
		if n, err = selectNote(ctx, tx, id); err != nil {
			return err
		}
		n.TouchedAt = ns.clock.Now()
		if err := change(tx, &n); err != nil {
			return err
		}
		return updateNote(ctx, tx, &n)
	})
	return n, err
}

// List gives the notes of a story, the oldest first.
func (ns *Notes) List(ctx context.Context, q database.Q, story int64) ([]Note, error) {
	return selectNotes(ctx, q, `story_id = $1 ORDER BY id LIMIT $2`, story, MaxNotes)
}

// ByID gives one note, deleted or not.
func (ns *Notes) ByID(ctx context.Context, q database.Q, id int64) (Note, error) {
	return selectNote(ctx, q, id)
}

// Touched gives the notes that changed at a time or later.
func (ns *Notes) Touched(ctx context.Context, q database.Q, since time.Time, most int) ([]Note, error) {
	return selectNotes(ctx, q, `touched_at >= $1 ORDER BY touched_at DESC LIMIT $2`, database.Micros(since), most)
}

// Bell gives the notes in which an account is named, the newest first, and how
// many of them they have not seen.
func (ns *Notes) Bell(ctx context.Context, q database.Q, accountID int64) (mentions []Mention, unseen int64, err error) {
	if mentions, err = selectMentions(ctx, q, accountID, BellMost); err != nil {
		return nil, 0, err
	}
	unseen, err = countUnseen(ctx, q, accountID)
	return mentions, unseen, err
}

// See notes that somebody looked at their bell, up to a note.
func (ns *Notes) See(ctx context.Context, actor account.Actor, upTo int64) error {
	return ns.db.Write(ctx, func(tx *database.Tx) error { return updateSeen(ctx, tx, actor.ID, upTo, ns.clock.Now()) })
}

func checkWords(words string) error {
	switch n := utf8.RuneCountInString(words); {
	case n == 0:
		return fault.InvalidField("words", "are needed: say something")
	case n > MaxWords:
		return fault.InvalidField("words", "have %d characters and may have %d", n, MaxWords)
	}
	return nil
}

// plain drops the control characters that foreign words may have, other than
// line breaks and tabs, and the white space around.
func plain(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s))
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}
