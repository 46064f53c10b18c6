// Package chart draws the newsroom's charts: a line for what changed over time, bars for what is compared.
// A chart carries its title, its unit and its source, because it is copied without its page; and it is laid
// out twice, for wide and for narrow images, so that its words can be read on a telephone. The same data
// gives the same bytes every time.
package chart

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/dustin/go-humanize"

	"dateline/internal/atlas/svg"
)

// SVG is one finished image as markup: an svg element, without an XML declaration.
type SVG = svg.Image

// Mode says where an SVG will live.
type Mode = svg.Mode

const (
	// Inline goes into a page: colours are CSS custom properties with fallbacks, no style is carried along.
	Inline = svg.Inline
	// File stands alone behind an img element: it carries its own colours, light and dark.
	File = svg.File
)

// ErrData says that there is nothing that could be drawn: no values, too many, values that are not numbers, or
// not one label for each.
var ErrData = errors.New("chart: data cannot be drawn")

const (
	maxBars   = 24
	maxPoints = 400
)

// Data is what a chart shows.
type Data struct {
	Title  string    // one line that says what is to be seen
	Unit   string    // what the numbers count: "tonnes a day", "%"
	Source string    // who counted: "National Statistics Office"
	Labels []string  // one for each value: a month, a country
	Values []float64 // finite
}

// Options vary a chart. The zero value is an inline chart with English numbers.
type Options struct {
	Mode   Mode
	ID     string               // prefix of the ids inside; empty: derived from the title
	Source string               // word before the source; empty: "Source"
	Number func(float64) string // prints a value; nil: "12,500.5"
}

// Line draws values in time as a line, the last one marked and named.
func Line(d Data, o Options) (SVG, error) {
	d, err := d.checked(maxPoints)
	if err != nil {
		return "", err
	}
	return draw(d, o, "line", (*sheet).line), nil
}

// Bars draws values side by side: upright where the labels are short and few, lying otherwise.
func Bars(d Data, o Options) (SVG, error) {
	d, err := d.checked(maxBars)
	if err != nil {
		return "", err
	}
	return draw(d, o, "bars", (*sheet).bars), nil
}

// CSS returns the rules that a page with inline charts should carry: the colour tokens, which a theme may set,
// and the switch to the narrow layout on narrow screens or inside a narrow .chart-frame.
func CSS() string { return look().CSS() }

func (d Data) checked(most int) (Data, error) {
	switch n := len(d.Values); {
	case n == 0 || n > most:
		return d, fmt.Errorf("%w: %d values", ErrData, n)
	case len(d.Labels) != n:
		return d, fmt.Errorf("%w: %d labels for %d values", ErrData, len(d.Labels), n)
	}
	for _, v := range d.Values {
		if math.IsNaN(v) || math.Abs(v) > 1e15 {
			return d, fmt.Errorf("%w: value %v", ErrData, v)
		}
	}
	d.Title, d.Unit, d.Source = svg.Clean(d.Title), svg.Clean(d.Unit), svg.Clean(d.Source)
	labels := make([]string, len(d.Labels))
	for i, l := range d.Labels {
		labels[i] = svg.Clean(l)
	}
	d.Labels = labels
	return d, nil
}

// number prints a value; a per cent sign stays with it.
func (o Options) number(v float64, unit string) string {
	var text string
	if o.Number != nil {
		text = svg.Clean(o.Number(v))
	} else {
		text = strings.Replace(humanize.Commaf(math.Round(v*100)/100+0), "-", "−", 1)
	}
	if unit == "%" {
		text += "%"
	}
	return text
}

// Lettering in units of the 1200-unit drawing: on wide images, then on narrow ones.
const (
	wideText   = 24.0
	narrowText = 42.0
)

func draw(d Data, o Options, kind string, body func(*sheet)) SVG {
	p := svg.NewPage(look(), o.Mode, o.ID, kind+d.Title+strings.Join(d.Labels, "|"))
	p.Add("<rect", p.Use("chart-paper"), fmt.Sprintf(` width="%g" height="%g"/>`, width, height))
	for _, l := range []struct {
		class string
		text  float64
	}{{"chart-w", wideText}, {"chart-n", narrowText}} {
		p.Add("<g", p.Use(l.class), ">")
		s := &sheet{Page: p, data: d, opts: o, text: l.text}
		s.heading()
		body(s)
		p.Add("</g>")
	}
	return p.Finish(svg.Frame{Kind: kind, Role: "img", Width: width, Height: height, Title: d.name(), Desc: d.told(o)})
}

// name is what the chart is called where nobody sees it.
func (d Data) name() string {
	if d.Title == "" {
		return "Chart"
	}
	return d.Title
}

// told says the chart in words: every value of a short one, the ends and the extremes of a long one.
func (d Data) told(o Options) string {
	var parts []string
	say := func(i int) { parts = append(parts, d.Labels[i]+" "+o.number(d.Values[i], d.Unit)) }
	if len(d.Values) <= maxBars {
		for i := range d.Values {
			say(i)
		}
	} else {
		low, high := 0, 0
		for i, v := range d.Values {
			if v < d.Values[low] {
				low = i
			}
			if v > d.Values[high] {
				high = i
			}
		}
		for _, i := range []int{0, low, high, len(d.Values) - 1} {
			say(i)
		}
	}
	text := strings.Join(parts, "; ") + "."
	if d.Unit != "" && d.Unit != "%" {
		text = d.Unit + ": " + text
	}
	return text
}
