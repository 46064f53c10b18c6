package desk

import (
	"context"
	"net/http"

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
}

func (d *Desk) listRules(context.Context, caller, *struct{}) (*reply[List[ruleView]], error) {
	return answer(listOf(preflight.Rules(), func(r preflight.Rule) ruleView { return ruleView{r.Name, r.Title} })), nil
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

func (d *Desk) getPreflight(ctx context.Context, _ caller, in *ByID) (*reply[preflightView], error) {
	return d.lookOver(ctx, in.ID, nil)
}

type tryPreflightIn struct {
	ByID
	Body struct {
		Content contentView `json:"content"`
	}
}

func (d *Desk) tryPreflight(ctx context.Context, _ caller, in *tryPreflightIn) (*reply[preflightView], error) {
	content := story.Content(in.Body.Content)
	return d.lookOver(ctx, in.ID, &content)
}

// lookOver looks over a story as it is kept, or with another content.
func (d *Desk) lookOver(ctx context.Context, id int64, content *story.Content) (*reply[preflightView], error) {
	var findings []preflight.Finding
	err := d.DB.Read(ctx, func(q *database.Snapshot) error {
		st, err := d.Stories.ByID(ctx, q, story.ID(id))
		if err != nil {
			return err
		}
		if content != nil {
			st.Content = *content
		}
		findings, err = d.preflight.Look(ctx, q, st)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(preflightOf(findings)), nil
}
