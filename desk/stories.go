package desk

import (
	"context"
	"net/http"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

func (d *Desk) storyRoutes() {
	const group = "Stories"
	add(d, route{
		method: http.MethodGet, path: "/stories", id: "list-stories", group: group, right: account.ReadDesk,
		summary: "List stories", about: "In any state.",
	}, d.listStories)
	add(d, route{
		method: http.MethodPost, path: "/stories", id: "create-story", group: group, right: account.WriteStory, status: http.StatusCreated, most: web.StoryBytes,
		summary: "Start a story", about: "Makes a draft. Nothing is needed yet but a headline; what is needed to publish is said then.",
	}, d.createStory)
	add(d, route{
		method: http.MethodGet, path: "/stories/{id}", id: "get-story", group: group, right: account.ReadDesk, summary: "One story",
	}, d.getStory)
	add(d, route{
		method: http.MethodPut, path: "/stories/{id}", id: "save-story", group: group, right: account.WriteStory, most: web.StoryBytes,
		summary: "Save a story", about: "Keeps a new content as a revision. Readers of a live story see nothing of it before it is published again or corrected. " +
			"A save that was made on an older revision is refused with what changed since, and by whom.",
	}, d.saveStory)
}

type listStoriesIn struct {
	Publication []story.Publication `query:"publication" doc:"Only in these states, parted by commas" enum:"draft,scheduled,live,corrected,withdrawn,killed"`
	Workflow    story.Workflow      `query:"workflow" enum:"pitch,writing,editing,checking,ready"`
	Section     int64               `query:"section" minimum:"1" doc:"This one and those below it"`
	Tags        []int64             `query:"tags" maxItems:"5" doc:"Places, topics, people: about each of these, or of what lies below it"`
	Text        string              `query:"q" maxLength:"200" doc:"Words that stand in the headline or the slug"`
	Desk        string              `query:"desk" maxLength:"40"`
	Assignee    int64               `query:"assignee" minimum:"1" doc:"The account that has it"`
	Person      int64               `query:"person" minimum:"1" doc:"The account that has it, or that wrote or moved it"`
	Embargoed   bool                `query:"embargoed" doc:"Only under an embargo now"`
	NeedsPhoto  bool                `query:"needs_photo" doc:"Only drafts with nothing above the text"`
	From        time.Time           `query:"from" doc:"Only from this time on, by what the list is sorted by"`
	To          time.Time           `query:"to" doc:"Only before this time, by what the list is sorted by"`
	Sort        story.Sort          `query:"sort" enum:"changed,due,scheduled,published,words" default:"changed" doc:"changed: the latest change first. due: what is to be filed next. scheduled: what goes live next. published: the latest first. words: the longest first"`
	After       string              `query:"after" maxLength:"100" doc:"next of the stretch before"`
	Limit       int                 `query:"limit" minimum:"1" maximum:"199" default:"50"`
}

func (d *Desk) listStories(ctx context.Context, _ caller, in *listStoriesIn) (*reply[List[storyRowView]], error) {
	drawer, err := d.Tags.Drawer(ctx)
	if err != nil {
		return nil, err
	}
	f := story.Filter{
		Publication: in.Publication, Workflow: in.Workflow, Words: in.Text, Desk: in.Desk, Assignee: in.Assignee, Hand: in.Person, NeedsPhoto: in.NeedsPhoto,
		When: story.Span{From: in.From, To: in.To}, Sort: in.Sort, Limit: in.Limit,
	}
	if in.Section != 0 {
		f.Sections = drawer.Below(tag.ID(in.Section))
	}
	for _, id := range in.Tags {
		f.Tags = append(f.Tags, drawer.Below(tag.ID(id)))
	}
	if in.Embargoed {
		f.Embargoed = d.Clock.Now()
	}
	if in.Sort == story.ByWords && (!in.From.IsZero() || !in.To.IsZero()) {
		return nil, fault.InvalidField("from", "is a time, and this list is sorted by length")
	}
	rows, next, err := d.shelfPage(ctx, f, in.After)
	if err != nil {
		return nil, err
	}
	list := listOf(rows, rowOf)
	list.Next = next
	return answer(list), nil
}

type createStoryIn struct {
	Body struct {
		Content  contentView    `json:"content"`
		Workflow story.Workflow `json:"workflow,omitempty" enum:"pitch,writing,editing,checking,ready"`
	}
}

func (d *Desk) createStory(ctx context.Context, c caller, in *createStoryIn) (*reply[storyView], error) {
	st, err := d.Stories.Create(ctx, c.actor, story.Proposal{Content: story.Content(in.Body.Content), Workflow: in.Body.Workflow})
	return d.storyAnswer(st, c, err)
}

func (d *Desk) storyAnswer(st story.Story, c caller, err error) (*reply[storyView], error) {
	if err != nil {
		return nil, err
	}
	return answer(d.storyOf(st, c.actor)), nil
}

func (d *Desk) getStory(ctx context.Context, c caller, in *ByID) (*reply[storyView], error) {
	st, err := d.story(ctx, story.ID(in.ID))
	return d.storyAnswer(st, c, err)
}

func (d *Desk) story(ctx context.Context, id story.ID) (st story.Story, err error) {
	err = d.DB.Read(ctx, func(q *database.Snapshot) error {
		st, err = d.Stories.ByID(ctx, q, id)
		return err
	})
	return st, err
}

type saveStoryIn struct {
	ByID
	Body struct {
		Rev      int64          `json:"rev" minimum:"1" doc:"The revision that the change was made on"`
		Content  contentView    `json:"content"`
		Workflow story.Workflow `json:"workflow,omitempty" enum:"pitch,writing,editing,checking,ready" doc:"Absent to leave it"`
		Reason   string         `json:"reason,omitempty" maxLength:"2000"`
		Autosave bool           `json:"autosave,omitempty" doc:"The program saved, not the person"`
	}
}

func (d *Desk) saveStory(ctx context.Context, c caller, in *saveStoryIn) (*reply[storyView], error) {
	kind := string(story.Save)
	if in.Body.Autosave {
		kind = "autosave"
	}
	st, err := d.Stories.Save(ctx, c.actor, story.ID(in.ID), story.Change{
		Rev: in.Body.Rev, Content: story.Content(in.Body.Content), Workflow: in.Body.Workflow, Kind: kind, Reason: in.Body.Reason,
	})
	return d.storyAnswer(st, c, err)
}
