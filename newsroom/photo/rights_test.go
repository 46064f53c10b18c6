package photo_test

import (
	"strings"
	"testing"
	"time"

	"dateline/newsroom/photo"
)

func TestTheVerdictSaysWhetherWhyAndWhatToDo(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	end := time.Date(2026, 11, 30, 0, 0, 0, 0, paris) // the 29th is the last day
	for _, c := range []struct {
		name   string
		photo  photo.Photo
		at     time.Time
		answer photo.Answer
		says   string
	}{
		{"own work", photo.Photo{Creator: "Ines", Rights: photo.Rights{Class: photo.Own}}, now, photo.Fine, "may be published."},
		{"no class", photo.Photo{Creator: "Ines"}, now, photo.Mind, "by what right"},
		{"a licence says it", photo.Photo{Creator: "Ines", Licence: "CC BY 4.0"}, now, photo.Fine, "may be published."},
		{"no credit", photo.Photo{Rights: photo.Rights{Class: photo.Own}}, now, photo.Refuse, "name the photographer"},
		{"killed", photo.Photo{Creator: "Ines", KilledAt: now, KilledReason: "forged"}, now, photo.Refuse, "forged"},
		{"ends soon", photo.Photo{Agency: "AFP", Rights: photo.Rights{Class: photo.Licensed, ExpiresAt: end}}, now, photo.Mind, "ends on 29 November 2026"},
		{"the last second", photo.Photo{Agency: "AFP", Rights: photo.Rights{Class: photo.Licensed, ExpiresAt: end}}, end.Add(-time.Second), photo.Mind, "ends on 29 November 2026"},
		{"ended", photo.Photo{Agency: "AFP", Rights: photo.Rights{Class: photo.Licensed, ExpiresAt: end}}, end, photo.Refuse, "ended on 29 November 2026"},
		{"ends later", photo.Photo{Agency: "AFP", Rights: photo.Rights{Class: photo.Licensed, ExpiresAt: now.AddDate(1, 0, 0)}}, now, photo.Fine, "may be published."},
		{"from a reader", photo.Photo{Creator: "Sam", Rights: photo.Rights{Class: photo.FromReader}}, now, photo.Refuse, "ask, then mark it"},
		{"from a reader who said yes", photo.Photo{Creator: "Sam", Rights: photo.Rights{Class: photo.FromReader, Cleared: true}}, now, photo.Fine, "may be published."},
		{"for mail alone", photo.Photo{Agency: "AFP", Rights: photo.Rights{Class: photo.AgencyRights, Uses: []photo.Use{photo.Newsletter}}}, now, photo.Refuse, "newsletter and not on the web"},
		{"restricted", photo.Photo{Agency: "AFP", Rights: photo.Rights{Class: photo.AgencyRights, Restriction: "Not in Germany."}}, now, photo.Mind, "Not in Germany."},
	} {
		v := c.photo.Verdict(c.at, paris)
		if v.Answer != c.answer || !strings.Contains(v.Sentence, c.says) {
			t.Errorf("%s: %s, %q; want %s with %q", c.name, v.Answer, v.Sentence, c.answer, c.says)
		}
	}
}
