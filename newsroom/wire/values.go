package wire

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// text makes a field of a plain text property.
func text(of func(*Item) *string) field {
	return func(d *decoder, it *Item, v gjson.Result, path string, _ int) {
		*of(it) = strings.TrimSpace(d.text(v, path))
	}
}

// wordings makes a field of a list of texts with roles.
func wordings(of func(*Item) *[]Wording) field {
	return func(d *decoder, it *Item, v gjson.Result, path string, _ int) {
		var all []Wording
		d.list(v, path, func(v gjson.Result, path string) {
			if w := d.wording(v, path); w.Value != "" {
				all = append(all, w)
			}
		})
		*of(it) = all
	}
}

func (d *decoder) wording(v gjson.Result, path string) Wording {
	w := Wording{path: path}
	if !v.IsObject() {
		w.Value = d.text(v, path)
		return w
	}
	d.each(v, func(key string, v gjson.Result) {
		switch strings.ToLower(key) {
		case "role":
			w.Role = strings.ToLower(strings.TrimSpace(d.text(v, join(path, key))))
		case "contenttype":
			w.MediaType = strings.ToLower(strings.TrimSpace(d.text(v, join(path, key))))
		case "value":
			w.Value = d.text(v, join(path, key))
		case "charcount", "wordcount":
		default:
			d.problem(join(path, key), "is not a property of ninjs")
		}
	})
	return w
}

// concepts makes a field of a list of subjects, people or the like.
func concepts(of func(*Item) *[]Concept) field {
	return func(d *decoder, it *Item, v gjson.Result, path string, _ int) {
		var all []Concept
		d.list(v, path, func(v gjson.Result, path string) { all = append(all, d.concept(v, path)) })
		*of(it) = all
	}
}

func (d *decoder) concept(v gjson.Result, path string) Concept {
	c := Concept{path: path}
	if !v.IsObject() {
		c.Name = strings.TrimSpace(d.text(v, path))
		return c
	}
	var scheme, code string
	d.each(v, func(key string, v gjson.Result) {
		at, name := join(path, key), strings.ToLower(key)
		switch {
		case name == "name":
			c.Name = strings.Join(strings.Fields(d.text(v, at)), " ")
		case name == "rel", name == "role":
			c.Rel = strings.ToLower(strings.TrimSpace(d.text(v, at)))
		case name == "uri":
			c.URI = strings.TrimSpace(d.text(v, at))
		case name == "literal":
			c.Literal = strings.TrimSpace(d.text(v, at))
		case name == "scheme":
			scheme = strings.TrimSpace(d.text(v, at))
		case name == "code":
			code = strings.TrimSpace(d.text(v, at))
		case name == "geojson", strings.HasPrefix(name, "geometry_"):
			d.geometry(&c, v, at)
		case name == "creator", name == "relevance", name == "confidence":
		case name == "contactinfo", name == "symbols", name == "id":
			d.problem(at, "is not kept: a tag has no place for it")
		default:
			d.problem(at, "is not a property of ninjs")
		}
	})
	if c.URI == "" && code != "" {
		c.URI = conceptURI(scheme, code)
	}
	return c
}

// conceptURI joins the scheme and code of version 1.
func conceptURI(scheme, code string) string {
	switch {
	case strings.Contains(code, "://"), strings.HasPrefix(code, "urn:"), scheme == "":
		return code
	case strings.HasSuffix(scheme, "/"), strings.HasSuffix(scheme, "#"), strings.HasSuffix(scheme, ":"):
		return scheme + code
	}
	return scheme + "/" + code
}

