package slug

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMake(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Syria talks resume in Geneva":           "syria-talks-resume-in-geneva",
		"Élections: l’Île-de-France":             "elections-lile-de-france",
		"Москва и Дамаск":                        "moskva-i-damask",
		"انتخابات الرئاسة":                       "انتخابات-الرئاسة",
		"القِمَّة":                               "القمة",
		"  --  ":                                 "",
		strings.Repeat("word ", 40):              strings.TrimSuffix(strings.Repeat("word-", 18), "-"),
		"G7 & EU agree on 2.5% tariff — at last": "g7-and-eu-agree-on-2-5-tariff-at-last",
	} {
		if got := Make(in); got != want {
			t.Errorf("Make(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzMake(f *testing.F) {
	f.Add("Syria talks")
	f.Add("انتخابات")
	f.Add(strings.Repeat("ا", 100))
	f.Fuzz(func(t *testing.T, in string) {
		got := Make(in)
		if got != "" && (!Valid(got) || !utf8.ValidString(got)) {
			t.Fatalf("Make(%q) = %q is not valid", in, got)
		}
	})
}
