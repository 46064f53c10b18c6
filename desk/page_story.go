package desk

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/preflight"
	"dateline/newsroom/story"
)

// storyPageView is the page about one story: what it says, where it stands,
// what may be done now, and what was done.
type storyPageView struct {
	frame
	Story       storyView
	Section     string
	Text        []string // paragraphs
	Zone        string
	Embargo     *moment
	Holds       bool // the embargo does, now
	Goes        *moment
	First       *moment
	Ended       *moment
	Changed     *moment
	History     []historyRow
	Corrections []correctionRow
	GoesTyped   string // Goes as a field of a form has it
	Looked      bool   // the story was looked over: it may still become public, or change
	Preflight   preflightView
	Form        map[string]string // what was typed into the form with the problem
	Zones       []string
}

// Can says whether the viewer may do an act now.
func (v storyPageView) Can(act string) bool { return slices.Contains(v.Story.Acts, act) }

// Failed says whether the act's form is the one with the problem.
func (v storyPageView) Failed(act string) bool { return v.Problem != nil && v.Problem.Act == act }

// Typed gives what stood in a field of the form with the problem.
func (v storyPageView) Typed(act, field string) string {
	if v.Failed(act) {
		return v.Form[field]
	}
	return ""
}

type historyRow struct {
	Rev    int64
	What   string
	By     string
	At     *moment
	Reason string
}

type correctionRow struct {
	Kind, Text, By string
	At             *moment
}

func pathID(r *http.Request) (story.ID, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.New(fault.NotFound, "there is no story “%s”", r.PathValue("id"))
	}
	return story.ID(id), nil
}

func (d *Desk) storyHTML(w http.ResponseWriter, r *http.Request, c caller) {
	d.showStory(w, r, c, nil)
}

// showStory shows the page of a story, with a problem in place where there is
// one.
func (d *Desk) showStory(w http.ResponseWriter, r *http.Request, c caller, problem *formProblem) {
	id, err := pathID(r)
	if err != nil {
		d.failPage(w, r, err)
		return
	}
	v, err := d.storyPage(r, c, id)
	if err != nil {
		d.failPage(w, r, err)
		return
	}
	status := http.StatusOK
	if problem != nil {
		v.Problem, status = problem, http.StatusUnprocessableEntity
		if problem.Stale != nil {
			status = http.StatusConflict
		}
		for name := range r.PostForm {
			v.Form[name] = r.PostForm.Get(name)
		}
	}
	d.render(w, r, status, "story", v)
}

func (d *Desk) storyPage(r *http.Request, c caller, id story.ID) (v storyPageView, err error) {
	ctx := r.Context()
	var st story.Story
	var history []story.Revision
	var corrections []story.Correction
	var findings []preflight.Finding
	err = d.DB.Read(ctx, func(q *database.Snapshot) error {
		if st, err = d.Stories.ByID(ctx, q, id); err != nil {
			return err
		}
		if history, err = d.Stories.Revisions(ctx, q, id); err != nil {
			return err
		}
		if corrections, err = d.Stories.Corrections(ctx, q, id); err != nil {
			return err
		}
		findings, err = d.preflight.Look(ctx, q, st)
		return err
	})
	if err != nil {
		return v, err
	}
	drawer, err := d.Tags.Drawer(ctx)
	if err != nil {
		return v, err
	}
	zone, err := d.zoneOf(ctx, st)
	if err != nil {
		return v, err
	}
	v = storyPageView{
		frame: d.frame(r, orWord(st.Content.Headline, "Story without a headline")), Story: d.storyOf(st, c.actor), Section: sectionName(drawer, st.Content.Section),
		Text: paragraphs(st), Zone: zone.String(), Embargo: at(st.EmbargoUntil, zone), Holds: holds(st.EmbargoUntil, d.Clock.Now()), Goes: at(st.PublishAt, zone),
		First: at(st.FirstPublishedAt, zone), Ended: at(st.EndedAt, zone), Changed: at(st.ChangedAt, zone), Form: map[string]string{}, Zones: commonZones(),
	}
	v.Looked, v.Preflight = st.Publication != story.Killed, preflightOf(findings)
	if v.Goes != nil {
		v.GoesTyped = st.PublishAt.In(zone).Format(dateTime)
	}
	for _, h := range history {
		v.History = append(v.History, historyRow{Rev: h.Rev, What: orWord(words()[h.Kind], h.Kind), By: h.Actor, At: at(h.At, zone), Reason: h.Reason})
	}
	for _, n := range corrections {
		v.Corrections = append(v.Corrections, correctionRow{Kind: orWord(words()[n.Kind], n.Kind), Text: n.Text, By: n.Actor, At: at(n.At, zone)})
	}
	return v, nil
}

