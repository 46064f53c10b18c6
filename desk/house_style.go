package desk

import (
	"context"
	"net/http"
	"time"

	"dateline/internal/database"
	"dateline/newsroom/account"
	"dateline/newsroom/housestyle"
	"dateline/newsroom/story"
)

func (d *Desk) houseRoutes() {
	add(d, route{
		method: http.MethodGet, path: "/house-style", id: "get-house-style", group: "Preflight", right: account.ReadDesk, summary: "The style book",
	}, d.getHouseStyle)
	add(d, route{
		method: http.MethodPut, path: "/house-style", id: "set-house-style", group: "Preflight", right: account.WriteStyle, summary: "Change the style book",
		about: "Replaces it whole.",
	}, d.setHouseStyle)
	add(d, route{
		method: http.MethodGet, path: "/stories/{id}/approvals", id: "list-approvals", group: "Acts", right: account.ReadDesk, summary: "Who approved a story's text",
		about: "As it stands, and whether its section asks for a second person.",
	}, d.listApprovals)
}

func (d *Desk) getHouseStyle(ctx context.Context, _ caller, _ *struct{}) (*reply[housestyle.Book], error) {
	var book housestyle.Book
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		book, err = d.styles.Read(ctx, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(book), nil
}

type setHouseStyleIn struct{ Body housestyle.Book }

func (d *Desk) setHouseStyle(ctx context.Context, c caller, in *setHouseStyleIn) (*reply[housestyle.Book], error) {
	book, err := d.styles.Write(ctx, c.actor, in.Body)
	if err != nil {
		return nil, err
	}
	return answer(book), nil
}

// approvalsView is who approved a story's text.
type approvalsView struct {
	Needed    bool           `json:"needed" doc:"The section lets nothing out that only one person has looked at"`
	Section   string         `json:"section,omitempty" doc:"Which asks for it"`
	Approvals []approvalView `json:"approvals" doc:"Of the text as it stands; a change makes them void"`
}

type approvalView struct {
	Account int64     `json:"account"`
	Name    string    `json:"name"`
	At      time.Time `json:"at"`
}

func (d *Desk) listApprovals(ctx context.Context, _ caller, in *ByID) (*reply[approvalsView], error) {
	drawer, err := d.Tags.Drawer(ctx)
	if err != nil {
		return nil, err
	}
	v := approvalsView{Approvals: []approvalView{}}
	err = d.DB.Read(ctx, func(q *database.Snapshot) error {
		st, err := d.Stories.ByID(ctx, q, story.ID(in.ID))
		if err != nil {
			return err
		}
		section, needed := story.NeedsSecond(drawer, st)
		v.Needed, v.Section = needed, section.Name
		all, err := d.Stories.Approvals(ctx, q, st)
		for _, a := range all {
			v.Approvals = append(v.Approvals, approvalView{Account: a.Account, Name: a.Name, At: a.At})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(v), nil
}
