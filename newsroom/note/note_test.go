package note_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/jobs"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
	"dateline/newsroom/body"
	"dateline/newsroom/masthead"
	"dateline/newsroom/note"
	"dateline/newsroom/search"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

type house struct {
	t         *testing.T
	db        *database.DB
	clock     *clock.Frozen
	notes     *note.Notes
	nora, sam account.Actor
	other     account.Actor // called Sam, too
	boss      account.Actor
	story     int64
}

func open(t *testing.T, db *database.DB) *house {
	t.Helper()
	c := clock.Freeze(noon)
	accounts := account.New(db, c, audit.Record)
	h := &house{t: t, db: db, clock: c, notes: note.New(db, c, accounts)}
	add := func(email, name string, role account.Role) account.Actor {
		a, err := accounts.Add(t.Context(), account.Operator("test"), email, name, role)
		testkit.NoError(t, err)
		return a.Actor()
	}
	h.nora, h.sam = add("nora@news.example", "Nora Berg", account.Reporter), add("s.cole@news.example", "Sam Cole", account.Editor)
	h.other, h.boss = add("adler@news.example", "Sam Adler", account.PhotoEditor), add("boss@news.example", "Bo Oss", account.Owner)
	stories := story.New(story.Desk{DB: db, Clock: c, Queue: jobs.New(db, slog.New(slog.DiscardHandler)), Tags: tag.New(db, c), Names: masthead.New(db, c), Index: search.New(db, c)})
	st, err := stories.Create(t.Context(), h.nora, story.Proposal{Content: story.Content{Headline: "Talks", Language: "en", Body: body.FromText("They met.")}})
	testkit.NoError(t, err)
	h.story = int64(st.ID)
	return h
}

func (h *house) add(who account.Actor, d note.Draft) note.Note {
	h.t.Helper()
	n, err := h.notes.Add(h.t.Context(), who, h.story, d)
	testkit.NoError(h.t, err)
	return n
}

func (h *house) list() (all []note.Note) {
	h.t.Helper()
	testkit.NoError(h.t, h.db.Read(h.t.Context(), func(q *database.Snapshot) (err error) {
		all, err = h.notes.List(h.t.Context(), q, h.story)
		return err
	}))
	return all
}

func (h *house) bell(who account.Actor) (words []string, unseen int64) {
	h.t.Helper()
	testkit.NoError(h.t, h.db.Read(h.t.Context(), func(q *database.Snapshot) error {
		all, n, err := h.notes.Bell(h.t.Context(), q, who.ID)
		for _, m := range all {
			words = append(words, m.Headline+": "+m.Words)
		}
		unseen = n
		return err
	}))
	return words, unseen
}

func (h *house) refused(err error, kind fault.Kind) {
	h.t.Helper()
	if !fault.Is(err, kind) {
		h.t.Errorf("got %v", err)
	}
}

func TestAThreadFromTheFirstNoteToItsEnd(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		first := h.add(h.nora, note.Draft{Block: "b1", Quote: "They met", Words: "Is that so, @Sam Cole?"})
		h.clock.Advance(time.Minute)
		answer := h.add(h.sam, note.Draft{Thread: first.ID, Block: "ignored", Words: "It is, @nora."})
		testkit.Equal(t, answer.Thread, first.ID)
		testkit.Equal(t, answer.Block, "")
		words, unseen := h.bell(h.sam)
		testkit.Equal(t, words, []string{"Talks: Is that so, @Sam Cole?"})
		testkit.Equal(t, unseen, int64(1))
		testkit.NoError(t, h.notes.See(t.Context(), h.sam, first.ID))
		_, unseen = h.bell(h.sam)
		testkit.Equal(t, unseen, int64(0))

		_, err := h.notes.Change(t.Context(), h.nora, answer.ID, "x")
		h.refused(err, fault.Forbidden)
		_, err = h.notes.Change(t.Context(), h.sam, answer.ID, "It is.")
		testkit.NoError(t, err)
		_, err = h.notes.Resolve(t.Context(), h.sam, answer.ID, true)
		h.refused(err, fault.Invalid)
		done, err := h.notes.Resolve(t.Context(), h.sam, first.ID, true)
		testkit.NoError(t, err)
		testkit.Equal(t, done.ResolvedBy, "Sam Cole")
		open, err := h.notes.Resolve(t.Context(), h.nora, first.ID, false)
		testkit.NoError(t, err)
		testkit.Equal(t, open.ResolvedAt.IsZero(), true)

		h.refused(h.notes.Delete(t.Context(), h.sam, first.ID), fault.Forbidden)
		testkit.NoError(t, h.notes.Delete(t.Context(), h.nora, first.ID))
		all := h.list()
		testkit.Equal(t, len(all), 2)
		testkit.Equal(t, all[0].Words+all[0].Quote, "")
		testkit.Equal(t, all[1].Words, "It is.")
		words, _ = h.bell(h.sam)
		testkit.Equal(t, len(words), 0)
	})
}

