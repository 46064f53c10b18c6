package desk

import (
	"context"
	"log/slog"
	"strconv"

	"dateline/internal/web"
)

// reply is an answer with a JSON body.
type reply[T any] struct{ Body T }

func answer[T any](body T) *reply[T] { return &reply[T]{Body: body} }

// nothing is an answer without a body.
type nothing struct{}

// List is a stretch of a list.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Send as after to get what follows; absent at the end"`
}

func listOf[T, R any](rows []R, view func(R) T) List[T] {
	list := List[T]{Items: make([]T, 0, len(rows))}
	for _, r := range rows {
		list.Items = append(list.Items, view(r))
	}
	return list
}

// ByID is the number in a path.
type ByID struct {
	ID int64 `path:"id" minimum:"1"`
}

func number(id int64) string { return strconv.FormatInt(id, 10) }

func orEmpty[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

func (d *Desk) logBroken(ctx context.Context, err error) {
	d.Log.LogAttrs(ctx, slog.LevelError, "desk call failed", slog.String("error", err.Error()), slog.String("id", web.IDOf(ctx)))
}
