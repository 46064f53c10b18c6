package site

import (
	"encoding/json"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"dateline/internal/chart"
	"dateline/internal/database"
	"dateline/newsroom/story"
	"dateline/site/pagecache"
	"dateline/site/view"
)

// chartData is a chart as a story's lead keeps it.
type chartData struct {
	Kind string // "line" or "bars"
	chart.Data
}

func drawChart(raw json.RawMessage, mode chart.Mode) (svg string, d chartData, ok bool) {
	if json.Unmarshal(raw, &d) != nil {
		return "", d, false
	}
	drawn := chart.Bars
	if d.Kind == "line" {
		drawn = chart.Line
	}
	out, err := drawn(d.Data, chart.Options{Mode: mode})
	return string(out), d, err == nil
}

// chartInline gives the chart above a story's text.
func (s *Site) chartInline(c *story.Card) *view.Picture {
	svg, d, ok := drawChart(c.Lead.Chart, chart.Inline)
	if !ok {
		return nil
	}
	p := chartPicture(c, d)
	p.Inline = template.HTML(svg) //nolint:gosec // package chart escapes all text
	return p
}

// chartFile gives the chart of a story for a card.
func (s *Site) chartFile(c *story.Card) *view.Picture {
	_, d, ok := drawChart(c.Lead.Chart, chart.File)
	if !ok {
		return nil
	}
	return chartPicture(c, d)
}

func chartPicture(c *story.Card, d chartData) *view.Picture {
	return &view.Picture{
		URL: "/charts/" + strconv.FormatInt(int64(c.ID), 10) + ".svg", Width: mapWidth, Height: mapHeight, Alt: "Chart: " + d.Title, Source: d.Source, Map: true, FocusX: 5, FocusY: 5,
	}
}

// serveChart answers for /charts/{story}.svg, of public stories only.
func (s *Site) serveChart(w http.ResponseWriter, r *http.Request) {
	s.serve(w, r, r.URL.Path, func() (pagecache.Page, error) {
		number, ok := strings.CutSuffix(r.PathValue("file"), ".svg")
		id, err := strconv.ParseInt(number, 10, 64)
		if !ok || err != nil {
			return pagecache.Page{}, notFound()
		}
		var cards []story.Card
		ctx := detached(r).Context()
		err = s.DB.Read(ctx, func(q *database.Snapshot) error {
			cards, err = s.Stories.Cards(ctx, q, []story.ID{story.ID(id)})
			return err
		})
		if err != nil {
			return pagecache.Page{}, err
		}
		if len(cards) == 0 || cards[0].Lead == nil {
			return pagecache.Page{}, notFound()
		}
		svg, _, ok := drawChart(cards[0].Lead.Chart, chart.File)
		if !ok {
			return pagecache.Page{}, notFound()
		}
		return s.drawn(svg, storyKey(cards[0].ID)), nil
	})
}
