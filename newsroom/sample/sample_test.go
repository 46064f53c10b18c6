package sample

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dateline/newsroom/sample/pictures"
)

// press day: any moment serves, since every date is worked out from it.
var pressDay = time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)

func load(t *testing.T) Newsroom {
	t.Helper()
	n, err := Load(pressDay)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestLoadAtAnyHour(t *testing.T) {
	t.Parallel()
	for _, now := range []time.Time{
		pressDay,
		time.Date(2027, 1, 1, 0, 10, 0, 0, time.UTC),
		time.Date(2028, 3, 26, 0, 59, 59, 999, time.UTC), // the night in which clocks go forward
		time.Date(2027, 7, 4, 23, 30, 0, 0, time.FixedZone("", 9*3600)),
	} {
		n, err := Load(now)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range n.Stories {
			if err := timesInOrder(s, now); err != nil {
				t.Errorf("at %s, %s: %v", now.Format(time.RFC3339), s.Key, err)
			}
		}
	}
}

func timesInOrder(s Story, now time.Time) error {
	switch s.State {
	case Draft:
		if !s.Published.IsZero() {
			return fmt.Errorf("a draft was published")
		}
		return nil
	case Scheduled:
		if !s.Published.IsZero() || !s.PublishAt.After(now) || s.EmbargoUntil.After(s.PublishAt) {
			return fmt.Errorf("scheduled for %s, embargo %s", s.PublishAt, s.EmbargoUntil)
		}
		return nil
	case Live, Withdrawn:
	default:
		return fmt.Errorf("state %q", s.State)
	}
	if s.Published.IsZero() || s.Published.After(now) || s.Published.Before(now.AddDate(0, 0, -21)) {
		return fmt.Errorf("published %s", s.Published)
	}
	if !s.Updated.IsZero() && (s.Updated.Before(s.Published) || s.Updated.After(now)) {
		return fmt.Errorf("published %s, updated %s", s.Published, s.Updated)
	}
	for _, c := range s.Corrections {
		if c.At.Before(s.Published) || c.At.After(now) {
			return fmt.Errorf("published %s, corrected %s", s.Published, c.At)
		}
	}
	return nil
}

func TestCounts(t *testing.T) {
	t.Parallel()
	n := load(t)
	count := map[string]int{}
	parts := map[string]map[int]bool{}
	datelines := map[string]bool{}
	for _, s := range n.Stories {
		count[string(s.State)]++
		count["in "+s.Language]++
		count["genre "+s.Genre]++
		for _, c := range s.Corrections {
			count[c.Kind]++
			if c.Serious {
				count["serious"]++
			}
		}
		if !s.EmbargoUntil.IsZero() {
			count["embargo"]++
		}
		if s.Lead.Chart != nil {
			count["chart"]++
		}
		if s.Body.Words() >= 480 {
			count["long"]++
		}
		if s.State == Live && pressDay.Sub(s.Published) < 24*time.Hour {
			count["today"]++
		}
		if s.State == Live && s.Series != "" {
			if parts[s.Series] == nil {
				parts[s.Series] = map[int]bool{}
			}
			parts[s.Series][s.Part] = true
		}
		datelines[s.Dateline] = true
	}
	for what, least := range map[string]int{
		"live": 60, "draft": 1, "scheduled": 2, "withdrawn": 1, "embargo": 1,
		"in ar": 2, "in fr": 1, "correction": 4, "clarification": 1, "editors-note": 1, "serious": 2,
		"genre analysis": 3, "genre opinion": 3, "genre explainer": 3, "genre feature": 12,
		"genre obituary": 1, "genre interview": 1, "chart": 6, "long": 12, "today": 14,
	} {
		if count[what] < least {
			t.Errorf("%s: %d stories, want at least %d", what, count[what], least)
		}
	}
	for _, series := range n.Series {
		for part := 1; part <= series.Parts; part++ {
			if !parts[series.Key][part] {
				t.Errorf("%s has no part %d", series.Name, part)
			}
		}
	}
	top := 0
	for _, s := range n.Sections {
		if s.Parent == "" {
			top++
		}
	}
	if top < 7 || len(n.Topics) < 25 || len(n.Reporters) < 14 || len(n.Series) < 3 || len(datelines) < 30 {
		t.Errorf("%d sections, %d topics, %d reporters, %d series, filed from %d places",
			top, len(n.Topics), len(n.Reporters), len(n.Series), len(datelines))
	}
}

// A roll is all keys of one kind, and which of them a story has named.
type roll struct {
	kind  string
	have  map[string]bool
	named map[string]bool
}

func newRoll(t *testing.T, kind string, tags []Tag) *roll {
	t.Helper()
	r := &roll{kind: kind, have: map[string]bool{}, named: map[string]bool{}}
	for _, tag := range tags {
		if tag.Key == "" || tag.Name == "" || r.have[tag.Key] {
			t.Errorf("%s %q: no key, no name or twice there", kind, tag.Key)
		}
		if tag.Parent != "" && !r.have[tag.Parent] {
			t.Errorf("%s %q does not come after its parent %q", kind, tag.Key, tag.Parent)
		}
		r.have[tag.Key] = true
	}
	return r
}

// call marks the keys that where names.
func (r *roll) call(t *testing.T, where string, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if key != "" && !r.have[key] {
			t.Errorf("%s: there is no %s %q", where, r.kind, key)
		}
		r.named[key] = true
	}
}

