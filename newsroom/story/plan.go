package story

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

// Plan is a story's line in the budget, the newsroom's list of what it is
// working on: by when it is to be filed, who has it, and which desk. It is no
// part of what the story says, has no revisions, and never leaves the desk.
type Plan struct {
	Due      time.Time // by when it is to be filed; zero for no time
	Assignee int64     // the account that has it; 0 for nobody
	Desk     string    // "Foreign", "Sport"; empty for none
}

// MaxDesk is how many characters the name of a desk may have.
const MaxDesk = 40

// Planning is a change of a plan: what is nil stays.
type Planning struct {
	Due      *time.Time // zero for no time any more
	Assignee *int64
	Desk     *string
	Workflow *Workflow
}

// Desks gives the names of desks that stories have, by name.
func (ss *Stories) Desks(ctx context.Context, q database.Q) ([]string, error) {
	return database.List(ctx, q, database.Value[string], `SELECT DISTINCT desk FROM story WHERE desk <> '' ORDER BY desk LIMIT 200`)
}

// SetPlan changes what p names of a story's plan, whatever else somebody
// changes of the story at the same moment: two people who fill in two columns
// do not get in each other's way, and nobody who is writing does.
func (ss *Stories) SetPlan(ctx context.Context, actor account.Actor, id ID, p Planning) (plan Plan, err error) {
	if err := actor.Check(account.WriteStory); err != nil {
		return plan, err
	}
	if p.Desk != nil {
		*p.Desk = strings.Join(strings.Fields(*p.Desk), " ")
		if n := len([]rune(*p.Desk)); n > MaxDesk {
			return plan, fault.InvalidField("desk", "has %d characters and may have %d", n, MaxDesk)
		}
	}
	err = ss.Do(ctx, "plan", func(w *Work) error {
		plan, err = w.setPlan(ctx, actor, id, p)
		return err
	})
	return plan, err
}

func (w *Work) setPlan(ctx context.Context, actor account.Actor, id ID, p Planning) (plan Plan, err error) {
	st, err := selectStory(ctx, w.tx, id)
	if err != nil {
		return plan, err
	}
	if st.Publication == Killed {
		return plan, fault.New(fault.Conflict, "this story was killed and stays so: start a new one")
	}
	if p.Workflow != nil && *p.Workflow != st.Workflow {
		if err := p.Workflow.check(); err != nil {
			return plan, err
		}
		was := st.Workflow
		st.Workflow = *p.Workflow
		if err := w.keep(ctx, actor, &st, "workflow", string(was)+" → "+string(st.Workflow), false); err != nil {
			return plan, err
		}
	}
	plan = st.Plan
	told := plan.take(p, w.zone)
	if len(told) == 0 {
		return plan, nil
	}
	if _, err := w.tx.Exec(ctx, `UPDATE story SET due_at = $1, assignee_id = $2, desk = $3, changed_at = $4 WHERE id = $5`,
		database.Micros(plan.Due), plan.Assignee, plan.Desk, database.Micros(w.now), id); err != nil {
		return plan, fmt.Errorf("plan story %d: %w", id, err)
	}
	return plan, audit.Record(ctx, w.tx, w.now, actor, "plan", "story", int64(id), strings.Join(told, ", "))
}

// take changes what c names, and says what that is.
func (p *Plan) take(c Planning, zone *time.Location) (told []string) {
	if c.Due != nil && !c.Due.Equal(p.Due) {
		p.Due = c.Due.UTC().Truncate(time.Microsecond)
		told = append(told, "due "+orNone(p.Due.IsZero(), p.Due.In(zone).Format("2006-01-02 15:04")))
	}
	if c.Assignee != nil && *c.Assignee != p.Assignee {
		p.Assignee = *c.Assignee
		told = append(told, "assignee "+orNone(p.Assignee == 0, fmt.Sprintf("account %d", p.Assignee)))
	}
	if c.Desk != nil && *c.Desk != p.Desk {
		p.Desk = *c.Desk
		told = append(told, "desk "+orNone(p.Desk == "", p.Desk))
	}
	return told
}

func orNone(none bool, text string) string {
	if none {
		return "none"
	}
	return text
}
