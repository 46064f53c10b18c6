package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"dateline/newsroom/body"
	"dateline/newsroom/photo"
)

// leadName is what an exported lead photo is called.
const leadName = "featureimage"

// pictures gives the photos of a story as its associations, the lead first.
func (e *encoder) pictures() (all []object) {
	if e.p.Resolver == nil {
		return nil
	}
	uses := e.c.Body.PhotoUses()
	lead, hasLead := e.c.LeadPhoto()
	if hasLead {
		uses = append([]body.PhotoUse{lead}, uses...)
	}
	seen := map[int64]bool{}
	res := absolute{e.p.Resolver, e.p.BaseURL}
	for i, use := range uses {
		pic, ok := res.Picture(use)
		if !ok || seen[use.Photo] {
			continue
		}
		seen[use.Photo] = true
		name := "photo-" + strconv.Itoa(len(all)+1)
		if hasLead && i == 0 {
			name = leadName
		}
		all = append(all, e.picture(name, use.Photo, pic, res))
	}
	return all
}

func (e *encoder) picture(name string, id int64, pic body.Picture, res absolute) object {
	p := e.p.Photos[photo.ID(id)]
	var words, headlines []object
	// What this story says of a photo within the text stands in the text; the
	// photo above it has no other place.
	caption, alt := pic.Caption.String(), pic.Alt
	if name != leadName {
		caption, alt = firstOf(p.Caption, caption), firstOf(p.Alt, alt)
	}
	if caption != "" {
		words = append(words, object{{"role", "caption"}, {"contentType", "text/plain"}, {"value", caption}})
	}
	if alt != "" {
		words = append(words, object{{"role", "alt"}, {"contentType", "text/plain"}, {"value", alt}})
	}
	if p.Headline != "" {
		headlines = []object{{{"role", "main"}, {"contentType", "text/plain"}, {"value", p.Headline}}}
	}
	return object{
		{"name", name},
		{"uri", URI(e.p.BaseURL, "photo", id)},
		{"type", "picture"},
		{"pubStatus", "usable"},
		{"contentCreated", stamp(p.TakenAt)},
		{"language", p.Language},
		{"headlines", headlines},
		{"descriptions", words},
		{"by", pic.Creator},
		{"located", p.Place},
		{"infoSources", sources(pic.Agency, pic.Source)},
		{"copyrightNotice", pic.Copyright},
		{"usageTerms", p.UsageTerms},
		{"renditions", files(pic, res)},
	}
}

// files gives the sizes of a photo in the format that everyone reads.
func files(pic body.Picture, res absolute) []object {
	file := func(name, href string, width, height int) object {
		o := object{{"name", name}, {"href", href}, {"contentType", "image/jpeg"}}
		if width > 0 {
			o = append(o, member{"width", width})
		}
		if height > 0 {
			o = append(o, member{"height", height})
		}
		return o
	}
	all := []object{file("main", pic.URL, pic.Width, pic.Height)}
	for entry := range strings.SplitSeq(pic.SrcSet, ",") {
		href, size, ok := strings.Cut(strings.TrimSpace(entry), " ")
		width, err := strconv.Atoi(strings.TrimSuffix(size, "w"))
		if href = res.full(href); !ok || err != nil || width <= 0 || href == pic.URL {
			continue
		}
		height := 0
		if pic.Width > 0 {
			height = width * pic.Height / pic.Width
		}
		all = append(all, file("w"+strconv.Itoa(width), href, width, height))
	}
	return all
}

// object is a JSON object whose members stay in order. Empty texts and lists
// are left out when it is written.
type object []member

type member struct {
	key   string
	value any // string, int, []float64, object or []object
}

// encode writes o. Version 2 of the standard writes all names in lower case.
func (o object) encode(lower, indent bool) ([]byte, error) {
	var b bytes.Buffer
	w := writer{b: &b, lower: lower}
	w.enc = json.NewEncoder(&b)
	w.enc.SetEscapeHTML(false)
	w.object(o)
	if w.err != nil {
		return nil, fmt.Errorf("encode ninjs: %w", w.err)
	}
	if !indent {
		return b.Bytes(), nil
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, b.Bytes(), "", "  "); err != nil {
		return nil, fmt.Errorf("encode ninjs: %w", err)
	}
	pretty.WriteByte('\n')
	return pretty.Bytes(), nil
}

type writer struct {
	b     *bytes.Buffer
	enc   *json.Encoder
	lower bool
	err   error
}

// oldNames are the members that version 2 calls otherwise, besides capitals.
var oldNames = map[string]string{"embargoedUntil": "embargoed"}

func (w *writer) object(o object) {
	w.b.WriteByte('{')
	n := 0
	for _, m := range o {
		if blank(m.value) {
			continue
		}
		if n++; n > 1 {
			w.b.WriteByte(',')
		}
		key := m.key
		if w.lower {
			if old, ok := oldNames[key]; ok {
				key = old
			}
			key = strings.ToLower(key)
		}
		w.plain(key)
		w.b.WriteByte(':')
		w.value(m.value)
	}
	w.b.WriteByte('}')
}

func blank(v any) bool {
	switch v := v.(type) {
	case string:
		return v == ""
	case []object:
		return len(v) == 0
	case object:
		return len(v) == 0
	}
	return false
}

func (w *writer) value(v any) {
	switch v := v.(type) {
	case object:
		w.object(v)
	case []object:
		w.b.WriteByte('[')
		for i, o := range v {
			if i > 0 {
				w.b.WriteByte(',')
			}
			w.object(o)
		}
		w.b.WriteByte(']')
	default:
		w.plain(v)
	}
}

func (w *writer) plain(v any) {
	if err := w.enc.Encode(v); err != nil && w.err == nil {
		w.err = err
	}
	if n := w.b.Len(); n > 0 && w.b.Bytes()[n-1] == '\n' { // the encoder ends each value with one
		w.b.Truncate(n - 1)
	}
}
