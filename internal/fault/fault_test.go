package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"dateline/internal/fault"
	"dateline/internal/testkit"
)

// TestAKindIsFoundThroughWrapping looks at errors as they arrive at the doors.
func TestAKindIsFoundThroughWrapping(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		err    error
		kind   fault.Kind
		public string // what a person outside may read; empty for nothing
	}{
		{nil, fault.Internal, ""},
		{io.EOF, fault.Internal, ""},
		{fault.New(fault.Internal, "password of the database is x"), fault.Internal, ""},
		{fault.New(fault.NotFound, "there is no story %d", 9), fault.NotFound, "there is no story 9"},
		{fmt.Errorf("read: %w", fault.New(fault.Gone, "it was killed")), fault.Gone, "it was killed"},
		{fault.Wrap(fault.Conflict, io.ErrUnexpectedEOF, "it exists"), fault.Conflict, "it exists"},
		{errors.Join(io.EOF, fault.New(fault.Forbidden, "no")), fault.Forbidden, "no"},
		{fault.Wrap(fault.NotFound, fault.New(fault.Conflict, "inner"), "outer"), fault.NotFound, "outer"},
		{fault.InvalidField("body.blocks[3].level", "is %d to %d", 2, 4), fault.Invalid, "body.blocks[3].level: is 2 to 4"},
		{&fault.Error{Kind: fault.Invalid, Message: "not yet", Fields: []fault.Field{{"a", "is needed"}, {"b", "is long"}}}, fault.Invalid, "not yet (a: is needed; b: is long)"},
	} {
		testkit.Equal(t, fault.KindOf(row.err), row.kind)
		testkit.Equal(t, fault.Is(row.err, row.kind), row.err != nil)
		words := ""
		if public, ok := fault.Public(row.err); ok {
			words = public.Error()
		}
		testkit.Equal(t, words, row.public)
	}
	if !errors.Is(fault.Wrap(fault.Conflict, io.EOF, "x"), io.EOF) {
		t.Error("the cause is lost")
	}
}

// TestEveryKindHasAName: they stand in logs and in the API's problems.
func TestEveryKindHasAName(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for k := fault.Internal; k <= fault.Unavailable; k++ {
		if k.String() == "" || seen[k.String()] {
			t.Errorf("kind %d is called %q", k, k)
		}
		seen[k.String()] = true
	}
	testkit.Equal(t, (fault.Unavailable + 1).String(), "")
}
