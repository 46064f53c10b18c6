package desk

import (
	"time"

	"dateline/internal/web"
)

// How often somebody may knock. Wrong passwords are counted apart, and on all
// nodes together, by package account.
//
//nolint:gochecknoglobals // constants in all but name: Go has none of a struct
var (
	signInLimit = web.Limit{Requests: 20, Window: time.Minute}   // tries to sign in from one network address
	callLimit   = web.Limit{Requests: 1200, Window: time.Minute} // API calls by one person or script
	visitLimit  = web.Limit{Requests: 6000, Window: time.Minute} // requests of any kind from one network address
)

// usualRows is how many rows a list gives where nobody says.
const usualRows = 50

// How long slow things may take.
const (
	bodyTime   = 30 * time.Second // to send an ordinary body
	uploadTime = 10 * time.Minute
	importTime = 60 * time.Minute
)
