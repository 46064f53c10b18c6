package desk

import (
	"net/http"
	"strconv"

	"dateline/internal/fault"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// editView is the page with the fields of a story that can be written without
// the desk app.
type editView struct {
	frame
	Action   string // address of the form
	Back     string
	New      bool
	Rev      int64
	Headline string
	Deck     string
	Section  tag.ID
	Workflow story.Workflow
	Sections []sectionChoice
	Steps    []story.Workflow
}

type sectionChoice struct {
	ID   tag.ID
	Name string // with those above it
}

func (d *Desk) sections(r *http.Request) ([]sectionChoice, error) {
	drawer, err := d.Tags.Drawer(r.Context())
	if err != nil {
		return nil, err
	}
	var all []sectionChoice
	var walk func(t tag.Tag, above string)
	walk = func(t tag.Tag, above string) {
		all = append(all, sectionChoice{ID: t.ID, Name: above + t.Name})
		for _, child := range drawer.Children(t.ID) {
			walk(child, above+t.Name+" › ")
		}
	}
	for _, t := range drawer.Kind(tag.Section) {
		if t.Parent == 0 {
			walk(t, "")
		}
	}
	return all, nil
}

func (d *Desk) showEdit(w http.ResponseWriter, r *http.Request, v editView, problem error) {
	sections, err := d.sections(r)
	if err != nil {
		d.failPage(w, r, err)
		return
	}
	v.Sections, v.Steps = sections, story.Workflows()
	if problem != nil {
		v.Problem = formProblemOf("edit", problem)
	}
	d.render(w, r, statusOf(problem), "edit", v)
}

func (d *Desk) newStoryHTML(w http.ResponseWriter, r *http.Request, _ caller) {
	d.showEdit(w, r, d.newEdit(r), nil)
}

func (d *Desk) newEdit(r *http.Request) editView {
	return editView{frame: d.frame(r, "New story"), Action: "/desk/stories/new", Back: Root, New: true, Workflow: story.Workflows()[0]}
}

// written puts what was typed into the form.
func (v *editView) written(r *http.Request) {
	section, _ := strconv.ParseInt(r.PostForm.Get("section"), 10, 64) // none is no section
	v.Headline, v.Deck = r.PostForm.Get("headline"), r.PostForm.Get("deck")
	v.Section, v.Workflow = tag.ID(section), story.Workflow(r.PostForm.Get("workflow"))
}

func (d *Desk) postNewStory(w http.ResponseWriter, r *http.Request, c caller) {
	v := d.newEdit(r)
	v.written(r)
	st, err := d.Stories.Create(r.Context(), c.actor, story.Proposal{
		Content: story.Content{Headline: v.Headline, Deck: v.Deck, Section: v.Section}, Workflow: v.Workflow,
	})
	if err != nil {
		d.editFailed(w, r, v, err)
		return
	}
	http.Redirect(w, r, storyURL(st.ID)+"?did=create", http.StatusSeeOther)
}

// editFailed shows an error beside the form, or alone where the form cannot
// mend it.
func (d *Desk) editFailed(w http.ResponseWriter, r *http.Request, v editView, err error) {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.TooLarge:
		d.showEdit(w, r, v, err)
	default:
		d.failPage(w, r, err)
	}
}

func (d *Desk) editStoryHTML(w http.ResponseWriter, r *http.Request, _ caller) {
	st, v, err := d.openEdit(r)
	if err != nil {
		d.failPage(w, r, err)
		return
	}
	v.Headline, v.Deck, v.Section, v.Workflow = st.Content.Headline, st.Content.Deck, st.Content.Section, st.Workflow
	d.showEdit(w, r, v, nil)
}

func (d *Desk) openEdit(r *http.Request) (st story.Story, v editView, err error) {
	id, err := pathID(r)
	if err != nil {
		return st, v, err
	}
	if st, err = d.story(r.Context(), id); err != nil {
		return st, v, err
	}
	v = editView{frame: d.frame(r, "Edit: "+orWord(st.Content.Headline, "story without a headline")), Action: storyURL(id) + "/edit", Back: storyURL(id), Rev: st.Rev}
	return st, v, nil
}

func (d *Desk) postEditStory(w http.ResponseWriter, r *http.Request, c caller) {
	st, v, err := d.openEdit(r)
	if err != nil {
		d.failPage(w, r, err)
		return
	}
	v.written(r)
	content := st.Content
	content.Headline, content.Deck, content.Section = v.Headline, v.Deck, v.Section
	rev := actForm{r}.rev()
	_, err = d.Stories.Save(r.Context(), c.actor, st.ID, story.Change{Rev: rev, Content: content, Workflow: v.Workflow})
	if err != nil {
		d.editFailed(w, r, v, err) // v.Rev is where it stands now: to save again puts these words over the others'
		return
	}
	http.Redirect(w, r, v.Back+"?did=save", http.StatusSeeOther)
}