// entries gives what the record says of notes, the oldest first.
func (h *house) entries() (all []string) {
	h.t.Helper()
	testkit.NoError(h.t, h.db.Read(h.t.Context(), func(q *database.Snapshot) error {
		entries, err := audit.List(h.t.Context(), q, audit.Query{Noun: "note"})
		for _, e := range slices.Backward(entries) {
			all = append(all, e.Actor+" "+e.Action)
		}
		return err
	}))
	return all
}

// purges counts the entries of the journal, each of which drops pages.
func (h *house) purges() (n int64) {
	h.t.Helper()
	testkit.NoError(h.t, h.db.Read(h.t.Context(), func(q *database.Snapshot) (err error) {
		n, err = database.One(h.t.Context(), q, database.Value[int64], `SELECT COUNT(*) FROM journal`)
		return err
	}))
	return n
}

func TestEachChangeIsOnRecordAndPurgesNothing(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		before := h.purges()
		n := h.add(h.nora, note.Draft{Words: "Who was there?"})
		_, err := h.notes.Change(t.Context(), h.nora, n.ID, "Who was there, @Bo Oss?")
		testkit.NoError(t, err)
		for _, resolved := range []bool{true, false} {
			_, err = h.notes.Resolve(t.Context(), h.other, n.ID, resolved)
			testkit.NoError(t, err)
		}
		testkit.NoError(t, h.notes.Delete(t.Context(), h.boss, n.ID)) // an owner may
		testkit.Equal(t, h.entries(), []string{"Nora Berg add", "Nora Berg change", "Sam Adler resolve", "Sam Adler reopen", "Bo Oss delete"})
		testkit.Equal(t, h.purges(), before)

		_, err = h.notes.Change(t.Context(), h.nora, n.ID, "x")
		h.refused(err, fault.Gone)
		h.refused(h.notes.Delete(t.Context(), h.nora, n.ID), fault.Gone)
		testkit.Equal(t, len(h.entries()), 5)
	})
}

func TestABellRingsForWhoeverIsNamedNow(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		rings := func(who account.Actor) int64 { _, unseen := h.bell(who); return unseen }
		n := h.add(h.nora, note.Draft{Words: "@Sam Cole, @s.cole and I, @nora"})
		testkit.Equal(t, []int64{rings(h.sam), rings(h.other), rings(h.nora)}, []int64{1, 0, 0})
		testkit.NoError(t, h.notes.See(t.Context(), h.sam, n.ID))
		change := func(words string) {
			_, err := h.notes.Change(t.Context(), h.nora, n.ID, words)
			testkit.NoError(t, err)
		}
		change("@Sam Cole and @adler")
		testkit.Equal(t, []int64{rings(h.sam), rings(h.other)}, []int64{0, 1}) // what was seen stays seen
		change("@Sam Adler alone")
		words, _ := h.bell(h.sam)
		testkit.Equal(t, len(words), 0)
		testkit.Equal(t, rings(h.other), int64(1))
	})
}

// TestTwoWhoChangeANoteAtOnce wants both changes kept.
func TestTwoWhoChangeANoteAtOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		n := h.add(h.nora, note.Draft{Words: "at first"})
		for i := range 20 {
			words, resolved := fmt.Sprintf("words %d", i), i%2 == 0
			var both sync.WaitGroup
			both.Go(func() {
				if _, err := h.notes.Change(t.Context(), h.nora, n.ID, words); err != nil {
					t.Error(err)
				}
			})
			both.Go(func() {
				if _, err := h.notes.Resolve(t.Context(), h.sam, n.ID, resolved); err != nil {
					t.Error(err)
				}
			})
			both.Wait()
			now := h.list()[0]
			testkit.Equal(t, now.Words, words)
			testkit.Equal(t, !now.ResolvedAt.IsZero(), resolved)
		}
	})
}

func TestWhatCannotBeSeenIsDropped(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		n := h.add(h.nora, note.Draft{Words: "one\r\n\ttwo\x00\a", Quote: "\x00They", Block: "b\x001"})
		testkit.Equal(t, []string{n.Words, n.Quote, n.Block}, []string{"one\n\ttwo", "They", "b1"})
		_, err := h.notes.Add(t.Context(), h.nora, h.story, note.Draft{Words: "\x00"})
		h.refused(err, fault.Invalid)
		_, err = h.notes.Change(t.Context(), h.nora, n.ID, "\x00three")
		testkit.NoError(t, err)
		testkit.Equal(t, h.list()[0].Words, "three")
	})
}

func TestWhatIsNoNote(t *testing.T) {
	t.Parallel()
	h := open(t, testkit.SQLite(t))
	for _, d := range []note.Draft{{Words: " \n"}, {Words: strings.Repeat("x", note.MaxWords+1)}, {Words: "x", Block: strings.Repeat("b", 65)}, {Words: "x", Thread: 999}} {
		if _, err := h.notes.Add(t.Context(), h.nora, h.story, d); err == nil {
			t.Errorf("%.20v was taken", d)
		}
	}
	_, err := h.notes.Add(t.Context(), account.Actor{ID: 9, Name: "Rhea", Role: account.Reader}, h.story, note.Draft{Words: "x"})
	h.refused(err, fault.Forbidden)
	testkit.Equal(t, len(h.list()), 0)
}
