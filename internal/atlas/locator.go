package atlas

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"dateline/internal/atlas/svg"
)

const (
	locatorWidth  = 1200.0
	locatorHeight = 800.0
	outlineBytes  = 6_000 // what the lines of a locator may weigh before they are drawn more coarsely
)

// Lettering of a locator, in map units. The same sizes stand in styles.
func placeFace() face { return face{34, 54} }
func mainFace() face  { return face{23.5, 41} }
func nearFace() face  { return face{20.5, 37} }
func waterFace() face { return face{18.5, 32} } // a serif italic runs narrower than its size says

// Locator draws where a place is: its country and the neighbours, the sea, the place marked and named, a
// scale and a small globe. The image is 3:2 on a 1200 by 800 grid; its lettering grows on narrow screens.
func Locator(p Place, o Options) (SVG, error) {
	m, err := maps()
	if err != nil {
		return "", err
	}
	p, err = p.normal()
	if err != nil {
		return "", err
	}
	return newLocator(m, p, o, m.detailed.frameFor(p)).draw(), nil
}

// locator is one drawing in progress.
type locator struct {
	*svg.Page
	m       *atlasData
	t       *topology
	place   Place
	opts    Options
	frame   frame
	sheet   *sheet
	grid    *grid
	at      orb.Point // the place on the map
	visible []seen    // countries on the map, most of it first
	outline outline
	named   []string // neighbours that got a label
}

// outline holds the path data of a map: land, the country in focus and the frontiers.
type outline struct {
	land, focus, frontiers, disputed []byte
}

// trace draws the outline of a sheet, more coarsely until it keeps to a number of bytes.
func (s *sheet) trace(focus *country, least float64, most int) outline {
	for {
		var land, own, solid, broken pen
		land.rings(s.shape(s.t.land, least))
		if focus != nil {
			own.rings(s.shape(focus.rings, 0))
		}
		solid.open(s.borders(frontier))
		broken.open(s.borders(disputed))
		size := len(land.out) + len(own.out) + len(solid.out) + len(broken.out)
		if size <= most || s.tol > 12 {
			return outline{land.out, own.out, solid.out, broken.out}
		}
		s.coarsen(math.Min(3, 1.06*math.Pow(float64(size)/float64(most), 1.4)))
	}
}

// seen is a country that shows on the map.
type seen struct {
	c     *country
	id    int16
	cells int
	mid   orb.Point
	bound orb.Bound
}

// island reports whether a small country lies wholly on the map, big enough to be seen.
func (s seen) island() bool {
	const most, least = 10, 2.0
	frame := orb.Bound{Max: orb.Point{locatorWidth, locatorHeight}}
	return s.cells <= most && frame.Contains(s.bound.Min) && frame.Contains(s.bound.Max) && s.bound.Max[1]-s.bound.Min[1] > least
}

func boundOf(rings []orb.Ring) orb.Bound {
	b := rings[0].Bound()
	for _, r := range rings[1:] {
		b = b.Union(r.Bound())
	}
	return b
}

func newLocator(m *atlasData, p Place, o Options, f frame) *locator {
	t := m.detailed
	if f.width > 6500 {
		t = m.coarse
		if f.focus != nil {
			f.focus = t.country(f.focus.name)
		}
	}
	proj := newAzimuthal(f.centre, locatorWidth*earthRadius/f.width, locatorWidth/2, locatorHeight/2)
	l := &locator{
		Page: svg.NewPage(look(), o.Mode, o.ID, fmt.Sprintf("%s %.4f %.4f %s", p.Name, p.Lat, p.Lon, p.Kind)),
		m:    m, t: t, place: p, opts: o, frame: f,
		sheet: newSheet(t, proj, locatorWidth, locatorHeight, 0.9),
		grid:  newGrid(locatorWidth, locatorHeight),
	}
	l.outline = l.sheet.trace(f.focus, 5, outlineBytes)
	l.at = proj.point(unit(p.Lat, p.Lon))
	return l
}

func (l *locator) draw() SVG {
	l.survey()
	l.ground()
	l.mark()
	globe := l.frame.width < 7000 && l.inset()
	if !globe || l.frame.width < 5000 {
		l.scaleBar()
	}
	l.countryNames()
	l.waterNames()
	return l.Finish(svg.Frame{Kind: "locator", Role: "img", Width: locatorWidth, Height: locatorHeight, Title: l.title(), Desc: l.desc()})
}

