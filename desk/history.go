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

func (d *Desk) historyRoutes() {
	get := func(path, id, summary, about string) route {
		return route{method: http.MethodGet, path: "/stories/{id}" + path, id: id, group: "History", right: account.ReadDesk, summary: summary, about: about}
	}
	add(d, get("/revisions", "list-revisions", "History of a story", "Every change, the newest first, without contents."), d.listRevisions)
	add(d, get("/revisions/{rev}", "get-revision", "One revision", "With the content as it then stood."), d.getRevision)
	add(d, get("/revisions/{rev}/changes", "compare-revisions", "What changed", "Names the fields in which a revision differs from an earlier one."), d.compareRevisions)
	add(d, get("/corrections", "list-corrections", "Corrections of a story", "The newest first."), d.listCorrections)
}

// revisionView is one entry of a story's history.
type revisionView struct {
	Rev     int64        `json:"rev"`
	Kind    string       `json:"kind" doc:"What was done: create, save, autosave, import, publish, correct …"`
	Reason  string       `json:"reason,omitempty"`
	At      time.Time    `json:"at"`
	ActorID int64        `json:"actor_id" doc:"0 for the program and the command line"`
	Actor   string       `json:"actor"`
	Content *contentView `json:"content,omitempty"`
}

func revisionOf(r story.Revision) revisionView {
	v := revisionView{Rev: r.Rev, Kind: r.Kind, Reason: r.Reason, At: r.At, ActorID: r.ActorID, Actor: r.Actor}
	if r.Content != nil {
		content := contentOf(*r.Content)
		v.Content = &content
	}
	return v
}

func (d *Desk) listRevisions(ctx context.Context, _ caller, in *ByID) (*reply[List[revisionView]], error) {
	all, err := d.revisions(ctx, story.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return answer(listOf(all, revisionOf)), nil
}

func (d *Desk) revisions(ctx context.Context, id story.ID) (all []story.Revision, err error) {
	err = d.DB.Read(ctx, func(q *database.Snapshot) error {
		all, err = d.Stories.Revisions(ctx, q, id)
		return err
	})
	if err == nil && len(all) == 0 {
		return nil, fault.New(fault.NotFound, "there is no story %d", id)
	}
	return all, err
}

// ByRevision names one revision of a story in an address.
type ByRevision struct {
	ByID
	Rev int64 `path:"rev" minimum:"1"`
}

func (d *Desk) getRevision(ctx context.Context, _ caller, in *ByRevision) (*reply[revisionView], error) {
	var r story.Revision
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		r, err = d.Stories.Revision(ctx, q, story.ID(in.ID), in.Rev)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(revisionOf(r)), nil
}

type compareIn struct {
	ByRevision
	With int64 `query:"with" minimum:"1" doc:"The earlier revision; the one before where absent"`
}

// comparisonView is what differs between two revisions.
type comparisonView struct {
	Rev     int64    `json:"rev"`
	With    int64    `json:"with"`
	Changed []string `json:"changed" doc:"Names of fields of the content; empty where only its state changed"`
}

func (d *Desk) compareRevisions(ctx context.Context, _ caller, in *compareIn) (*reply[comparisonView], error) {
	with := in.With
	if with == 0 {
		with = max(in.Rev-1, 1)
	}
	var newer, older story.Revision
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		if newer, err = d.Stories.Revision(ctx, q, story.ID(in.ID), in.Rev); err != nil {
			return err
		}
		older, err = d.Stories.Revision(ctx, q, story.ID(in.ID), with)
		return err
	})
	if err != nil {
		return nil, err
	}
	v := comparisonView{Rev: in.Rev, With: with, Changed: []string{}}
	if newer.Content != nil && older.Content != nil {
		v.Changed = orEmpty(story.Differences(*older.Content, *newer.Content))
	}
	return answer(v), nil
}

// correctionView is a public statement about what a story got wrong.
type correctionView struct {
	ID      int64     `json:"id"`
	Kind    string    `json:"kind" enum:"correction,clarification,editors-note"`
	Text    string    `json:"text"`
	Serious bool      `json:"serious"`
	At      time.Time `json:"at"`
	ActorID int64     `json:"actor_id"`
	Actor   string    `json:"actor"`
}

func correctionOf(c story.Correction) correctionView {
	return correctionView{ID: c.ID, Kind: c.Kind, Text: c.Text, Serious: c.Serious, At: c.At, ActorID: c.ActorID, Actor: c.Actor}
}

func (d *Desk) listCorrections(ctx context.Context, _ caller, in *ByID) (*reply[List[correctionView]], error) {
	var all []story.Correction
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		if _, err = d.Stories.ByID(ctx, q, story.ID(in.ID)); err != nil {
			return err
		}
		all, err = d.Stories.Corrections(ctx, q, story.ID(in.ID))
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(listOf(all, correctionOf)), nil
}
