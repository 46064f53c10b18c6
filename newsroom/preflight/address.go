package preflight

// address asks whether the story's address will be its own.
func address(g *Galley, report func(Finding)) {
	if g.Taken && g.Story.Path == "" {
		report(Finding{Field: "slug", Words: g.Story.Content.Slug, Message: "Another story has this address: a number will be put behind it. Choose another slug to avoid that."})
	}
}
