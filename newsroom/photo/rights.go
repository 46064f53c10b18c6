package photo

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Class says by what right the newsroom has a photo.
type Class string

// The classes of rights.
const (
	UnknownRights Class = ""              // nobody has said yet
	Own           Class = "own"           // taken by the newsroom's own people
	AgencyRights  Class = "agency"        // under a contract with an agency
	Licensed      Class = "licensed"      // bought, for a time or a use
	Handout       Class = "handout"       // given away for the news that it shows
	OpenLicence   Class = "open-licence"  // Creative Commons and the like
	PublicDomain  Class = "public-domain" // nobody's any more
	FromReader    Class = "from-reader"   // taken by somebody outside, who must have said yes
)

// Classes lists all classes.
func Classes() []Class {
	return []Class{UnknownRights, Own, AgencyRights, Licensed, Handout, OpenLicence, PublicDomain, FromReader}
}

// Use is a place in which a photo may be shown.
type Use string

// The uses.
const (
	Web        Use = "web"
	Newsletter Use = "newsletter"
	Social     Use = "social"
)

// Uses lists all uses.
func Uses() []Use { return []Use{Web, Newsletter, Social} }

// Rights is what the newsroom may do with a photo.
type Rights struct {
	Class       Class
	ExpiresAt   time.Time // from then on it may not be published; zero for never
	Restriction string    // "Not in Germany": for people to read
	Uses        []Use     // where it may be shown; empty for everywhere
	Cleared     bool      // whoever took it has said yes
}

// ExpiresSoon is how long before its end a right is spoken of.
const ExpiresSoon = 14 * 24 * time.Hour

// Answer is whether a photo may be published.
type Answer string

// The answers.
const (
	Fine   Answer = "fine"
	Mind   Answer = "mind"   // it may be published, and there is something to know
	Refuse Answer = "refuse" // it may not be published
)

// Verdict is the answer, as one sentence with what to do about it.
type Verdict struct {
	Answer   Answer
	Sentence string
}

// Verdict says whether p may be published at a moment; days are named in zone.
func (p Photo) Verdict(at time.Time, zone *time.Location) Verdict {
	refuse := func(format string, a ...any) Verdict { return Verdict{Refuse, fmt.Sprintf(format, a...)} }
	r := p.Rights
	switch {
	case p.Killed():
		return refuse("It was killed (%s): choose another photo.", p.KilledReason)
	case p.Creator == "" && p.Agency == "":
		return refuse("It has no credit: name the photographer or the agency.")
	case r.Expired(at):
		return refuse("The right to it ended on %s: renew it and enter the new date, or choose another photo.", day(r.ExpiresAt, zone))
	case r.Class == FromReader && !r.Cleared:
		return refuse("Somebody outside the newsroom took it and has not said yes: ask, then mark it as cleared.")
	case !r.Allows(Web):
		return refuse("It may be used for %s and not on the web: choose another photo, or widen the right.", r.where())
	case !r.ExpiresAt.IsZero() && r.ExpiresAt.Sub(at) < ExpiresSoon:
		return Verdict{Mind, fmt.Sprintf("The right to it ends on %s: renew it, or put another photo in its place before then.", day(r.ExpiresAt, zone))}
	case r.Restriction != "":
		return Verdict{Mind, fmt.Sprintf("It may be published, with a restriction: %s", r.Restriction)}
	case r.Class == UnknownRights && p.Licence == "":
		return Verdict{Mind, "It may be published, but nobody has said by what right: choose one."}
	}
	return Verdict{Fine, "It may be published."}
}

// Expired says whether the right has ended by then.
func (r Rights) Expired(at time.Time) bool { return !r.ExpiresAt.IsZero() && !at.Before(r.ExpiresAt) }

// Allows says whether a photo may be shown there.
func (r Rights) Allows(u Use) bool { return len(r.Uses) == 0 || slices.Contains(r.Uses, u) }

func (r Rights) where() string {
	words := make([]string, len(r.Uses))
	for i, u := range r.Uses {
		words[i] = string(u)
	}
	return strings.Join(words, " and ")
}

// day names the last day of a right: the moment it ends is the midnight after.
func day(end time.Time, zone *time.Location) string {
	return end.Add(-time.Second).In(zone).Format("2 January 2006")
}

func readUses(text string) (all []Use) {
	for _, u := range strings.Split(text, ",") {
		if u != "" {
			all = append(all, Use(u))
		}
	}
	return all
}

func writeUses(all []Use) string {
	words := make([]string, len(all))
	for i, u := range all {
		words[i] = string(u)
	}
	return strings.Join(words, ",")
}
