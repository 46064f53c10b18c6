package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// ErrNotItem says that bytes are not a ninjs item.
var ErrNotItem = errors.New("not a ninjs item")

// Decode reads one ninjs item of version 1.3 to 1.6, 2.0 to 2.2 or 3.0 to 3.1.
// What it does not understand it names and leaves out; only what is no JSON
// object, or has no uri, is an error (ErrNotItem).
func Decode(raw []byte) (Item, []Problem, error) {
	if len(raw) > MaxItem {
		return Item{}, nil, fmt.Errorf("%w: %w", ErrNotItem, errLong())
	}
	if !json.Valid(raw) {
		return Item{}, nil, notJSON(raw)
	}
	root := gjson.ParseBytes(raw)
	if !root.IsObject() {
		return Item{}, nil, fmt.Errorf("%w: an object in braces is expected, here is %s", ErrNotItem, nameOf(root))
	}
	d := &decoder{}
	it := d.item(root, "", 0)
	if it.URI == "" {
		return it, d.problems, fmt.Errorf("%w: it has no uri, by which a later version would be known", ErrNotItem)
	}
	if versionOf(it).bare() {
		sum := sha256.Sum256(raw)
		it.digest = hex.EncodeToString(sum[:16])
	}
	for i := range d.problems {
		d.problems[i].URI = it.URI
	}
	return it, d.problems, nil
}

func notJSON(raw []byte) error {
	var syntax *json.SyntaxError
	err := json.Unmarshal(raw, new(any))
	if errors.As(err, &syntax) {
		return fmt.Errorf("%w: byte %d: %w", ErrNotItem, syntax.Offset, err)
	}
	return fmt.Errorf("%w: not JSON", ErrNotItem)
}

// decoder collects what is wrong with one item.
type decoder struct {
	problems []Problem
	dropped  int
}

