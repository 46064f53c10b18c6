package story_test

import (
	"errors"
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

func TestPublishGivesAnAddressAndAPlaceInEachList(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		country := h.tag(tag.Tag{Kind: tag.Place, Name: "Syria", PlaceKind: "country"})
		city := h.tag(tag.Tag{Kind: tag.Place, Name: "Aleppo", Parent: country})
		europe := h.tag(tag.Tag{Kind: tag.Section, Name: "Europe", Parent: h.section})
		c := h.content("Talks resume in Geneva")
		c.Section, c.Places = europe, []tag.ID{city}
		st, err := h.stories.Create(t.Context(), editor, story.Proposal{Content: c})
		testkit.NoError(t, err)
		st, err = h.stories.Publish(t.Context(), editor, st.ID, st.Rev, story.PublishOptions{})
		testkit.NoError(t, err)
		testkit.Equal(t, st.Path, "/international/europe/2026/11/22/talks-resume-in-geneva")
		for _, id := range []tag.ID{europe, h.section, city, country} {
			testkit.Equal(t, h.under(id), []story.ID{st.ID})
		}
		testkit.Equal(t, h.found("geneva"), 1)
	})
}

func TestNamesakesOfOneDayGetAddressesOfTheirOwn(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	a, b := h.live("Storm"), h.live("Storm")
	testkit.Equal(t, a.Path, "/international/2026/11/22/storm")
	testkit.Equal(t, b.Path, "/international/2026/11/22/storm-2")
	again, err := h.stories.Publish(t.Context(), editor, b.ID, b.Rev, story.PublishOptions{})
	testkit.NoError(t, err)
	testkit.Equal(t, again.Path, b.Path)
}

func TestASaveIsNotPublicBeforeItIsPublished(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		st := h.live("Before")
		h.clock.Advance(time.Hour)
		st, err := h.stories.Save(t.Context(), editor, st.ID, story.Change{Rev: st.Rev, Content: h.content("After")})
		testkit.NoError(t, err)
		testkit.Equal(t, h.latest(), []string{"Before"})
		st, err = h.stories.Publish(t.Context(), editor, st.ID, st.Rev, story.PublishOptions{})
		testkit.NoError(t, err)
		testkit.Equal(t, h.latest(), []string{"After"})
		testkit.Equal(t, st.Path, "/international/2026/11/22/before")
		testkit.Equal(t, st.UpdatedAt, noon.Add(time.Hour))
		testkit.Equal(t, st.FirstPublishedAt, noon)
	})
}

func TestAStaleSaveIsRefusedWithWhatChangedAndByWhom(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		st := h.draft("First")
		other := account.Actor{ID: 8, Name: "Omar", Role: account.Reporter}
		_, err := h.stories.Save(t.Context(), other, st.ID, story.Change{Rev: st.Rev, Content: h.content("Second")})
		testkit.NoError(t, err)
		_, err = h.stories.Save(t.Context(), editor, st.ID, story.Change{Rev: st.Rev, Content: h.content("Third")})
		wantFault(t, err, fault.Conflict)
		var f *fault.Error
		if !errors.As(err, &f) {
			t.Fatal("no fault")
		}
		stale, ok := f.Detail.(story.Stale)
		if !ok {
			t.Fatalf("detail is %T", f.Detail)
		}
		testkit.Equal(t, stale, story.Stale{Rev: 2, By: "Omar", At: "2026-11-22T12:00:00Z", Kind: "save", Changed: []string{"headline"}})
	})
}

func TestACorrectionIsPublicWithItsContentAndDated(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		st := h.live("Ten killed")
		h.clock.Advance(time.Minute)
		right := h.content("Eleven killed")
		st, err := h.stories.Correct(t.Context(), editor, st.ID, st.Rev, story.Notice{Kind: "correction", Text: "It was eleven, not ten.", Content: &right})
		testkit.NoError(t, err)
		pg, err := h.at(st.Path)
		testkit.NoError(t, err)
		testkit.Equal(t, pg.Headline, "Eleven killed")
		testkit.Equal(t, len(pg.Corrections), 1)
		testkit.Equal(t, pg.Corrections[0].At, noon.Add(time.Minute))
		testkit.Equal(t, h.found("eleven"), 1)
		testkit.Equal(t, h.found("ten"), 0)
		_, err = h.stories.Correct(t.Context(), editor, st.ID, st.Rev, story.Notice{Kind: "apology", Text: "x"})
		wantFault(t, err, fault.Invalid)
	})
}

