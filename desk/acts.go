package desk

import (
	"context"
	"net/http"
	"time"

	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/story"
)

func (d *Desk) actRoutes() {
	act := func(name string, right account.Action, summary, about string) route {
		return route{
			method: http.MethodPost, path: "/stories/{id}/" + name, id: name + "-story", group: "Acts", right: right, summary: summary, about: about,
		}
	}
	add(d, act("publish", account.PublishStory, "Publish a story",
		"Makes it live at once, or makes public what was changed in a live one since. Before its embargo ends this is refused."), d.publish)
	add(d, act("schedule", account.PublishStory, "Schedule a story",
		"It goes live by itself at its time, to the second, and never before its embargo ends."), d.schedule)
	add(d, act("unschedule", account.PublishStory, "Take a story off the schedule", "It is a draft again; its embargo stays."), d.unschedule)
	add(d, act("embargo", account.PublishStory, "Set, move or lift an embargo",
		"Until then nothing of the story leaves by any door. To shorten or lift one a reason is needed."), d.embargo)
	correct := act("correct", account.CorrectStory, "Correct a live story",
		"Puts a correction, a clarification or an editor's note on it and makes the corrected content public with it, in one step.")
	correct.most = web.StoryBytes
	add(d, correct, d.correct)
	add(d, act("approve", account.PublishStory, "Approve a story's text",
		"Says of the text as it stands that it may go out. A section may ask for that by somebody else than who publishes; a change of the text makes it void."), d.approve)
	add(d, act("withdraw", account.WithdrawStory, "Withdraw a live story",
		"Takes it from the public; its address says that it was withdrawn, and why. It may be published again."), d.withdraw)
	add(d, act("kill", account.KillStory, "Kill a story",
		"For good: a draft is spiked, a live story is gone and found nowhere. Its history stays at the desk."), d.kill)
}

// plainAct is an act that needs no more than a reason, or not even that.
type plainAct struct {
	ByID
	Body struct {
		Rev    int64  `json:"rev" minimum:"1" doc:"The revision that you looked at"`
		Reason string `json:"reason,omitempty" maxLength:"2000" doc:"For the history at the desk"`
	}
}

