package atlas

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"dateline/internal/atlas/svg"
)

// candidate is a way to hang a name on a mark.
type candidate struct {
	anchor string  // start, middle, end
	dx, dy float64 // direction from the mark
	bias   float64
}

// mark draws the place itself and its name, and reserves their room.
func (l *locator) mark() {
	lines := svg.Wrap(l.place.Name, 19)
	if l.place.Kind == Country {
		l.nameCountry(lines)
		return
	}
	class, wide, small := "map-mark", 12.0, 20.0
	if l.place.Kind == Region {
		class, wide, small = "map-ring", 40, 56
	}
	l.grid.take(around(l.at[0], l.at[1], 2*wide+8, 2*wide+8), around(l.at[0], l.at[1], 2*small+8, 2*small+8))
	l.Add("<circle", l.Use(class), ` cx="`, svg.Num(l.at[0]), `" cy="`, svg.Num(l.at[1]), `"/>`)
	if len(lines) > 0 {
		l.hang(lines, l.at, (wide+small)/2)
	}
}

// hang sets a name beside a point, where it covers least and best keeps to land or to sea.
func (l *locator) hang(lines []string, at orb.Point, gap float64) {
	gap += 8
	list := []candidate{
		{"start", 1, 0, 0.25},
		{"end", -1, 0, 0.15},
		{"middle", 0, -1, 0.12},
		{"middle", 0, 1, 0.1},
		{"start", 1, -1, 0.05},
		{"start", 1, 1, 0.05},
		{"end", -1, -1, 0},
		{"end", -1, 1, 0},
	}
	best, high := candidate{"middle", 0, -1, 0}, math.Inf(-1)
	for _, c := range list {
		wide, small := l.hung(lines, at, gap, c, false), l.hung(lines, at, gap, c, true)
		if !l.grid.inside(small) || !l.grid.inside(wide) {
			continue
		}
		water, _ := l.grid.share(small, nobody)
		if score := c.bias + 0.6*math.Max(water, 1-water); score > high {
			best, high = c, score
		}
	}
	x := at[0] + best.dx*gap
	if math.IsInf(high, -1) { // too long for any side: above or below the mark, pushed into the image
		half := placeFace().box(lines, 0, 0, true).Max[0] + 14
		x = math.Max(half, math.Min(locatorWidth-half, at[0]))
		if at[1] < locatorHeight/2 {
			best.dy = 1
		}
		at[0] = x
	}
	l.grid.take(l.hung(lines, at, gap, best, false).Pad(8), l.hung(lines, at, gap, best, true).Pad(8))
	n := float64(len(lines))
	y, lift := at[1]+best.dy*gap*0.8, 0.35-0.575*(n-1)
	switch {
	case best.dy < 0:
		lift = -0.15 - 1.15*(n-1)
	case best.dy > 0:
		lift = 0.85
	}
	anchor := best.anchor
	extra := ` text-anchor="` + anchor + `"`
	l.Add("<g", l.Use("map-place"), ">")
	l.Text(lines, x, y, lift, extra)
	l.Add("</g>")
}

// hung is the box of a name that hangs on a point.
func (l *locator) hung(lines []string, at orb.Point, gap float64, c candidate, small bool) orb.Bound {
	b := placeFace().box(lines, 0, 0, small)
	w, h := b.Max[0], b.Max[1]
	x, y := at[0], at[1]
	switch c.anchor {
	case "start":
		x += gap + w
	case "end":
		x -= gap + w
	}
	y += c.dy * (gap*0.8 + h)
	return around(x, y, 2*w, 2*h)
}

// nameCountry sets the name of a country over it, or over the water beside it, or on the nearest edge.
func (l *locator) nameCountry(lines []string) {
	if len(lines) == 0 {
		return
	}
	bound := orb.Bound{Min: l.at, Max: l.at}
	for _, s := range l.visible {
		if s.c != l.frame.focus {
			continue
		}
		bound = s.bound
		if bound.Max[0]-bound.Min[0] < 26 && bound.Max[1]-bound.Min[1] < 26 {
			c := bound.Center()
			l.Add("<circle", l.Use("map-ring"), ` cx="`, svg.Num(c[0]), `" cy="`, svg.Num(c[1]), `"/>`)
			bound = bound.Pad(44)
			break
		}
		two := svg.Balance(l.place.Name, 9)
		spot, ok := l.grid.find(placeFace(), two, s.bound, l.fit(s))
		if !ok || !spot.small {
			spot, ok = l.grid.find(placeFace(), two, s.bound.Pad(260), l.beside(s))
		}
		if !ok || !spot.small {
			break
		}
		l.grid.reserve(placeFace(), two, spot)
		l.Add("<g", l.Use("map-place"), ` text-anchor="middle">`)
		l.Label(two, spot.x, spot.y)
		l.Add("</g>")
		return
	}
	l.grid.take(bound, bound)
	l.hang(lines, bound.Center(), math.Min(200, math.Max(bound.Max[0]-bound.Min[0], bound.Max[1]-bound.Min[1])/2))
}

const globeRadius = 76.0

