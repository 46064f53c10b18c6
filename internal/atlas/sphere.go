package atlas

import (
	"math"

	"github.com/paulmach/orb"
)

const earthRadius = 6371.0 // km, mean

// vec is a point on the unit sphere. Single precision is half a metre on the ground.
type vec struct{ x, y, z float32 }

func unit(lat, lon float64) vec {
	sinLat, cosLat := math.Sincos(lat * math.Pi / 180)
	sinLon, cosLon := math.Sincos(lon * math.Pi / 180)
	return vec{float32(cosLat * cosLon), float32(cosLat * sinLon), float32(sinLat)}
}

func (v vec) dot(w vec) float64 {
	return float64(v.x)*float64(w.x) + float64(v.y)*float64(w.y) + float64(v.z)*float64(w.z)
}

// degrees returns latitude and longitude.
func (v vec) degrees() (lat, lon float64) {
	z := math.Max(-1, math.Min(1, float64(v.z)))
	return math.Asin(z) * 180 / math.Pi, math.Atan2(float64(v.y), float64(v.x)) * 180 / math.Pi
}

// angle is the distance between two points in radians.
func angle(a, b vec) float64 {
	return math.Acos(math.Max(-1, math.Min(1, a.dot(b))))
}

// mean is the point in the middle of several, any point when they cancel out.
func mean(points []vec) vec {
	var x, y, z float64
	for _, p := range points {
		x, y, z = x+float64(p.x), y+float64(p.y), z+float64(p.z)
	}
	n := math.Sqrt(x*x + y*y + z*z)
	if n < 1e-9 {
		return vec{0, 0, 1}
	}
	return vec{float32(x / n), float32(y / n), float32(z / n)}
}

// disc is a circle on the sphere that holds a shape: a cheap first test of what is near.
type disc struct {
	centre vec
	radius float64 // radians
}

func discOf(points []vec) disc {
	c := disc{centre: mean(points)}
	least := 1.0
	for _, p := range points {
		least = math.Min(least, p.dot(c.centre))
	}
	c.radius = math.Acos(math.Max(-1, least))
	return c
}

// gap is the angle between the edges of two discs, below zero when they overlap.
func (c disc) gap(d disc) float64 { return angle(c.centre, d.centre) - c.radius - d.radius }

// azimuthal is Lambert's equal-area projection about any point of the globe, so that maps need no cut at
// the poles or at the 180th meridian. North is up at the centre.
type azimuthal struct {
	centre, east, north vec
	scale               float64 // map units a radian at the centre
	x, y                float64 // where the centre falls on the map
}

func newAzimuthal(centre vec, scale, x, y float64) azimuthal {
	lat, lon := centre.degrees()
	sinLat, cosLat := math.Sincos(lat * math.Pi / 180)
	sinLon, cosLon := math.Sincos(lon * math.Pi / 180)
	return azimuthal{
		centre: centre,
		east:   vec{float32(-sinLon), float32(cosLon), 0},
		north:  vec{float32(-sinLat * cosLon), float32(-sinLat * sinLon), float32(cosLat)},
		scale:  scale, x: x, y: y,
	}
}

func (a azimuthal) point(v vec) orb.Point {
	k := a.scale * math.Sqrt(2/math.Max(1+v.dot(a.centre), 1e-4))
	return orb.Point{a.x + k*v.dot(a.east), a.y - k*v.dot(a.north)}
}

// invert returns the place under a point of the map.
func (a azimuthal) invert(p orb.Point) vec {
	x, y := (p[0]-a.x)/a.scale, (a.y-p[1])/a.scale
	rho2 := math.Min(x*x+y*y, 4)
	c := 1 - rho2/2
	k := math.Sqrt(1 - rho2/4)
	mix := func(centre, east, north float32) float32 {
		return float32(c*float64(centre) + k*(x*float64(east)+y*float64(north)))
	}
	return vec{
		mix(a.centre.x, a.east.x, a.north.x),
		mix(a.centre.y, a.east.y, a.north.y),
		mix(a.centre.z, a.east.z, a.north.z),
	}
}

// points returns the vertices of a ring in order, the first not repeated at the end.
func (t *topology) points(r ring) []vec {
	size := 0
	for _, ref := range r.refs {
		size += len(t.arcs[index(ref)].points)
	}
	out := make([]vec, 0, size)
	for _, ref := range r.refs {
		line := t.arcs[index(ref)].points
		n := len(line) - 1 // the last point is the first of the next arc
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

// measure fills in the disc and the area of a ring.
func (t *topology) measure(r *ring) {
	points := t.points(*r)
	r.disc = discOf(points)
	proj := newAzimuthal(r.disc.centre, earthRadius, 0, 0)
	r.area = math.Abs(signedArea(len(points), func(i int) orb.Point { return proj.point(points[i]) }))
}

// signedArea of a closed ring of n points; above zero when it runs clockwise on a map whose y points down.
func signedArea(n int, at func(int) orb.Point) float64 {
	if n == 0 {
		return 0
	}
	sum, last := 0.0, at(n-1)
	for i := range n {
		p := at(i)
		sum += last[0]*p[1] - p[0]*last[1]
		last = p
	}
	return sum / 2
}