// geometry reads where a place is: a GeoJSON point, a feature with one, or an
// object with latitude and longitude.
func (d *decoder) geometry(c *Concept, v gjson.Result, path string) {
	if !v.IsObject() {
		d.problem(path, "is %s where an object is expected", nameOf(v))
		return
	}
	if v.Get("type").Str == "FeatureCollection" {
		v = v.Get("features.0")
	}
	if v.Get("type").Str == "Feature" {
		if country := strings.ToUpper(v.Get("properties.country").String()); len(country) == 2 {
			c.Country = country
		}
		c.Kind = clean(v.Get("properties.kind").String())
		v = v.Get("geometry")
	}
	lat, lon := v.Get("coordinates.1"), v.Get("coordinates.0")
	switch kind := v.Get("type").Str; {
	case kind == "" && v.Get("lat").Exists():
		lat, lon = v.Get("lat"), v.Get("lon")
	case kind == "" && v.Get("latitude").Exists():
		lat, lon = v.Get("latitude"), v.Get("longitude")
	case kind != "Point":
		d.problem(path, "is “%s”; of a place only a point is kept", short(kind))
		return
	}
	la, lo := lat.Float(), lon.Float()
	if lat.Type != gjson.Number || lon.Type != gjson.Number || la < -90 || la > 90 || lo < -180 || lo > 180 {
		d.problem(path, "is not a point on Earth")
		return
	}
	c.Located, c.Latitude, c.Longitude = true, la, lo
}

// timeForms are RFC 3339, the basic form of ISO 8601 that older agency systems
// write, and both without a zone.
var timeForms = []string{time.RFC3339Nano, "20060102T150405Z0700", "20060102T150405Z", "2006-01-02T15:04:05", "2006-01-02T15:04", "20060102T150405", "2006-01-02"}

// zoned is how many of timeForms name their zone.
const zoned = 3

// parseTime reads a time. exact is false where it names no zone and UTC was
// taken.
func parseTime(s string) (t time.Time, exact, ok bool) {
	for i, form := range timeForms {
		if t, err := time.Parse(form, s); err == nil && t.Year() >= 1 && t.Year() <= 9999 {
			return t.UTC().Truncate(time.Microsecond), i < zoned, true
		}
	}
	return time.Time{}, false, false
}

func (d *decoder) time(v gjson.Result, path string) time.Time {
	s := strings.TrimSpace(d.text(v, path))
	if s == "" {
		return time.Time{}
	}
	t, exact, ok := parseTime(s)
	switch {
	case !ok:
		d.problem(path, "“%s” is not a time such as 2026-11-22T14:00:00Z", short(s))
	case !exact:
		d.problem(path, "“%s” names no time zone; UTC was taken", short(s))
	}
	return t
}

// version takes a number too, because agencies write it as one.
func (d *decoder) version(it *Item, v gjson.Result, path string, _ int) {
	if it.Version = v.Raw; v.Type != gjson.Number {
		it.Version = strings.TrimSpace(d.text(v, path))
	}
}

func (d *decoder) firstCreated(it *Item, v gjson.Result, path string, _ int) {
	it.FirstCreated = d.time(v, path)
}

func (d *decoder) versionCreated(it *Item, v gjson.Result, path string, _ int) {
	it.VersionCreated = d.time(v, path)
}

func (d *decoder) contentCreated(it *Item, v gjson.Result, path string, _ int) {
	it.ContentCreated = d.time(v, path)
}

func (d *decoder) expires(it *Item, v gjson.Result, path string, _ int) {
	it.Expires = d.time(v, path)
}

// embargoed reads the one time that must never be guessed.
func (d *decoder) embargoed(it *Item, v gjson.Result, path string, _ int) {
	s := strings.TrimSpace(d.text(v, path))
	if s == "" && v.Type == gjson.String {
		return
	}
	t, exact, ok := parseTime(s)
	if !ok || !exact {
		it.EmbargoUnclear = true
		d.problem(path, "%s is not an exact time with a zone, such as 2026-11-22T14:00:00Z: the story waits for an editor", nameOf(v))
		return
	}
	if t.After(it.EmbargoedUntil) {
		it.EmbargoedUntil = t
	}
}

