package chart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"dateline/internal/testkit"
)

func cocoa() Data {
	return Data{
		Title: "Where the cocoa goes", Unit: "Thousand tonnes", Source: "Ghana Cocoa Board",
		Labels: []string{"Netherlands", "United States", "Malaysia", "Others <together>"},
		Values: []float64{412.5, 251, 1188, 9},
	}
}

func months() Data {
	return Data{
		Title: "Unemployment", Unit: "%", Source: "Labour office",
		Labels: []string{"Jan", "Feb", "Mar", "Apr", "May", "June"},
		Values: []float64{4.1, 4.2, 4.15, 4.4, 4.6, 4.55},
	}
}

func long() Data {
	d := Data{Title: "دمشق", Unit: "مم"}
	for i := range 365 {
		d.Labels = append(d.Labels, fmt.Sprintf("day %d", i))
		d.Values = append(d.Values, math.Sin(float64(i)/30)*1e6)
	}
	return d
}

type drawing struct {
	name string
	svg  func(Options) (SVG, error)
}

func drawings() []drawing {
	line := func(name string, d Data) drawing {
		return drawing{"line: " + name, func(o Options) (SVG, error) { return Line(d, o) }}
	}
	bars := func(name string, d Data) drawing {
		return drawing{"bars: " + name, func(o Options) (SVG, error) { return Bars(d, o) }}
	}
	one := Data{Labels: []string{"now"}, Values: []float64{7}}
	noughts := Data{Title: strings.Repeat("A very long title ", 12), Labels: []string{"a", "b"}, Values: []float64{0, 0}}
	below := Data{Title: "Balance", Labels: []string{"Q1", "Q2", "Q3", "Q4"}, Values: []float64{-12.5, 4, 22, -3}}
	losses := Data{Title: "Losses", Labels: []string{"A long name of a company", "Another such name"}, Values: []float64{-5, -9e9}}
	return []drawing{
		line("months", months()), line("a year", long()), line("one", one), line("noughts", noughts), line("below", below),
		bars("cocoa", cocoa()), bars("months", months()), bars("one", one), bars("noughts", noughts), bars("below", below), bars("losses", losses),
	}
}

func TestDrawings(t *testing.T) {
	t.Parallel()
	for _, d := range drawings() {
		for _, mode := range []Mode{Inline, File} {
			svg, err := d.svg(Options{Mode: mode})
			if err != nil {
				t.Errorf("%s: %v", d.name, err)
				continue
			}
			check(t, d.name, svg)
			if strings.Contains(string(svg), ` style="`) {
				t.Errorf("%s: a style attribute", d.name)
			}
			if again, _ := d.svg(Options{Mode: mode}); again != svg {
				t.Errorf("%s: two drawings differ", d.name)
			}
			if len(svg) > 24_000 {
				t.Errorf("%s: %d bytes", d.name, len(svg))
			}
		}
	}
}

// check reads an image as XML and sees that everything stands on the paper.
func check(t *testing.T, name string, svg SVG) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(svg)))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: not well-formed: %v", name, err)
		}
		el, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range el.Attr {
			most := map[string]float64{"x": width, "cx": width, "width": width, "y": height, "cy": height, "height": height}[a.Name.Local]
			if most == 0 {
				continue
			}
			if v, err := strconv.ParseFloat(a.Value, 64); err != nil || math.IsNaN(v) || v < 0 || v > most {
				t.Errorf("%s: %s of %s is %s", name, a.Name.Local, el.Name.Local, a.Value)
			}
		}
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	if runtime.GOARCH != "amd64" {
		t.Skip("other processors round the last digit differently")
	}
	bars, err := Bars(cocoa(), Options{Mode: File})
	testkit.NoError(t, err)
	testkit.Golden(t, "testdata/cocoa.svg", string(bars))
	line, err := Line(months(), Options{})
	testkit.NoError(t, err)
	testkit.Golden(t, "testdata/unemployment.svg", string(line))
}

