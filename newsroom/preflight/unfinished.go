package preflight

import "fmt"

// unfinished names blocks that somebody left half done. They may be saved and
// not published.
func unfinished(g *Galley, report func(Finding)) {
	for _, f := range g.Story.Content.Unfinished() {
		finding := Finding{Severity: Error, Field: f.Name, Message: f.Message}
		for i, b := range g.Story.Content.Body.Blocks {
			if field := fmt.Sprintf("body.blocks[%d]", i); len(f.Name) > len(field) && f.Name[:len(field)] == field {
				finding.Field, finding.Block = field, b.ID
			}
		}
		report(finding)
	}
}
