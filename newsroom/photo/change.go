package photo

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/journal"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

// Change is what a person says about a photo. A nil field leaves what is there.
type Change struct {
	Headline   *string
	Caption    *string
	Alt        *string
	Creator    *string
	Agency     *string
	Source     *string
	Copyright  *string
	Licence    *string
	LicenceURL *string
	UsageTerms *string
	Place      *string
	Language   *string    // BCP 47
	TakenAt    *time.Time // the zero time for unknown
	FocalX     *float64   // 0 to 1 from the left
	FocalY     *float64   // 0 to 1 from the top

	Class       *Class
	ExpiresAt   *time.Time // the zero time for never
	Restriction *string
	Uses        *[]Use // empty for everywhere
	Cleared     *bool
}

// apply puts the change into p, or says which fields cannot be kept.
func (c Change) apply(p *Photo) error {
	var bad []fault.Field
	for _, f := range []struct {
		name  string
		from  *string
		to    *string
		limit int
		lines bool
	}{
		{"headline", c.Headline, &p.Headline, maxHeadline, false},
		{"caption", c.Caption, &p.Caption, maxCaption, true},
		{"alt", c.Alt, &p.Alt, maxAlt, false},
		{"creator", c.Creator, &p.Creator, maxName, false},
		{"agency", c.Agency, &p.Agency, maxName, false},
		{"source", c.Source, &p.Source, maxName, false},
		{"copyright", c.Copyright, &p.Copyright, maxCopyright, false},
		{"licence", c.Licence, &p.Licence, maxLicence, false},
		{"licence_url", c.LicenceURL, &p.LicenceURL, maxURL, false},
		{"usage_terms", c.UsageTerms, &p.UsageTerms, maxUsageTerms, true},
		{"place", c.Place, &p.Place, maxPlace, false},
		{"language", c.Language, &p.Language, maxName, false},
		{"restriction", c.Restriction, &p.Rights.Restriction, maxUsageTerms, false},
	} {
		if f.from == nil {
			continue
		}
		if n := utf8.RuneCountInString(*f.from); n > f.limit {
			bad = append(bad, fault.Field{Name: f.name, Message: fmt.Sprintf("has %d characters, at most %d fit", n, f.limit)})
			continue
		}
		*f.to = written(*f.from, f.lines)
	}
	bad = append(bad, c.applyRest(p)...)
	bad = append(bad, c.applyRights(&p.Rights)...)
	if len(bad) > 0 {
		return &fault.Error{Kind: fault.Invalid, Message: "this photo cannot be kept so", Fields: bad}
	}
	return nil
}

// applyRest does the fields that are more than words.
func (c Change) applyRest(p *Photo) (bad []fault.Field) {
	if c.LicenceURL != nil && p.LicenceURL != "" {
		if u, err := url.Parse(p.LicenceURL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			bad = append(bad, fault.Field{Name: "licence_url", Message: "is not a web address: it begins with https://"})
		}
	}
	if c.Language != nil && p.Language != "" {
		tag, err := language.Parse(p.Language)
		if err != nil {
			bad = append(bad, fault.Field{Name: "language", Message: "is not a language tag such as en, de or ar"})
		}
		p.Language = tag.String()
	}
	if c.TakenAt != nil {
		p.TakenAt = c.TakenAt.UTC().Truncate(time.Microsecond)
	}
	for _, f := range []struct {
		name string
		from *float64
		to   *float64
	}{{"focal_x", c.FocalX, &p.FocalX}, {"focal_y", c.FocalY, &p.FocalY}} {
		switch {
		case f.from == nil:
		case math.IsNaN(*f.from) || *f.from < 0 || *f.from > 1:
			bad = append(bad, fault.Field{Name: f.name, Message: "lies between 0 and 1"})
		default:
			*f.to = *f.from
		}
	}
	return bad
}

