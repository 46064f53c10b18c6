package wire_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"dateline/internal/testkit"
	"dateline/newsroom/wire"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	long := `{"uri":"x","body_text":"` + strings.Repeat("a", wire.MaxItem) + `"}`
	tests := []struct {
		name string
		file string
		want []string // items; "!" stands for one that cannot be cut out
	}{
		{"nothing", "", nil},
		{"white space", " \n\t", nil},
		{"one object", `{"uri":"a"}`, []string{`{"uri":"a"}`}},
		{"one object in lines", "{\n \"uri\": \"a\"\n}\n", []string{"{\n \"uri\": \"a\"\n}"}},
		{"byte order mark", "\uFEFF{\"uri\":\"a\"}", []string{`{"uri":"a"}`}},
		{"array", `[{"uri":"a"}, {"uri":"b"}]`, []string{`{"uri":"a"}`, `{"uri":"b"}`}},
		{"array in lines", "[\n{\"uri\":\"a\"},\n{\"uri\":\"b\"}\n]\n", []string{`{"uri":"a"}`, `{"uri":"b"}`}},
		{"empty array", `[]`, nil},
		{"two arrays", `[{"a":1}][{"a":2}]`, []string{`{"a":1}`, `{"a":2}`}},
		{"lines", "{\"uri\":\"a\"}\n{\"uri\":\"b\"}\r\n\n{\"uri\":\"c\"}", []string{`{"uri":"a"}`, `{"uri":"b"}`, `{"uri":"c"}`}},
		{"a broken line", "{\"uri\":\"a\"}\n{\"uri\":\"b\n{\"uri\":\"c\"}\n", []string{`{"uri":"a"}`, `{"uri":"b`, `{"uri":"c"}`}},
		{"a line that is none", "{\"uri\":\"a\"}\nhello\n{\"uri\":\"c\"}\n", []string{`{"uri":"a"}`, `hello`, `{"uri":"c"}`}},
		{"objects side by side", `{"uri":"a"}{"uri":"b"}`, []string{`{"uri":"a"}`, `{"uri":"b"}`}},
		{"text sequence", "\x1e{\"uri\":\"a\"}\n\x1e{\"uri\":\"b\"}\n", []string{`{"uri":"a"}`, `{"uri":"b"}`}},
		{"brackets in text", `[{"a":"}]{\"["},{"b":"\\"}]`, []string{`{"a":"}]{\"["}`, `{"b":"\\"}`}},
		{"other things in an array", `[1, "x", {"uri":"a"}, null]`, []string{`1`, `"x"`, `{"uri":"a"}`, `null`}},
		{"no list at all", "just words\n{\"uri\":\"a\"}", []string{"just words", `{"uri":"a"}`}},
		{"cut short", `[{"uri":"a"},{"uri":`, []string{`{"uri":"a"}`, "!"}},
		{"too long in an array", `[` + long + `,{"uri":"b"}]`, []string{"!", `{"uri":"b"}`}},
		{"too long in lines", "{\"uri\":\"a\"}\n" + long + "\n{\"uri\":\"b\"}\n", []string{`{"uri":"a"}`, "!", `{"uri":"b"}`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for how, r := range map[string]io.Reader{"whole": strings.NewReader(tt.file), "bytewise": iotest.OneByteReader(strings.NewReader(tt.file))} {
				if how == "bytewise" && len(tt.file) > 1000 {
					continue
				}
				var got []string
				for raw := range wire.Split(r) {
					if raw.Index != len(got)+1 {
						t.Errorf("item %d counts as %d", len(got)+1, raw.Index)
					}
					if raw.Err != nil {
						got = append(got, "!")
						continue
					}
					got = append(got, string(raw.Bytes))
				}
				testkit.Equal(t, got, tt.want)
			}
		})
	}
}

func TestSplitTellsOfAFailingReader(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is gone")
	var last error
	n := 0
	for raw := range wire.Split(io.MultiReader(strings.NewReader(`[{"uri":"a"},{"uri"`), iotest.ErrReader(broken))) {
		n, last = n+1, raw.Err
	}
	if n != 2 || !errors.Is(last, broken) {
		t.Fatalf("%d items, then %v", n, last)
	}
}

func TestSplitStops(t *testing.T) {
	t.Parallel()
	for range wire.Split(strings.NewReader(`[{},{},{}]`)) {
		return
	}
	t.Fatal("no item came")
}

func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"", `{"a":1}`, "[{},{}]", "{\"a\":1}\n{\"b\":2}\n", "[1,{\"a\":\"}\"}", "\xEF\xBB\xBF{}", "\x1e{}\n", "]]][{", "{\"\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		total, n := 0, 0
		for raw := range wire.Split(bytes.NewReader(data)) {
			total += len(raw.Bytes)
			if n++; raw.Index != n || len(raw.Bytes) > wire.MaxItem {
				t.Fatalf("item %d counts as %d with %d bytes", n, raw.Index, len(raw.Bytes))
			}
		}
		if total > len(data) || n > len(data)+1 {
			t.Fatalf("%d items of %d bytes out of %d", n, total, len(data))
		}
	})
}
