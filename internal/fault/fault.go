// Package fault gives errors a kind that the doors understand. A kind says
// what went wrong in the newsroom's terms (nothing by that name, somebody was
// faster, this person may not); the doors turn kinds into HTTP statuses and
// exit codes, once, at the edge.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind classifies an error.
type Kind int

// The kinds. Internal is the zero value, so an error that nobody classified is
// never shown to a person in full.
const (
	Internal    Kind = iota
	NotFound         // nothing by that name or number
	Conflict         // somebody changed it meanwhile, or it exists already
	Invalid          // the input does not say what is needed
	Forbidden        // this person may not do that
	Gone             // it was here and was taken away
	Unsigned         // nobody is signed in
	TooMany          // a limit on how often was reached
	TooLarge         // a limit on size was reached
	Unavailable      // this installation cannot do it now
)

var names = map[Kind]string{
	Internal: "internal", NotFound: "not-found", Conflict: "conflict", Invalid: "invalid", Forbidden: "forbidden",
	Gone: "gone", Unsigned: "unsigned", TooMany: "too-many", TooLarge: "too-large", Unavailable: "unavailable",
}

// String gives the kind's name as it stands in logs and API problems.
func (k Kind) String() string { return names[k] }

// Field is one field of the input and what is wrong with it.
type Field struct {
	Name    string // path within the input, for example "body.blocks[3].level"
	Message string // what to do, for a person
}

// Error is an error with a kind and words that may be shown to a person.
type Error struct {
	Kind    Kind
	Message string
	Fields  []Field // for Invalid
	Detail  any     // for Conflict: what changed, by whom
	Cause   error   // for the log only
}

// Error gives the message for a person, fields included, without the cause.
func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return e.Message
	}
	parts := make([]string, 0, len(e.Fields))
	for _, f := range e.Fields {
		parts = append(parts, f.Name+": "+f.Message)
	}
	if e.Message == "" {
		return strings.Join(parts, "; ")
	}
	return e.Message + " (" + strings.Join(parts, "; ") + ")"
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// New makes an error of a kind with a message for a person.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// Wrap makes an error of a kind that keeps its cause for the log.
func Wrap(kind Kind, cause error, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...), Cause: cause}
}

// InvalidField makes an Invalid error about one field.
func InvalidField(field, format string, args ...any) *Error {
	return &Error{Kind: Invalid, Fields: []Field{{Name: field, Message: fmt.Sprintf(format, args...)}}}
}

// KindOf gives the kind of the first classified error in err's chain, or
// Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is says whether err is of a kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Public gives the words of err that a person outside may read, and false
// where err was never classified and must stay in the log.
func Public(err error) (*Error, bool) {
	var e *Error
	if errors.As(err, &e) && e.Kind != Internal {
		return e, true
	}
	return nil, false
}