// TestRelatedNewsIsWorkedOutOnlyWhereItMayChange counts the jobs that changes
// to a live story bring.
func TestRelatedNewsIsWorkedOutOnlyWhereItMayChange(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		topic := h.tag(tag.Tag{Kind: tag.Topic, Name: "Diplomacy"})
		st := h.live("Envoys Meet")
		waiting := func() (n int64) {
			h.read(func(q *database.Snapshot) (err error) {
				n, err = database.One(t.Context(), q, database.Value[int64], `SELECT COUNT(*) FROM river_job WHERE kind = 'story.changed'`)
				return err
			})
			return n
		}
		change := func(what string, follows bool, edit func(c *story.Content)) {
			t.Helper()
			before := waiting()
			content := st.Content
			edit(&content)
			var err error
			st, err = h.stories.Correct(t.Context(), editor, st.ID, st.Rev, story.Notice{Kind: "correction", Text: what, Content: &content})
			testkit.NoError(t, err)
			if followed := waiting() > before; followed != follows {
				t.Errorf("%s: Related News is worked out anew: %t", what, followed)
			}
		}
		change("the text", false, func(c *story.Content) { c.Body = body.FromText("They left at noon.") })
		change("the deck", false, func(c *story.Content) { c.Deck = "They left at noon" })
		change("the topics", true, func(c *story.Content) { c.Topics = []tag.ID{topic} })
		change("nothing", false, func(*story.Content) {})
		change("the headline", true, func(c *story.Content) { c.Headline = "Envoys Part" })
		before := waiting()
		_, err := h.stories.Withdraw(t.Context(), editor, st.ID, st.Rev, "It was another meeting.")
		testkit.NoError(t, err)
		if waiting() == before {
			t.Error("a withdrawn story stays on the lists of others")
		}
	})
}

func TestAChangedSlugLeavesARedirect(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	st := h.live("Old words")
	old := st.Path
	c := h.content("Old words")
	c.Slug = "new words"
	st, err := h.stories.Save(t.Context(), editor, st.ID, story.Change{Rev: st.Rev, Content: c})
	testkit.NoError(t, err)
	st, err = h.stories.Publish(t.Context(), editor, st.ID, st.Rev, story.PublishOptions{})
	testkit.NoError(t, err)
	testkit.Equal(t, st.Path, "/international/2026/11/22/new-words")
	_, err = h.at(old)
	var moved *story.Moved
	if !errors.As(err, &moved) || moved.To != st.Path {
		t.Fatalf("got %v", err)
	}
	// Whoever takes the old address meanwhile finds it kept.
	other := h.live("Old words")
	testkit.Equal(t, other.Path, "/international/2026/11/22/old-words-2")
}

func TestWithdrawnTellsWhyAndKilledIsFoundNowhere(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		a, b := h.live("Apples"), h.live("Bananas")
		_, err := h.stories.Withdraw(t.Context(), editor, a.ID, a.Rev, "")
		wantFault(t, err, fault.Invalid)
		a, err = h.stories.Withdraw(t.Context(), editor, a.ID, a.Rev, "We could not confirm it.")
		testkit.NoError(t, err)
		_, err = h.stories.Kill(t.Context(), editor, b.ID, b.Rev, "Invented.")
		testkit.NoError(t, err)
		testkit.Equal(t, h.latest(), nil)
		testkit.Equal(t, h.found("apples")+h.found("bananas"), 0)
		_, err = h.at(a.Path)
		wantEnded(t, err, story.Withdrawn)
		_, err = h.at(b.Path)
		wantEnded(t, err, story.Killed)
		a, err = h.stories.Publish(t.Context(), editor, a.ID, a.Rev, story.PublishOptions{Reason: "confirmed now"})
		testkit.NoError(t, err)
		testkit.Equal(t, h.latest(), []string{"Apples"})
		testkit.Equal(t, a.EndedReason, "")
	})
}

func TestAnEmbargoHoldsToTheSecond(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		st := h.draft("Report")
		until := noon.Add(time.Hour)
		st, err := h.stories.Embargo(t.Context(), editor, st.ID, st.Rev, story.Timing{EmbargoUntil: until, Zone: "Europe/Paris"})
		testkit.NoError(t, err)
		_, err = h.stories.Publish(t.Context(), editor, st.ID, st.Rev, story.PublishOptions{})
		wantFault(t, err, fault.Conflict)
		st, err = h.stories.Schedule(t.Context(), editor, st.ID, st.Rev, story.Timing{PublishAt: noon.Add(time.Minute), EmbargoUntil: until})
		testkit.NoError(t, err)
		testkit.Equal(t, st.PublishAt, until) // never before the embargo
		h.clock.Set(until.Add(-time.Second))
		n, next, err := h.stories.PublishDue(t.Context())
		testkit.NoError(t, err)
		testkit.Equal(t, n, 0)
		testkit.Equal(t, next, until)
		testkit.Equal(t, h.latest(), nil)
		h.clock.Set(until)
		n, _, err = h.stories.PublishDue(t.Context())
		testkit.NoError(t, err)
		testkit.Equal(t, n, 1)
		testkit.Equal(t, h.latest(), []string{"Report"})
		_, err = h.stories.Embargo(t.Context(), editor, st.ID, st.Rev+1, story.Timing{EmbargoUntil: until.Add(time.Hour)})
		wantFault(t, err, fault.Conflict) // too late
	})
}

func TestAScheduledStoryThatCannotGoLiveHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	h.photos[1] = photo.Photo{ID: 1, Creator: "A. Reporter", Alt: "A street"}
	c := h.content("With a photo")
	c.Lead = &story.Lead{PhotoUse: body.PhotoUse{Photo: 1}}
	bad, err := h.stories.Create(t.Context(), editor, story.Proposal{Content: c})
	testkit.NoError(t, err)
	good := h.draft("Without")
	for _, st := range []story.Story{bad, good} {
		_, err := h.stories.Schedule(t.Context(), editor, st.ID, st.Rev, story.Timing{PublishAt: noon.Add(time.Minute)})
		testkit.NoError(t, err)
	}
	delete(h.photos, 1)
	h.clock.Advance(time.Minute)
	_, _, err = h.stories.PublishDue(t.Context())
	testkit.NoError(t, err)
	testkit.Equal(t, h.latest(), []string{"Without"})
	h.read(func(q *database.Snapshot) error {
		st, err := h.stories.ByID(t.Context(), q, bad.ID)
		testkit.Equal(t, st.Publication, story.Draft)
		return err
	})
}

func TestAPhotoWithoutCreditOrWordsIsNotPrinted(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	h.photos[1] = photo.Photo{ID: 1}
	h.photos[2] = photo.Photo{ID: 2, Agency: "AFP", Alt: "x", KilledAt: noon}
	for id, wants := range map[int64]int{1: 1, 2: 1, 3: 1} {
		c := h.content("Picture")
		c.Lead = &story.Lead{PhotoUse: body.PhotoUse{Photo: id}}
		st, err := h.stories.Create(t.Context(), editor, story.Proposal{Content: c})
		testkit.NoError(t, err)
		_, err = h.stories.Publish(t.Context(), editor, st.ID, st.Rev, story.PublishOptions{})
		wantFault(t, err, fault.Invalid)
		var f *fault.Error
		if !errors.As(err, &f) || len(f.Fields) != wants {
			t.Fatalf("photo %d: %v", id, err)
		}
	}
}

func TestWhatIsHalfDoneIsSavedAndNotPublished(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	c := h.content("Half done")
	c.Byline = []story.Credit{{}}
	c.Body.Blocks = append(c.Body.Blocks, body.Block{Kind: body.Heading, Level: 4, Text: body.TextFrom("Later")}, body.Block{Kind: body.Embed, URL: "https://video.invalid/1"})
	st, err := h.stories.Create(t.Context(), editor, story.Proposal{Content: c})
	testkit.NoError(t, err)
	testkit.Equal(t, len(st.Content.Body.Blocks), len(c.Body.Blocks))
	_, err = h.stories.Publish(t.Context(), editor, st.ID, st.Rev, story.PublishOptions{})
	wantFault(t, err, fault.Invalid)
	var f *fault.Error
	if !errors.As(err, &f) || len(f.Fields) != 3 {
		t.Fatalf("it is refused with %v", err)
	}
	c.Body.Blocks[len(c.Body.Blocks)-2].Text = body.Text{{Text: "here", Href: "javascript:alert(1)"}}
	_, err = h.stories.Save(t.Context(), editor, st.ID, story.Change{Rev: st.Rev, Content: c})
	wantFault(t, err, fault.Invalid) // harm is not half done
}

func TestKeptWordsStandInTheHistoryAlone(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	st := h.live("Two write")
	rev, err := h.stories.KeepWords(t.Context(), editor, st.ID, h.content("Words of Nora"), "Nora’s words")
	testkit.NoError(t, err)
	testkit.NoError(t, h.db.Read(t.Context(), func(q *database.Snapshot) error {
		now, err := h.stories.ByID(t.Context(), q, st.ID)
		testkit.NoError(t, err)
		testkit.Equal(t, now.Rev, rev)
		testkit.Equal(t, now.ContentRev, st.ContentRev)
		testkit.Equal(t, now.LiveRev, st.LiveRev)
		testkit.Equal(t, now.Content.Headline, "Two write")
		kept, err := h.stories.Revision(t.Context(), q, st.ID, rev)
		testkit.NoError(t, err)
		testkit.Equal(t, kept.Kind, story.KindKept)
		testkit.Equal(t, kept.Content.Headline, "Words of Nora")
		return nil
	}))
	withdrawn, err := h.stories.Withdraw(t.Context(), editor, st.ID, rev, "It is wrong.") // an act without a content of its own
	testkit.NoError(t, err)
	testkit.NoError(t, h.db.Read(t.Context(), func(q *database.Snapshot) error {
		r, err := h.stories.Revision(t.Context(), q, st.ID, withdrawn.Rev)
		testkit.NoError(t, err)
		testkit.Equal(t, r.Content.Headline, "Two write")
		return nil
	}))
	_, err = h.stories.Save(t.Context(), editor, st.ID, story.Change{Rev: withdrawn.Rev, Content: h.content("On it goes")})
	testkit.NoError(t, err)
}

