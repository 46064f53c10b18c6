package account

import (
	"slices"
	"strings"

	"dateline/internal/fault"
)

// Role is what somebody is in the newsroom. It decides what they may do.
type Role string

// The roles, from the widest to the narrowest.
const (
	Owner       Role = "owner"
	Editor      Role = "editor"
	Reporter    Role = "reporter"
	PhotoEditor Role = "photo-editor"
	Reader      Role = "reader" // reads drafts, changes nothing
)

// Roles lists all roles, widest first.
func Roles() []Role { return []Role{Owner, Editor, Reporter, PhotoEditor, Reader} }

// Action is something that a person or a script may be allowed to do. It is
// also the name of a token's scope.
type Action string

// The actions.
const (
	ReadDesk       Action = "desk:read"      // stories in any state, photos, tags
	WriteStory     Action = "story:write"    // create, save, import as drafts
	PublishStory   Action = "story:publish"  // publish, schedule, embargo
	CorrectStory   Action = "story:correct"  // corrections and notes on a live story
	WithdrawStory  Action = "story:withdraw" // take down with a public notice, and back to draft
	KillStory      Action = "story:kill"     // for good
	WriteRawHTML   Action = "story:raw-html"
	WriteNote      Action = "note:write" // among the newsroom
	WritePhoto     Action = "photo:write"
	KillPhoto      Action = "photo:kill"
	WriteTag       Action = "tag:write"
	MergeTag       Action = "tag:merge"
	WriteStyle     Action = "style:write" // the style book
	ManageAccounts Action = "account:manage"
	ManageTokens   Action = "token:manage" // one's own
	ReadAudit      Action = "audit:read"
	WriteSettings  Action = "settings:write"
)

// rights is the one table that says who may do what.
var rights = map[Action][]Role{
	ReadDesk:       {Owner, Editor, Reporter, PhotoEditor, Reader},
	WriteStory:     {Owner, Editor, Reporter},
	PublishStory:   {Owner, Editor},
	CorrectStory:   {Owner, Editor},
	WithdrawStory:  {Owner, Editor},
	KillStory:      {Owner, Editor},
	WriteRawHTML:   {Owner},
	WriteNote:      {Owner, Editor, Reporter, PhotoEditor},
	WritePhoto:     {Owner, Editor, Reporter, PhotoEditor},
	KillPhoto:      {Owner, Editor, PhotoEditor},
	WriteTag:       {Owner, Editor},
	MergeTag:       {Owner, Editor},
	WriteStyle:     {Owner, Editor},
	ManageAccounts: {Owner},
	ManageTokens:   {Owner, Editor, Reporter, PhotoEditor},
	ReadAudit:      {Owner, Editor},
	WriteSettings:  {Owner},
}

// Actions lists all actions by name.
func Actions() []Action {
	all := make([]Action, 0, len(rights))
	for a := range rights {
		all = append(all, a)
	}
	slices.Sort(all)
	return all
}

// Actor is who does something: a person, a script with a token, or the
// program itself. It is passed as an argument to everything that writes.
type Actor struct {
	ID     int64 // of the account; 0 for the program and the command line
	Name   string
	Role   Role
	Scopes []Action // what a token is limited to; nil for no such limit
}

// Operator is whoever runs the program on its own machine, with the data
// folder in their hands: they may do everything.
func Operator(name string) Actor { return Actor{Name: name, Role: Owner} }

// May says whether a may do what.
func (a Actor) May(what Action) bool {
	if !slices.Contains(rights[what], a.Role) {
		return false
	}
	return a.Scopes == nil || slices.Contains(a.Scopes, what)
}

// Check is May as an error that says what is missing.
func (a Actor) Check(what Action) error {
	if a.May(what) {
		return nil
	}
	if a.Scopes != nil && slices.Contains(rights[what], a.Role) {
		return fault.New(fault.Forbidden, "this token lacks the scope %s: make one that has it", what)
	}
	allowed := make([]string, 0, len(rights[what]))
	for _, r := range rights[what] {
		allowed = append(allowed, string(r))
	}
	return fault.New(fault.Forbidden, "%s is %s; %s is for: %s", a.Name, orNobody(a.Role), what, strings.Join(allowed, ", "))
}

func orNobody(r Role) string {
	if r == "" {
		return "not signed in"
	}
	return string(r)
}

// Valid says whether r is a role.
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }
