package atlas

import "dateline/internal/atlas/svg"

const (
	thumbWidth  = 96.0
	thumbHeight = 64.0
)

// Thumb draws a place on a map of 96 by 64 units without words, for a row of places. It is decoration and
// hidden from assistive technology unless o.Title is set.
func Thumb(p Place, o Options) (SVG, error) {
	m, err := maps()
	if err != nil {
		return "", err
	}
	p, err = p.normal()
	if err != nil {
		return "", err
	}
	f := m.detailed.frameFor(p)
	f.width *= 1.15
	t := m.detailed
	if f.width > 2200 {
		t = m.coarse
		if f.focus != nil {
			f.focus = t.country(f.focus.name)
		}
	}
	proj := newAzimuthal(f.centre, thumbWidth*earthRadius/f.width, thumbWidth/2, thumbHeight/2)
	return thumb(p, o, f, newSheet(t, proj, thumbWidth, thumbHeight, 0.35)), nil
}

func thumb(p Place, o Options, f frame, s *sheet) SVG {
	const most = 1500
	pg := svg.NewPage(look(), o.Mode, o.ID, "thumb "+p.Name)
	lines := s.trace(f.focus, 0.5, most)
	pg.Add("<rect", pg.Use("map-t-sea"), ` width="96" height="64"/>`)
	pg.Path("map-t-land", lines.land)
	pg.Path("map-t-focus", lines.focus)
	pg.Path("map-t-border", append(lines.frontiers, lines.disputed...))
	if p.Kind != Country {
		at := s.proj.point(unit(p.Lat, p.Lon))
		pg.Add("<circle", pg.Use("map-t-mark"), ` cx="`, svg.Num(at[0]), `" cy="`, svg.Num(at[1]), `"/>`)
	}
	return pg.Finish(svg.Frame{Kind: "thumb", Role: "img", Width: thumbWidth, Height: thumbHeight, Title: svg.Clean(o.Title), Desc: p.Name, Plain: true})
}
