package desk

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"dateline/internal/database"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

func (d *Desk) rightsRoutes() {
	const group = "Rights"
	add(d, route{
		method: http.MethodGet, path: "/rights", id: "list-rights", group: group, summary: "Who may do what",
		about: "Each right with the roles that have it and the calls that need it. The names are also the scopes of tokens.",
	}, d.listRights)
	add(d, route{
		method: http.MethodGet, path: "/audit", id: "list-audit", group: group, right: account.ReadAudit, summary: "Who did what",
		about: "The record, the newest first. Nothing in it is ever changed.",
	}, d.listAudit)
}

// rightView is one right.
type rightView struct {
	Name  account.Action `json:"name"`
	Roles []account.Role `json:"roles"`
	Calls []string       `json:"calls" doc:"Operations of this API that need it"`
}

// rightsView is the table of who may do what.
type rightsView struct {
	Roles  []account.Role `json:"roles" doc:"From the widest to the narrowest"`
	Rights []rightView    `json:"rights"`
}

func (d *Desk) listRights(context.Context, caller, *struct{}) (*reply[rightsView], error) {
	v := rightsView{Roles: account.Roles(), Rights: []rightView{}}
	for _, a := range account.Actions() {
		r := rightView{Name: a, Roles: []account.Role{}, Calls: []string{}}
		for _, role := range account.Roles() {
			if (account.Actor{Role: role}).May(a) {
				r.Roles = append(r.Roles, role)
			}
		}
		for id, right := range d.open {
			if right == a {
				r.Calls = append(r.Calls, id)
			}
		}
		slices.SortFunc(r.Calls, strings.Compare)
		v.Rights = append(v.Rights, r)
	}
	return answer(v), nil
}

// entryView is one thing that somebody did.
type entryView struct {
	ID      int64     `json:"id"`
	At      time.Time `json:"at"`
	ActorID int64     `json:"actor_id" doc:"0 for the program and the command line"`
	Actor   string    `json:"actor"`
	Action  string    `json:"action"`
	Noun    string    `json:"noun"`
	NounID  int64     `json:"noun_id"`
	Detail  string    `json:"detail,omitempty"`
}

type listAuditIn struct {
	Noun   string    `query:"noun" maxLength:"40" doc:"story, photo, section, place, topic, person, account, token, masthead …"`
	NounID int64     `query:"noun_id" minimum:"1"`
	Actor  int64     `query:"actor" minimum:"1" doc:"The account of whoever did it"`
	Action string    `query:"action" maxLength:"40" doc:"publish, change, create …"`
	From   time.Time `query:"from" doc:"Then or later"`
	To     time.Time `query:"to" doc:"Before then"`
	After  int64     `query:"after" minimum:"1" doc:"next of the stretch before"`
	Limit  int       `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

func (d *Desk) listAudit(ctx context.Context, _ caller, in *listAuditIn) (*reply[List[entryView]], error) {
	var rows []audit.Entry
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		rows, err = audit.List(ctx, q, audit.Query{Noun: in.Noun, NounID: in.NounID, Actor: in.Actor, Action: in.Action, From: in.From, To: in.To, Before: in.After, Limit: in.Limit})
		return err
	})
	if err != nil {
		return nil, err
	}
	list := listOf(rows, func(e audit.Entry) entryView { return entryView(e) })
	if len(rows) == in.Limit {
		list.Next = number(rows[len(rows)-1].ID)
	}
	return answer(list), nil
}
