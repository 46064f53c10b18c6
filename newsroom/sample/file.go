package sample

import (
	"bufio"
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"io"
	"net/textproto"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A story file is laid out like a letter: lines of "Name: value" (a line that
// begins with a blank goes on with the one before), an empty line, and the text
// in Markdown as read by markdown.go.

//go:embed stories/*.md
var storyFiles embed.FS

// loadStories reads all story files, newest first, with those that are still
// to come at the top.
func loadStories(now time.Time, zone string) ([]Story, error) {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return nil, fmt.Errorf("sample: %w", err)
	}
	entries, err := storyFiles.ReadDir("stories")
	if err != nil {
		return nil, fmt.Errorf("sample: %w", err)
	}
	a := almanac{now: now, zone: loc}
	stories := make([]Story, 0, len(entries))
	for _, e := range entries {
		data, err := storyFiles.ReadFile(path.Join("stories", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("sample: %w", err)
		}
		s, err := readStory(strings.TrimSuffix(e.Name(), ".md"), data, a)
		if err != nil {
			return nil, fmt.Errorf("sample: %s: %w", e.Name(), err)
		}
		stories = append(stories, s)
	}
	slices.SortStableFunc(stories, func(x, y Story) int {
		return y.firstTime(now).Compare(x.firstTime(now))
	})
	return stories, nil
}

// letter is the head of a story file while it is read. The first error stays.
type letter struct {
	head textproto.MIMEHeader
	seen map[string]bool
	err  error
}

func (l *letter) one(name string) string {
	l.seen[name] = true
	v := l.head[name]
	if len(v) > 1 {
		l.fail(fmt.Errorf("%s stands there twice", name))
	}
	if len(v) == 0 {
		return ""
	}
	return v[0]
}

func (l *letter) all(name string) []string {
	l.seen[name] = true
	return l.head[name]
}

func (l *letter) list(name string) []string {
	var out []string
	for _, v := range strings.Split(l.one(name), ",") {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

func (l *letter) time(name string, a almanac) time.Time {
	v := l.one(name)
	if v == "" {
		return time.Time{}
	}
	t, err := a.at(v)
	if err != nil {
		l.fail(fmt.Errorf("%s: %w", name, err))
	}
	return t
}

func (l *letter) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

// readStory reads one story file.
func readStory(key string, data []byte, a almanac) (Story, error) {
	r := bufio.NewReader(bytes.NewReader(data))
	head, err := textproto.NewReader(r).ReadMIMEHeader()
	if err != nil {
		return Story{}, fmt.Errorf("head: %w", err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return Story{}, err
	}
	l := &letter{head: head, seen: map[string]bool{}}
	s := storyHead(l, key, a)
	said := func(words string) string { return a.words(words, s.Language, s.firstTime(a.now)) }
	s.Headline, s.Deck, s.Reason = said(s.Headline), said(s.Deck), said(s.Reason)
	s.Lead.Caption = said(s.Lead.Caption)
	if s.Lead.Chart = readChart(l); s.Lead.Chart != nil {
		for i, label := range s.Lead.Chart.Labels {
			s.Lead.Chart.Labels[i] = said(label)
		}
	}
	for _, kind := range []string{"Correction", "Clarification", "Editors-Note"} {
		for _, v := range l.all(kind) {
			c, err := readCorrection(strings.ToLower(kind), v, a)
			if err != nil {
				l.fail(err)
			}
			c.Text = said(c.Text)
			s.Corrections = append(s.Corrections, c)
		}
	}
	slices.SortFunc(s.Corrections, func(x, y Correction) int { return x.At.Compare(y.At) })
	if s.Body, s.Pictures, err = readBody([]byte(said(string(text)))); err != nil {
		l.fail(err)
	}
	for name := range head {
		if !l.seen[name] {
			l.fail(fmt.Errorf("there is no line called %s", name))
		}
	}
	return s, l.err
}

// storyHead reads the plain lines of the head.
func storyHead(l *letter, key string, a almanac) Story {
	s := Story{
		Key: key, Slug: key,
		Headline: l.one("Headline"), Deck: l.one("Deck"), Kicker: l.one("Kicker"),
		Language: cmp.Or(l.one("Language"), "en-GB"),
		Section:  l.one("Section"), Genre: l.one("Genre"),
		Places: l.list("Places"), Topics: l.list("Topics"),
		People: l.list("People"), Orgs: l.list("Organisations"),
		Dateline: l.one("Dateline"),
		Lead:     Lead{Picture: l.one("Picture"), Caption: l.one("Caption"), Alt: l.one("Alt")},
		State:    State(cmp.Or(l.one("State"), string(Live))),
		Reason:   l.one("Reason"),

		Published: l.time("Published", a), Updated: l.time("Updated", a),
		EmbargoUntil: l.time("Embargo", a), PublishAt: l.time("Publish-At", a),
	}
	if series := strings.Fields(l.one("Series")); len(series) == 2 {
		part, err := strconv.Atoi(series[1])
		if err != nil {
			l.fail(fmt.Errorf("Series: %w", err))
		}
		s.Series, s.Part = series[0], part
	}
	for _, who := range l.list("By") {
		person, role, _ := strings.Cut(strings.TrimSuffix(who, ")"), " (")
		s.Bylines = append(s.Bylines, Byline{Person: person, Role: role})
	}
	return s
}

// firstTime is the moment that the story's weekdays are counted from: when it
// was or will be published, and now for a draft.
func (s Story) firstTime(now time.Time) time.Time {
	for _, t := range []time.Time{s.Published, s.PublishAt, s.EmbargoUntil} {
		if !t.IsZero() {
			return t
		}
	}
	return now
}

// readCorrection reads "3h ago; serious; what was wrong"; "serious" may be left out.
func readCorrection(kind, line string, a almanac) (Correction, error) {
	when, text, ok := strings.Cut(line, ";")
	at, err := a.at(when)
	if !ok || err != nil {
		return Correction{}, fmt.Errorf("%s %q: want \"3h ago; text\": %w", kind, line, err)
	}
	text, serious := strings.CutPrefix(strings.TrimSpace(text), "serious;")
	return Correction{Kind: kind, Text: strings.TrimSpace(text), At: at, Serious: serious}, nil
}

// readChart reads the Chart lines: kind, title, unit, source and "label=value; …".
func readChart(l *letter) *Chart {
	c := &Chart{
		Kind: l.one("Chart"), Title: l.one("Chart-Title"),
		Unit: l.one("Chart-Unit"), Source: l.one("Chart-Source"),
	}
	data := l.one("Chart-Data")
	if c.Kind == "" {
		return nil
	}
	for _, pair := range strings.Split(data, ";") {
		label, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			l.fail(fmt.Errorf("Chart-Data: %w", err))
		}
		c.Labels, c.Values = append(c.Labels, label), append(c.Values, v)
	}
	return c
}
