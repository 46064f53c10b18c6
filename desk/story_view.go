package desk

import (
	"time"

	"dateline/newsroom/account"
	"dateline/newsroom/body"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// contentView is story.Content, field for field, with what a client must know
// of each.
type contentView struct {
	Headline      string         `json:"headline" maxLength:"300"`
	Deck          string         `json:"deck,omitempty" maxLength:"1000" doc:"The line under the headline; never the first paragraph"`
	Kicker        string         `json:"kicker,omitempty" maxLength:"80" doc:"Above the headline, in place of the section's name"`
	Slug          string         `json:"slug,omitempty" doc:"Last part of the address; made from the headline where empty"`
	Language      string         `json:"language" required:"false" doc:"BCP 47; the publication's for a new story where empty" example:"en"`
	Genre         string         `json:"genre,omitempty" enum:",analysis,opinion,explainer,feature,obituary,interview,review,live" doc:"Empty for news"`
	Section       tag.ID         `json:"section,omitempty"`
	Places        []tag.ID       `json:"places,omitempty" doc:"In order, the lead place first"`
	Topics        []tag.ID       `json:"topics,omitempty" doc:"In order, the lead topic first"`
	People        []tag.ID       `json:"people,omitempty" doc:"People and organisations that the story is about"`
	Series        tag.ID         `json:"series,omitempty"`
	Part          int            `json:"part,omitempty" doc:"Of the series, 1 for the first"`
	Byline        []story.Credit `json:"byline,omitempty"`
	Dateline      tag.ID         `json:"dateline,omitempty" doc:"The place it was filed from"`
	DatelineText  string         `json:"dateline_text,omitempty" doc:"In place of that place's name"`
	Body          body.Document  `json:"body"`
	Lead          *story.Lead    `json:"lead,omitempty" doc:"Above the text: a photo, or a chart; a map of the lead place where neither is given"`
	Origin        string         `json:"origin,omitempty" doc:"The agency that the text came from"`
	Copyright     string         `json:"copyright,omitempty"`
	UsageTerms    string         `json:"usage_terms,omitempty"`
	EditorialNote string         `json:"editorial_note,omitempty" doc:"For the desk only"`
	Pinned        []story.ID     `json:"pinned,omitempty" doc:"First in Related News"`
	Excluded      []story.ID     `json:"excluded,omitempty" doc:"Never in Related News"`
	NoAgeNotice   bool           `json:"no_age_notice,omitempty"`
}

func contentOf(c story.Content) contentView {
	c.Body.Blocks = orEmpty(c.Body.Blocks)
	return contentView(c)
}

// storyView is a story as the desk sees it.
type storyView struct {
	ID               story.ID          `json:"id"`
	Rev              int64             `json:"rev" doc:"Counts up with every change; name it in whatever you do next"`
	ContentRev       int64             `json:"content_rev" doc:"The revision that holds the content"`
	LiveRev          int64             `json:"live_rev" doc:"The revision that readers see; 0 for none"`
	URI              string            `json:"uri,omitempty" doc:"Of an imported item"`
	WireVersion      string            `json:"wire_version,omitempty"`
	Publication      story.Publication `json:"publication" enum:"draft,scheduled,live,corrected,withdrawn,killed"`
	Workflow         story.Workflow    `json:"workflow" enum:"pitch,writing,editing,checking,ready"`
	Acts             []string          `json:"acts" doc:"What you may do with it now"`
	Unpublished      bool              `json:"unpublished" doc:"It is public, and was changed since in ways that readers do not see yet"`
	Content          contentView       `json:"content"`
	Words            int               `json:"words"`
	Plan             planView          `json:"plan" doc:"Its line in the budget"`
	Path             string            `json:"path,omitempty" doc:"Its address on the site; absent until it is first published"`
	URL              string            `json:"url,omitempty" format:"uri" doc:"The same, absolute, while it is public"`
	EmbargoUntil     time.Time         `json:"embargo_until,omitzero"`
	PublishAt        time.Time         `json:"publish_at,omitzero"`
	Zone             string            `json:"zone" doc:"IANA time zone in which the desk thinks of those two"`
	FirstPublishedAt time.Time         `json:"first_published_at,omitzero"`
	UpdatedAt        time.Time         `json:"updated_at,omitzero" doc:"Last change that a reader would care about"`
	CreatedAt        time.Time         `json:"created_at"`
	ChangedAt        time.Time         `json:"changed_at"`
	EndedAt          time.Time         `json:"ended_at,omitzero" doc:"When it was withdrawn or killed"`
	EndedReason      string            `json:"ended_reason,omitempty" doc:"What readers are told of that"`
}

func (d *Desk) storyOf(st story.Story, actor account.Actor) storyView {
	v := storyView{
		ID: st.ID, Rev: st.Rev, ContentRev: st.ContentRev, LiveRev: st.LiveRev, URI: st.URI, WireVersion: st.WireVersion,
		Publication: st.Publication, Workflow: st.Workflow, Acts: actsFor(st, actor, d.Clock.Now()), Unpublished: st.Publication.Public() && st.LiveRev != st.ContentRev,
		Content: contentOf(st.Content), Words: st.Content.Body.Words(), Plan: planOf(st.Plan), Path: st.Path,
		EmbargoUntil: st.EmbargoUntil, PublishAt: st.PublishAt, Zone: st.Zone, FirstPublishedAt: st.FirstPublishedAt, UpdatedAt: st.UpdatedAt,
		CreatedAt: st.CreatedAt, ChangedAt: st.ChangedAt, EndedAt: st.EndedAt, EndedReason: st.EndedReason,
	}
	if st.Publication.Public() {
		v.URL = d.BaseURL + st.Path
	}
	return v
}

// actEmbargo is set beside the state table: an embargo moves no story.
const actEmbargo = "embargo"

// actRights says which right an act needs.
func actRights() map[string]account.Action {
	return map[string]account.Action{
		string(story.Save): account.WriteStory, string(story.Schedule): account.PublishStory, string(story.Unschedule): account.PublishStory,
		actEmbargo: account.PublishStory, string(story.Publish): account.PublishStory, string(story.Correct): account.CorrectStory,
		string(story.Withdraw): account.WithdrawStory, string(story.Kill): account.KillStory,
	}
}

// actsFor gives what actor may do with a story now, in the order of the state
// table.
func actsFor(st story.Story, actor account.Actor, now time.Time) []string {
	acts := []string{}
	rights := actRights()
	for _, a := range st.Publication.May() {
		tooEarly := a == story.Publish && holds(st.EmbargoUntil, now)
		if actor.May(rights[string(a)]) && !tooEarly {
			acts = append(acts, string(a))
		}
	}
	if !st.Publication.Public() && st.Publication != story.Killed && actor.May(account.PublishStory) {
		acts = append(acts, actEmbargo)
	}
	return acts
}
