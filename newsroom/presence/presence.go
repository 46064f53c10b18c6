// Package presence knows who is in which story at this moment. In a newsroom
// one looks across the desk before taking up a page that a colleague is still
// writing on; here the desk shows who is in a story, on which field, and who
// holds the lease: the right to write, which one has at a time. A lease lasts
// as long as its holder's browser is heard from, and can be taken over. It
// keeps people out of each other's way; that no words are lost is seen to
// elsewhere, by the revision that each save names.
package presence

import (
	"context"
	"fmt"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

// How long somebody is there without a sign of life. A browser beats every
// BeatEvery.
const (
	BeatEvery = 10 * time.Second
	GoneAfter = 35 * time.Second
)

// Limits of what a browser says of itself.
const (
	MaxTab   = 40 // bytes
	MaxField = 80 // bytes
)

// Person is somebody in a story: one tab of one browser.
type Person struct {
	Story   int64     `json:"story"`
	Account int64     `json:"account"`
	Name    string    `json:"name"`
	Tab     string    `json:"tab"`
	Field   string    `json:"field,omitempty"` // that the cursor is in
	Editing bool      `json:"editing"`         // holds the lease
	Since   time.Time `json:"since"`
	SeenAt  time.Time `json:"seen_at"`
}

// Presence is the newsroom's look across the desk.
type Presence struct {
	db    *database.DB
	clock clock.Clock
}

// New makes one.
func New(db *database.DB, c clock.Clock) *Presence { return &Presence{db: db, clock: c} }

// Beat is a sign of life.
type Beat struct {
	Tab      string // that gives it: made up by the browser, the same as long as the page is open
	Field    string
	Edit     bool // asks for the lease, where nobody holds it
	TakeOver bool // takes the lease from whoever holds it
}

// Standing is how somebody stands in a story after a beat.
type Standing struct {
	Mine    bool     // the lease
	Holder  *Person  // of the lease, if anybody
	From    *Person  // whom it was taken from by this beat
	Present []Person // in the story, oneself among them
}

// Beat notes that somebody is in a story, and gives or takes the lease.
func (p *Presence) Beat(ctx context.Context, actor account.Actor, story int64, b Beat) (s Standing, err error) {
	switch {
	case b.Tab == "" || len(b.Tab) > MaxTab:
		return s, fault.InvalidField("tab", "is 1 to %d bytes that the browser makes up", MaxTab)
	case len(b.Field) > MaxField:
		return s, fault.InvalidField("field", "has %d bytes and may have %d", len(b.Field), MaxField)
	}
	if b.Edit || b.TakeOver {
		if err := actor.Check(account.WriteStory); err != nil {
			return s, err
		}
	}
	err = p.db.Write(ctx, func(tx *database.Tx) error {
		s, err = p.beat(ctx, tx, actor, story, b)
		return err
	})
	return s, err
}

func (p *Presence) beat(ctx context.Context, tx *database.Tx, actor account.Actor, story int64, b Beat) (s Standing, err error) {
	now := p.clock.Now()
	if err := lockStory(ctx, tx, story); err != nil {
		return s, err
	}
	if err := deleteGone(ctx, tx, story, now.Add(-GoneAfter)); err != nil {
		return s, err
	}
	me := Person{Story: story, Account: actor.ID, Name: actor.Name, Tab: b.Tab, Field: b.Field, Since: now, SeenAt: now}
	if err := upsertPerson(ctx, tx, me); err != nil {
		return s, err
	}
	present, err := selectIn(ctx, tx, story)
	if err != nil {
		return s, err
	}
	holder := holderOf(present)
	if holder != nil && holder.Tab != b.Tab && b.TakeOver {
		from := *holder
		s.From = &from
		if err := setEditing(ctx, tx, story, holder.Tab, false); err != nil {
			return s, err
		}
		if err := audit.Record(ctx, tx, now, actor, "take-over", "story", story, "from "+from.Name); err != nil {
			return s, err
		}
		holder.Editing, holder = false, nil
	}
	if holder == nil && (b.Edit || b.TakeOver) {
		if err := setEditing(ctx, tx, story, b.Tab, true); err != nil {
			return s, err
		}
		for i := range present {
			present[i].Editing = present[i].Tab == b.Tab
		}
		holder = holderOf(present)
	}
	s.Present, s.Holder = present, holder
	s.Mine = holder != nil && holder.Tab == b.Tab
	return s, nil
}

func holderOf(present []Person) *Person {
	for i := range present {
		if present[i].Editing {
			return &present[i]
		}
	}
	return nil
}

// Leave notes that a tab was closed; its lease is free at once.
func (p *Presence) Leave(ctx context.Context, actor account.Actor, story int64, tab string) error {
	return p.db.Write(ctx, func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM presence WHERE story_id = $1 AND tab = $2 AND account_id = $3`, story, tab, actor.ID)
		if err != nil {
			return fmt.Errorf("leave story %d: %w", story, err)
		}
		return nil
	})
}

// Present gives everybody who is in a story now, by story.
func (p *Presence) Present(ctx context.Context, q database.Q) ([]Person, error) {
	return selectSince(ctx, q, p.clock.Now().Add(-GoneAfter))
}

// Sweep forgets those who are gone from any story.
func (p *Presence) Sweep(ctx context.Context) error {
	return p.db.Write(ctx, func(tx *database.Tx) error { return deleteGone(ctx, tx, 0, p.clock.Now().Add(-GoneAfter)) })
}
