package desk

import (
	"net/http"
	"net/url"
	"time"

	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// shelfView is the page with the list of stories.
type shelfView struct {
	frame
	Filters []filter
	State   string
	Text    string
	Rows    []shelfRow
	Zone    string
	Older   string // address of the next stretch
	Newest  string // address of the first, where this is not it
}

type filter struct {
	Name, URL string
	Current   bool
}

type shelfRow struct {
	story.Brief
	SectionName string
	Changed     *moment
	Goes        *moment // live by itself
	Embargo     *moment // while it holds
	Missing     bool    // it has no headline yet
}

// shelves are the states between which the list is cut, in order.
func shelves() []struct {
	key, name string
	states    []story.Publication
} {
	return []struct {
		key, name string
		states    []story.Publication
	}{
		{"", "All", []story.Publication{story.Draft, story.Scheduled, story.Live, story.Corrected, story.Withdrawn}},
		{"draft", "Drafts", []story.Publication{story.Draft}},
		{"scheduled", "Scheduled", []story.Publication{story.Scheduled}},
		{"live", "Live", []story.Publication{story.Live, story.Corrected}},
		{"withdrawn", "Withdrawn", []story.Publication{story.Withdrawn}},
		{"killed", "Killed", []story.Publication{story.Killed}},
	}
}

func (d *Desk) shelfHTML(w http.ResponseWriter, r *http.Request, _ caller) {
	asked := r.URL.Query()
	v := shelfView{frame: d.frame(r, "Stories"), State: asked.Get("state"), Text: asked.Get("q")}
	want, after := story.Filter{Words: v.Text, Limit: usualRows, Sort: story.ByChange}, asked.Get("after")
	for _, s := range shelves() {
		current := s.key == v.State
		if current {
			want.Publication = s.states
		}
		v.Filters = append(v.Filters, filter{Name: s.name, URL: shelfURL(s.key, v.Text, ""), Current: current})
	}
	if want.Publication == nil {
		v.State, want.Publication = "", shelves()[0].states
		v.Filters[0].Current = true
	}
	if v.State == "scheduled" {
		want.Sort = story.BySchedule
	}
	rows, next, err := d.shelfPage(r.Context(), want, after)
	if err != nil {
		d.failPage(w, r, err)
		return
	}
	if v.Rows, v.Zone, err = d.shelfRows(r, rows); err != nil {
		d.failPage(w, r, err)
		return
	}
	if next != "" {
		v.Older = shelfURL(v.State, v.Text, next)
	}
	if after != "" {
		v.Newest = shelfURL(v.State, v.Text, "")
	}
	d.render(w, r, http.StatusOK, "shelf", v)
}

func shelfURL(state, text, after string) string {
	q := url.Values{}
	for name, value := range map[string]string{"state": state, "q": text, "after": after} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return Root
	}
	return Root + "?" + q.Encode()
}

func (d *Desk) shelfRows(r *http.Request, rows []story.Brief) (all []shelfRow, zone string, err error) {
	drawer, err := d.Tags.Drawer(r.Context())
	if err != nil {
		return nil, "", err
	}
	m, err := d.Mastheads.Current(r.Context())
	if err != nil {
		return nil, "", err
	}
	loc, now := m.Location(), d.Clock.Now()
	for _, row := range rows {
		s := shelfRow{Brief: row, SectionName: sectionName(drawer, row.Section), Changed: at(row.ChangedAt, loc), Missing: row.Headline == ""}
		if row.Publication == story.Scheduled {
			s.Goes = at(row.PublishAt, loc)
		}
		if holds(row.EmbargoUntil, now) {
			s.Embargo = at(row.EmbargoUntil, loc)
		}
		all = append(all, s)
	}
	return all, loc.String(), nil
}

func holds(embargo, now time.Time) bool { return now.Before(embargo) }

func sectionName(drawer *tag.Drawer, id tag.ID) string {
	if t, ok := drawer.ByID(id); ok {
		return t.Name
	}
	return ""
}
