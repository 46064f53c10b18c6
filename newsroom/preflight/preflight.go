// Package preflight looks a story over before it goes to press. In a newsroom
// that is the last pair of eyes: is the photo credited, does a name stand
// spelled two ways, is there a TK left. It reads, and changes nothing; what
// must be right is an error, what deserves a second look a warning.
//
// A rule is one function in a file of its own; to add one, add it to Rules.
package preflight

import (
	"cmp"
	"slices"
	"time"

	"dateline/newsroom/housestyle"
	"dateline/newsroom/linkcheck"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// Severity says what a finding means for publishing.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // to be mended before the story goes out
	Warning Severity = "warning" // somebody should look and may decide that it is right
)

// Finding is one thing that a rule found.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Field    string   `json:"field"`             // where: "headline", "lead.alt", "body.blocks[3]"
	Block    string   `json:"block,omitempty"`   // id of that block
	Words    string   `json:"words,omitempty"`   // the words in question, as they stand
	Message  string   `json:"message"`           // what is the matter and what to do
	Instead  string   `json:"instead,omitempty"` // what to write in place of words, where a rule knows it
}

// Galley is a story laid out for looking over, with all that the rules may ask.
type Galley struct {
	Story  story.Story
	Drawer *tag.Drawer
	Photos map[photo.ID]photo.Photo   // that the story uses, with their files' metadata
	Shown  []photo.ID                 // photos that readers see in it now
	Public map[story.ID]bool          // of the own stories that it links to
	Style  []housestyle.Line          // that counts for the story's language
	Links  map[string]linkcheck.Found // what is known of addresses outside
	Taken  bool                       // another story has the address that this one would get
	Zone   *time.Location             // of the publication
	Now    time.Time
}

// Rule is one check.
type Rule struct {
	Name  string // stable: it is counted and filtered by
	Title string
	look  func(g *Galley, report func(Finding))
}

// Timing is the rule about embargo and schedule, which each act asks for itself.
const Timing = "timing"

// Rules lists all rules, in the order of a page from top to bottom.
func Rules() []Rule {
	return []Rule{
		{"headline", "Headline for every use", headline},
		{"deck", "Deck", deck},
		{"slug", "Address", address},
		{Timing, "Embargo and schedule", timing},
		{"filing", "Section, places and topics", filing},
		{"alt-text", "Alt text", altText},
		{"credit", "Credit and copyright", credit},
		{"rights", "Rights to photos", rights},
		{"credit-differs", "Credit as the file gives it", creditDiffers},
		{"caption-time", "Times in captions", captionTime},
		{"unlinked-place", "Places named and not chosen", unlinkedPlace},
		{"numbers", "Numbers in the headline", numbers},
		{"repeated", "Sentences that stand twice", repeated},
		{"house-style", "House style", houseStyle},
		{"names", "Names spelled two ways", names},
		{"attribution", "Quotations without a speaker", attribution},
		{"links", "Links to own stories", links},
		{"outside-links", "Links to the outside", outside},
		{"unfinished", "Blocks that are half done", unfinished},
		{"markers", "Words that are still to come", markers},
	}
}

// Look applies every rule. Errors come first, each kind in the order of Rules.
func Look(g *Galley) []Finding {
	findings := []Finding{}
	for _, r := range Rules() {
		r.look(g, func(f Finding) {
			f.Rule = r.Name
			f.Severity = cmp.Or(f.Severity, Warning)
			findings = append(findings, f)
		})
	}
	slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(a.Severity, b.Severity) }) // "error" < "warning"
	return findings
}
