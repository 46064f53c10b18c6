package site

import (
	"html/template"
	"net/http"
	"strings"
	"sync"

	"dateline/internal/atlas"
	"dateline/newsroom/tag"
	"dateline/site/pagecache"
	"dateline/site/view"
)

// Sizes of the drawn pictures, in units of their grids.
const (
	mapWidth, mapHeight = 1200, 800
	maxDrawings         = 2000 // maps kept in memory; beyond it the drawing starts over
)

// drawings keeps maps that were drawn, by place and shape.
type drawings struct {
	mu   sync.Mutex
	kept map[drawing]atlas.SVG
}

type drawing struct {
	id    tag.ID
	rev   int64
	shape string // "inline", "file", "thumb"
}

func (d *drawings) get(t tag.Tag, shape string) (atlas.SVG, bool) {
	if !t.Located || !atlas.Available() {
		return "", false
	}
	key := drawing{t.ID, t.Rev, shape}
	d.mu.Lock()
	svg, ok := d.kept[key]
	d.mu.Unlock()
	if ok {
		return svg, svg != ""
	}
	svg = draw(t, shape)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.kept == nil || len(d.kept) >= maxDrawings {
		d.kept = map[drawing]atlas.SVG{}
	}
	d.kept[key] = svg
	return svg, svg != ""
}

func draw(t tag.Tag, shape string) atlas.SVG {
	place := atlas.Place{Name: t.Name, Lat: t.Latitude, Lon: t.Longitude, Country: t.Country, Kind: t.PlaceKind}
	var svg atlas.SVG
	var err error
	switch shape {
	case "thumb":
		svg, err = atlas.Thumb(place, atlas.Options{})
	case "file":
		svg, err = atlas.Locator(place, atlas.Options{Mode: atlas.File})
	default:
		svg, err = atlas.Locator(place, atlas.Options{})
	}
	if err != nil {
		return ""
	}
	return svg
}

// mapInline gives the locator map of a place for its own story's page.
func (s *Site) mapInline(sh *sheet, id tag.ID) *view.Picture {
	t, ok := sh.drawer.ByID(id)
	if !ok || id == 0 {
		return nil
	}
	svg, ok := s.maps.get(t, "inline")
	if !ok {
		return nil
	}
	p := mapPicture(t)
	p.Inline = template.HTML(svg) //nolint:gosec // atlas escapes all text
	p.Caption = template.HTML(template.HTMLEscapeString(mapCaption(sh, t)))
	return p
}

// mapFile gives the locator map of a place for a card.
func (s *Site) mapFile(sh *sheet, id tag.ID) *view.Picture {
	t, ok := sh.drawer.ByID(id)
	if !ok || id == 0 || !t.Located || !atlas.Available() {
		return nil
	}
	return mapPicture(t)
}

func mapPicture(t tag.Tag) *view.Picture {
	return &view.Picture{URL: "/maps/" + t.Slug + ".svg", Width: mapWidth, Height: mapHeight, Alt: "Map showing " + t.Name, Agency: atlas.Credit, Map: true, FocusX: 5, FocusY: 5}
}

// mapCaption names a place with the country it lies in.
func mapCaption(sh *sheet, t tag.Tag) string {
	for _, up := range sh.drawer.ByIDs(sh.drawer.Ancestors(t.ID)) {
		if up.PlaceKind == "country" {
			return t.Name + ", " + up.Name + "."
		}
	}
	return t.Name + "."
}

// drawPlaces puts a tiny map before each place's name.
func (s *Site) drawPlaces(sh *sheet, ids []tag.ID, links []view.Link) {
	for i, t := range sh.drawer.ByIDs(ids) {
		if svg, ok := s.maps.get(t, "thumb"); ok && i < len(links) {
			links[i].Drawing = template.HTML(svg) //nolint:gosec // atlas escapes all text
		}
	}
}

// serveMap answers for /maps/{place}.svg.
func (s *Site) serveMap(w http.ResponseWriter, r *http.Request) {
	s.serve(w, r, r.URL.Path, func() (pagecache.Page, error) {
		slug, ok := strings.CutSuffix(r.PathValue("file"), ".svg")
		d, err := s.Tags.Drawer(r.Context())
		if err != nil {
			return pagecache.Page{}, err
		}
		t, _, found := d.BySlug(tag.Place, slug)
		if !ok || !found {
			return pagecache.Page{}, notFound()
		}
		svg, ok := s.maps.get(t, "file")
		if !ok {
			return pagecache.Page{}, notFound()
		}
		return s.drawn(string(svg), tagKey(t.ID)), nil
	})
}

// drawn gives an SVG file as a page. It may carry styles of its own and
// nothing else.
func (s *Site) drawn(svg string, keys ...pagecache.Key) pagecache.Page {
	h := s.pageHeader(http.StatusOK, "image/svg+xml", keys)
	h["Content-Security-Policy"] = []string{"default-src 'none'; style-src 'unsafe-inline'; sandbox"}
	h["Cache-Control"] = []string{"public, max-age=600, must-revalidate"}
	return pagecache.Page{Header: h, Body: []byte(svg), Keys: keys}
}