func TestWords(t *testing.T) {
	t.Parallel()
	svg, err := Bars(cocoa(), Options{})
	testkit.NoError(t, err)
	for _, want := range []string{
		">Where the cocoa goes</title>",
		">Thousand tonnes: Netherlands 412.5; United States 251; Malaysia 1,188; Others &lt;together&gt; 9.</desc>",
		">Source: Ghana Cocoa Board</text>",
	} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("no %s", want)
		}
	}
	svg, err = Line(months(), Options{Source: "Quelle", Number: func(v float64) string {
		return strings.Replace(strconv.FormatFloat(v, 'f', 1, 64), ".", ",", 1)
	}})
	testkit.NoError(t, err)
	for _, want := range []string{">Quelle: Labour office<", ">4,5%<", "Jan 4,1%; "} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("no %s", want)
		}
	}
	if svg, err = Line(long(), Options{}); err != nil || strings.Count(string(svg), ";") > 40 {
		t.Errorf("a long chart is told at length: %v", err)
	}
}

func TestDataThatCannotBeDrawn(t *testing.T) {
	t.Parallel()
	many := make([]float64, 500)
	for name, d := range map[string]Data{
		"nothing":    {},
		"labels":     {Labels: []string{"a"}, Values: []float64{1, 2}},
		"not number": {Labels: []string{"a"}, Values: []float64{math.NaN()}},
		"infinite":   {Labels: []string{"a"}, Values: []float64{math.Inf(-1)}},
		"too many":   {Labels: make([]string, 500), Values: many},
	} {
		if _, err := Bars(d, Options{}); !errors.Is(err, ErrData) {
			t.Errorf("Bars of %s: %v", name, err)
		}
		if _, err := Line(d, Options{}); !errors.Is(err, ErrData) {
			t.Errorf("Line of %s: %v", name, err)
		}
	}
}

func TestScale(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		values []float64
		zero   bool
		want   []float64
	}{
		{[]float64{0, 100}, false, []float64{0, 25, 50, 75, 100}},
		{[]float64{4.1, 4.6}, false, []float64{4, 4.2, 4.4, 4.6}},
		{[]float64{4.1, 4.6}, true, []float64{0, 2, 4, 6}},
		{[]float64{3, 97}, false, []float64{0, 25, 50, 75, 100}},
		{[]float64{-4, 18}, false, []float64{-10, 0, 10, 20}},
		{[]float64{5, 5}, false, []float64{4, 4.5, 5, 5.5, 6}},
		{[]float64{0, 0}, true, []float64{0, 0.25, 0.5, 0.75, 1}},
		{[]float64{-0.003, -0.001}, false, []float64{-0.003, -0.002, -0.001, 0}},
	} {
		s := newScale(row.values, row.zero, 0, 1)
		if fmt.Sprint(s.ticks) != fmt.Sprint(row.want) {
			t.Errorf("newScale(%v, %t) = %v, want %v", row.values, row.zero, s.ticks, row.want)
		}
	}
}

func FuzzChart(f *testing.F) {
	f.Add("Title", "unit", "a", 1.0, 2.0, -3.0)
	f.Add("\u202e<b>", "%", strings.Repeat("w", 99), 1e14, -1e-9, 0.0)
	f.Add("", "", "", math.Inf(1), math.NaN(), 5e-324)
	f.Fuzz(func(t *testing.T, title, unit, label string, a, b, c float64) {
		d := Data{Title: title, Unit: unit, Source: label, Labels: []string{label, title, "x"}, Values: []float64{a, b, c}}
		for _, draw := range []func(Data, Options) (SVG, error){Line, Bars} {
			svg, err := draw(d, Options{})
			if err != nil {
				if !errors.Is(err, ErrData) {
					t.Fatal(err)
				}
				continue
			}
			check(t, title, svg)
		}
	})
}
