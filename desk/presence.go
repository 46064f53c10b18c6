package desk

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"dateline/internal/database"
	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/presence"
	"dateline/newsroom/story"
)

func (d *Desk) presenceRoutes() {
	const group = "Presence"
	add(d, route{
		method: http.MethodPost, path: "/stories/{id}/presence", id: "beat", group: group, right: account.ReadDesk, summary: "Say that you are in a story",
		about: fmt.Sprintf("Every %s, by each open page. It asks for the lease, or takes it over: then the words as they were last saved are kept in the history "+
			"under the name of whom it was taken from. Who is not heard from for %s holds nothing any more.", presence.BeatEvery, presence.GoneAfter),
	}, d.beat)
	add(d, route{
		method: http.MethodDelete, path: "/stories/{id}/presence/{tab}", id: "leave", group: group, right: account.ReadDesk, summary: "Say that you left a story",
	}, d.leave)
	add(d, route{
		method: http.MethodGet, path: "/presence", id: "list-presence", group: group, right: account.ReadDesk, summary: "Who is in which story",
	}, d.listPresence)
	add(d, route{
		method: http.MethodPost, path: "/stories/{id}/keep", id: "keep-words", group: group, right: account.WriteStory, most: web.StoryBytes, summary: "Keep words in the history",
		about: "Of somebody whose place was taken over before they were saved. The story stays as it is.",
	}, d.keepWords)
	add(d, route{
		method: http.MethodGet, path: changesPath, id: "wait-for-changes", group: group, right: account.ReadDesk, summary: "Wait for changes",
		about: fmt.Sprintf("Answers as soon as a story changes or somebody comes, goes or moves, and after %s at the latest. Send next as after to go on without missing anything.", changesWait),
	}, d.waitForChanges)
}

type beatIn struct {
	ByID
	Body struct {
		Tab      string `json:"tab" minLength:"1" maxLength:"40" doc:"Made up by the page, the same as long as it is open"`
		Field    string `json:"field,omitempty" maxLength:"80" doc:"That the cursor is in"`
		Edit     bool   `json:"edit,omitempty" doc:"Ask for the lease, where nobody holds it"`
		TakeOver bool   `json:"take_over,omitempty" doc:"Take the lease from whoever holds it"`
	}
}

// standingView is how somebody stands in a story.
type standingView struct {
	Mine    bool              `json:"mine" doc:"You hold the lease: what you write is saved"`
	Holder  *presence.Person  `json:"holder,omitempty" doc:"Who holds it"`
	Present []presence.Person `json:"present"`
}

func (d *Desk) beat(ctx context.Context, c caller, in *beatIn) (*reply[standingView], error) {
	st, err := d.story(ctx, story.ID(in.ID))
	if err != nil {
		return nil, err
	}
	s, err := d.presence.Beat(ctx, c.actor, in.ID, presence.Beat{Tab: in.Body.Tab, Field: in.Body.Field, Edit: in.Body.Edit, TakeOver: in.Body.TakeOver})
	if err != nil {
		return nil, err
	}
	if s.From != nil {
		reason := fmt.Sprintf("Words of %s, kept when %s took over", s.From.Name, c.actor.Name)
		if _, err := d.Stories.KeepWords(ctx, c.actor, st.ID, st.Content, reason); err != nil {
			return nil, err
		}
	}
	d.pulse.soon()
	return answer(standingView{Mine: s.Mine, Holder: s.Holder, Present: orEmpty(s.Present)}), nil
}

type leaveIn struct {
	ByID
	Tab string `path:"tab" maxLength:"40"`
}

func (d *Desk) leave(ctx context.Context, c caller, in *leaveIn) (*nothing, error) {
	if err := d.presence.Leave(ctx, c.actor, in.ID, in.Tab); err != nil {
		return nil, err
	}
	d.pulse.soon()
	return &nothing{}, nil
}

func (d *Desk) listPresence(ctx context.Context, _ caller, _ *struct{}) (*reply[List[presence.Person]], error) {
	var all []presence.Person
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		all, err = d.presence.Present(ctx, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(List[presence.Person]{Items: orEmpty(all)}), nil
}

type keepWordsIn struct {
	ByID
	Body struct {
		Content contentView `json:"content"`
		Reason  string      `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

// keptView names the revision that holds what was kept.
type keptView struct {
	Rev int64 `json:"rev"`
}

func (d *Desk) keepWords(ctx context.Context, c caller, in *keepWordsIn) (*reply[keptView], error) {
	rev, err := d.Stories.KeepWords(ctx, c.actor, story.ID(in.ID), story.Content(in.Body.Content), in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return answer(keptView{Rev: rev}), nil
}

type waitIn struct {
	After string `query:"after" maxLength:"60" doc:"next of the answer before; absent to learn where things stand"`
}

// changesView tells what changed.
type changesView struct {
	Next    string            `json:"next" doc:"Send as after"`
	All     bool              `json:"all,omitempty" doc:"More changed than can be named, or it is not known since when: read everything anew"`
	Stories []int64           `json:"stories" doc:"That changed"`
	Present []presence.Person `json:"present" doc:"Who is in which story now"`
}

func (d *Desk) waitForChanges(ctx context.Context, _ caller, in *waitIn) (*reply[changesView], error) {
	ctx, cancel := context.WithTimeout(ctx, changesWait)
	defer cancel()
	return answer(d.pulse.wait(ctx, in.After)), nil
}

// changesWait is how long a call waits for something to change: shorter than
// a connection may be quiet.
const changesWait = 25 * time.Second

// changesPath is where one waits, below apiPrefix.
const changesPath = "/changes"
