package desk

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"dateline/internal/fault"
	"dateline/newsroom/account"
	"dateline/newsroom/tag"
)

func (d *Desk) tagRoutes() {
	const group = "Tags"
	add(d, route{
		method: http.MethodGet, path: "/tags", id: "list-tags", group: group, right: account.ReadDesk, summary: "List tags",
		about: "In their order within a kind: sections by position, the others by name. What was merged into another is left out.",
	}, d.listTags)
	add(d, route{
		method: http.MethodPost, path: "/tags", id: "create-tag", group: group, right: account.WriteTag, status: http.StatusCreated, summary: "Make a tag",
	}, d.createTag)
	add(d, route{
		method: http.MethodGet, path: "/tags/{id}", id: "get-tag", group: group, right: account.ReadDesk, summary: "One tag",
		about: "Of one that was merged, what it was merged into.",
	}, d.getTag)
	add(d, route{
		method: http.MethodPut, path: "/tags/{id}", id: "change-tag", group: group, right: account.WriteTag, summary: "Change a tag",
		about: "Replaces all its fields; the kind stays. A new slug leaves a redirect, and pages that name it are right at once.",
	}, d.changeTag)
	add(d, route{
		method: http.MethodPost, path: "/tags/{id}/merge", id: "merge-tag", group: group, right: account.MergeTag, summary: "Merge a tag into another",
		about: "Its stories, address, children and outside numbers move. It cannot be undone.",
	}, d.mergeTag)
}

// TagFields is what a person writes on a tag.
type TagFields struct {
	Slug        string   `json:"slug,omitempty" doc:"Of its address; made from the name where empty"`
	Name        string   `json:"name" minLength:"1" maxLength:"200"`
	Description string   `json:"description,omitempty" maxLength:"4000" doc:"Plain text; of a person, a short biography"`
	Language    string   `json:"language,omitempty" doc:"BCP 47, where the name is not in the publication's language"`
	Parent      tag.ID   `json:"parent,omitempty"`
	Position    int      `json:"position,omitempty" doc:"Order among sections"`
	Colour      int      `json:"colour,omitempty" minimum:"0" maximum:"12" doc:"Of a section in the theme; 0 for none"`
	Located     bool     `json:"located,omitempty" doc:"Latitude and longitude are known"`
	Latitude    float64  `json:"latitude,omitempty" doc:"Degrees, WGS 84"`
	Longitude   float64  `json:"longitude,omitempty"`
	Country     string   `json:"country,omitempty" doc:"ISO 3166-1 alpha-2"`
	PlaceKind   string   `json:"place_kind,omitempty" enum:",city,region,country,world-region"`
	Role        string   `json:"role,omitempty" doc:"Of a person: Moscow correspondent"`
	URIs        []string `json:"uris,omitempty" doc:"What others call it: GeoNames, Wikidata, IPTC Media Topics …"`
	NeedsSecond bool     `json:"needs_second,omitempty" doc:"Of a section: nothing in it or below it goes out that only one person has looked at"`
}

// tagView is a tag as the desk sees it.
type tagView struct {
	ID   tag.ID   `json:"id"`
	Rev  int64    `json:"rev"`
	Kind tag.Kind `json:"kind" enum:"section,place,topic,person,organisation,series"`
	Path string   `json:"path" doc:"Address of its page on the site"`
	TagFields
}

func (f TagFields) tag() tag.Tag {
	return tag.Tag{
		Slug: f.Slug, Name: f.Name, Description: f.Description, Language: f.Language, Parent: f.Parent, Position: f.Position, Colour: f.Colour,
		Located: f.Located, Latitude: f.Latitude, Longitude: f.Longitude, Country: f.Country, PlaceKind: f.PlaceKind, Role: f.Role, URIs: f.URIs, NeedsSecond: f.NeedsSecond,
	}
}

func tagOf(drawer *tag.Drawer, t tag.Tag) tagView {
	return tagView{ID: t.ID, Rev: t.Rev, Kind: t.Kind, Path: drawer.Path(t), TagFields: TagFields{
		Slug: t.Slug, Name: t.Name, Description: t.Description, Language: t.Language, Parent: t.Parent, Position: t.Position, Colour: t.Colour,
		Located: t.Located, Latitude: t.Latitude, Longitude: t.Longitude, Country: t.Country, PlaceKind: t.PlaceKind, Role: t.Role, URIs: t.URIs, NeedsSecond: t.NeedsSecond,
	}}
}

