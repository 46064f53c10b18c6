package preflight

import "strings"

// fleeting are words whose meaning is another one tomorrow, by language.
var fleeting = map[string][]string{
	"en": strings.Fields("today yesterday tomorrow tonight monday tuesday wednesday thursday friday saturday sunday"),
	"fr": strings.Fields("aujourd’hui aujourd'hui hier demain lundi mardi mercredi jeudi vendredi samedi dimanche"),
	"de": strings.Fields("heute gestern morgen montag dienstag mittwoch donnerstag freitag samstag sonntag"),
	"es": strings.Fields("hoy ayer mañana lunes martes miércoles jueves viernes sábado domingo"),
	"ar": strings.Fields("اليوم أمس غدا غداً الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"),
}

// captionTime asks for dates in captions: a photo is shown again for years.
func captionTime(g *Galley, report func(Finding)) {
	language, _, _ := strings.Cut(strings.ToLower(g.Story.Content.Language), "-")
	for _, p := range g.passages() {
		if p.part != caption {
			continue
		}
		for _, w := range wordsOf(p.text) {
			for _, f := range fleeting[language] {
				if strings.ToLower(w) == f {
					report(p.finding(w, "In a caption “"+w+"” is wrong tomorrow: give the date."))
				}
			}
		}
	}
}
