package preflight

import (
	"context"
	"fmt"
	"slices"

	"dateline/internal/database"
	"dateline/newsroom/story"
)

// Outcome is what became of a warning.
type Outcome string

// The outcomes.
const (
	Mended   Outcome = "mended"   // it was found while the story was written, and not any more when it went out
	Accepted Outcome = "accepted" // it went out as it was, and somebody said why that is right
	Ignored  Outcome = "ignored"  // it went out as it was, and nobody said why
)

// Count is how often a rule's findings had each outcome, story by story. A rule
// that is accepted and ignored again and again is noise.
type Count struct {
	Rule                      Rule
	Mended, Accepted, Ignored int64
}

// Saw notes what was found in a story while it was written.
func Saw(ctx context.Context, tx *database.Tx, id story.ID, findings []Finding) error {
	for _, rule := range rulesIn(findings) {
		if _, err := tx.Exec(ctx, `INSERT INTO preflight_seen (story_id, rule) VALUES ($1, $2) ON CONFLICT (story_id, rule) DO NOTHING`, id, rule); err != nil {
			return fmt.Errorf("note what preflight found in story %d: %w", id, err)
		}
	}
	return nil
}

// Seen gives the rules that found something in a story since it last went out.
func Seen(ctx context.Context, q database.Q, id story.ID) ([]string, error) {
	return database.List(ctx, q, database.Value[string], `SELECT rule FROM preflight_seen WHERE story_id = $1 ORDER BY rule`, id)
}

// Settle counts what became of a story's findings when it went out: findings
// are those that still stand, explained says that a reason was given.
func Settle(ctx context.Context, tx *database.Tx, id story.ID, findings []Finding, explained bool) error {
	outcome := Ignored
	if explained {
		outcome = Accepted
	}
	seen, err := Seen(ctx, tx, id)
	if err != nil {
		return err
	}
	left := rulesIn(findings)
	all := slices.Concat(left, seen)
	slices.Sort(all) // two stories that go out at once count in one order
	for _, rule := range slices.Compact(all) {
		became := Mended
		if slices.Contains(left, rule) {
			became = outcome
		}
		if err := count(ctx, tx, rule, became); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `DELETE FROM preflight_seen WHERE story_id = $1`, id)
	return err
}

func count(ctx context.Context, tx *database.Tx, rule string, outcome Outcome) error {
	_, err := tx.Exec(ctx, `INSERT INTO preflight_count (rule, outcome, n) VALUES ($1, $2, 1) ON CONFLICT (rule, outcome) DO UPDATE SET n = preflight_count.n + 1`, rule, string(outcome))
	if err != nil {
		return fmt.Errorf("count what became of %s: %w", rule, err)
	}
	return nil
}

// Counts gives what became of each rule's findings, in the order of Rules.
func Counts(ctx context.Context, q database.Q) ([]Count, error) {
	type row struct {
		rule    string
		outcome Outcome
		n       int64
	}
	rows, err := database.List(ctx, q, func(s database.Scanner) (r row, err error) {
		err = s.Scan(&r.rule, &r.outcome, &r.n)
		return r, err
	}, `SELECT rule, outcome, n FROM preflight_count`)
	if err != nil {
		return nil, fmt.Errorf("read what became of preflight's findings: %w", err)
	}
	var all []Count
	for _, rule := range Rules() {
		c := Count{Rule: rule}
		for _, r := range rows {
			if r.rule != rule.Name {
				continue
			}
			switch r.outcome {
			case Mended:
				c.Mended = r.n
			case Accepted:
				c.Accepted = r.n
			case Ignored:
				c.Ignored = r.n
			}
		}
		all = append(all, c)
	}
	return all, nil
}

func rulesIn(findings []Finding) (names []string) {
	for _, f := range findings {
		if !slices.Contains(names, f.Rule) {
			names = append(names, f.Rule)
		}
	}
	return names
}