// pubStatus reads what the agency wants done. What is not understood is held.
func (d *decoder) pubStatus(it *Item, v gjson.Result, path string, _ int) {
	s := strings.ToLower(strings.TrimSpace(d.text(v, path)))
	if i := strings.LastIndexAny(s, "/:"); i >= 0 { // stat:usable, or the address in the catalogue
		s = s[i+1:]
	}
	switch s {
	case "usable", "withheld", "canceled":
		it.PubStatus = s
	case "cancelled":
		it.PubStatus = "canceled"
	default:
		it.PubStatus = "withheld"
		d.problem(path, "%s is not one of usable, withheld, canceled; the story is withheld", nameOf(v))
	}
}

func (d *decoder) urgency(it *Item, v gjson.Result, path string, _ int) {
	it.Urgency = d.number(v, path, 1, 9)
}

func (d *decoder) rights(it *Item, v gjson.Result, path string, _ int) {
	if !v.IsObject() {
		d.problem(path, "is %s where an object is expected", nameOf(v))
		return
	}
	d.each(v, func(key string, v gjson.Result) {
		switch strings.ToLower(key) {
		case "linkedrights":
			it.LinkedRights = strings.TrimSpace(d.text(v, join(path, key)))
		case "encodedrights":
			it.EncodedRights = strings.TrimSpace(d.text(v, join(path, key)))
		case "langid":
		default:
			d.problem(join(path, key), "is not a property of ninjs")
		}
	})
}

func (d *decoder) standard(it *Item, v gjson.Result, path string, _ int) {
	if !v.IsObject() {
		d.problem(path, "is %s where an object is expected", nameOf(v))
		return
	}
	if version := strings.TrimSpace(v.Get("version").String()); version != "" {
		d.edition(it, version, join(path, "version"))
	} else if schema := v.Get("schema"); schema.Exists() {
		d.schema(it, schema, join(path, "schema"), 0)
	}
}

// schema finds the version in the address of a schema, such as
// http://www.iptc.org/std/ninjs/ninjs-schema_1.3.json#.
func (d *decoder) schema(it *Item, v gjson.Result, path string, _ int) {
	if _, rest, ok := strings.Cut(d.text(v, path), "ninjs-schema_"); ok {
		d.edition(it, rest, path)
	}
}

func (d *decoder) edition(it *Item, version, path string) {
	switch version[0] {
	case '1', '2', '3':
		it.Standard = version[:1]
	default:
		d.problem(path, "“%s” is not a known version of ninjs; what looks like 1, 2 or 3 is read", short(version))
	}
}

// altIDs reads a list of roles and values, or the object of version 1.
func (d *decoder) altIDs(it *Item, v gjson.Result, path string, _ int) {
	if v.IsObject() {
		d.each(v, func(key string, v gjson.Result) {
			if d.room(len(it.AltIDs), path) && v.Type == gjson.String {
				it.AltIDs = append(it.AltIDs, Wording{Role: strings.ToLower(key), Value: clean(v.Str), path: join(path, key)})
			}
		})
		return
	}
	wordings(func(it *Item) *[]Wording { return &it.AltIDs })(d, it, v, path, 0)
}

func (d *decoder) digitalSource(it *Item, v gjson.Result, path string, _ int) {
	if !v.IsObject() {
		d.problem(path, "is %s where an object is expected", nameOf(v))
		return
	}
	it.DigitalSource = d.concept(v, path)
}

// clean gives text that any database and any page can hold: valid UTF-8
// without control characters.
func clean(s string) string {
	if i := strings.IndexFunc(s, unwanted); i < 0 && utf8.ValidString(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unwanted(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func unwanted(r rune) bool {
	return r != '\n' && r != '\t' && r != '\r' && (unicode.IsControl(r) || r == '\uFEFF')
}

// short gives the beginning of a foreign value, to be shown.
func short(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	n := 0
	for i := range s {
		if n++; n > maxValue {
			return s[:i] + "…"
		}
	}
	return s
}
