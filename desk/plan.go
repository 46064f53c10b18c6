package desk

import (
	"context"
	"net/http"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
	"dateline/newsroom/story"
)

func (d *Desk) planRoutes() {
	const group = "Stories"
	add(d, route{
		method: http.MethodPatch, path: "/stories/{id}/plan", id: "plan-story", group: group, right: account.WriteStory, summary: "Change a story's line in the budget",
		about: "By when it is to be filed, who has it, which desk, and the workflow. What is absent stays. No revision is named: two people who fill in two columns do not get in each other's way.",
	}, d.planStory)
	add(d, route{
		method: http.MethodGet, path: "/desks", id: "list-desks", group: group, right: account.ReadDesk, summary: "Names of desks that stories have",
	}, d.listDesks)
}

// planView is a story's line in the budget.
type planView struct {
	Due      time.Time `json:"due,omitzero" doc:"By when it is to be filed"`
	Assignee int64     `json:"assignee,omitempty" doc:"The account that has it"`
	Desk     string    `json:"desk,omitempty"`
}

func planOf(p story.Plan) planView { return planView{Due: p.Due, Assignee: p.Assignee, Desk: p.Desk} }

type planStoryIn struct {
	ByID
	Body struct {
		Due      *string         `json:"due,omitempty" doc:"RFC 3339; empty for no time any more" maxLength:"40"`
		Assignee *int64          `json:"assignee,omitempty" minimum:"0" doc:"An account; 0 for nobody"`
		Desk     *string         `json:"desk,omitempty" maxLength:"40"`
		Workflow *story.Workflow `json:"workflow,omitempty" enum:"pitch,writing,editing,checking,ready"`
	}
}

func (d *Desk) planStory(ctx context.Context, c caller, in *planStoryIn) (*reply[planView], error) {
	p := story.Planning{Assignee: in.Body.Assignee, Desk: in.Body.Desk, Workflow: in.Body.Workflow}
	if in.Body.Due != nil {
		var due time.Time
		if *in.Body.Due != "" {
			var err error
			if due, err = time.Parse(time.RFC3339, *in.Body.Due); err != nil {
				return nil, fault.InvalidField("due", "is a time such as 2026-11-27T18:00:00Z, or empty")
			}
		}
		p.Due = &due
	}
	if p.Assignee != nil && *p.Assignee != 0 {
		if err := d.checkColleague(ctx, *p.Assignee); err != nil {
			return nil, err
		}
	}
	plan, err := d.Stories.SetPlan(ctx, c.actor, story.ID(in.ID), p)
	if err != nil {
		return nil, err
	}
	d.pulse.soon()
	return answer(planOf(plan)), nil
}

func (d *Desk) listDesks(ctx context.Context, _ caller, _ *struct{}) (*reply[List[string]], error) {
	var names []string
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		names, err = d.Stories.Desks(ctx, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(List[string]{Items: orEmpty(names)}), nil
}

func (d *Desk) checkColleague(ctx context.Context, id int64) error {
	all, err := d.listColleagues(ctx, caller{}, nil)
	if err != nil {
		return err
	}
	for _, c := range all.Body.Items {
		if c.ID == id {
			return nil
		}
	}
	return fault.InvalidField("assignee", "nobody who works here has the account %d", id)
}
