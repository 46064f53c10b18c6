package linkcheck_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/testkit"
	"dateline/newsroom/linkcheck"
)

type net map[string]int // statuses; 0 for nobody there

func (n net) Look(_ context.Context, address string) (int, error) {
	if n[address] == 0 {
		return 0, errors.New("nobody answers")
	}
	return n[address], nil
}

func TestALinkIsDeadWhenItIsGoneOrNobodyAnswersTwice(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		c := clock.Freeze(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
		links := linkcheck.New(db, c, nil)
		world := net{"https://a.example/": 200, "https://b.example/gone": 404, "https://d.example/": 503}
		urls := []string{"https://a.example/", "https://b.example/gone", "https://c.example/", "https://d.example/"}
		look := func() (dead, asked []string) {
			testkit.NoError(t, links.Work(t.Context(), world, linkcheck.Look{URLs: urls}))
			testkit.NoError(t, db.Read(t.Context(), func(q *database.Snapshot) error {
				known, ask, err := links.Known(t.Context(), q, urls)
				for _, u := range urls {
					if known[u].Dead() {
						dead = append(dead, u)
					}
				}
				asked = ask
				return err
			}))
			return dead, asked
		}
		dead, asked := look()
		testkit.Equal(t, dead, []string{"https://b.example/gone"}) // nobody at c may be a passing thing
		testkit.Equal(t, len(asked), 0)
		c.Advance(11 * time.Minute)
		dead, _ = look()
		testkit.Equal(t, dead, []string{"https://b.example/gone", "https://c.example/"})
		world["https://c.example/"], world["https://b.example/gone"] = 200, 200
		dead, _ = look() // what was found is kept for a day
		testkit.Equal(t, len(dead), 2)
		c.Advance(25 * time.Hour)
		dead, _ = look()
		testkit.Equal(t, len(dead), 0)
	})
}
