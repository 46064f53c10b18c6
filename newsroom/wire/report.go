package wire

import (
	"dateline/newsroom/story"
)

// Outcome is what became of one item.
type Outcome string

// The outcomes.
const (
	Created   Outcome = "created"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged" // this version is here already
	Older     Outcome = "older"     // a newer version is here
	Killed    Outcome = "killed"    // the agency canceled it
	Held      Outcome = "held"      // it is under embargo
	Pictured  Outcome = "photo"     // it is a picture by itself and went to the picture desk
	Refused   Outcome = "refused"   // nothing of it was kept; Reason says why
)

// Outcomes lists all outcomes.
func Outcomes() []Outcome {
	return []Outcome{Created, Updated, Unchanged, Older, Killed, Held, Pictured, Refused}
}

// Result is what became of one item, and what of it was not understood.
type Result struct {
	Item        int               `json:"item"` // counts from 1
	URI         string            `json:"uri,omitempty"`
	Outcome     Outcome           `json:"outcome"`
	Story       story.ID          `json:"story,omitempty"`
	Photo       int64             `json:"photo,omitempty"`
	Headline    string            `json:"headline,omitempty"`
	Publication story.Publication `json:"publication,omitempty"` // where the story then stands
	Path        string            `json:"path,omitempty"`        // on the reader site
	Reason      string            `json:"reason,omitempty"`      // of a refusal
	Problems    []Problem         `json:"problems,omitempty"`
}

// note adds a problem that belongs to no single property.
func (r *Result) note(path, message string) {
	r.Problems = append(r.Problems, Problem{Item: r.Item, URI: r.URI, Path: path, Message: message})
}

// maxKept is how many results a report keeps in full.
const maxKept = 10_000

// Report is what became of a file.
type Report struct {
	Items    int             `json:"items"`
	Outcomes map[Outcome]int `json:"outcomes"`
	States   map[string]int  `json:"states"`   // of publication, of the stories that were created or changed
	Problems int             `json:"problems"` // in all items
	// Noted has the results of items that were refused or had problems, in the
	// order of the file, and those of a short file all.
	Noted []Result `json:"noted"`
}

// shortFile is how many items a file may have to be reported item by item.
const shortFile = 100

func (r *Report) add(results []Result) {
	for i := range results {
		res := &results[i]
		r.Items++
		r.Outcomes[res.Outcome]++
		if res.Publication != "" && (res.Outcome == Created || res.Outcome == Updated || res.Outcome == Held) {
			r.States[string(res.Publication)]++
		}
		r.Problems += len(res.Problems)
		if len(r.Noted) < maxKept && (r.Items <= shortFile || res.Outcome == Refused || len(res.Problems) > 0) {
			r.Noted = append(r.Noted, *res)
		}
	}
}