func TestRolesAreAskedForEachAct(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	st := h.draft("Draft")
	reporter := account.Actor{ID: 9, Name: "Rita", Role: account.Reporter}
	_, err := h.stories.Publish(t.Context(), reporter, st.ID, st.Rev, story.PublishOptions{})
	wantFault(t, err, fault.Forbidden)
	_, err = h.stories.Save(t.Context(), account.Actor{Name: "R", Role: account.Reader}, st.ID, story.Change{Rev: st.Rev, Content: h.content("x")})
	wantFault(t, err, fault.Forbidden)
	scoped := account.Actor{Name: "Script", Role: account.Owner, Scopes: []account.Action{account.ReadDesk}}
	_, err = h.stories.Kill(t.Context(), scoped, st.ID, st.Rev, "x")
	wantFault(t, err, fault.Forbidden)
}

func TestMergingATagMovesItsStories(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		a := h.tag(tag.Tag{Kind: tag.Topic, Name: "Diplomacy"})
		b := h.tag(tag.Tag{Kind: tag.Topic, Name: "Diplomatic relations"})
		c := h.content("Talks")
		c.Topics = []tag.ID{b}
		st, err := h.stories.Create(t.Context(), editor, story.Proposal{Content: c})
		testkit.NoError(t, err)
		_, err = h.stories.Publish(t.Context(), editor, st.ID, st.Rev, story.PublishOptions{})
		testkit.NoError(t, err)
		n, err := h.stories.MergeTag(t.Context(), editor, b, a)
		testkit.NoError(t, err)
		testkit.Equal(t, n, 1)
		testkit.Equal(t, h.under(a), []story.ID{st.ID})
		testkit.Equal(t, h.under(b), nil)
		d, err := h.tags.Drawer(t.Context())
		testkit.NoError(t, err)
		got, moved, ok := d.BySlug(tag.Topic, "diplomatic-relations")
		testkit.Equal(t, []any{got.ID, moved, ok}, []any{a, true, true})
	})
}

func TestMovingAPlaceRefilesItsStories(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	a := h.tag(tag.Tag{Kind: tag.Place, Name: "Old country"})
	b := h.tag(tag.Tag{Kind: tag.Place, Name: "New country"})
	city := h.tag(tag.Tag{Kind: tag.Place, Name: "City", Parent: a})
	c := h.content("Border moves")
	c.Places = []tag.ID{city}
	st, err := h.stories.Create(t.Context(), editor, story.Proposal{Content: c})
	testkit.NoError(t, err)
	_, err = h.stories.Publish(t.Context(), editor, st.ID, st.Rev, story.PublishOptions{})
	testkit.NoError(t, err)
	d, err := h.tags.Drawer(t.Context())
	testkit.NoError(t, err)
	moved, _ := d.ByID(city)
	moved.Parent = b
	_, err = h.stories.UpdateTag(t.Context(), editor, moved)
	testkit.NoError(t, err)
	testkit.Equal(t, len(h.under(a)), 0)
	testkit.Equal(t, h.under(b), []story.ID{st.ID})
}

func TestHistoryIsWhole(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	st := h.live("One")
	_, err := h.stories.Save(t.Context(), editor, st.ID, story.Change{Rev: st.Rev, Content: h.content("Two"), Reason: "sharper"})
	testkit.NoError(t, err)
	h.read(func(q *database.Snapshot) error {
		revs, err := h.stories.Revisions(t.Context(), q, st.ID)
		testkit.NoError(t, err)
		var kinds []string
		for _, r := range revs {
			kinds = append(kinds, r.Kind)
		}
		testkit.Equal(t, kinds, []string{"save", "publish", "create"})
		r, err := h.stories.Revision(t.Context(), q, st.ID, 2)
		testkit.NoError(t, err)
		testkit.Equal(t, r.Content.Headline, "One") // as it stood when published
		return nil
	})
}