func (c Change) applyRights(r *Rights) (bad []fault.Field) {
	if c.Class != nil {
		if !slices.Contains(Classes(), *c.Class) {
			bad = append(bad, fault.Field{Name: "class", Message: fmt.Sprintf("“%s” is no class of rights", *c.Class)})
		}
		r.Class = *c.Class
	}
	if c.ExpiresAt != nil {
		r.ExpiresAt = c.ExpiresAt.UTC().Truncate(time.Microsecond)
	}
	if c.Uses != nil {
		r.Uses = nil
		for _, u := range Uses() { // in this order, each once
			if slices.Contains(*c.Uses, u) {
				r.Uses = append(r.Uses, u)
			}
		}
		for _, u := range *c.Uses {
			if !slices.Contains(Uses(), u) {
				bad = append(bad, fault.Field{Name: "uses", Message: fmt.Sprintf("“%s” is not one of web, newsletter, social", u)})
			}
		}
	}
	if c.Cleared != nil {
		r.Cleared = *c.Cleared
	}
	return bad
}

// written keeps what a person wrote, without what cannot be seen. Angle
// brackets are theirs: pages escape them.
func written(s string, lines bool) string {
	s = strings.Map(visible, strings.ToValidUTF8(s, "\uFFFD"))
	if lines {
		return strings.TrimSpace(s)
	}
	return strings.Join(strings.Fields(s), " ")
}

// Update changes what is said of a photo as it stood at rev.
func (ps *Photos) Update(ctx context.Context, actor account.Actor, id ID, rev int64, c Change) (Photo, error) {
	if err := actor.Check(account.WritePhoto); err != nil {
		return Photo{}, err
	}
	return ps.write(ctx, actor, id, rev, "change", func(p *Photo, _ time.Time) (string, error) {
		return p.Filename, c.apply(p)
	})
}

// Kill takes a photo out of use for good: it is shown nowhere any more and
// cannot come back by being uploaded again. The record and the original stay.
func (ps *Photos) Kill(ctx context.Context, actor account.Actor, id ID, reason string) (Photo, error) {
	if err := actor.Check(account.KillPhoto); err != nil {
		return Photo{}, err
	}
	if reason = cutTo(written(reason, false), maxReason); reason == "" {
		return Photo{}, fault.InvalidField("reason", "say why, for those who look for the photo later")
	}
	p, err := ps.write(ctx, actor, id, anyRev, "kill", func(p *Photo, now time.Time) (string, error) {
		p.KilledAt, p.KilledReason = now, reason
		return reason, nil
	})
	if err != nil {
		return p, err
	}
	return p, ps.forget(ctx, p, "")
}

// anyRev is for what must happen whoever was faster.
const anyRev = 0

// write does one change of one photo with its audit entry and the word to all
// nodes, in one transaction.
func (ps *Photos) write(ctx context.Context, actor account.Actor, id ID, rev int64, kind string, change func(*Photo, time.Time) (detail string, err error)) (p Photo, err error) {
	err = ps.db.Write(ctx, func(tx *database.Tx) error {
		if p, err = ps.ByID(ctx, tx, id); err != nil {
			return err
		}
		if p.Killed() {
			return fault.New(fault.Gone, "this photo was killed: %s", p.KilledReason)
		}
		if rev != anyRev && p.Rev != rev {
			return fault.New(fault.Conflict, "somebody changed this photo meanwhile: look at it again, then repeat your change")
		}
		now := ps.clock.Now()
		detail, err := change(&p, now)
		if err != nil {
			return err
		}
		if err := update(ctx, tx, &p); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, now, actor, kind, "photo", int64(id), detail); err != nil {
			return err
		}
		if err := ps.queue.Enqueue(ctx, tx, Changed{Photo: int64(id)}); err != nil {
			return err
		}
		return journal.Append(ctx, tx, journal.Entry{At: now, Noun: "photo", NounID: int64(id), Kind: kind, Touched: journal.Touched{Photos: []int64{int64(id)}}})
	})
	return p, err
}
