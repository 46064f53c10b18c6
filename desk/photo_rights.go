package desk

import (
	"context"
	"net/http"
	"time"

	"dateline/internal/database"
	"dateline/newsroom/account"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
)

func (d *Desk) photoUseRoutes() {
	const group = "Photos"
	add(d, route{
		method: http.MethodGet, path: "/photos/{id}/uses", id: "list-photo-uses", group: group, right: account.ReadDesk, summary: "Where a photo is used",
	}, d.listPhotoUses)
	add(d, route{
		method: http.MethodPost, path: "/photos/{id}/swap", id: "swap-photo", group: group, right: account.KillPhoto, summary: "Put another photo in its place",
		about: "In every story that uses it, and for readers at once. Words and crop of the old one go with it. What cannot be changed is told with the reason; doing it again goes on where it ended.",
	}, d.swapPhoto)
}

// photoRightsView is what the newsroom may do with a photo.
type photoRightsView struct {
	Class       photo.Class `json:"class,omitempty" enum:",own,agency,licensed,handout,open-licence,public-domain,from-reader"`
	ExpiresAt   time.Time   `json:"expires_at,omitzero"`
	Restriction string      `json:"restriction,omitempty"`
	Uses        []photo.Use `json:"uses" doc:"Empty for everywhere"`
	Cleared     bool        `json:"cleared"`
}

func photoRightsOf(r photo.Rights) photoRightsView {
	return photoRightsView{Class: r.Class, ExpiresAt: r.ExpiresAt, Restriction: r.Restriction, Uses: orEmpty(r.Uses), Cleared: r.Cleared}
}

// verdictView is whether a photo may be published, and what to do about it.
type verdictView struct {
	Answer   photo.Answer `json:"answer" enum:"fine,mind,refuse"`
	Sentence string       `json:"sentence"`
}

// usedInView is a story that uses a photo.
type usedInView struct {
	Story storyRowView `json:"story"`
	Shown bool         `json:"shown" doc:"Readers see it there"`
	Draft bool         `json:"draft" doc:"It stands in the story as the desk has it"`
}

func (d *Desk) listPhotoUses(ctx context.Context, _ caller, in *ByID) (*reply[List[usedInView]], error) {
	var uses []story.PhotoUse
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		uses, err = d.Stories.PhotoUses(ctx, q, photo.ID(in.ID))
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(listOf(uses, func(u story.PhotoUse) usedInView {
		return usedInView{Story: rowOf(u.Brief), Shown: u.Shown, Draft: u.Draft}
	})), nil
}

type swapPhotoIn struct {
	ByID
	Body struct {
		To int64 `json:"to" minimum:"1" doc:"The photo that takes its place"`
	}
}

// swappedView is what became of one story.
type swappedView struct {
	Story   story.ID `json:"story"`
	Name    string   `json:"headline"`
	Problem string   `json:"problem,omitempty" doc:"Why it was left as it was; absent where it was changed"`
}

func (d *Desk) swapPhoto(ctx context.Context, c caller, in *swapPhotoIn) (*reply[List[swappedView]], error) {
	for _, id := range []int64{in.ID, in.Body.To} {
		if _, err := d.photo(ctx, id); err != nil {
			return nil, err
		}
	}
	report, err := d.Stories.SwapPhoto(ctx, c.actor, photo.ID(in.ID), photo.ID(in.Body.To))
	if err != nil {
		return nil, err
	}
	return answer(listOf(report, func(s story.Swapped) swappedView {
		return swappedView{Story: s.ID, Name: s.Headline, Problem: s.Problem}
	})), nil
}
