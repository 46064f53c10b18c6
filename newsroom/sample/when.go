package sample

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// An almanac turns the story files' relative dates into real ones, so that the
// sample is always today's paper.
type almanac struct {
	now  time.Time
	zone *time.Location
}

var clockTime = regexp.MustCompile(`^(in )?(\d+) days?( ago)? (\d\d):(\d\d)$`)

// at reads "40m ago", "5h20m ago", "3 days ago 06:30", "in 18h" and
// "in 2 days 06:00". Clock times are in the publication's zone.
func (a almanac) at(s string) (time.Time, error) {
	if m := clockTime.FindStringSubmatch(s); m != nil && (m[1] == "") != (m[3] == "") {
		days, _ := strconv.Atoi(m[2]) // the expression let only digits through
		hour, _ := strconv.Atoi(m[4])
		minute, _ := strconv.Atoi(m[5])
		if m[1] == "" {
			days = -days
		}
		d := a.now.In(a.zone)
		return time.Date(d.Year(), d.Month(), d.Day()+days, hour, minute, 0, 0, a.zone).UTC(), nil
	}
	rest, ago := strings.CutSuffix(s, " ago")
	rest, in := strings.CutPrefix(rest, "in ")
	d, err := time.ParseDuration(rest)
	if err != nil || ago == in {
		return time.Time{}, fmt.Errorf("%q is no time such as \"5h20m ago\", \"3 days ago 06:30\" or \"in 18h\"", s)
	}
	if ago {
		d = -d
	}
	return a.now.Add(d).UTC().Truncate(time.Minute), nil
}

var dateWord = regexp.MustCompile(`\{(day|date|month|year)([+-]\d+)?\}`)

// words replaces {day}, {date}, {month} and {year} by words in the story's
// language. A number is added or taken away in days, in {day-1} and {date+3},
// in months or in years.
func (a almanac) words(s, lang string, published time.Time) string {
	if !strings.Contains(s, "{") {
		return s
	}
	return dateWord.ReplaceAllStringFunc(s, func(word string) string {
		m := dateWord.FindStringSubmatch(word)
		shift, _ := strconv.Atoi(m[2]) // empty means none
		local := published.In(a.zone)
		t := local.AddDate(0, 0, shift)
		days, months := names(lang)
		switch m[1] {
		case "day":
			return days[t.Weekday()]
		case "date":
			return strconv.Itoa(t.Day()) + " " + months[t.Month()-1]
		case "month":
			return months[((int(local.Month())-1+shift)%12+12)%12]
		default:
			return strconv.Itoa(local.Year() + shift)
		}
	})
}

// names are the weekdays from Sunday and the months from January.
func names(lang string) (days [7]string, months [12]string) {
	switch lang {
	case "ar":
		return [7]string{"الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"},
			[12]string{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"}
	case "fr":
		return [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
			[12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	}
	for i := range days {
		days[i] = time.Weekday(i).String()
	}
	for i := range months {
		months[i] = time.Month(i + 1).String()
	}
	return days, months
}
