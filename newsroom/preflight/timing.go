package preflight

import "time"

// timing asks whether embargo and schedule agree.
func timing(g *Galley, report func(Finding)) {
	st := &g.Story
	told := func(t time.Time) string { return t.In(g.zone()).Format("2 January 2006, 15:04 MST") }
	if !st.PublishAt.IsZero() && st.PublishAt.Before(st.EmbargoUntil) {
		report(Finding{Severity: Error, Field: "publish_at", Words: told(st.PublishAt), Message: "It is to go live before its embargo ends (" + told(st.EmbargoUntil) + ")."})
	}
	if !st.Publication.Public() && g.Now.Before(st.EmbargoUntil) && st.PublishAt.IsZero() {
		report(Finding{Severity: Error, Field: "embargo_until", Words: told(st.EmbargoUntil), Message: "It is under embargo: schedule it for the end of the embargo or later."})
	}
}

// zone is the one in which the desk thinks of the story's times.
func (g *Galley) zone() *time.Location {
	if loc, err := time.LoadLocation(g.Story.Zone); err == nil && g.Story.Zone != "" {
		return loc
	}
	if g.Zone != nil {
		return g.Zone
	}
	return time.UTC
}
