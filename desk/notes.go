package desk

import (
	"context"
	"net/http"
	"time"

	"dateline/internal/database"
	"dateline/newsroom/account"
	"dateline/newsroom/note"
	"dateline/newsroom/story"
)

func (d *Desk) noteRoutes() {
	const group = "Notes"
	add(d, route{
		method: http.MethodGet, path: "/stories/{id}/notes", id: "list-notes", group: group, right: account.ReadDesk, summary: "Notes of a story", about: "The oldest first; an answer names its thread.",
	}, d.listNotes)
	add(d, route{
		method: http.MethodPost, path: "/stories/{id}/notes", id: "add-note", group: group, right: account.WriteNote, status: http.StatusCreated, summary: "Pin a note to a story",
		about: "Or answer one. Who is named with an @ (name, first name, or e-mail address before its @) finds it at their bell.",
	}, d.addNote)
	add(d, route{
		method: http.MethodPatch, path: "/notes/{id}", id: "change-note", group: group, right: account.WriteNote, summary: "Change one's own note",
	}, d.changeNote)
	add(d, route{
		method: http.MethodDelete, path: "/notes/{id}", id: "delete-note", group: group, right: account.WriteNote, summary: "Delete a note", about: "One's own; an owner may delete any. Its place in the thread stays.",
	}, d.deleteNote)
	add(d, route{
		method: http.MethodPost, path: "/notes/{id}/resolve", id: "resolve-note", group: group, right: account.WriteNote, summary: "Resolve a thread, or open it again",
	}, d.resolveNote)
	add(d, route{
		method: http.MethodGet, path: "/bell", id: "get-bell", group: group, right: account.ReadDesk, person: true, summary: "Where you are named",
	}, d.getBell)
	add(d, route{
		method: http.MethodPost, path: "/bell/seen", id: "see-bell", group: group, right: account.ReadDesk, person: true, summary: "Say that you have seen it",
	}, d.seeBell)
	add(d, route{
		method: http.MethodGet, path: "/colleagues", id: "list-colleagues", group: group, right: account.ReadDesk, summary: "Who works here", about: "Those who may sign in, by name.",
	}, d.listColleagues)
}

// noteView is a note as the desk sees it.
type noteView struct {
	ID         int64     `json:"id"`
	Story      int64     `json:"story"`
	Thread     int64     `json:"thread" doc:"The note that began the discussion; itself where it is that"`
	Block      string    `json:"block,omitempty" doc:"Of the text, that it stands at"`
	Quote      string    `json:"quote,omitempty" doc:"The words that it stands at, as they were then"`
	Words      string    `json:"words" doc:"Empty where it was deleted"`
	AuthorID   int64     `json:"author_id"`
	Author     string    `json:"author"`
	CreatedAt  time.Time `json:"created_at"`
	EditedAt   time.Time `json:"edited_at,omitzero"`
	ResolvedAt time.Time `json:"resolved_at,omitzero"`
	ResolvedBy string    `json:"resolved_by,omitempty"`
	Deleted    bool      `json:"deleted,omitempty"`
}

func noteOf(n note.Note) noteView {
	return noteView{
		ID: n.ID, Story: n.Story, Thread: n.Thread, Block: n.Block, Quote: n.Quote, Words: n.Words, AuthorID: n.AuthorID, Author: n.Author, CreatedAt: n.CreatedAt,
		EditedAt: n.EditedAt, ResolvedAt: n.ResolvedAt, ResolvedBy: n.ResolvedBy, Deleted: !n.DeletedAt.IsZero(),
	}
}

func (d *Desk) noteAnswer(n note.Note, err error) (*reply[noteView], error) {
	if err != nil {
		return nil, err
	}
	d.pulse.soon()
	return answer(noteOf(n)), nil
}