// inset draws a small globe in the corner that loses least, with the frame of the map on it.
func (l *locator) inset() bool {
	const pad, grown = 22.0, 1.4
	side := 2*globeRadius + pad
	type corner struct{ x, y, dx, dy float64 }
	var best corner
	high := 0.0
	for _, c := range []corner{{locatorWidth, locatorHeight, -1, -1}, {0, locatorHeight, 1, -1}, {locatorWidth, 0, -1, 1}, {0, 0, 1, 1}} {
		box := orb.Bound{Min: orb.Point{c.x, c.y}, Max: orb.Point{c.x, c.y}}.Extend(orb.Point{c.x + c.dx*side*grown, c.y + c.dy*side*grown})
		if !l.grid.free(box, true) {
			continue
		}
		focus := nobody
		for _, s := range l.visible {
			if s.c == l.frame.focus {
				focus = s.id
			}
		}
		water, own := l.grid.share(box, focus)
		if score := 1 + water - 1.5*own - map[bool]float64{true: 0, false: 0.05}[c.dy < 0]; score > high {
			best, high = c, score
		}
	}
	if high == 0 {
		return false
	}
	wide := orb.Bound{Min: orb.Point{best.x, best.y}, Max: orb.Point{best.x, best.y}}.Extend(orb.Point{best.x + best.dx*side, best.y + best.dy*side})
	small := orb.Bound{Min: wide.Min, Max: wide.Max}.Extend(orb.Point{best.x + best.dx*side*grown, best.y + best.dy*side*grown})
	l.grid.take(wide, small)
	l.Add(fmt.Sprintf(`<g transform="translate(%s %s)"><g`, svg.Num(best.x), svg.Num(best.y)), l.Use("map-globe"), ">")
	l.globe(best.dx*(globeRadius+pad*0.8), best.dy*(globeRadius+pad*0.8))
	l.Add("</g></g>")
	return true
}

// globe draws the half of the world about the place and the frame of the map on it.
func (l *locator) globe(cx, cy float64) {
	lat, lon := l.frame.centre.degrees()
	g := newOrtho(unit(math.Max(-55, math.Min(55, lat)), lon), globeRadius, cx, cy)
	l.Add(fmt.Sprintf(`<circle%s cx="%s" cy="%s" r="%s"/>`, l.Use("map-globe-sea"), svg.Num(cx), svg.Num(cy), svg.Num(globeRadius)))
	l.Path("map-globe-land", g.land(l.m.coarse))
	if l.frame.width < 1700 {
		p := g.point(l.frame.centre)
		l.Add("<circle", l.Use("map-globe-dot"), ` cx="`, svg.Num(p[0]), `" cy="`, svg.Num(p[1]), `"/>`)
		return
	}
	var outline orb.Ring
	const n = 4
	corners := []orb.Point{{0, 0}, {locatorWidth, 0}, {locatorWidth, locatorHeight}, {0, locatorHeight}, {0, 0}}
	for i := range 4 {
		for k := range n {
			f := float64(k) / n
			a, b := corners[i], corners[i+1]
			outline = append(outline, g.point(l.sheet.proj.invert(orb.Point{a[0] + (b[0]-a[0])*f, a[1] + (b[1]-a[1])*f})))
		}
	}
	var ink pen
	ink.closed(outline)
	l.Path("map-globe-view", ink.out)
}

// scaleBar draws a round distance in a lower corner that is free.
func (l *locator) scaleBar() {
	const kmPerMile = 1.609344
	perUnit := l.frame.width / locatorWidth
	if l.opts.Miles {
		perUnit /= kmPerMile
	}
	length := roundLength(perUnit * 210)
	units := length / perUnit
	text := fmt.Sprintf("%g km", length)
	if l.opts.Miles {
		text = fmt.Sprintf("%g mi", length)
	}
	const y = locatorHeight - 30
	for _, left := range []bool{true, false} {
		x := 32.0
		if !left {
			x = locatorWidth - 32 - units
		}
		f := face{18, 34}
		w, s := f.box([]string{text}, 0, 0, false), f.box([]string{text}, 0, 0, true)
		wide := orb.Bound{Min: orb.Point{x - 8, y - 12 - 2*w.Max[1]}, Max: orb.Point{x + math.Max(units, 2*w.Max[0]), y + 10}}
		small := orb.Bound{Min: orb.Point{x - 8, y - 16 - 2*s.Max[1]}, Max: orb.Point{x + math.Max(units, 2*s.Max[0]), y + 10}}
		if !l.grid.free(wide, false) || !l.grid.free(small, true) {
			continue
		}
		l.grid.take(wide, small)
		l.Add("<path", l.Use("map-scale"), fmt.Sprintf(` d="M%s %sv9h%sv-9"/>`, svg.Num(x), svg.Num(y-9), svg.Num(units)))
		l.Add("<g", l.Use("map-scale-text"), ">")
		l.Text([]string{text}, x, y-16, 0, "")
		l.Add("</g>")
		return
	}
}

// roundLength is the largest of 1, 2, 5, 10, 20, 50 … that is not above v.
func roundLength(v float64) float64 {
	base := math.Pow(10, math.Floor(math.Log10(v)))
	for _, k := range []float64{5, 2} {
		if base*k <= v {
			return base * k
		}
	}
	return base
}

func distance(km float64, miles bool) string {
	unit := "kilometres"
	if miles {
		km, unit = km/1.609344, "miles"
	}
	step := math.Pow(10, math.Floor(math.Log10(km))-1)
	return fmt.Sprintf("%.0f %s", math.Round(km/step)*step, unit)
}
