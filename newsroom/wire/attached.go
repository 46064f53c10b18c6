package wire

import (
	"strings"

	"github.com/tidwall/gjson"
)

// Limits of what a file may be said to measure.
const (
	maxSide = 1e6  // pixels
	maxFile = 1e12 // bytes
)

// renditions reads the files of a picture: a list, or the object of version 1
// whose keys are their names.
func (d *decoder) renditions(it *Item, v gjson.Result, path string, _ int) {
	it.Renditions = nil
	if v.IsObject() {
		d.each(v, func(key string, v gjson.Result) {
			if d.room(len(it.Renditions), path) {
				it.Renditions = append(it.Renditions, d.rendition(v, key, join(path, key)))
			}
		})
		return
	}
	d.list(v, path, func(v gjson.Result, path string) { it.Renditions = append(it.Renditions, d.rendition(v, "", path)) })
}

func (d *decoder) rendition(v gjson.Result, name, path string) Rendition {
	r := Rendition{Name: strings.ToLower(name), path: path}
	if !v.IsObject() {
		d.problem(path, "is %s where an object is expected", nameOf(v))
		return r
	}
	d.each(v, func(key string, v gjson.Result) {
		at := join(path, key)
		switch strings.ToLower(key) {
		case "name":
			r.Name = strings.ToLower(strings.TrimSpace(d.text(v, at)))
		case "href":
			r.Href = strings.TrimSpace(d.text(v, at))
		case "contenttype", "mimetype":
			r.MediaType = strings.ToLower(strings.TrimSpace(d.text(v, at)))
		case "width":
			r.Width = d.number(v, at, 0, maxSide)
		case "height":
			r.Height = d.number(v, at, 0, maxSide)
		case "sizeinbytes":
			r.Bytes = int64(d.number(v, at, 0, maxFile))
		case "title", "duration", "format", "aspectratio", "videocodec", "framerate", "poi", "transportprotocol", "scantype", "bitrate":
		default:
			d.problem(at, "is not a property of ninjs")
		}
	})
	return r
}

// associations reads the items within an item: a list, or the object of
// version 1 whose keys are their names.
func (d *decoder) associations(it *Item, v gjson.Result, path string, nest int) {
	if nest >= MaxNest {
		d.problem(path, "is more than %d levels deep and left out", MaxNest)
		return
	}
	it.Associations = nil
	if !v.IsObject() {
		d.list(v, path, func(v gjson.Result, path string) { d.association(it, v, "", path, nest) })
		return
	}
	d.each(v, func(key string, v gjson.Result) {
		if d.room(len(it.Associations), path) {
			d.association(it, v, key, join(path, key), nest)
		}
	})
}

func (d *decoder) association(it *Item, v gjson.Result, name, path string, nest int) {
	if v.Type == gjson.Null {
		return
	}
	if !v.IsObject() {
		d.problem(path, "is %s where an object is expected", nameOf(v))
		return
	}
	a := Association{Item: d.item(v, path, nest+1), Name: name, path: path}
	if n := v.Get("name"); n.Type == gjson.String {
		a.Name = clean(n.Str)
	}
	if r := v.Get("rel"); r.Type == gjson.String {
		a.Rel = strings.ToLower(clean(r.Str))
	}
	a.Name = strings.TrimSpace(a.Name)
	it.Associations = append(it.Associations, a)
}