func (d *Desk) listNotes(ctx context.Context, _ caller, in *ByID) (*reply[List[noteView]], error) {
	var all []note.Note
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		if _, err = d.Stories.ByID(ctx, q, story.ID(in.ID)); err != nil {
			return err
		}
		all, err = d.notes.List(ctx, q, in.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(listOf(all, noteOf)), nil
}

type addNoteIn struct {
	ByID
	Body struct {
		Words  string `json:"words" minLength:"1" maxLength:"4000"`
		Thread int64  `json:"thread,omitempty" doc:"The note that it answers"`
		Block  string `json:"block,omitempty" maxLength:"64"`
		Quote  string `json:"quote,omitempty" maxLength:"2000"`
	}
}

func (d *Desk) addNote(ctx context.Context, c caller, in *addNoteIn) (*reply[noteView], error) {
	if _, err := d.story(ctx, story.ID(in.ID)); err != nil {
		return nil, err
	}
	return d.noteAnswer(d.notes.Add(ctx, c.actor, in.ID, note.Draft{Thread: in.Body.Thread, Block: in.Body.Block, Quote: in.Body.Quote, Words: in.Body.Words}))
}

type changeNoteIn struct {
	ByID
	Body struct {
		Words string `json:"words" minLength:"1" maxLength:"4000"`
	}
}

func (d *Desk) changeNote(ctx context.Context, c caller, in *changeNoteIn) (*reply[noteView], error) {
	return d.noteAnswer(d.notes.Change(ctx, c.actor, in.ID, in.Body.Words))
}

func (d *Desk) deleteNote(ctx context.Context, c caller, in *ByID) (*nothing, error) {
	if err := d.notes.Delete(ctx, c.actor, in.ID); err != nil {
		return nil, err
	}
	d.pulse.soon()
	return &nothing{}, nil
}

type resolveNoteIn struct {
	ByID
	Body struct {
		Resolved bool `json:"resolved" doc:"false to open it again"`
	}
}

func (d *Desk) resolveNote(ctx context.Context, c caller, in *resolveNoteIn) (*reply[noteView], error) {
	return d.noteAnswer(d.notes.Resolve(ctx, c.actor, in.ID, in.Body.Resolved))
}

// mentionView is a note in which somebody is named.
type mentionView struct {
	Note     noteView `json:"note"`
	Headline string   `json:"headline"`
	Seen     bool     `json:"seen"`
}

// bellView is where somebody is named.
type bellView struct {
	Unseen   int64         `json:"unseen"`
	Mentions []mentionView `json:"mentions" doc:"The newest first, fifty at most"`
}

func (d *Desk) getBell(ctx context.Context, c caller, _ *struct{}) (*reply[bellView], error) {
	v := bellView{Mentions: []mentionView{}}
	err := d.DB.Read(ctx, func(q *database.Snapshot) error {
		all, unseen, err := d.notes.Bell(ctx, q, c.actor.ID)
		v.Unseen = unseen
		for _, m := range all {
			v.Mentions = append(v.Mentions, mentionView{Note: noteOf(m.Note), Headline: m.Headline, Seen: m.Seen})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(v), nil
}

type seeBellIn struct {
	Body struct {
		UpTo int64 `json:"up_to" minimum:"1" doc:"The newest note that you were shown"`
	}
}

func (d *Desk) seeBell(ctx context.Context, c caller, in *seeBellIn) (*nothing, error) {
	if err := d.notes.See(ctx, c.actor, in.Body.UpTo); err != nil {
		return nil, err
	}
	return &nothing{}, nil
}

// colleagueView is somebody who works here.
type colleagueView struct {
	ID   int64        `json:"id"`
	Name string       `json:"name"`
	Role account.Role `json:"role" enum:"owner,editor,reporter,photo-editor,reader"`
}

func (d *Desk) listColleagues(ctx context.Context, _ caller, _ *struct{}) (*reply[List[colleagueView]], error) {
	var all []account.Account
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		all, err = d.Accounts.All(ctx, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	list := List[colleagueView]{Items: []colleagueView{}}
	for _, a := range all {
		if a.DisabledAt.IsZero() {
			list.Items = append(list.Items, colleagueView{ID: a.ID, Name: a.Name, Role: a.Role})
		}
	}
	return answer(list), nil
}
