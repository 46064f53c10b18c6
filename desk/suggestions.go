package desk

import (
	"context"
	"net/http"

	"dateline/internal/database"
	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/story"
	"dateline/newsroom/suggest"
	"dateline/newsroom/tag"
)

func (d *Desk) suggestionRoutes() {
	add(d, route{
		method: http.MethodPost, path: "/suggestions", id: "suggest-tags", group: "Tags", right: account.ReadDesk, most: web.StoryBytes, summary: "What a story might be filed under",
		about: "Places, topics, people and organisations that a content names or that stories about the same carry, the surest first, without those that it carries already. It changes nothing.",
	}, d.suggestTags)
}

// suggestionView is one tag that a story might carry.
type suggestionView struct {
	Tag    tag.ID   `json:"tag"`
	Kind   tag.Kind `json:"kind" enum:"section,place,topic,person,organisation,series"`
	Name   string   `json:"name"`
	Weight float64  `json:"weight" doc:"0 to 1: how sure"`
	Why    string   `json:"why"`
}

type suggestTagsIn struct {
	Body struct {
		Content contentView `json:"content"`
	}
}

func (d *Desk) suggestTags(ctx context.Context, _ caller, in *suggestTagsIn) (*reply[List[suggestionView]], error) {
	var all []suggest.Suggestion
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		all, err = d.suggester.For(ctx, q, story.Content(in.Body.Content))
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(listOf(all, func(s suggest.Suggestion) suggestionView {
		return suggestionView{Tag: s.Tag.ID, Kind: s.Tag.Kind, Name: s.Tag.Name, Weight: s.Weight, Why: s.Why}
	})), nil
}
