package note_test

import (
	"log/slog"
	"strings"
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
