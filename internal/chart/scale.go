package chart

import "math"

// scale maps values to a length of paper.
type scale struct {
	low, high float64   // values at the ends
	from, to  float64   // where those fall, in drawing units
	ticks     []float64 // round values between them
}

func (s scale) at(v float64) float64 {
	return s.from + (v-s.low)/(s.high-s.low)*(s.to-s.from)
}

// newScale chooses round ends and a few round ticks. A scale that must show nought does; another does when the
// values come near enough that leaving it out would mislead.
func newScale(values []float64, zero bool, from, to float64) scale {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		low, high = math.Min(low, v), math.Max(high, v)
	}
	if zero || low > 0 && low < 0.5*high || high < 0 && high > 0.5*low {
		low, high = math.Min(low, 0), math.Max(high, 0)
	}
	if high-low < 1e-9*math.Max(1, math.Abs(high)) {
		pad := math.Max(1, math.Abs(high)*0.1)
		if zero {
			low, high = math.Min(0, low), math.Max(pad, high)
		} else {
			low, high = low-pad, high+pad
		}
	}
	step := roundStep((high - low) / 4)
	s := scale{low: math.Floor(low/step+1e-9) * step, high: math.Ceil(high/step-1e-9) * step, from: from, to: to}
	for i := 0; i <= int(math.Round((s.high-s.low)/step)); i++ {
		s.ticks = append(s.ticks, tidy(s.low+float64(i)*step, step))
	}
	return s
}

// tidy takes the noise of binary fractions out of a multiple of step.
func tidy(v, step float64) float64 {
	unit := math.Pow(10, 2-math.Floor(math.Log10(step)))
	return math.Round(v*unit)/unit + 0
}

// roundStep is the next of 1, 2, 2.5, 5 times a power of ten at or above v.
func roundStep(v float64) float64 {
	base := math.Pow(10, math.Floor(math.Log10(v)))
	for _, k := range []float64{1, 2, 2.5, 5} {
		if base*k >= v*(1-1e-9) {
			return base * k
		}
	}
	return base * 10
}
