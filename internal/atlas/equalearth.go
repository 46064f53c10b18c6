package atlas

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/simplify"
)

// equalEarth is the Equal Earth projection (Šavrič, Patterson and Jenny, 2018): areas are true, so that no
// continent looks more important than it is.
type equalEarth struct {
	meridian float64 // degrees, in the middle of the map
	scale    float64
	x, y     float64 // where the equator meets the meridian
}

func (e equalEarth) point(lon, lat float64) orb.Point {
	const a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
	theta := math.Asin(math.Sqrt(3) / 2 * math.Sin(lat*math.Pi/180))
	t2 := theta * theta
	t6 := t2 * t2 * t2
	slope := a1 + 3*a2*t2 + t6*(7*a3+9*a4*t2)
	x := 2 * math.Sqrt(3) / 3 * (lon * math.Pi / 180) * math.Cos(theta) / slope
	y := theta * (a1 + a2*t2 + t6*(a3+a4*t2))
	return orb.Point{e.x + e.scale*x, e.y - e.scale*y}
}

// relative is the longitude of a point counted from the middle of the map, in [-180, 180).
func (e equalEarth) relative(lon float64) float64 {
	return math.Mod(math.Mod(lon-e.meridian+180, 360)+360, 360) - 180
}

// unrolled returns a line of points in degrees whose longitude never jumps.
func (e equalEarth) unrolled(points []vec) orb.LineString {
	line := make(orb.LineString, 0, len(points)+3)
	for i, v := range points {
		lat, lon := v.degrees()
		lon = e.relative(lon)
		if i > 0 {
			lon += 360 * math.Round((line[i-1][0]-lon)/360)
		}
		line = append(line, orb.Point{lon, lat})
	}
	return line
}

// rings lays closed lines on the map, cut at its edges; what would be lost is repeated on the other side.
func (e equalEarth) rings(t *topology, rings []ring, south, tol, least float64) []orb.Ring {
	box := orb.Bound{Min: orb.Point{-180, south}, Max: orb.Point{180, 90}}
	var out []orb.Ring
	for _, r := range rings {
		points := t.points(r)
		line := e.unrolled(append(points, points[0]))
		if turn := line[len(line)-1][0] - line[0][0]; math.Abs(turn) > 180 { // it runs round the pole
			line = append(line, orb.Point{line[len(line)-1][0], -90}, orb.Point{line[0][0], -90}, line[0])
		}
		for _, by := range []float64{-360, 0, 360} {
			cut := clip.Ring(box, moved(orb.Ring(line), by))
			for i, p := range cut {
				cut[i] = e.point(p[0], p[1])
			}
			if len(cut) < 4 || math.Abs(signedArea(len(cut), func(i int) orb.Point { return cut[i] })) < least {
				continue
			}
			out = append(out, simplify.DouglasPeucker(tol).Ring(cut))
		}
	}
	return out
}

func moved(r orb.Ring, by float64) orb.Ring {
	out := make(orb.Ring, len(r))
	for i, p := range r {
		out[i] = orb.Point{p[0] + by, p[1]}
	}
	return out
}

// borders lays the frontiers on the map.
func (e equalEarth) borders(t *topology, tol float64) []orb.LineString {
	box := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	var out []orb.LineString
	for _, a := range t.arcs {
		if a.kind == coast {
			continue
		}
		for _, part := range clip.LineString(box, e.unrolled(a.points)) {
			for i, p := range part {
				part[i] = e.point(p[0], p[1])
			}
			if len(part) > 1 {
				out = append(out, simplify.DouglasPeucker(tol).LineString(part))
			}
		}
	}
	return out
}