// endingAct is an act of which readers are told why.
type endingAct struct {
	ByID
	Body struct {
		Rev    int64  `json:"rev" minimum:"1" doc:"The revision that you looked at"`
		Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"Readers who come to the story's address are told this when it is withdrawn"`
	}
}

func (d *Desk) publish(ctx context.Context, c caller, in *plainAct) (*reply[storyView], error) {
	st, err := d.Stories.Publish(ctx, c.actor, story.ID(in.ID), in.Body.Rev, story.PublishOptions{Reason: in.Body.Reason, Check: d.gate(c.person(), in.Body.Reason)})
	return d.storyAnswer(st, c, err)
}

type scheduleIn struct {
	ByID
	Body struct {
		Rev          int64      `json:"rev" minimum:"1" doc:"The revision that you looked at"`
		PublishAt    time.Time  `json:"publish_at,omitzero" doc:"Absent to go live when the embargo ends"`
		EmbargoUntil *time.Time `json:"embargo_until,omitempty" doc:"Absent to keep the one it has"`
		Zone         string     `json:"zone,omitempty" doc:"IANA time zone in which you think of these times" example:"Europe/Paris"`
		Reason       string     `json:"reason,omitempty" maxLength:"2000"`
	}
}

func (d *Desk) schedule(ctx context.Context, c caller, in *scheduleIn) (*reply[storyView], error) {
	t := story.Timing{PublishAt: in.Body.PublishAt, Zone: in.Body.Zone, Reason: in.Body.Reason}
	t.Check = d.gate(c.person(), t.Reason)
	st, err := d.scheduleStory(ctx, c.actor, story.ID(in.ID), in.Body.Rev, t, in.Body.EmbargoUntil)
	return d.storyAnswer(st, c, err)
}

// scheduleStory schedules a story and keeps its embargo where embargo is nil.
func (d *Desk) scheduleStory(ctx context.Context, actor account.Actor, id story.ID, rev int64, t story.Timing, embargo *time.Time) (story.Story, error) {
	if embargo != nil {
		t.EmbargoUntil = *embargo
		return d.Stories.Schedule(ctx, actor, id, rev, t)
	}
	now, err := d.story(ctx, id)
	if err != nil {
		return now, err
	}
	t.EmbargoUntil = now.EmbargoUntil // rev guards against a change between here and there
	return d.Stories.Schedule(ctx, actor, id, rev, t)
}

func (d *Desk) unschedule(ctx context.Context, c caller, in *plainAct) (*reply[storyView], error) {
	st, err := d.Stories.Unschedule(ctx, c.actor, story.ID(in.ID), in.Body.Rev, in.Body.Reason)
	return d.storyAnswer(st, c, err)
}

type embargoIn struct {
	ByID
	Body struct {
		Rev    int64     `json:"rev" minimum:"1" doc:"The revision that you looked at"`
		Until  time.Time `json:"until,omitzero" doc:"Absent to lift it"`
		Zone   string    `json:"zone,omitempty" doc:"IANA time zone in which you think of it" example:"Europe/Paris"`
		Reason string    `json:"reason,omitempty" maxLength:"2000" doc:"Needed to shorten or lift one"`
	}
}

func (d *Desk) embargo(ctx context.Context, c caller, in *embargoIn) (*reply[storyView], error) {
	st, err := d.Stories.Embargo(ctx, c.actor, story.ID(in.ID), in.Body.Rev, story.Timing{EmbargoUntil: in.Body.Until, Zone: in.Body.Zone, Reason: in.Body.Reason})
	return d.storyAnswer(st, c, err)
}

type correctIn struct {
	ByID
	Body struct {
		Rev     int64        `json:"rev" minimum:"1" doc:"The revision that you looked at"`
		Kind    string       `json:"kind" enum:"correction,clarification,editors-note"`
		Text    string       `json:"text" minLength:"1" maxLength:"4000" doc:"What was wrong and what is right"`
		Serious bool         `json:"serious,omitempty" doc:"It stands above the story's text"`
		Content *contentView `json:"content,omitempty" doc:"The corrected content; absent where the last saved one is right already"`
		Reason  string       `json:"reason,omitempty" maxLength:"2000" doc:"For the desk"`
	}
}

func (d *Desk) correct(ctx context.Context, c caller, in *correctIn) (*reply[storyView], error) {
	n := story.Notice{Kind: in.Body.Kind, Text: in.Body.Text, Serious: in.Body.Serious, Reason: in.Body.Reason, Check: d.gate(c.person(), in.Body.Reason+in.Body.Text)} // what readers are told is reason enough
	if in.Body.Content != nil {
		content := story.Content(*in.Body.Content)
		n.Content = &content
	}
	st, err := d.Stories.Correct(ctx, c.actor, story.ID(in.ID), in.Body.Rev, n)
	return d.storyAnswer(st, c, err)
}

func (d *Desk) approve(ctx context.Context, c caller, in *plainAct) (*reply[storyView], error) {
	st, err := d.Stories.Approve(ctx, c.actor, story.ID(in.ID), in.Body.Rev)
	return d.storyAnswer(st, c, err)
}

func (d *Desk) withdraw(ctx context.Context, c caller, in *endingAct) (*reply[storyView], error) {
	st, err := d.Stories.Withdraw(ctx, c.actor, story.ID(in.ID), in.Body.Rev, in.Body.Reason)
	return d.storyAnswer(st, c, err)
}

func (d *Desk) kill(ctx context.Context, c caller, in *endingAct) (*reply[storyView], error) {
	st, err := d.Stories.Kill(ctx, c.actor, story.ID(in.ID), in.Body.Rev, in.Body.Reason)
	return d.storyAnswer(st, c, err)
}
