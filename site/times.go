package site

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"dateline/site/view"
)

// relativeFor is how long a time is told as "2 hours ago".
const relativeFor = 6 * time.Hour

// calendar is how a language writes times. It falls back to English.
type calendar struct {
	months   []string
	justNow  string
	minutes  func(n int) string
	hours    func(n int) string
	fullJoin string
}

var calendars = map[string]calendar{
	"en": {
		months:  strings.Fields("January February March April May June July August September October November December"),
		justNow: "just now", fullJoin: ", ",
		minutes: func(n int) string { return counted(n, "minute ago", "minutes ago") },
		hours:   func(n int) string { return counted(n, "hour ago", "hours ago") },
	},
	"fr": {
		months:  strings.Fields("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
		justNow: "à l’instant", fullJoin: ", ",
		minutes: func(n int) string { return "il y a " + counted(n, "minute", "minutes") },
		hours:   func(n int) string { return "il y a " + counted(n, "heure", "heures") },
	},
	"ar": {
		months:  strings.Fields("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
		justNow: "الآن", fullJoin: "، ",
		minutes: func(n int) string { return "قبل " + arabicCount(n, "دقيقة", "دقيقتين", "دقائق") },
		hours:   func(n int) string { return "قبل " + arabicCount(n, "ساعة", "ساعتين", "ساعات") },
	},
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// arabicCount writes a number with its noun: one, two, 3 to 10, and beyond.
func arabicCount(n int, one, two, few string) string {
	switch {
	case n == 1:
		return one
	case n == 2:
		return two
	case n <= 10:
		return strconv.Itoa(n) + " " + few
	}
	return strconv.Itoa(n) + " " + one
}

// teller writes times for one page.
type teller struct {
	now time.Time
	loc *time.Location
	cal calendar
}

func newTeller(now time.Time, loc *time.Location, language string) teller {
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	cal, ok := calendars[base]
	if !ok {
		cal = calendars["en"]
	}
	return teller{now: now.In(loc), loc: loc, cal: cal}
}

// tell writes a moment: relative for six hours, then clock and date in the
// publication's zone.
func (t teller) tell(at time.Time) view.Time {
	if at.IsZero() {
		return view.Time{}
	}
	at = at.In(t.loc)
	v := t.date(at)
	v.Full = v.Label + t.cal.fullJoin + at.Format("15:04 MST")
	age := t.now.Sub(at)
	switch {
	case age >= 0 && age < time.Minute:
		v.Label = t.cal.justNow
	case age >= 0 && age < time.Hour:
		v.Label = t.cal.minutes(int(age.Minutes()))
	case age >= 0 && age < relativeFor:
		v.Label = t.cal.hours(int(age.Hours()))
	case sameDay(at, t.now):
		v.Label = at.Format("15:04")
	}
	return v
}

// date writes a day.
func (t teller) date(at time.Time) view.Time {
	at = at.In(t.loc)
	label := strconv.Itoa(at.Day()) + " " + t.cal.months[at.Month()-1] + " " + strconv.Itoa(at.Year())
	return view.Time{ISO: at.Format(time.RFC3339), Label: label, Full: label, Unix: at.Unix()}
}

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// ageNotice warns that a story is old, in full years.
func (t teller) ageNotice(published time.Time) string {
	years := t.now.Year() - published.Year()
	if published.AddDate(years, 0, 0).After(t.now) {
		years--
	}
	switch {
	case years < 1:
		return ""
	case years == 1:
		return "This story is more than a year old."
	}
	return fmt.Sprintf("This story is more than %d years old.", years)
}
