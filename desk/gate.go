package desk

import (
	"context"
	"slices"
	"strings"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/preflight"
	"dateline/newsroom/story"
)

// gate stands before what goes out from the desk. It refuses what preflight
// calls an error, and where a person publishes it asks why a warning is right
// as it is; what became of the findings is counted. A script is asked for no
// reasons: nobody is there to give them.
func (d *Desk) gate(person bool, reason string) story.Check {
	return func(ctx context.Context, tx *database.Tx, st story.Story) error {
		findings, err := d.preflight.Look(ctx, tx, st)
		if err != nil {
			return err
		}
		findings = slices.DeleteFunc(findings, func(f preflight.Finding) bool { return f.Rule == preflight.Timing }) // the act itself knows its time
		explained := strings.TrimSpace(reason) != ""
		var bad, ask []fault.Field
		for _, f := range findings {
			field := fault.Field{Name: f.Field, Message: f.Message}
			if f.Severity == preflight.Error {
				bad = append(bad, field)
			} else {
				ask = append(ask, field)
			}
		}
		if len(bad) > 0 {
			return &fault.Error{Kind: fault.Invalid, Message: "the story cannot be published yet: preflight found what is to be mended first", Fields: bad}
		}
		if len(ask) > 0 && person && !explained {
			return &fault.Error{Kind: fault.Invalid, Message: "preflight has questions: mend what they are about, or give a reason why it is right as it is", Fields: append(ask, fault.Field{Name: "reason", Message: "is needed"})}
		}
		return preflight.Settle(ctx, tx, st.ID, findings, explained)
	}
}
