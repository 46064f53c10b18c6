package sample

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestReadBody(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"paragraph", "One *two*\nthree.", `{"id":"b1","kind":"paragraph","text":[{"t":"One "},{"t":"two","i":true},{"t":" three."}]}`},
		{"marks within marks", "**a *b***", `{"id":"b1","kind":"paragraph","text":[{"t":"a ","b":true},{"t":"b","b":true,"i":true}]}`},
		{"heading", "## What is in it", `{"id":"b1","kind":"heading","text":[{"t":"What is in it"}],"level":2}`},
		{"link to a story", "See [this](story:key).", `{"id":"b1","kind":"paragraph","text":[{"t":"See "},{"t":"this","href":"story:key"},{"t":"."}]}`},
		{"list", "- a\n- b\n  1. c", `{"id":"b1","kind":"list","items":[{"text":[{"t":"a"}]},{"text":[{"t":"b"}]},{"text":[{"t":"c"}],"level":1,"ordered":true}]}`},
		{"ordered list", "1. a\n2. b", `{"id":"b1","kind":"list","ordered":true,"items":[{"text":[{"t":"a"}]},{"text":[{"t":"b"}]}]}`},
		{"quote", "> Said.\n>\n> — Who, what", `{"id":"b1","kind":"quote","text":[{"t":"Said."}],"attribution":[{"t":"Who, what"}]}`},
		{"quote of two paragraphs", "> One.\n>\n> Two.", `{"id":"b1","kind":"quote","items":[{"text":[{"t":"One."}]},{"text":[{"t":"Two."}]}]}`},
		{"pull quote", "> [!pull] Said.\n>\n> — Who", `{"id":"b1","kind":"pullquote","text":[{"t":"Said."}],"attribution":[{"t":"Who"}]}`},
		{"box", "> [!box] Title\n>\n> **One** fact.", `{"id":"b1","kind":"note","items":[{"text":[{"t":"Title","b":true}]},{"text":[{"t":"One","b":true},{"t":" fact."}]}],"note_kind":"box"}`},
		{"note", "> [!note]\n>\n> A *fact*.", `{"id":"b1","kind":"note","text":[{"t":"A "},{"t":"fact","i":true},{"t":"."}],"note_kind":"note"}`},
		{"divider", "***", `{"id":"b1","kind":"divider"}`},
		{"table", "| **Name** | x |\n|---|---|\n| a | 1 |", `{"id":"b1","kind":"table","rows":[{"cells":[{"text":null},{"text":[{"t":"x"}]}]},{"cells":[{"text":[{"t":"a"}]},{"text":[{"t":"1"}]}]}],"head_rows":1,"head_column":true,"caption":[{"t":"Name"}]}`},
		{"photo", `![A boat](photo:boat "At sea")`, `{"id":"b1","kind":"photo","photos":[{"photo":1,"caption":[{"t":"At sea"}],"alt":"A boat"}]}`},
		{"gallery", "![A](photo:a)\n![B](photo:b)", `{"id":"b1","kind":"gallery","photos":[{"photo":1,"alt":"A"},{"photo":2,"alt":"B"}]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, _, err := readBody([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(doc.Blocks[0])
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.want || len(doc.Blocks) != 1 {
				t.Errorf("%d blocks\ngot  %s\nwant %s", len(doc.Blocks), got, tt.want)
			}
		})
	}
}

func TestReadBodyRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"<div>markup</div>", "```\ncode\n```"} {
		if _, _, err := readBody([]byte(text)); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	doc, pictures, err := readBody([]byte("To [a](story:a) and [b](story:b).\n\n![x](photo:x)\n\n![y](photo:y)\n![x](photo:x)"))
	if err != nil {
		t.Fatal(err)
	}
	s := Story{Body: doc, Pictures: pictures}
	number := func(of map[string]int64) func(string) int64 { return func(key string) int64 { return of[key] } }
	got, err := json.Marshal(s.Resolve(number(map[string]int64{"a": 7}), number(map[string]int64{"x": 9})))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"blocks":[` +
		`{"id":"b1","kind":"paragraph","text":[{"t":"To "},{"t":"a","story":7},{"t":" and "},{"t":"b"},{"t":"."}]},` +
		`{"id":"b2","kind":"photo","photos":[{"photo":9,"alt":"x"}]},` +
		`{"id":"b3","kind":"gallery","photos":[{"photo":9,"alt":"x"}]}]}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if links := strings.Join(s.Links(), " "); links != "a b" {
		t.Errorf("links: %s", links)
	}
}

func FuzzReadBody(f *testing.F) {
	for _, seed := range []string{"> [!pull]", ">", "|a|\n|-|", "- \n  - x", "![](photo:)", "[!box]", "> - a"} {
		f.Add(seed)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		doc, pictures, err := readBody([]byte(text))
		if err == nil {
			Story{Body: doc, Pictures: pictures}.Resolve(func(string) int64 { return 1 }, func(string) int64 { return 1 })
		}
	})
}