// TestKeys checks that each key names something, and that each thing is named.
func TestKeys(t *testing.T) {
	t.Parallel()
	n := load(t)
	kinds := map[string][]Tag{
		"section": n.Sections, "place": n.Places, "topic": n.Topics,
		"person": n.People, "organisation": n.Organisations, "series": n.Series,
	}
	for _, r := range n.Reporters {
		kinds["reporter"] = append(kinds["reporter"], Tag{Key: r.Key, Name: r.Name})
		if r.Role == "" || r.Bio == "" {
			t.Errorf("reporter %q lacks a role or a bio", r.Key)
		}
	}
	for _, s := range n.Stories {
		kinds["story"] = append(kinds["story"], Tag{Key: s.Key, Name: s.Headline})
	}
	listed, err := pictures.Listed()
	if err != nil {
		t.Fatal(err)
	}
	rolls := map[string]*roll{"picture": {kind: "picture", have: map[string]bool{"": true}, named: map[string]bool{}}}
	for _, p := range listed {
		rolls["picture"].have[p.Key] = true
	}
	for kind, tags := range kinds {
		rolls[kind] = newRoll(t, kind, tags)
	}
	for _, s := range n.Stories {
		rolls["section"].call(t, s.Key, s.Section)
		rolls["place"].call(t, s.Key, append(s.Places, s.Dateline)...)
		rolls["topic"].call(t, s.Key, s.Topics...)
		rolls["person"].call(t, s.Key, s.People...)
		rolls["organisation"].call(t, s.Key, s.Orgs...)
		rolls["series"].call(t, s.Key, s.Series)
		rolls["story"].call(t, s.Key, append(s.Links(), s.Key)...)
		rolls["picture"].call(t, s.Key, append(s.Pictures, s.Lead.Picture)...)
		for _, b := range s.Bylines {
			rolls["reporter"].call(t, s.Key, b.Person)
		}
		if s.Section == "" || len(s.Places) == 0 || len(s.Topics) == 0 || len(s.Bylines) == 0 {
			t.Errorf("%s: without section, place, topic or byline", s.Key)
		}
	}
	rolls["place"].call(t, "settings", n.Settings.City)
	for _, r := range n.Reporters {
		rolls["place"].call(t, r.Key, r.Place)
	}
	for kind, tags := range kinds {
		for _, tag := range slices.Backward(tags) { // children before their parents
			if !rolls[kind].named[tag.Key] {
				t.Errorf("no story names the %s %q", kind, tag.Key)
			}
			rolls[kind].call(t, tag.Key, tag.Parent)
		}
	}
}

func TestPlacesAreOnTheMap(t *testing.T) {
	t.Parallel()
	seen := map[int64]string{}
	for _, p := range load(t).Places {
		if p.Lat == 0 || p.Lon == 0 || p.Lat < -90 || p.Lat > 90 || p.Lon < -180 || p.Lon > 180 || len(p.Country) != 2 {
			t.Errorf("%s: %v, %v, country %q", p.Key, p.Lat, p.Lon, p.Country)
		}
		if other := seen[p.GeoNames]; p.GeoNames != 0 && other != "" {
			t.Errorf("%s and %s share a GeoNames id", p.Key, other)
		}
		seen[p.GeoNames] = p.Key
	}
}
