package story_test

import (
	"testing"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/testkit"
	"dateline/newsroom/story"
)

// TestEveryPair holds the state table against a second writing of it: each
// state with each act.
func TestEveryPair(t *testing.T) {
	t.Parallel()
	want := map[story.Publication]map[story.Act]story.Publication{
		"draft":     {"save": "draft", "schedule": "scheduled", "publish": "live", "kill": "killed"},
		"scheduled": {"save": "scheduled", "schedule": "scheduled", "unschedule": "draft", "publish": "live", "kill": "killed"},
		"live":      {"save": "live", "publish": "live", "correct": "corrected", "withdraw": "withdrawn", "kill": "killed"},
		"corrected": {"save": "corrected", "publish": "corrected", "correct": "corrected", "withdraw": "withdrawn", "kill": "killed"},
		"withdrawn": {"save": "withdrawn", "publish": "live", "kill": "killed"},
		"killed":    {},
	}
	for _, p := range story.Publications() {
		for _, act := range story.Acts() {
			next, err := p.Next(act)
			expected, allowed := want[p][act]
			switch {
			case allowed && (err != nil || next != expected):
				t.Errorf("%s + %s = %s, %v; want %s", p, act, next, err, expected)
			case !allowed && (!fault.Is(err, fault.Conflict) || next != p):
				t.Errorf("%s + %s = %s, %v; want a refusal", p, act, next, err)
			}
		}
	}
}

// TestEveryPairInTheDatabase puts a real story into each state and tries each
// act on it: the table must be what happens.
func TestEveryPairInTheDatabase(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		for _, p := range story.Publications() {
			for _, act := range story.Acts() {
				st := h.inState(p)
				got, err := h.do(act, st)
				want, refused := p.Next(act)
				if (err == nil) != (refused == nil) {
					t.Fatalf("%s + %s: got %v, the table says %v", p, act, err, refused)
				}
				if err == nil && got.Publication != want {
					t.Fatalf("%s + %s = %s, want %s", p, act, got.Publication, want)
				}
				if err != nil {
					continue
				}
				_, err = h.at(got.Path)
				if public := err == nil && got.Path != ""; public != got.Publication.Public() {
					t.Fatalf("%s + %s: public is %t in state %s", p, act, public, got.Publication)
				}
			}
		}
	})
}

func (h *house) inState(p story.Publication) story.Story {
	h.t.Helper()
	st := h.draft("A story")
	var acts []story.Act
	switch p {
	case story.Draft:
	case story.Scheduled:
		acts = []story.Act{story.Schedule}
	case story.Live:
		acts = []story.Act{story.Publish}
	case story.Corrected:
		acts = []story.Act{story.Publish, story.Correct}
	case story.Withdrawn:
		acts = []story.Act{story.Publish, story.Withdraw}
	case story.Killed:
		acts = []story.Act{story.Publish, story.Kill}
	}
	var err error
	for _, a := range acts {
		st, err = h.do(a, st)
		testkit.NoError(h.t, err)
	}
	if st.Publication != p {
		h.t.Fatalf("story is %s, want %s", st.Publication, p)
	}
	return st
}

func (h *house) do(act story.Act, st story.Story) (story.Story, error) {
	ctx, ss := h.t.Context(), h.stories
	switch act {
	case story.Save:
		return ss.Save(ctx, editor, st.ID, story.Change{Rev: st.Rev, Content: h.content("Another headline")})
	case story.Schedule:
		return ss.Schedule(ctx, editor, st.ID, st.Rev, story.Timing{PublishAt: noon.AddDate(0, 0, 1)})
	case story.Unschedule:
		return ss.Unschedule(ctx, editor, st.ID, st.Rev, "")
	case story.Publish:
		return ss.Publish(ctx, editor, st.ID, st.Rev, story.PublishOptions{})
	case story.Correct:
		return ss.Correct(ctx, editor, st.ID, st.Rev, story.Notice{Kind: "correction", Text: "It was Tuesday."})
	case story.Withdraw:
		return ss.Withdraw(ctx, editor, st.ID, st.Rev, "It was wrong.")
	case story.Kill:
		return ss.Kill(ctx, editor, st.ID, st.Rev, "It was invented.")
	}
	h.t.Fatalf("unknown act %s", act)
	return st, nil
}
