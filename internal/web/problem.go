package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"unicode"
	"unicode/utf8"

	"dateline/internal/fault"
)

// Problem is an error as the API tells it (RFC 9457). Detail says what to do.
type Problem struct {
	Type     string         `json:"type,omitempty" format:"uri-reference" doc:"Names the kind of problem; about:blank where the status says it all"`
	Title    string         `json:"title" doc:"The kind of problem in words"`
	Status   int            `json:"status" doc:"HTTP status"`
	Code     string         `json:"code" enum:"internal,not-found,conflict,invalid,forbidden,gone,unsigned,too-many,too-large,unavailable" doc:"The kind of problem for programs"`
	Detail   string         `json:"detail" doc:"What went wrong and what to do about it"`
	Errors   []FieldProblem `json:"errors,omitempty" nullable:"false" doc:"Each field that is wrong"`
	Conflict any            `json:"conflict,omitempty" doc:"Of a conflict: where the thing stands now, who changed it, and what"`
	Request  string         `json:"request,omitempty" doc:"Number of the request, to quote when asking for help"`
}

// FieldProblem is what is wrong with one field of a request.
type FieldProblem struct {
	Location string `json:"location" doc:"Path of the field, for example headline or body.blocks[3].level"`
	Message  string `json:"message" doc:"What it needs"`
}

// ProblemType is the media type of a Problem.
const ProblemType = "application/problem+json"

// answers is the one table that turns kinds of error into HTTP.
var answers = map[fault.Kind]struct {
	status int
	title  string
}{
	fault.Internal:    {http.StatusInternalServerError, "Something broke"},
	fault.NotFound:    {http.StatusNotFound, "Not found"},
	fault.Conflict:    {http.StatusConflict, "Somebody was faster, or the time is wrong"},
	fault.Invalid:     {http.StatusUnprocessableEntity, "Something is missing or wrong"},
	fault.Forbidden:   {http.StatusForbidden, "Not allowed"},
	fault.Gone:        {http.StatusGone, "Gone"},
	fault.Unsigned:    {http.StatusUnauthorized, "Sign in first"},
	fault.TooMany:     {http.StatusTooManyRequests, "Too many requests"},
	fault.TooLarge:    {http.StatusRequestEntityTooLarge, "Too large"},
	fault.Unavailable: {http.StatusServiceUnavailable, "Not available"},
}

// Status gives the HTTP status for an error.
func Status(err error) int { return answers[fault.KindOf(err)].status }

// Title gives the words for the kind of an error.
func Title(err error) string { return answers[fault.KindOf(err)].title }

// broken is all that somebody outside is told of an error that nobody
// classified.
const broken = "something broke on our side; it was noted. Try again, and if it stays, quote the number of this request"

// ProblemOf turns an error into a problem. What was never classified shows
// nothing of itself.
func ProblemOf(err error) *Problem {
	kind := fault.KindOf(err)
	p := &Problem{Status: answers[kind].status, Title: answers[kind].title, Code: kind.String(), Detail: broken}
	f, ok := fault.Public(err)
	if !ok {
		return p
	}
	p.Detail, p.Conflict = sentence(f.Error()), f.Detail
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, FieldProblem{Location: field.Name, Message: field.Message})
	}
	return p
}

func sentence(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if first == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(first)) + s[n:]
}

// Error gives the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus gives the HTTP status, as package huma asks for it.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType gives the media type in which a problem is sent.
func (p *Problem) ContentType(string) string { return ProblemType }

// WriteProblem answers a request with an error. An unclassified one is logged
// in full.
func WriteProblem(w http.ResponseWriter, r *http.Request, log *slog.Logger, err error) {
	LogFault(r, log, err)
	var p *Problem
	if !errors.As(err, &p) {
		p = ProblemOf(err)
	}
	p.Request = IDOf(r.Context())
	h := w.Header()
	h.Set("Content-Type", ProblemType)
	h.Set("Cache-Control", "no-store")
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", Challenge)
	}
	writeJSON(w, p.Status, p)
}

// Challenge tells an unsigned client how to sign requests (RFC 6750, 3).
const Challenge = `Bearer realm="Dateline desk"`

// LogFault logs an error that nobody classified, with the request's id.
func LogFault(r *http.Request, log *slog.Logger, err error) {
	var p *Problem
	if fault.KindOf(err) != fault.Internal || errors.As(err, &p) || r.Context().Err() != nil {
		return
	}
	log.LogAttrs(r.Context(), slog.LevelError, "request failed",
		slog.String("error", err.Error()), slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.String("id", IDOf(r.Context())))
}

// WriteJSON answers with v as JSON.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	writeJSON(w, status, v)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "the answer could not be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(b)+1))
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n')) // a client that left is no error of ours
}

// ReadJSON decodes a request's body of at most the size set by LimitBody into
// v, and refuses fields that v does not have.
func ReadJSON(r *http.Request, v any) error {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		if fault.Is(BodyFault(err), fault.TooLarge) {
			return BodyFault(err)
		}
		return fault.Wrap(fault.Invalid, err, "the body is not the JSON that is asked for: %v", err)
	}
	if d.More() {
		return fault.New(fault.Invalid, "the body goes on after its JSON value")
	}
	return nil
}

func size(bytes int64) string {
	switch {
	case bytes >= 1<<20:
		return fmt.Sprintf("%d MB", bytes>>20)
	case bytes >= 1<<10:
		return fmt.Sprintf("%d kB", bytes>>10)
	}
	return fmt.Sprintf("%d bytes", bytes)
}