func (d *decoder) problem(path, format string, args ...any) {
	if len(d.problems) >= maxProblems {
		if d.dropped++; d.dropped == 1 {
			d.problems[maxProblems-1] = Problem{Message: fmt.Sprintf("has more than %d problems; the others are not named", maxProblems-1)}
		}
		return
	}
	d.problems = append(d.problems, Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

// field reads one property into an item.
type field func(d *decoder, it *Item, v gjson.Result, path string, nest int)

// fields is the one list of what an item may have. Versions 2 and 3 differ in
// capitals only, so names are in lower case here; see aliases for version 1.
var fields = map[string]field{
	"uri":             text(func(it *Item) *string { return &it.URI }),
	"type":            text(func(it *Item) *string { return &it.Type }),
	"version":         (*decoder).version,
	"language":        text(func(it *Item) *string { return &it.Language }),
	"title":           text(func(it *Item) *string { return &it.Title }),
	"by":              text(func(it *Item) *string { return &it.By }),
	"slugline":        text(func(it *Item) *string { return &it.Slugline }),
	"located":         text(func(it *Item) *string { return &it.Located }),
	"ednote":          text(func(it *Item) *string { return &it.EdNote }),
	"copyrightholder": text(func(it *Item) *string { return &it.CopyrightHolder }),
	"copyrightnotice": text(func(it *Item) *string { return &it.CopyrightNotice }),
	"usageterms":      text(func(it *Item) *string { return &it.UsageTerms }),
	"headlines":       wordings(func(it *Item) *[]Wording { return &it.Headlines }),
	"descriptions":    wordings(func(it *Item) *[]Wording { return &it.Descriptions }),
	"bodies":          wordings(func(it *Item) *[]Wording { return &it.Bodies }),
	"subjects":        concepts(func(it *Item) *[]Concept { return &it.Subjects }),
	"places":          concepts(func(it *Item) *[]Concept { return &it.Places }),
	"people":          concepts(func(it *Item) *[]Concept { return &it.People }),
	"organisations":   concepts(func(it *Item) *[]Concept { return &it.Organisations }),
	"genres":          concepts(func(it *Item) *[]Concept { return &it.Genres }),
	"infosources":     concepts(func(it *Item) *[]Concept { return &it.InfoSources }),
	"firstcreated":    (*decoder).firstCreated,
	"versioncreated":  (*decoder).versionCreated,
	"contentcreated":  (*decoder).contentCreated,
	"expires":         (*decoder).expires,
	"embargoeduntil":  (*decoder).embargoed,
	"pubstatus":       (*decoder).pubStatus,
	"urgency":         (*decoder).urgency,
	"rightsinfo":      (*decoder).rights,
	"standard":        (*decoder).standard,
	"$schema":         (*decoder).schema,
	"altids":          (*decoder).altIDs,
	"renditions":      (*decoder).renditions,
	// "associations" is read by item itself, because it comes back here.
	"digitalsourcetype": (*decoder).digitalSource,
	"events":            notKept, "objects": notKept, "trustindicators": notKept, "eventdetails": notKept, "plannedcoverage": notKept,
	"profile": quiet, "representationtype": quiet, "charcount": quiet, "wordcount": quiet, "mimetype": quiet,
}

// aliases gives the names of version 1 and 2 that later ones changed.
var aliases = map[string]string{
	"byline": "by", "subject": "subjects", "place": "places", "person": "people", "organisation": "organisations", "event": "events", "object": "objects",
	"infosource": "infosources", "genre": "genres", "trustindicator": "trustindicators", "embargoed": "embargoeduntil", "$standard": "standard",
}

func quiet(*decoder, *Item, gjson.Result, string, int) {}

func notKept(d *decoder, _ *Item, _ gjson.Result, path string, _ int) {
	d.problem(path, "is not kept: a story has no place for it")
}

// item reads an object. nest counts the associations above it.
func (d *decoder) item(obj gjson.Result, path string, nest int) Item {
	it := Item{PubStatus: "usable"}
	d.each(obj, func(key string, v gjson.Result) {
		at := join(path, key)
		name := strings.ToLower(key)
		if alias, ok := aliases[name]; ok {
			name = alias
		}
		switch read, ok := fields[name]; {
		case v.Type == gjson.Null:
		case ok:
			read(d, &it, v, at, nest)
		case name == "associations":
			d.associations(&it, v, at, nest)
		case path != "" && (name == "name" || name == "rel"): // of an association; its list reads them
		case !d.versionOne(&it, name, v, at):
			d.problem(at, "is not a property of ninjs")
		}
	})
	if it.Standard == "" {
		it.Standard = shapeOf(obj)
	}
	return it
}

// versionOne reads the properties of version 1 whose names carry a role:
// headline, headline_deck, description_summary, body_xhtml.
func (d *decoder) versionOne(it *Item, name string, v gjson.Result, path string) bool {
	stem, role, _ := strings.Cut(name, "_")
	var list *[]Wording
	switch {
	case stem == "headline":
		list = &it.Headlines
	case stem == "description" && role != "":
		list = &it.Descriptions
	case stem == "body" && role != "":
		list = &it.Bodies
	default:
		return false
	}
	if s := d.text(v, path); s != "" && d.room(len(*list), path) {
		w := Wording{Role: role, Value: s, path: path}
		if strings.HasSuffix(role, "xhtml") || strings.HasSuffix(role, "html") {
			w.MediaType = "application/xhtml+xml"
		}
		*list = append(*list, w)
	}
	return true
}

func shapeOf(obj gjson.Result) string {
	switch {
	case obj.Get("versionCreated").Exists(), obj.Get("pubStatus").Exists(), obj.Get("embargoedUntil").Exists():
		return "3"
	case obj.Get("bodies").Exists(), obj.Get("headlines").Exists(), obj.Get("subjects").Exists():
		return "2"
	}
	return "1"
}

func (d *decoder) each(obj gjson.Result, f func(key string, v gjson.Result)) {
	obj.ForEach(func(k, v gjson.Result) bool {
		f(clean(k.Str), v)
		return true
	})
}

// list calls f for each entry of a list, with its path.
func (d *decoder) list(v gjson.Result, path string, f func(v gjson.Result, path string)) {
	if !v.IsArray() {
		d.problem(path, "is %s where a list is expected", nameOf(v))
		return
	}
	n := 0
	v.ForEach(func(_, e gjson.Result) bool {
		if !d.room(n, path) {
			return false
		}
		f(e, path+"["+strconv.Itoa(n)+"]")
		n++
		return true
	})
}

func (d *decoder) room(n int, path string) bool {
	if n == MaxList {
		d.problem(path, "has more than %d entries; the others are left out", MaxList)
	}
	return n < MaxList
}

// text reads a text.
func (d *decoder) text(v gjson.Result, path string) string {
	switch v.Type {
	case gjson.String:
		return clean(v.Str)
	case gjson.Null:
		return ""
	default:
		d.problem(path, "is %s where a text is expected", nameOf(v))
		return ""
	}
}

// number reads a whole number from least to most, also one in quotation marks;
// 0 where it is none.
func (d *decoder) number(v gjson.Result, path string, least, most float64) int {
	n, err := strconv.ParseFloat(strings.TrimSpace(v.String()), 64)
	if err != nil || (v.Type != gjson.Number && v.Type != gjson.String) || n != n || n < least || n > most {
		d.problem(path, "is %s where a number from %.0f to %.0f is expected", nameOf(v), least, most)
		return 0
	}
	return int(n)
}

func nameOf(v gjson.Result) string {
	switch {
	case v.IsArray():
		return "a list"
	case v.IsObject():
		return "an object"
	case v.Type == gjson.String:
		return "“" + short(v.Str) + "”"
	case v.Type == gjson.Number:
		return "the number " + short(v.Raw)
	case v.Type == gjson.Null:
		return "nothing"
	}
	return short(v.Raw)
}

func join(path, key string) string {
	if path == "" {
		return short(key)
	}
	return path + "." + short(key)
}