// survey finds which countries show and where they lie.
func (l *locator) survey() {
	for i := range l.t.countries {
		c := &l.t.countries[i]
		shapes := l.sheet.shape(c.rings, 0)
		if len(shapes) == 0 {
			continue
		}
		s := seen{c: c, id: int16(i + 1), cells: l.grid.fill(shapes, int16(i+1))}
		s.mid, s.bound = l.grid.middle(s.id, s.cells), boundOf(shapes)
		if s.cells == 0 {
			s.mid = s.bound.Center()
		}
		l.visible = append(l.visible, s)
	}
	slices.SortStableFunc(l.visible, func(a, b seen) int { return cmp.Compare(b.cells, a.cells) })
}

// middle is the centre of a country's cells.
func (g *grid) middle(id int16, count int) orb.Point {
	if count == 0 {
		return orb.Point{-1, -1}
	}
	var x, y float64
	for i, o := range g.owner {
		if o == id {
			x, y = x+float64(i%g.cols)+0.5, y+float64(i/g.cols)+0.5
		}
	}
	return orb.Point{x / float64(count) * cell, y / float64(count) * cell}
}

// ground draws everything below the lettering. The land stands there twice: as the pale band of water along
// the coast and as itself.
func (l *locator) ground() {
	l.Add("<rect", l.Use("map-sea"), ` width="1200" height="800"/>`)
	var ink pen
	ink.open(l.sheet.graticule(graticuleStep(l.frame.width)))
	l.Path("map-grid", ink.out)
	if land := string(l.outline.land); land != "" {
		use := `<use href="#` + l.ID() + `-l"`
		l.Add(`<defs><path id="`, l.ID(), `-l" d="`, land, `"/></defs>`, use, l.Use("map-shoal"), "/>", use, l.Use("map-land"), "/>")
	}
	l.Path("map-focus", l.outline.focus)
	l.Path("map-border", l.outline.frontiers)
	l.Path("map-disputed", l.outline.disputed)
}

func graticuleStep(km float64) float64 {
	switch {
	case km < 1100:
		return 2
	case km < 2800:
		return 5
	case km < 7000:
		return 10
	}
	return 20
}

// countryNames sets the country in focus first, then its neighbours as far as there is room.
func (l *locator) countryNames() {
	const most = 11
	var main, near []func()
	for _, s := range l.visible {
		focus := s.c == l.frame.focus
		if s.c.code == "" || focus && (l.place.Kind == Country || strings.EqualFold(s.c.name, l.place.Name)) {
			continue
		}
		name := l.opts.rename(s.c.code, s.c.name)
		if name == "" || len(near) >= most {
			continue
		}
		f, lines := nearFace(), svg.Balance(name, 8)
		if focus {
			f = mainFace()
		}
		spot, ok := l.grid.find(f, lines, s.bound, l.fit(s))
		if (!ok || !spot.small) && (focus || s.island()) {
			if other, found := l.grid.find(f, lines, s.bound.Pad(260), l.beside(s)); found && (other.small || !ok) {
				spot, ok = other, true
			}
		}
		if !ok {
			continue
		}
		l.grid.reserve(f, lines, spot)
		set := func() { l.set(lines, spot) }
		if focus {
			main = append(main, set)
		} else {
			near = append(near, set)
			l.named = append(l.named, name)
		}
	}
	l.group("map-near", near)
	l.group("map-main", main)
}

// fit judges a box for the name of a country: on its own land if possible, over water if need be, hardly
// ever on a neighbour's.
func (l *locator) fit(s seen) func(b orb.Bound) (float64, bool) {
	return func(b orb.Bound) (float64, bool) {
		c := b.Center()
		if s.cells < 3 {
			return 0, false
		}
		if s.cells > 25 && l.grid.owner[l.grid.clampRow(c[1])*l.grid.cols+l.grid.clampCol(c[0])] != s.id {
			return 0, false
		}
		water, own := l.grid.share(b, s.id)
		cells := math.Max(1, (b.Max[0]-b.Min[0])*(b.Max[1]-b.Min[1])/cell/cell)
		if other := 1 - water - own; other > 0.12 || own < math.Min(0.62, 0.55*float64(s.cells)/cells) {
			return 0, false
		}
		off := math.Hypot(c[0]-s.mid[0], c[1]-s.mid[1])
		return own + 0.3*water - off/900, true
	}
}

