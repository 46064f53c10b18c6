package story

import (
	"slices"

	"dateline/internal/fault"
)

// Publication is where a story stands towards the public. It is apart from the
// workflow, which is where the story stands within the newsroom.
type Publication string

// The states of publication.
const (
	Draft     Publication = "draft"
	Scheduled Publication = "scheduled" // goes live by itself at its time
	Live      Publication = "live"
	Corrected Publication = "corrected" // live, with at least one correction or note
	Withdrawn Publication = "withdrawn" // was live; its address says why it is not
	Killed    Publication = "killed"    // withdrawn or spiked for good
)

// Publications lists all states.
func Publications() []Publication {
	return []Publication{Draft, Scheduled, Live, Corrected, Withdrawn, Killed}
}

// Public says whether readers see a story in this state.
func (p Publication) Public() bool { return p == Live || p == Corrected }

// Act is something that moves a story, or would.
type Act string

// The acts.
const (
	Save       Act = "save"
	Schedule   Act = "schedule"
	Unschedule Act = "unschedule"
	Publish    Act = "publish" // also: publish again what was changed since
	Correct    Act = "correct"
	Withdraw   Act = "withdraw"
	Kill       Act = "kill"
)

// Acts lists all acts.
func Acts() []Act { return []Act{Save, Schedule, Unschedule, Publish, Correct, Withdraw, Kill} }

// moves is the one state table: what an act makes of a story in a state. A
// pair that is absent is refused.
var moves = map[Publication]map[Act]Publication{
	Draft:     {Save: Draft, Schedule: Scheduled, Publish: Live, Kill: Killed},
	Scheduled: {Save: Scheduled, Schedule: Scheduled, Unschedule: Draft, Publish: Live, Kill: Killed},
	Live:      {Save: Live, Publish: Live, Correct: Corrected, Withdraw: Withdrawn, Kill: Killed},
	Corrected: {Save: Corrected, Publish: Corrected, Correct: Corrected, Withdraw: Withdrawn, Kill: Killed},
	Withdrawn: {Save: Withdrawn, Publish: Live, Kill: Killed},
	Killed:    {},
}

// Next gives the state that act makes of a story in state p, or says why not.
func (p Publication) Next(act Act) (Publication, error) {
	if next, ok := moves[p][act]; ok {
		return next, nil
	}
	return p, fault.New(fault.Conflict, "%s", refusal(p, act))
}

// May lists the acts that are possible in state p.
func (p Publication) May() []Act {
	var acts []Act
	for _, a := range Acts() {
		if _, ok := moves[p][a]; ok {
			acts = append(acts, a)
		}
	}
	return acts
}

func refusal(p Publication, act Act) string {
	switch {
	case p == Killed:
		return "this story was killed and stays so: start a new one"
	case act == Correct:
		return "only a live story can be corrected; this one is " + string(p) + ": save your change instead"
	case act == Withdraw:
		return "only a live story can be withdrawn; this one is " + string(p)
	case act == Unschedule:
		return "this story is not scheduled but " + string(p)
	case act == Schedule && p.Public():
		return "this story is live already and cannot be scheduled"
	case act == Schedule:
		return "a withdrawn story cannot be scheduled: publish it again, or start a new one"
	}
	return "a story that is " + string(p) + " cannot be put through “" + string(act) + "”"
}

// Workflow is where a story stands within the newsroom. The words are the
// newsroom's own; these are the ones it starts with.
type Workflow string

// Workflows lists the steps in their order.
func Workflows() []Workflow { return []Workflow{"pitch", "writing", "editing", "checking", "ready"} }

func (w Workflow) check() error {
	if slices.Contains(Workflows(), w) {
		return nil
	}
	return fault.InvalidField("workflow", "“%s” is not one of pitch, writing, editing, checking, ready", w)
}
