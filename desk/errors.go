package desk

import (
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"dateline/internal/fault"
	"dateline/internal/web"
)

// setUpHuma tells package huma, whose settings are global, how this house
// writes errors and lists. It does so once, before the first route.
//
//nolint:gochecknoglobals // a once is of no use anywhere else
var setUpHuma = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return refusal(status, message, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		p := refusal(status, message, errs)
		p.Request = web.IDOf(ctx.Context())
		return p
	}
})

// maxNamed is how many wrong fields the detail repeats; all stand in errors.
const maxNamed = 5

// refusal is the problem of a request that does not fit its operation.
func refusal(status int, message string, errs []error) *web.Problem {
	p := web.ProblemOf(fault.New(kindOf(status), "%s", message))
	p.Status = status
	var named []string
	for _, err := range errs {
		var detailer huma.ErrorDetailer
		if !errors.As(err, &detailer) {
			continue
		}
		d := detailer.ErrorDetail()
		p.Errors = append(p.Errors, web.FieldProblem{Location: d.Location, Message: d.Message})
		if len(named) < maxNamed {
			named = append(named, strings.TrimPrefix(d.Location+": "+d.Message, ": "))
		}
	}
	if len(named) > 0 {
		p.Detail = "The request does not fit: " + strings.Join(named, "; ")
	}
	return p
}

func kindOf(status int) fault.Kind {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return fault.TooLarge
	case http.StatusNotFound:
		return fault.NotFound
	case http.StatusServiceUnavailable, http.StatusRequestTimeout:
		return fault.Unavailable
	}
	if status >= http.StatusInternalServerError {
		return fault.Internal
	}
	return fault.Invalid
}
