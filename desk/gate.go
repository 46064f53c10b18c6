package desk

import (
	"context"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/preflight"
	"dateline/newsroom/story"
)

// gate refuses what preflight calls an error: the desk publishes, schedules
// and corrects only what it lets pass.
func (d *Desk) gate(ctx context.Context, q database.Q, st story.Story) error {
	findings, err := d.preflight.Look(ctx, q, st)
	if err != nil {
		return err
	}
	var bad []fault.Field
	for _, f := range findings {
		if f.Severity == preflight.Error && f.Rule != preflight.Timing { // the act itself knows its time
			bad = append(bad, fault.Field{Name: f.Field, Message: f.Message})
		}
	}
	if len(bad) > 0 {
		return &fault.Error{Kind: fault.Invalid, Message: "the story cannot be published yet: preflight found what is to be mended first", Fields: bad}
	}
	return nil
}
