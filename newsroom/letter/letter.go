// Package letter writes to the newsroom's own people: a link for whoever forgot
// a password, word that a password was changed, and what a note says of them.
// Each letter is a job that is enqueued in the transaction that causes it, so
// that a crash loses none.
package letter

import (
	"context"
	"fmt"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/jobs"
	"dateline/internal/mail"
	"dateline/newsroom/account"
	"dateline/newsroom/masthead"
	"dateline/newsroom/note"
	"dateline/newsroom/story"
)

// Reset is the letter with a link for a new password.
type Reset struct {
	Account int64 `json:"account"`
}

// Kind names the job.
func (Reset) Kind() string { return "letter.reset" }

// PasswordChanged is the letter that says so.
type PasswordChanged struct {
	Account int64     `json:"account"`
	At      time.Time `json:"at"`
}

// Kind names the job.
func (PasswordChanged) Kind() string { return "letter.password" }

// Mentioned is the letter about a note that names somebody.
type Mentioned struct {
	Note    int64 `json:"note"`
	Account int64 `json:"account"`
}

// Kind names the job.
func (Mentioned) Kind() string { return "letter.mention" }

// Queue takes jobs.
type Queue interface {
	Enqueue(ctx context.Context, tx *database.Tx, all ...jobs.Args) error
}

// Mailer sends letters.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) error
}

// Letters is the newsroom's own mail room.
type Letters struct {
	db       *database.DB
	clock    clock.Clock
	queue    Queue
	accounts *account.Accounts
	stories  *story.Stories
	notes    *note.Notes
	names    *masthead.Mastheads
}

// House is what the mail room needs of it.
type House struct {
	DB       *database.DB
	Clock    clock.Clock
	Queue    Queue
	Accounts *account.Accounts
	Stories  *story.Stories
	Names    *masthead.Mastheads
}

// New opens the mail room, and has accounts tell it of changed passwords.
func New(h House) *Letters {
	l := &Letters{db: h.DB, clock: h.Clock, queue: h.Queue, accounts: h.Accounts, stories: h.Stories, notes: note.New(h.DB, h.Clock, h.Accounts), names: h.Names}
	h.Accounts.OnPassword(func(ctx context.Context, tx *database.Tx, id int64) error {
		return h.Queue.Enqueue(ctx, tx, PasswordChanged{Account: id, At: h.Clock.Now()})
	})
	return l
}

// PostReset puts a link for a new password into the mail.
func (l *Letters) PostReset(ctx context.Context, tx *database.Tx, id int64) error {
	return l.queue.Enqueue(ctx, tx, Reset{Account: id})
}

// PostMention puts word of a note into the mail.
func (l *Letters) PostMention(ctx context.Context, tx *database.Tx, noteID, id int64) error {
	return l.queue.Enqueue(ctx, tx, Mentioned{Note: noteID, Account: id})
}

// Door gives the addresses that letters name.
type Door struct {
	Link  func(token string) string // for a new password
	Story func(id int64) string     // at the desk
}

// Work registers who writes the letters.
func (l *Letters) Work(j *jobs.Jobs, m Mailer, door Door) {
	jobs.Register(j, func(ctx context.Context, r Reset) error { return l.reset(ctx, m, door, r) })
	jobs.Register(j, func(ctx context.Context, c PasswordChanged) error { return l.changed(ctx, m, c) })
	jobs.Register(j, func(ctx context.Context, c Mentioned) error { return l.mentioned(ctx, m, door, c) })
}

func (l *Letters) reset(ctx context.Context, m Mailer, door Door, r Reset) error {
	token, a, err := l.accounts.ResetLink(ctx, r.Account)
	if fault.Is(err, fault.Forbidden) || fault.Is(err, fault.NotFound) {
		return nil // disabled meanwhile
	}
	if err != nil {
		return err
	}
	name, err := l.publication(ctx)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("Hello %s,\n\nsomebody asked for a new password for you at the desk of %s. If it was you, choose one here, within an hour:\n\n%s\n\nIf it was not, do nothing: your password stays as it is.\n", a.Name, name, door.Link(token))
	return m.Send(ctx, mail.Message{To: a.Email, Subject: "A new password for the desk of " + name, Text: text, ID: fmt.Sprintf("reset-%d-%d", a.ID, l.clock.Now().UnixMicro())})
}

func (l *Letters) changed(ctx context.Context, m Mailer, c PasswordChanged) error {
	a, name, err := l.to(ctx, c.Account)
	if err != nil {
		return err
	}
	mh, err := l.names.Current(ctx)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("Hello %s,\n\nyour password at the desk of %s was changed on %s, and you were signed out everywhere else.\n\nIf it was not you, tell an owner at once.\n", a.Name, name, c.At.In(mh.Location()).Format("2 January 2006, 15:04 MST"))
	return m.Send(ctx, mail.Message{To: a.Email, Subject: "Your password was changed", Text: text, ID: fmt.Sprintf("password-%d-%d", a.ID, c.At.UnixMicro())})
}

func (l *Letters) mentioned(ctx context.Context, m Mailer, door Door, c Mentioned) error {
	a, _, err := l.to(ctx, c.Account)
	if err != nil {
		return err
	}
	var n note.Note
	var st story.Story
	err = l.db.Read(ctx, func(q *database.Snapshot) error {
		if n, err = l.notes.ByID(ctx, q, c.Note); err != nil {
			return err
		}
		st, err = l.stories.ByID(ctx, q, story.ID(n.Story))
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && (!n.DeletedAt.IsZero() || !a.DisabledAt.IsZero() || !a.Actor().May(account.ReadDesk)) {
		return nil // taken back meanwhile
	}
	if err != nil {
		return err
	}
	headline := st.Content.Headline
	if headline == "" {
		headline = "a story without a headline"
	}
	text := fmt.Sprintf("%s writes about “%s”:\n\n%s\n\n%s\n\nYou asked for mail when a note names you; on your own page at the desk you can stop it.\n", n.Author, headline, n.Words, door.Story(n.Story))
	return m.Send(ctx, mail.Message{To: a.Email, Subject: n.Author + " names you in a note: " + headline, Text: text, ID: fmt.Sprintf("mention-%d-%d", n.ID, a.ID)})
}

func (l *Letters) to(ctx context.Context, id int64) (a account.Account, name string, err error) {
	err = l.db.Read(ctx, func(q *database.Snapshot) error {
		a, err = l.accounts.ByID(ctx, q, id)
		return err
	})
	if err != nil {
		return a, "", err
	}
	name, err = l.publication(ctx)
	return a, name, err
}

func (l *Letters) publication(ctx context.Context) (string, error) {
	m, err := l.names.Current(ctx)
	return m.Name, err
}
