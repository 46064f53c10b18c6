package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// The shapes of JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/.
type (
	jsonFeed struct {
		Version     string       `json:"version"`
		Title       string       `json:"title"`
		HomePage    string       `json:"home_page_url,omitempty"`
		Self        string       `json:"feed_url,omitempty"`
		Description string       `json:"description,omitempty"`
		Language    string       `json:"language,omitempty"`
		Authors     []jsonAuthor `json:"authors,omitempty"`
		Hubs        []jsonHub    `json:"hubs,omitempty"`
		Rights      *jsonRights  `json:"_rights,omitempty"`
		Items       []jsonItem   `json:"items"`
	}
	jsonItem struct {
		ID          string       `json:"id"`
		URL         string       `json:"url,omitempty"`
		Title       string       `json:"title,omitempty"`
		HTML        string       `json:"content_html,omitempty"`
		Text        *string      `json:"content_text,omitempty"` // only where there is no HTML: one of both is a must
		Summary     string       `json:"summary,omitempty"`
		Image       string       `json:"image,omitempty"`
		Published   string       `json:"date_published,omitempty"`
		Modified    string       `json:"date_modified,omitempty"`
		Authors     []jsonAuthor `json:"authors,omitempty"`
		Tags        []string     `json:"tags,omitempty"`
		Language    string       `json:"language,omitempty"`
		Attachments []jsonFile   `json:"attachments,omitempty"`
		Photo       *jsonPhoto   `json:"_image,omitempty"`
	}
	jsonAuthor struct {
		Name string `json:"name"`
	}
	jsonHub struct {
		Type string `json:"type"`
		URL  string `json:"url"`
	}
	jsonRights struct {
		Copyright string `json:"copyright"`
	}
	jsonFile struct {
		URL   string `json:"url"`
		Type  string `json:"mime_type"`
		Title string `json:"title,omitempty"`
		Bytes int64  `json:"size_in_bytes,omitempty"`
	}
	// jsonPhoto says what the format has no words for: whose photo it is.
	jsonPhoto struct {
		Credit    string `json:"credit,omitempty"`
		Caption   string `json:"caption,omitempty"`
		Copyright string `json:"copyright,omitempty"`
		Width     int    `json:"width,omitempty"`
		Height    int    `json:"height,omitempty"`
	}
)

// JSON writes a JSON Feed 1.1. Rights, which the format has no members for, go
// into the extensions _rights and _image.
func JSON(f Feed) ([]byte, error) {
	out := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: clean(f.Title), HomePage: clean(f.URL), Self: clean(f.SelfURL), Description: clean(f.Description), Language: clean(f.Language), Authors: jsonAuthors([]string{f.Title}),
		Items: make([]jsonItem, 0, len(f.Items)),
	}
	if f.HubURL != "" {
		out.Hubs = []jsonHub{{"WebSub", clean(f.HubURL)}}
	}
	if f.Copyright != "" {
		out.Rights = &jsonRights{clean(f.Copyright)}
	}
	for i := range f.Items {
		out.Items = append(out.Items, f.Items[i].json())
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		return nil, fmt.Errorf("feed: write JSON Feed: %w", err)
	}
	return b.Bytes(), nil
}

func (it *Item) json() jsonItem {
	out := jsonItem{
		ID: clean(it.id()), URL: clean(it.URL), Title: clean(it.Title), HTML: clean(it.text()), Summary: clean(it.summary()), Published: stamp(it.Published), Modified: stamp(it.updated()),
		Authors: jsonAuthors(it.Authors), Language: clean(it.Language),
	}
	for _, name := range it.Categories {
		if name = clean(name); name != "" {
			out.Tags = append(out.Tags, name)
		}
	}
	if out.HTML == "" {
		out.Text = &out.Summary
	}
	if im := it.Image; im != nil && im.URL != "" {
		out.Image = clean(im.URL)
		out.Photo = &jsonPhoto{clean(im.Credit), clean(im.Caption), clean(im.Copyright), im.Width, im.Height}
		if im.Type != "" {
			out.Attachments = []jsonFile{{out.Image, clean(im.Type), clean(im.Caption), im.Bytes}}
		}
	}
	return out
}

func jsonAuthors(names []string) []jsonAuthor {
	var out []jsonAuthor
	for _, name := range names {
		if name = clean(name); name != "" {
			out = append(out, jsonAuthor{name})
		}
	}
	return out
}
