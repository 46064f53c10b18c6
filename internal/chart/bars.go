package chart

import (
	"math"

	"dateline/internal/atlas/svg"
)

// bars draws upright bars where every label fits below its own, lying bars otherwise.
func (s *sheet) bars() {
	n := float64(len(s.data.Values))
	widest := math.Max(s.room(s.data.Labels), s.room(s.numbers(s.data.Values)))
	if widest+s.text*0.5 <= (width-2*margin)/n {
		s.upright()
		return
	}
	s.lying()
}

func (s *sheet) upright() {
	v := s.data.Values
	sc := newScale(v, true, s.bottom-s.text*1.6, s.top+s.text*1.2)
	sc.low, sc.high = tight(v)
	step := (width - 2*margin) / float64(len(v))
	thick := math.Min(step*0.72, 150)
	if sc.low < 0 { // room for a number below a bar that hangs
		sc.from -= s.text * 1.2
	}
	base := sc.at(0)
	for i, value := range v {
		middle := margin + step*(float64(i)+0.5)
		end := sc.at(value)
		s.bar(middle-thick/2, math.Min(base, end), thick, math.Abs(end-base))
		y := end - s.text*0.4
		if value < 0 {
			y = end + s.text*1.05
		}
		s.set("chart-value", s.number(value), middle, y, s.text, "middle")
		s.set("chart-axis", s.data.Labels[i], middle, s.bottom, s.text, "middle")
	}
	s.Add("<path", s.Use("chart-base"), ` d="M`, svg.Num(margin), " ", svg.Num(base), "H", svg.Num(width-margin), `"/>`)
}

func (s *sheet) lying() {
	v := s.data.Values
	row := (s.bottom - s.top + s.text*0.4) / float64(len(v))
	text := math.Min(s.text, row*0.86)
	k := text / s.text
	most := (width - 2*margin) * 0.42
	labels := math.Min(most, s.room(s.data.Labels)*k)
	numbers := s.room(s.numbers(v))*k + text*0.6
	left, right := margin+labels+text*0.5, width-margin-numbers
	low, high := tight(v)
	if low < 0 {
		left += numbers
	}
	sc := scale{low: low, high: high, from: left, to: right}
	base := sc.at(0)
	thick := math.Min(row*0.68, 64)
	for i, value := range v {
		middle := s.top + row*(float64(i)+0.5) - s.text*0.2
		end := sc.at(value)
		s.bar(math.Min(base, end), middle-thick/2, math.Abs(end-base), thick)
		x, anchor := end+text*0.35, "start"
		if value < 0 {
			x, anchor = end-text*0.35, "end"
		}
		s.set("chart-value", s.number(value), x, middle+text*0.35, text, anchor)
		s.set("chart-axis", svg.Shorten(s.data.Labels[i], labels/text+0.01), margin+labels, middle+text*0.35, text, "end")
	}
	s.Add("<path", s.Use("chart-base"), ` d="M`, svg.Num(base), " ", svg.Num(s.top-s.text*0.2), "V", svg.Num(s.bottom), `"/>`)
}

// tight are the ends of a scale of bars that carry their own numbers: nought and the furthest values.
func tight(values []float64) (low, high float64) {
	for _, v := range values {
		low, high = math.Min(low, v), math.Max(high, v)
	}
	if low == high {
		high = 1
	}
	return low, high
}

func (s *sheet) bar(x, y, w, h float64) {
	s.Add("<rect", s.Use("chart-bar"), ` x="`, svg.Num(x), `" y="`, svg.Num(y), `" width="`, svg.Num(w), `" height="`, svg.Num(h), `"/>`)
}
