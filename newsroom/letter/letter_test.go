package letter_test

import (
	"context"
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/jobs"
	"dateline/internal/mail"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
	"dateline/newsroom/letter"
	"dateline/newsroom/masthead"
	"dateline/newsroom/note"
	"dateline/newsroom/photo"
	"dateline/newsroom/search"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// bag is a mailer that keeps what it is given, and loses the first.
type bag struct {
	letters chan mail.Message
	dropped bool
}

func (b *bag) Send(_ context.Context, m mail.Message) error {
	if !b.dropped {
		b.dropped = true
		return errors.New("the line was cut")
	}
	b.letters <- m
	return nil
}

func (b *bag) next(t *testing.T) mail.Message {
	t.Helper()
	select {
	case m := <-b.letters:
		return m
	case <-time.After(30 * time.Second):
		t.Fatal("no letter came")
		return mail.Message{}
	}
}

type noPhotos struct{}

func (noPhotos) ByIDs(context.Context, database.Q, []photo.ID) (map[photo.ID]photo.Photo, error) {
	return nil, nil
}

func TestLettersAreWrittenOnceAndToTheRightPeople(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		ctx, c := t.Context(), clock.Freeze(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
		queue := jobs.New(db, slog.New(slog.DiscardHandler))
		tags, names := tag.New(db, c), masthead.New(db, c)
		accounts := account.New(db, c, audit.Record)
		stories := story.New(story.Desk{DB: db, Clock: c, Queue: queue, Tags: tags, Photos: noPhotos{}, Names: names, Index: search.New(db, c)})
		letters := letter.New(letter.House{DB: db, Clock: c, Queue: queue, Accounts: accounts, Stories: stories, Names: names})
		b := &bag{letters: make(chan mail.Message, 20)}
		letters.Work(queue, b, letter.Door{Link: func(token string) string { return "https://news.example/desk/link/" + token }, Story: func(int64) string { return "https://news.example/desk/app/stories/1" }})
		jobs.Register(queue, func(context.Context, story.Changed) error { return nil })
		testkit.NoError(t, queue.Start(context.WithoutCancel(ctx)))
		t.Cleanup(func() { _ = queue.Stop(context.WithoutCancel(ctx)) })

		operator := account.Operator("test")
		nora, err := accounts.Add(ctx, operator, "nora@news.example", "Nora", account.Reporter)
		testkit.NoError(t, err)
		edith, err := accounts.Add(ctx, operator, "edith@news.example", "Edith", account.Editor)
		testkit.NoError(t, err)
		testkit.NoError(t, accounts.SetPassword(ctx, operator, nora, "the words before this"))

		testkit.NoError(t, accounts.AskReset(ctx, "nobody@news.example", letters.PostReset))
		testkit.NoError(t, accounts.AskReset(ctx, "Nora@News.example", letters.PostReset)) // the first try is lost on the way, and made again
		m := b.next(t)
		link := regexp.MustCompile(`/desk/link/(l_\S+)`).FindStringSubmatch(m.Text)
		if m.To != "nora@news.example" || link == nil {
			t.Fatalf("the letter is %+v", m)
		}
		testkit.NoError(t, accounts.AskReset(ctx, "nora@news.example", letters.PostReset)) // too soon after the last
		_, err = accounts.OpenLink(ctx, link[1])                                           // to look uses up nothing
		testkit.NoError(t, err)
		_, err = accounts.UseLink(ctx, link[1], "other words than before", "")
		testkit.NoError(t, err)
		_, err = accounts.UseLink(ctx, link[1], "once more with the same", "")
		if !fault.Is(err, fault.Gone) {
			t.Errorf("a link works twice: %v", err)
		}
		if m := b.next(t); m.To != "nora@news.example" || !strings.Contains(m.Text, "was changed on 22 November 2026") {
			t.Errorf("the letter is %+v", m)
		}

		notes := note.New(db, c, accounts)
		notes.OnMention(letters.PostMention)
		st, err := stories.Create(ctx, operator, story.Proposal{Content: story.Content{Headline: "Talks open", Language: "en"}})
		testkit.NoError(t, err)
		say := func(words string) note.Note {
			n, err := notes.Add(ctx, edith.Actor(), int64(st.ID), note.Draft{Words: words})
			testkit.NoError(t, err)
			return n
		}
		say("@Nora is this right?") // she does not want it by mail
		testkit.NoError(t, accounts.SetMentionMail(ctx, nora.Actor(), true))
		n := say("@Nora and this?")
		if m := b.next(t); m.To != "nora@news.example" || !strings.Contains(m.Text, "Edith writes about “Talks open”") || !strings.Contains(m.Text, "and this?") {
			t.Errorf("the letter is %+v", m)
		}
		_, err = notes.Change(ctx, edith.Actor(), n.ID, "@Nora and this, please?") // she knows
		testkit.NoError(t, err)
		c.Advance(time.Hour)
		testkit.NoError(t, accounts.AskReset(ctx, "nora@news.example", letters.PostReset))
		if m := b.next(t); !strings.Contains(m.Subject, "A new password") { // and nothing before it
			t.Errorf("the letter is %+v", m)
		}
		late := regexp.MustCompile(`l_\S+`)
		testkit.NoError(t, accounts.AskReset(ctx, "edith@news.example", letters.PostReset))
		token := late.FindString(b.next(t).Text)
		c.Advance(time.Hour + time.Second)
		if _, err := accounts.OpenLink(ctx, token); !fault.Is(err, fault.Gone) {
			t.Errorf("a link is good after an hour: %v", err)
		}
	})
}