func paragraphs(st story.Story) (all []string) {
	for _, p := range strings.Split(st.Content.Body.PlainText(), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

func orWord(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// zoneOf gives the zone in which the desk thinks of a story's times.
func (d *Desk) zoneOf(ctx context.Context, st story.Story) (*time.Location, error) {
	if loc, err := time.LoadLocation(st.Zone); err == nil && st.Zone != "" {
		return loc, nil
	}
	m, err := d.Mastheads.Current(ctx)
	return m.Location(), err
}

// commonZones are offered where a zone is asked for; any other may be typed.
func commonZones() []string {
	return []string{
		"UTC", "Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Istanbul", "Europe/Moscow", "Africa/Cairo", "Africa/Lagos", "Africa/Nairobi",
		"Asia/Beirut", "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney",
		"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Mexico_City", "America/Sao_Paulo",
	}
}

// postAct does what one of the forms on a story's page asks for.
func (d *Desk) postAct(w http.ResponseWriter, r *http.Request, c caller) {
	id, err := pathID(r)
	if err != nil {
		d.failPage(w, r, err)
		return
	}
	act := r.PathValue("act")
	do, ok := d.formActs()[act]
	if !ok {
		d.failPage(w, r, fault.New(fault.NotFound, "there is nothing at this address of the desk"))
		return
	}
	if err := do(r.Context(), c.actor, id, actForm{r}); err != nil {
		kind := fault.KindOf(err)
		if kind != fault.Invalid && kind != fault.Conflict {
			d.failPage(w, r, err)
			return
		}
		d.showStory(w, r, c, formProblemOf(act, err))
		return
	}
	http.Redirect(w, r, storyURL(id)+"?did="+act, http.StatusSeeOther)
}

func storyURL(id story.ID) string { return "/desk/stories/" + number(int64(id)) }

// actForm reads the fields that the forms of acts have.
type actForm struct{ r *http.Request }

func (f actForm) text(name string) string { return strings.TrimSpace(f.r.PostForm.Get(name)) }

func (f actForm) rev() int64 {
	rev, _ := strconv.ParseInt(f.r.PostForm.Get("rev"), 10, 64)
	return rev // a revision that is none matches none
}

// dateTime is how a browser sends a day and a time of day (HTML, 2.3.5.5).
const dateTime = "2006-01-02T15:04"

// when reads a day and time in the form's zone; the zero time where it is empty.
func (f actForm) when(name string) (time.Time, error) {
	text := f.text(name)
	if text == "" {
		return time.Time{}, nil
	}
	loc, err := time.LoadLocation(f.text("zone"))
	if err != nil {
		return time.Time{}, fault.InvalidField("zone", "“%s” is not a time zone; use a name such as Europe/Paris", f.text("zone"))
	}
	for _, layout := range []string{dateTime, dateTime + ":05"} {
		if t, err := time.ParseInLocation(layout, text, loc); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fault.InvalidField(name, "is a day and a time, such as 2030-05-28T18:00")
}

type doAct func(ctx context.Context, actor account.Actor, id story.ID, f actForm) error

// formActs is what the forms can do. The rights are asked for below.
func (d *Desk) formActs() map[string]doAct {
	return map[string]doAct{
		"publish": func(ctx context.Context, actor account.Actor, id story.ID, f actForm) error {
			_, err := d.Stories.Publish(ctx, actor, id, f.rev(), story.PublishOptions{Reason: f.text("reason"), Check: d.gate(true, f.text("reason"))})
			return err
		},
		"schedule": d.formSchedule,
		"unschedule": func(ctx context.Context, actor account.Actor, id story.ID, f actForm) error {
			_, err := d.Stories.Unschedule(ctx, actor, id, f.rev(), f.text("reason"))
			return err
		},
		"embargo": func(ctx context.Context, actor account.Actor, id story.ID, f actForm) error {
			until, err := f.when("until")
			if err == nil {
				_, err = d.Stories.Embargo(ctx, actor, id, f.rev(), story.Timing{EmbargoUntil: until, Zone: f.text("zone"), Reason: f.text("reason")})
			}
			return err
		},
		"correct": func(ctx context.Context, actor account.Actor, id story.ID, f actForm) error {
			n := story.Notice{Kind: f.text("kind"), Text: f.text("text"), Serious: f.text("serious") != "", Reason: f.text("reason"), Check: d.gate(true, f.text("reason")+f.text("text"))}
			_, err := d.Stories.Correct(ctx, actor, id, f.rev(), n)
			return err
		},
		"withdraw": func(ctx context.Context, actor account.Actor, id story.ID, f actForm) error {
			_, err := d.Stories.Withdraw(ctx, actor, id, f.rev(), f.text("reason"))
			return err
		},
		"kill": func(ctx context.Context, actor account.Actor, id story.ID, f actForm) error {
			_, err := d.Stories.Kill(ctx, actor, id, f.rev(), f.text("reason"))
			return err
		},
	}
}

func (d *Desk) formSchedule(ctx context.Context, actor account.Actor, id story.ID, f actForm) error {
	when, err := f.when("publish_at")
	if err != nil {
		return err
	}
	_, err = d.scheduleStory(ctx, actor, id, f.rev(), story.Timing{PublishAt: when, Zone: f.text("zone"), Reason: f.text("reason"), Check: d.gate(true, f.text("reason"))}, nil)
	return err
}

// statusOf gives the status of a page that shows an error in place.
func statusOf(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return web.Status(err)
}
