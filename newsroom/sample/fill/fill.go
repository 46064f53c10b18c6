// Package fill writes the sample newsroom into an installation, as its people
// would have: each story is drafted, published, corrected and withdrawn at the
// times it tells. It can be stopped and taken up again; what is there already
// stays.
package fill

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
	"dateline/newsroom/masthead"
	"dateline/newsroom/photo"
	"dateline/newsroom/sample"
	"dateline/newsroom/sample/pictures"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// uri names a story of the sample, so that it is made once.
func uri(key string) string { return "urn:dateline:sample:" + key }

// House is what the sample is written into.
type House struct {
	Desk     story.Desk // its Clock is replaced by one that runs through the sample's past
	Photos   *photo.Photos
	Names    *masthead.Mastheads
	Progress func(done, total int)
}

type filler struct {
	House
	clock   *clock.Frozen
	stories *story.Stories
	actor   account.Actor
	sample  sample.Newsroom
	tags    map[string]tag.ID // "place/syria"
	photos  map[string]int64
	ids     map[string]story.ID
	now     time.Time
}

// Fill writes the sample as it stands at now.
func Fill(ctx context.Context, h House, now time.Time) error {
	n, err := sample.Load(now)
	if err != nil {
		return fmt.Errorf("load the sample newsroom: %w", err)
	}
	f := &filler{House: h, clock: clock.Freeze(now), actor: account.Operator("The sample"), sample: n, tags: map[string]tag.ID{}, photos: map[string]int64{}, ids: map[string]story.ID{}, now: now}
	desk := h.Desk
	desk.Clock = f.clock
	f.stories = story.New(desk)
	for _, step := range []func(context.Context) error{f.fillMasthead, f.fillTags, f.fillPhotos, f.fillDrafts, f.fillStories} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (f *filler) fillMasthead(ctx context.Context) error {
	m, err := f.Names.Current(ctx)
	if err != nil || m.Sample {
		return err
	}
	s := f.sample.Settings
	m.Name, m.Tagline, m.Description, m.Language, m.Zone, m.Edition, m.Copyright, m.Contact, m.Sample = s.Name, s.Tagline, s.Description, s.Language, s.Zone, s.Edition, s.Copyright, s.Email, true
	m.About, m.Ethics = s.About, s.Ethics
	return f.Names.Set(ctx, f.actor, m)
}

func (f *filler) fillTags(ctx context.Context) error {
	lists := []struct {
		kind tag.Kind
		tags []sample.Tag
	}{
		{tag.Section, f.sample.Sections},
		{tag.Place, f.sample.Places},
		{tag.Topic, f.sample.Topics},
		{tag.Organisation, f.sample.Organisations},
		{tag.Person, f.sample.People},
		{tag.Series, f.sample.Series},
	}
	return f.stories.Do(ctx, "sample", func(w *story.Work) error {
		for _, l := range lists {
			for i, t := range l.tags {
				id, err := w.EnsureTag(ctx, f.actor, f.tag(l.kind, i, t))
				if err != nil {
					return fmt.Errorf("%s %s: %w", l.kind, t.Key, err)
				}
				f.tags[string(l.kind)+"/"+t.Key] = id
			}
		}
		for _, p := range f.sample.Reporters {
			id, err := w.EnsureTag(ctx, f.actor, tag.Tag{Kind: tag.Person, Slug: p.Key, Name: p.Name, Role: p.Role, Description: p.Bio})
			if err != nil {
				return fmt.Errorf("reporter %s: %w", p.Key, err)
			}
			f.tags["person/"+p.Key] = id
		}
		return nil
	})
}

func (f *filler) tag(kind tag.Kind, position int, t sample.Tag) tag.Tag {
	out := tag.Tag{
		Kind: kind, Slug: t.Key, Name: t.Name, Description: t.Description, Colour: t.Colour, Country: t.Country, Latitude: t.Lat, Longitude: t.Lon,
		Located: t.Lat != 0 || t.Lon != 0, Parent: f.tags[string(kind)+"/"+t.Parent],
	}
	if kind == tag.Section {
		out.Position = position + 1
	}
	if kind == tag.Place {
		out.PlaceKind = "city"
		if t.Parent == "" {
			out.PlaceKind = "country"
		}
	}
	if t.GeoNames != 0 {
		out.URIs = append(out.URIs, fmt.Sprintf("https://sws.geonames.org/%d/", t.GeoNames))
	}
	if t.Wikidata != "" {
		out.URIs = append(out.URIs, "http://www.wikidata.org/entity/"+t.Wikidata)
	}
	if t.MediaTopic != "" {
		out.URIs = append(out.URIs, mediaTopic(t.MediaTopic))
	}
	return out
}

func mediaTopic(code string) string {
	const prefix = "medtop:"
	if len(code) > len(prefix) && code[:len(prefix)] == prefix {
		return "http://cv.iptc.org/newscodes/mediatopic/" + code[len(prefix):]
	}
	return code
}

func (f *filler) fillPhotos(ctx context.Context) error {
	all := pictures.All()
	for i, p := range all {
		data, err := p.Bytes()
		if err != nil {
			return fmt.Errorf("picture %s: %w", p.Key, err)
		}
		added, err := f.Photos.Add(ctx, f.actor, photo.Upload{
			Filename: p.File, Reader: bytes.NewReader(data),
			Fields: photo.Change{
				Headline: &p.Title, Caption: &p.Caption, Alt: &p.Alt, Creator: &p.Creator, Agency: &p.Agency, Copyright: &p.Copyright, Licence: &p.Licence, LicenceURL: &p.LicenceURL,
			},
		})
		if err != nil {
			return fmt.Errorf("picture %s: %w", p.Key, err)
		}
		f.photos[p.Key] = int64(added.Photo.ID)
		f.report(i+1, len(all)+2*len(f.sample.Stories))
	}
	return nil
}

func (f *filler) report(done, total int) {
	if f.Progress != nil {
		f.Progress(done, total)
	}
}

// fillDrafts makes every story an empty draft, so that stories can link to
// each other.
func (f *filler) fillDrafts(ctx context.Context) error {
	for _, s := range f.sample.Stories {
		st, err := f.byURI(ctx, uri(s.Key))
		if fault.Is(err, fault.NotFound) {
			f.clock.Set(f.begun(s))
			st, err = f.stories.Create(ctx, f.actor, story.Proposal{URI: uri(s.Key), Content: story.Content{Headline: s.Headline, Language: s.Language}})
		}
		if err != nil {
			return fmt.Errorf("draft %s: %w", s.Key, err)
		}
		f.ids[s.Key] = st.ID
	}
	return nil
}

// begun is when a story's first draft was made: three hours before it went
// out, or a while ago.
func (f *filler) begun(s sample.Story) time.Time {
	if s.Published.IsZero() || s.Published.After(f.now) {
		return f.now.Add(-5 * time.Hour)
	}
	return s.Published.Add(-3 * time.Hour)
}

func (f *filler) byURI(ctx context.Context, u string) (st story.Story, err error) {
	err = f.Desk.DB.Read(ctx, func(q *database.Snapshot) error {
		st, err = f.stories.ByURI(ctx, q, u)
		return err
	})
	return st, err
}

func (f *filler) fillStories(ctx context.Context) error {
	done := len(f.photos)
	for i, s := range f.sample.Stories {
		st, err := f.byURI(ctx, uri(s.Key))
		if err != nil {
			return err
		}
		if st.Rev == 1 { // untouched since the draft was made
			if err := f.tell(ctx, st, s); err != nil {
				return fmt.Errorf("story %s: %w", s.Key, err)
			}
		}
		f.report(done+len(f.sample.Stories)+i+1, done+2*len(f.sample.Stories))
	}
	return nil
}

// tell puts a story through its life, in one transaction.
func (f *filler) tell(ctx context.Context, st story.Story, s sample.Story) error {
	c, err := f.content(s)
	if err != nil {
		return err
	}
	stages := []struct {
		at time.Time
		do func(w *story.Work) error
	}{{f.begun(s).Add(2 * time.Hour), func(w *story.Work) (err error) {
		st, err = w.Save(ctx, f.actor, st.ID, story.Change{Rev: st.Rev, Content: c, Workflow: "ready"})
		return err
	}}}
	add := func(at time.Time, do func(w *story.Work) error) {
		stages = append(stages, struct {
			at time.Time
			do func(w *story.Work) error
		}{at, do})
	}
	switch s.State {
	case sample.Scheduled:
		add(f.now.Add(-time.Hour), func(w *story.Work) (err error) {
			st, err = w.Schedule(ctx, f.actor, st.ID, st.Rev, story.Timing{PublishAt: s.PublishAt, EmbargoUntil: s.EmbargoUntil})
			return err
		})
	case sample.Live, sample.Withdrawn:
		add(s.Published, func(w *story.Work) (err error) {
			st, err = w.Publish(ctx, f.actor, st.ID, st.Rev, story.PublishOptions{})
			return err
		})
	case sample.Draft:
	}
	for _, n := range s.Corrections {
		add(n.At, func(w *story.Work) (err error) {
			st, err = w.Correct(ctx, f.actor, st.ID, st.Rev, story.Notice{Kind: n.Kind, Text: n.Text, Serious: n.Serious})
			return err
		})
	}
	// Each act is a transaction of its own, but a crash between them leaves a
	// story that is told only in part: so the whole is one, with its clock
	// moved on between the acts.
	return f.stories.Do(ctx, "sample", func(w *story.Work) error {
		for _, stage := range stages {
			w.At(stage.at)
			if err := stage.do(w); err != nil {
				return err
			}
		}
		if s.State == sample.Withdrawn {
			w.At(s.Published.Add(26 * time.Hour))
			_, err := w.Withdraw(ctx, f.actor, st.ID, st.Rev, s.Reason)
			return err
		}
		return nil
	})
}

func (f *filler) content(s sample.Story) (story.Content, error) {
	c := story.Content{
		Headline: s.Headline, Deck: s.Deck, Kicker: s.Kicker, Slug: s.Slug, Language: s.Language, Genre: s.Genre, Section: f.tags["section/"+s.Section], Series: f.tags["series/"+s.Series], Part: s.Part,
		Dateline: f.tags["place/"+s.Dateline], Body: s.Resolve(func(key string) int64 { return int64(f.ids[key]) }, func(key string) int64 { return f.photos[key] }),
	}
	if c.Series == 0 {
		c.Part = 0
	}
	c.Places, c.Topics = f.all("place", s.Places), f.all("topic", s.Topics)
	c.People = append(f.all("person", s.People), f.all("organisation", s.Orgs)...)
	for _, b := range s.Bylines {
		for _, p := range f.sample.Reporters {
			if p.Key == b.Person {
				c.Byline = append(c.Byline, story.Credit{Person: f.tags["person/"+p.Key], Name: p.Name, Role: b.Role})
			}
		}
	}
	c.Lead = &story.Lead{}
	if id := f.photos[s.Lead.Picture]; id != 0 {
		c.Lead.Photo, c.Lead.Alt = id, s.Lead.Alt
		c.Lead.Caption = body.TextFrom(s.Lead.Caption)
	}
	if s.Lead.Chart != nil {
		data, err := json.Marshal(s.Lead.Chart)
		if err != nil {
			return c, fmt.Errorf("chart: %w", err)
		}
		c.Lead.Chart = data
	}
	return c, nil
}

func (f *filler) all(kind string, keys []string) []tag.ID {
	var ids []tag.ID
	for _, k := range keys {
		if id := f.tags[kind+"/"+k]; id != 0 {
			ids = append(ids, id)
		}
	}
	return ids
}
