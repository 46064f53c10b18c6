package suggest_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/jobs"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
	"dateline/newsroom/masthead"
	"dateline/newsroom/photo"
	"dateline/newsroom/search"
	"dateline/newsroom/story"
	"dateline/newsroom/suggest"
	"dateline/newsroom/tag"
)

func drawer() *tag.Drawer {
	return tag.NewDrawer([]tag.Tag{
		{ID: 1, Kind: tag.Place, Name: "Russia"},
		{ID: 2, Kind: tag.Place, Name: "Moscow", Parent: 1},
		{ID: 3, Kind: tag.Place, Name: "Paris"},
		{ID: 4, Kind: tag.Place, Name: "New York"},
		{ID: 5, Kind: tag.Place, Name: "New York State"},
		{ID: 6, Kind: tag.Topic, Name: "Human rights"},
		{ID: 7, Kind: tag.Person, Name: "Sergei Lavrov"},
		{ID: 8, Kind: tag.Section, Name: "International"},
		{ID: 9, Kind: tag.Place, Name: "Reading"},
		{ID: 10, Kind: tag.Topic, Name: "Diplomatic relations", MergedInto: 11},
		{ID: 11, Kind: tag.Topic, Name: "Diplomacy"},
		{ID: 12, Kind: tag.Place, Name: "سوريا"},
	})
}

func TestNamesAreFoundAsWholeWordsAndSaidWhere(t *testing.T) {
	for _, c := range []struct {
		name, headline, text string
		want                 []string
	}{
		{"headline before text", "Moscow waits", "In Paris nobody waits.", []string{"Moscow: named in the headline", "Paris: named in the first paragraphs"}},
		{"counted", "Moscow waits", "Moscow said so.\n\nMoscow’s ministers agreed.", []string{"Moscow: named in the headline, 3 times in all"}},
		{"the longest name", "A storm", "It hit New York State, and then New York.", []string{"New York: named in the first paragraphs", "New York State: named in the first paragraphs"}},
		{"a longer name of somebody else", "A party", "Paris Hilton came. It was late.", nil},
		{"and the place at the end of a sentence", "A party", "They met in Paris. Nobody else did.", []string{"Paris: named in the first paragraphs"}},
		{"a common word in small letters", "A hobby", "They were reading.", nil},
		{"a topic in any letters", "Court rules on human rights", "It did.", []string{"Human rights: named in the headline"}},
		{"what a tag was called before", "A break", "They ended diplomatic relations.", []string{"Diplomacy: named in the first paragraphs"}},
		{"title case", "Russia Says Talks Go On", "Yes.", []string{"Russia: named in the headline"}},
		{"a person", "A visit", "Sergei Lavrov travelled.", []string{"Sergei Lavrov: named in the first paragraphs"}},
		{"part of a word", "Parisian ways", "The Russians and their ways in Parishes.", nil},
		{"Arabic", "محادثات في سوريا", "", []string{"سوريا: named in the headline"}},
	} {
		var got []string
		for _, s := range suggest.Named(drawer(), story.Content{Headline: c.headline, Body: body.FromText(c.text)}) {
			got = append(got, s.Tag.Name+": "+s.Why)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTopicsOfStoriesAboutTheSameAreSuggested(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		ctx, c := t.Context(), clock.Freeze(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
		tags := tag.New(db, c)
		db.AfterCommit(func(context.Context) { tags.Forget() })
		stories := story.New(story.Desk{
			DB: db, Clock: c, Queue: jobs.New(db, slog.New(slog.DiscardHandler)), Tags: tags, Photos: noPhotos{}, Names: masthead.New(db, c), Index: search.New(db, c),
		})
		made := func(k tag.Kind, name string) tag.ID {
			made, err := tags.Create(ctx, account.Operator("test"), tag.Tag{Kind: k, Name: name})
			testkit.NoError(t, err)
			return made.ID
		}
		section, syria, geneva := made(tag.Section, "World"), made(tag.Place, "Syria"), made(tag.Place, "Geneva")
		diplomacy, football := made(tag.Topic, "Diplomacy"), made(tag.Topic, "Football")
		for i := range 6 {
			content := story.Content{Headline: fmt.Sprint("Story ", i), Language: "en", Section: section, Places: []tag.ID{syria}, Topics: []tag.ID{diplomacy}, Body: body.FromText("Text.")}
			if i == 5 {
				content.Topics = []tag.ID{football}
			}
			st, err := stories.Create(ctx, account.Operator("test"), story.Proposal{Content: content})
			testkit.NoError(t, err)
			_, err = stories.Publish(ctx, account.Operator("test"), st.ID, st.Rev, story.PublishOptions{})
			testkit.NoError(t, err)
		}
		look := func(content story.Content) (got []string) {
			testkit.NoError(t, db.Read(ctx, func(q *database.Snapshot) error {
				all, err := suggest.New(stories, tags).For(ctx, q, content)
				for _, s := range all {
					got = append(got, s.Tag.Name+": "+s.Why)
				}
				return err
			}))
			return got
		}
		content := story.Content{Headline: "Syria talks resume in Geneva", Language: "en", Body: body.FromText("They do.")}
		testkit.Equal(t, look(content), []string{"Geneva: named in the headline", "Syria: named in the headline", "Diplomacy: on 5 of the last 6 stories about Syria"})
		content.Places, content.Topics = []tag.ID{syria, geneva}, []tag.ID{diplomacy}
		testkit.Equal(t, look(content), nil)
	})
}

type noPhotos struct{}

func (noPhotos) ByIDs(context.Context, database.Q, []photo.ID) (map[photo.ID]photo.Photo, error) {
	return nil, nil
}