type listTagsIn struct {
	Kind  []tag.Kind `query:"kind" doc:"Only of these kinds, parted by commas" enum:"section,place,topic,person,organisation,series"`
	Text  string     `query:"q" maxLength:"200" doc:"Part of the name; names that begin with it come first"`
	Limit int        `query:"limit" minimum:"1" maximum:"5000" default:"200"`
}

func (d *Desk) listTags(ctx context.Context, _ caller, in *listTagsIn) (*reply[List[tagView]], error) {
	drawer, err := d.Tags.Drawer(ctx)
	if err != nil {
		return nil, err
	}
	kinds := in.Kind
	if len(kinds) == 0 {
		kinds = tag.Kinds()
	}
	text := strings.ToLower(strings.TrimSpace(in.Text))
	var first, rest []tag.Tag
	for _, kind := range kinds {
		for _, t := range drawer.Kind(kind) {
			name := strings.ToLower(t.Name)
			switch {
			case strings.HasPrefix(name, text):
				first = append(first, t)
			case strings.Contains(name, text):
				rest = append(rest, t)
			}
		}
	}
	found := slices.Concat(first, rest)
	found = found[:min(len(found), in.Limit)]
	return answer(listOf(found, func(t tag.Tag) tagView { return tagOf(drawer, t) })), nil
}

func (d *Desk) getTag(ctx context.Context, _ caller, in *ByID) (*reply[tagView], error) {
	drawer, err := d.Tags.Drawer(ctx)
	if err != nil {
		return nil, err
	}
	t, ok := drawer.ByID(tag.ID(in.ID))
	if !ok {
		return nil, fault.New(fault.NotFound, "there is no tag %d", in.ID)
	}
	return answer(tagOf(drawer, t)), nil
}

type createTagIn struct {
	Body struct {
		Kind tag.Kind `json:"kind" enum:"section,place,topic,person,organisation,series"`
		TagFields
	}
}

func (d *Desk) createTag(ctx context.Context, c caller, in *createTagIn) (*reply[tagView], error) {
	t := in.Body.tag()
	t.Kind = in.Body.Kind
	return d.tagAnswer(ctx, func() (tag.Tag, error) { return d.Tags.Create(ctx, c.actor, t) })
}

// tagAnswer does a write and gives the tag with its address as it now is.
func (d *Desk) tagAnswer(ctx context.Context, write func() (tag.Tag, error)) (*reply[tagView], error) {
	t, err := write()
	if err != nil {
		return nil, err
	}
	drawer, err := d.Tags.Drawer(ctx)
	if err != nil {
		return nil, err
	}
	return answer(tagOf(drawer, t)), nil
}

type changeTagIn struct {
	ByID
	Body struct {
		Rev int64 `json:"rev" minimum:"1" doc:"The revision that you looked at"`
		TagFields
	}
}

func (d *Desk) changeTag(ctx context.Context, c caller, in *changeTagIn) (*reply[tagView], error) {
	t := in.Body.tag()
	t.ID, t.Rev = tag.ID(in.ID), in.Body.Rev
	return d.tagAnswer(ctx, func() (tag.Tag, error) { return d.Stories.UpdateTag(ctx, c.actor, t) })
}

type mergeTagIn struct {
	ByID
	Body struct {
		Into tag.ID `json:"into" minimum:"1" doc:"The tag that stays"`
	}
}

// mergedView tells what a merge did.
type mergedView struct {
	Into  tag.ID `json:"into"`
	Moved int    `json:"moved" doc:"How many public stories stand under the tag that stays because of it"`
}

func (d *Desk) mergeTag(ctx context.Context, c caller, in *mergeTagIn) (*reply[mergedView], error) {
	moved, err := d.Stories.MergeTag(ctx, c.actor, tag.ID(in.ID), in.Body.Into)
	if err != nil {
		return nil, err
	}
	return answer(mergedView{Into: in.Body.Into, Moved: moved}), nil
}
