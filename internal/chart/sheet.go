package chart

import (
	"fmt"
	"math"
	"strings"

	"dateline/internal/atlas/svg"
)

const (
	width  = 1200.0
	height = 800.0
	margin = 40.0
)

// sheet is one layout of a chart in progress.
type sheet struct {
	*svg.Page
	data        Data
	opts        Options
	text        float64 // size of the lettering
	top, bottom float64 // room left between the heading and the source line
}

// set writes one line of text. Anchor is start, middle or end.
func (s *sheet) set(class, text string, x, y, size float64, anchor string) {
	extra := fmt.Sprintf(` font-size="%s"`, svg.Num(size))
	if anchor != "start" {
		extra += ` text-anchor="` + anchor + `"`
	}
	if class == "chart-value" {
		extra += fmt.Sprintf(` stroke-width="%s"`, svg.Num(size/4))
	}
	s.Add(`<text`, s.Use(class), extra, ` x="`, svg.Num(x), `" y="`, svg.Num(y), `">`, svg.Escape(text), "</text>")
}

// heading sets title, unit and source, and finds out what room they leave. A title in a right-to-left script
// starts on the right.
func (s *sheet) heading() {
	x, anchor := margin, "start"
	if svg.RightToLeft(s.data.Title) {
		x, anchor = width-margin, "end"
	}
	y := margin * 0.6
	size := s.text * 1.25
	for _, l := range svg.Wrap(s.data.Title, (width-2*margin)/size*0.97) {
		y += size * 1.18
		s.set("chart-title", l, x, y, size, anchor)
	}
	if s.data.Unit != "" && s.data.Unit != "%" {
		y += s.text * 1.4
		s.set("chart-unit", svg.Shorten(s.data.Unit, (width-2*margin)/s.text), x, y, s.text, anchor)
	}
	s.top = y + s.text*1.1
	s.bottom = height - margin*0.7
	if s.data.Source == "" {
		return
	}
	word := svg.Clean(s.opts.Source)
	if word == "" {
		word = "Source"
	}
	small := s.text * 0.82
	line := svg.Shorten(word+": "+s.data.Source, (width-2*margin)/small)
	s.set("chart-source", line, x, height-margin*0.7, small, anchor)
	s.bottom -= small * 1.7
}

func (s *sheet) number(v float64) string { return s.opts.number(v, s.data.Unit) }

// room is the width of the widest of some texts at the size of the lettering.
func (s *sheet) room(texts []string) float64 {
	widest := 0.0
	for _, t := range texts {
		widest = math.Max(widest, svg.Advance(t)*s.text)
	}
	return widest
}

func (s *sheet) numbers(values []float64) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = s.number(v)
	}
	return out
}

// rules draws the ticks of an upright scale across the paper, the base line stronger.
func (s *sheet) rules(sc scale, left, right float64) {
	for _, v := range sc.ticks {
		class := "chart-rule"
		if v == 0 || sc.low > 0 && v == sc.ticks[0] {
			class = "chart-base"
		}
		y := sc.at(v)
		s.Add("<path", s.Use(class), ` d="M`, svg.Num(left), " ", svg.Num(y), "H", svg.Num(right), `"/>`)
		s.set("chart-axis", s.number(v), left-s.text*0.4, y+s.text*0.35, s.text, "end")
	}
}

// line draws the values as a line over time.
func (s *sheet) line() {
	v, n := s.data.Values, len(s.data.Values)
	last := s.number(v[n-1])
	sc := newScale(v, false, s.bottom-s.text*1.7, s.top+s.text*0.6)
	left := margin + s.room(s.numbers(sc.ticks)) + s.text*0.4
	right := width - margin - svg.Advance(last)*s.text*1.1 - s.text*0.7
	s.rules(sc, left, right)
	x := func(i int) float64 {
		if n == 1 {
			return right
		}
		return left + (right-left)*float64(i)/float64(n-1)
	}
	var path strings.Builder
	for i, value := range v {
		letter := "L"
		if i == 0 {
			letter = "M"
		}
		path.WriteString(letter + svg.Num(x(i)) + " " + svg.Num(sc.at(value)))
	}
	if sc.low <= 0 && sc.high >= 0 && n > 1 {
		base := svg.Num(sc.at(0))
		s.Path("chart-area", []byte(path.String()+"V"+base+"H"+svg.Num(left)+"z"))
	}
	s.Add("<path", s.Use("chart-curve"), ` stroke-width="`, svg.Num(s.text/5.5), `" d="`, path.String(), `"/>`)
	y := sc.at(v[n-1])
	s.Add("<circle", s.Use("chart-dot"), fmt.Sprintf(` cx="%s" cy="%s" r="%s" stroke-width="%s"/>`,
		svg.Num(x(n-1)), svg.Num(y), svg.Num(s.text/2.8), svg.Num(s.text/9)))
	s.set("chart-value", last, right+s.text*0.65, y+s.text*0.37, s.text*1.1, "start")
	s.dates(x)
}

// dates sets the labels below a line: the last, and as many evenly from the first on as have room.
func (s *sheet) dates(x func(int) float64) {
	labels, last := s.data.Labels, len(s.data.Labels)-1
	room := s.room(labels)
	step := 1
	for step < last && x(step)-x(0) < room+s.text*0.6 {
		step++
	}
	for i := 0; i <= last; i += step {
		if i < last && x(last)-x(i) < room+s.text*0.6 {
			break
		}
		s.date(i, x(i))
	}
	if last%step != 0 || step > last || x(last)-x(0) < room+s.text*0.6 && last > 0 {
		s.date(last, x(last))
	}
}

// date sets one label below its point, pushed inwards where it would leave the paper.
func (s *sheet) date(i int, x float64) {
	half := svg.Advance(s.data.Labels[i]) * s.text / 2
	x = math.Max(margin*0.4+half, math.Min(width-margin*0.4-half, x))
	s.set("chart-axis", s.data.Labels[i], x, s.bottom, s.text, "middle")
}