// beside judges a box for the name of islands, or of a country too small for it: close by, over water.
func (l *locator) beside(s seen) func(b orb.Bound) (float64, bool) {
	return func(b orb.Bound) (float64, bool) {
		dx := math.Max(0, math.Max(b.Min[0]-s.bound.Max[0], s.bound.Min[0]-b.Max[0]))
		dy := math.Max(0, math.Max(b.Min[1]-s.bound.Max[1], s.bound.Min[1]-b.Max[1]))
		off := math.Hypot(dx, dy)
		if off > 45 {
			return 0, false
		}
		water, own := l.grid.share(b, s.id)
		if water+own < 0.93 || water < 0.4 {
			return 0, false
		}
		c := b.Center()
		return 0.4*water - off/100 - math.Hypot(c[0]-s.mid[0], c[1]-s.mid[1])/600, true
	}
}

func (l *locator) set(lines []string, s spot) {
	if s.small {
		l.Label(lines, s.x, s.y)
		return
	}
	l.Add("<g", l.Use("map-w"), ">")
	l.Label(lines, s.x, s.y)
	l.Add("</g>")
}

func (l *locator) group(class string, labels []func()) {
	if len(labels) == 0 {
		return
	}
	l.Add("<g", l.Use(class), ">")
	for _, set := range labels {
		set()
	}
	l.Add("</g>")
}

// waterNames sets the seas and oceans that have room.
func (l *locator) waterNames() {
	const most = 4
	perUnit := locatorWidth / l.frame.width
	var labels []func()
	var done []string
	for _, s := range seas {
		if len(labels) >= most || slices.Contains(done, s.name) || angle(unit(s.lat, s.lon), l.sheet.disc.centre) > l.sheet.disc.radius+s.radius/earthRadius {
			continue
		}
		anchor, reach := l.sheet.proj.point(unit(s.lat, s.lon)), s.radius*perUnit
		name := l.opts.rename("", s.name)
		if name == "" || reach < 45 {
			continue
		}
		lines := svg.Balance(name, 7)
		spot, ok := l.grid.find(waterFace(), lines, around(anchor[0], anchor[1], 2*reach, 2*reach), func(b orb.Bound) (float64, bool) {
			c := b.Center()
			dx, dy := c[0]-anchor[0], c[1]-anchor[1]
			off := dx*dx + dy*dy
			if off > reach*reach {
				return 0, false
			}
			water, _ := l.grid.share(b, nobody)
			return -off, water > 0.985
		})
		if !ok {
			continue
		}
		l.grid.reserve(waterFace(), lines, spot)
		done = append(done, s.name)
		labels = append(labels, func() { l.set(lines, spot) })
	}
	l.group("map-water", labels)
}

func (l *locator) title() string {
	if t := svg.Clean(l.opts.Title); t != "" {
		return t
	}
	if where := whereabouts(l.place, l.frame.focus, l.opts); where != "" {
		return "Map showing " + where
	}
	return "Locator map"
}

// Caption is the line under a locator map, "Homs, Syria"; "" where there is nothing to say. Credit belongs
// beside it.
func Caption(p Place, o Options) string {
	m, err := maps()
	if err != nil {
		return ""
	}
	if p, err = p.normal(); err != nil {
		return ""
	}
	c := m.detailed.country(p.Country)
	if c == nil {
		c = m.detailed.countryAt(unit(p.Lat, p.Lon))
	}
	return whereabouts(p, c, o)
}

func whereabouts(p Place, c *country, o Options) string {
	var parts []string
	if p.Name != "" {
		parts = append(parts, p.Name)
	}
	if c != nil && !strings.EqualFold(c.name, p.Name) && p.Kind != Country {
		if name := o.rename(c.code, c.name); name != "" {
			parts = append(parts, name)
		}
	}
	return strings.Join(parts, ", ")
}

func (l *locator) desc() string {
	if len(l.named) == 0 {
		return fmt.Sprintf("About %s across.", distance(l.frame.width, l.opts.Miles))
	}
	return fmt.Sprintf("About %s across. Also named: %s.", distance(l.frame.width, l.opts.Miles), strings.Join(l.named, ", "))
}
