package sample

import (
	"testing"
	"time"
)

func TestAt(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	a := almanac{now: time.Date(2026, 7, 10, 17, 5, 30, 0, time.UTC), zone: zone}
	tests := []struct{ words, want string }{
		{"40m ago", "2026-07-10T16:25:00Z"},
		{"5h20m ago", "2026-07-10T11:45:00Z"},
		{"1 day ago 06:30", "2026-07-09T05:30:00Z"},
		{"12 days ago 23:00", "2026-06-28T22:00:00Z"},
		{"in 18h", "2026-07-11T11:05:00Z"},
		{"in 2 days 07:00", "2026-07-12T06:00:00Z"},
		{"", ""},
		{"yesterday", ""},
		{"18h", ""},
		{"in 2 days ago 07:00", ""},
		{"2 days 07:00", ""},
	}
	for _, tt := range tests {
		got, err := a.at(tt.words)
		if (err != nil) != (tt.want == "") {
			t.Errorf("%q: %v", tt.words, err)
		} else if err == nil && got.Format(time.RFC3339) != tt.want {
			t.Errorf("%q: got %s, want %s", tt.words, got.Format(time.RFC3339), tt.want)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	a := almanac{zone: time.UTC}
	published := time.Date(2026, 11, 29, 10, 0, 0, 0, time.UTC) // a Sunday
	tests := []struct{ lang, words, want string }{
		{"en-GB", "on {day}, and {day-1}, by {date+3}", "on Sunday, and Saturday, by 2 December"},
		{"en-GB", "{month} {year} {nothing}", "November 2026 {nothing}"},
		{"en-GB", "{month+3} {month-11} {year-9} {year+1}", "February December 2017 2027"},
		{"fr", "ce {day}, {date}", "ce dimanche, 29 novembre"},
		{"ar", "يوم {day}، {date+2}", "يوم الأحد، 1 ديسمبر"},
	}
	for _, tt := range tests {
		if got := a.words(tt.words, tt.lang, published); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.words, got, tt.want)
		}
	}
}

func TestReadStoryRefuses(t *testing.T) {
	t.Parallel()
	a := almanac{zone: time.UTC}
	for name, file := range map[string]string{
		"no head":            "Only text.\n",
		"an unknown line":    "Headline: x\nHedline: y\n\nText.\n",
		"a line twice":       "Headline: x\nHeadline: y\n\nText.\n",
		"a bad time":         "Published: soon\n\nText.\n",
		"a bad part":         "Series: x one\n\nText.\n",
		"a bad correction":   "Correction: it was wrong\n\nText.\n",
		"a bad chart":        "Chart: bars\nChart-Data: a=b\n\nText.\n",
		"code in the text":   "Headline: x\n\n    code\n",
		"markup in the text": "Headline: x\n\n<p>y</p>\n",
	} {
		if _, err := readStory("x", []byte(file), a); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}
