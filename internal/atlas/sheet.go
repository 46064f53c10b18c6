package atlas

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/simplify"
)

// bleed is how far lines run on outside the image, so that the clipped edge and its stroke stay unseen.
const bleed = 12.0

// sheet is one topology laid under one projection and cut to one rectangle. Each arc is projected and
// simplified once, so that a coast and the frontier that meets it stay joined.
type sheet struct {
	t     *topology
	proj  azimuthal
	box   orb.Bound        // the image and its bleed
	disc  disc             // a circle on the globe around box
	tol   float64          // how far a simplified line may stray, in map units
	lines []orb.LineString // by arc, nil until it is wanted
}

func newSheet(t *topology, proj azimuthal, width, height, tol float64) *sheet {
	s := &sheet{
		t: t, proj: proj, tol: tol,
		box:   orb.Bound{Min: orb.Point{-bleed, -bleed}, Max: orb.Point{width + bleed, height + bleed}},
		lines: make([]orb.LineString, len(t.arcs)),
	}
	s.disc.centre = proj.invert(s.box.Center())
	for _, p := range []orb.Point{s.box.Min, s.box.Max, {s.box.Min[0], s.box.Max[1]}, {s.box.Max[0], s.box.Min[1]}} {
		s.disc.radius = math.Max(s.disc.radius, angle(s.disc.centre, proj.invert(p)))
	}
	return s
}

// coarsen lets the lines already drawn stray further by a factor.
func (s *sheet) coarsen(by float64) {
	s.tol *= by
	simplifier := simplify.DouglasPeucker(s.tol)
	for i, line := range s.lines {
		if len(line) > 2 {
			s.lines[i] = simplifier.LineString(line)
		}
	}
}

// line returns an arc on the map, forwards.
func (s *sheet) line(i int) orb.LineString {
	if line := s.lines[i]; line != nil {
		return line
	}
	a := s.t.arcs[i]
	if a.disc.gap(s.disc) > 0.01 {
		s.lines[i] = s.project(a.points, 4, 60)
	} else {
		s.lines[i] = simplify.DouglasPeucker(s.tol).LineString(s.project(a.points, 1, 6))
	}
	return s.lines[i]
}

// project lays points on the map. It drops what is too fine to show; of the points out of sight, which only close
// a ring, it keeps one a step; every says which of the points to look at.
func (s *sheet) project(points []vec, every int, step float64) orb.LineString {
	line := make(orb.LineString, 0, len(points)/(2*every)+2)
	last := len(points) - 1
	for i := 0; i <= last; i = next(i, every, last) {
		p := s.proj.point(points[i])
		if i > 0 && i < last {
			q, least := line[len(line)-1], step
			if s.box.Contains(p) {
				least = s.tol
			}
			if math.Abs(p[0]-q[0])+math.Abs(p[1]-q[1]) < least {
				continue
			}
		}
		line = append(line, p)
	}
	return line
}

// next steps through 0 … last and does not miss the last.
func next(i, every, last int) int {
	if i < last {
		return min(i+every, last)
	}
	return last + 1
}

func (s *sheet) ring(r ring) orb.Ring {
	size := 1
	for _, ref := range r.refs {
		size += len(s.line(index(ref)))
	}
	out := make(orb.Ring, 0, size)
	for _, ref := range r.refs {
		line := s.line(index(ref))
		n := len(line) - 1
		for i := range n {
			if ref < 0 {
				out = append(out, line[n-i])
			} else {
				out = append(out, line[i])
			}
		}
	}
	return out
}

// inverted reports whether a ring holds the point opposite the centre of the map, where the projection
// turns it inside out: it then runs round the wrong way.
func (s *sheet) inverted(r ring, projected orb.Ring) bool {
	if angle(r.disc.centre, s.proj.centre)+r.disc.radius < math.Pi/2 {
		return false
	}
	clockwise := signedArea(len(projected), func(i int) orb.Point { return projected[i] }) > 0
	return clockwise == r.hole
}

// shape returns what can be seen of some rings, to be filled by the even-odd rule. Islands smaller than
// least square units are left out.
func (s *sheet) shape(rings []ring, least float64) []orb.Ring {
	var out []orb.Ring
	for _, r := range rings {
		if r.disc.gap(s.disc) > 0 {
			continue
		}
		projected := s.ring(r)
		if len(projected) < 3 {
			continue
		}
		if s.inverted(r, projected) {
			out = append(out, s.box.ToRing())
		}
		projected = append(projected, projected[0])
		if !projected.Bound().Intersects(s.box) {
			continue
		}
		clipped := clip.Ring(s.box, projected)
		if len(clipped) < 4 {
			continue
		}
		if math.Abs(signedArea(len(clipped), func(i int) orb.Point { return clipped[i] })) < least {
			continue
		}
		out = append(out, clipped)
	}
	return out
}

// borders returns the frontiers of one kind that can be seen.
func (s *sheet) borders(kind int) []orb.LineString {
	var out []orb.LineString
	for i, a := range s.t.arcs {
		if a.kind == kind && a.disc.gap(s.disc) <= 0 {
			out = append(out, s.cut(s.line(i))...)
		}
	}
	return out
}

func (s *sheet) cut(line orb.LineString) []orb.LineString {
	var out []orb.LineString
	for _, part := range clip.LineString(s.box, line) {
		if len(part) > 1 {
			out = append(out, part)
		}
	}
	return out
}

// graticule returns parallels every step degrees and meridians about as far apart.
func (s *sheet) graticule(step float64) []orb.LineString {
	lat, lon := s.disc.centre.degrees()
	reach := s.disc.radius * 180 / math.Pi
	south := math.Max(-90, math.Floor((lat-reach)/step)*step)
	north := math.Min(90, math.Ceil((lat+reach)/step)*step)
	spread := 180.0
	if far := math.Max(math.Abs(south), math.Abs(north)); far < 80 {
		spread = math.Min(180, reach/math.Cos(far*math.Pi/180))
	}
	apart := meridianStep(step, lat)
	west, east := math.Floor((lon-spread)/apart)*apart, math.Ceil((lon+spread)/apart)*apart
	if east-west >= 360 {
		west, east = -180, 180-apart
	}
	tip := math.Min(north, 90-step/2) // meridians stop short of a pole, where they would clot
	root := math.Max(south, -90+step/2)
	var out []orb.LineString
	trace := func(n int, at func(f float64) vec) {
		line := make(orb.LineString, 0, n+1)
		for i := range n + 1 {
			line = append(line, s.proj.point(at(float64(i)/float64(n))))
		}
		out = append(out, s.cut(simplify.DouglasPeucker(0.7).LineString(line))...)
	}
	for m := west; m <= east; m += apart {
		trace(16, func(f float64) vec { return unit(root+f*(tip-root), m) })
	}
	if east-west > 270 {
		west, east = -180, 180
	}
	for p := south; p <= north; p += step {
		if math.Abs(p) < 90 {
			trace(40, func(f float64) vec { return unit(p, west+f*(east-west)) })
		}
	}
	return out
}

func meridianStep(step, lat float64) float64 {
	want := step / math.Max(0.05, math.Cos(lat*math.Pi/180))
	for _, s := range []float64{1, 2, 5, 10, 15, 20, 30} {
		if s >= want*0.75 {
			return s
		}
	}
	return 45
}
