package preflight

// filing asks whether readers will find the story under anything.
func filing(g *Galley, report func(Finding)) {
	c := &g.Story.Content
	if c.Section == 0 {
		report(Finding{Severity: Error, Field: "section", Message: "There is no section: it decides the address and the place in the paper."})
	}
	if len(c.Body.Blocks) == 0 {
		report(Finding{Severity: Error, Field: "body", Message: "There is no text."})
	}
	if len(c.Places) == 0 {
		report(Finding{Field: "places", Message: "No place is chosen: the story is on no map and on no place's page."})
	}
	if len(c.Topics) == 0 {
		report(Finding{Field: "topics", Message: "No topic is chosen: Related News has less to go by."})
	}
}
