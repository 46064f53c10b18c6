package desk

import (
	"context"
	"net/http"
	"slices"

	"dateline/internal/database"
	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/preflight"
	"dateline/newsroom/story"
)

func (d *Desk) preflightRoutes() {
	const group = "Preflight"
	add(d, route{
		method: http.MethodGet, path: "/preflight/rules", id: "list-preflight-rules", group: group, right: account.ReadDesk, summary: "What is looked at",
		about: "And what became of what each rule found, story by story: one that is accepted and ignored again and again is noise.",
	}, d.listRules)
	add(d, route{
		method: http.MethodGet, path: "/stories/{id}/preflight", id: "get-preflight", group: group, right: account.ReadDesk, summary: "Look a story over",
		about: "As it was last saved. Errors keep it from being published, scheduled or corrected from the desk; warnings deserve a second look.",
	}, d.getPreflight)
	add(d, route{
		method: http.MethodPost, path: "/stories/{id}/preflight", id: "try-preflight", group: group, right: account.ReadDesk, most: web.StoryBytes, summary: "Look over what is being written",
		about: "The same for a content that is not saved. It changes nothing.",
	}, d.tryPreflight)
}

// ruleView is one thing that is looked at.
type ruleView struct {
	Name  string `json:"name"`
	Title string `json:"title"`

	Mended   int64 `json:"mended" doc:"Stories in which it was found, and not any more when they went out"`
	Accepted int64 `json:"accepted" doc:"Stories that went out as they were, with a reason"`
	Ignored  int64 `json:"ignored" doc:"Stories that went out as they were, without one"`
}

func (d *Desk) listRules(ctx context.Context, _ caller, _ *struct{}) (*reply[List[ruleView]], error) {
	var counts []preflight.Count
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		counts, err = preflight.Counts(ctx, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(listOf(counts, func(c preflight.Count) ruleView {
		return ruleView{Name: c.Rule.Name, Title: c.Rule.Title, Mended: c.Mended, Accepted: c.Accepted, Ignored: c.Ignored}
	})), nil
}

// preflightView is what looking a story over found.
type preflightView struct {
	Errors   int                 `json:"errors" doc:"How many of the findings are to be mended before the story goes out"`
	Warnings int                 `json:"warnings"`
	Findings []preflight.Finding `json:"findings" doc:"Errors first"`
}

func preflightOf(findings []preflight.Finding) preflightView {
	v := preflightView{Findings: findings}
	for _, f := range findings {
		if f.Severity == preflight.Error {
			v.Errors++
		}
	}
	v.Warnings = len(findings) - v.Errors
	return v
}

func (d *Desk) getPreflight(ctx context.Context, c caller, in *ByID) (*reply[preflightView], error) {
	findings, seen, look, err := d.lookOver(ctx, in.ID, nil)
	if err != nil {
		return nil, err
	}
	isNew := slices.ContainsFunc(findings, func(f preflight.Finding) bool { return !slices.Contains(seen, f.Rule) })
	if isNew && c.actor.May(account.WriteStory) { // so that it can be told later whether it was mended
		if err := d.DB.Write(ctx, func(tx *database.Tx) error { return preflight.Saw(ctx, tx, story.ID(in.ID), findings) }); err != nil {
			return nil, err
		}
	}
	return answer(preflightOf(findings)), d.links.Ask(ctx, look)
}

type tryPreflightIn struct {
	ByID
	Body struct {
		Content contentView `json:"content"`
	}
}

func (d *Desk) tryPreflight(ctx context.Context, _ caller, in *tryPreflightIn) (*reply[preflightView], error) {
	content := story.Content(in.Body.Content)
	findings, _, _, err := d.lookOver(ctx, in.ID, &content)
	if err != nil {
		return nil, err
	}
	return answer(preflightOf(findings)), nil
}

// lookOver looks over a story as it is kept, or with another content; seen are
// the rules that found something in it before, look the addresses outside that
// nobody has looked at lately.
func (d *Desk) lookOver(ctx context.Context, id int64, content *story.Content) (findings []preflight.Finding, seen, look []string, err error) {
	err = d.DB.Read(ctx, func(q *database.Snapshot) error {
		st, err := d.Stories.ByID(ctx, q, story.ID(id))
		if err != nil {
			return err
		}
		if content != nil {
			st.Content = *content
		}
		if findings, err = d.preflight.Look(ctx, q, st); err != nil {
			return err
		}
		if seen, err = preflight.Seen(ctx, q, st.ID); err != nil {
			return err
		}
		_, look, err = d.links.Known(ctx, q, st.Content.Body.OutsideLinks())
		return err
	})
	return findings, seen, look, err
}
