// Package account keeps the people who work in the newsroom: who they are,
// what they may do, and how they prove it. Readers of the site are not
// accounts; they are subscribers, if anything.
package account

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
)

// Account is one person who works in the newsroom.
type Account struct {
	ID          int64
	Rev         int64
	Email       string // lower case, unique
	Name        string
	Role        Role
	CreatedAt   time.Time
	DisabledAt  time.Time // zero while they may sign in
	MentionMail bool      // they want a mail when a note names them
	password    string    // Argon2id in PHC form; empty until they choose one
}

// HasPassword says whether a password was chosen.
func (a Account) HasPassword() bool { return a.password != "" }

// Actor gives the account as one who does something.
func (a Account) Actor() Actor { return Actor{ID: a.ID, Name: a.Name, Role: a.Role} }

// Accounts is the list of people.
type Accounts struct {
	db     *database.DB
	clock  clock.Clock
	hasher *hasher
	record Recorder

	onPassword Post // nil where nobody is told
}

// Recorder writes an audit entry in a transaction. It is package audit's
// Record; audit stands above this package.
type Recorder func(ctx context.Context, tx *database.Tx, at time.Time, actor Actor, action, noun string, id int64, detail string) error

// New opens the list of people.
func New(db *database.DB, c clock.Clock, record Recorder) *Accounts {
	return &Accounts{db: db, clock: c, hasher: newHasher(), record: record}
}

const accountColumns = `id, rev, email, name, role, created_at, disabled_at, password, mention_mail`

func scanAccount(s database.Scanner) (a Account, err error) {
	var created, disabled int64
	err = s.Scan(&a.ID, &a.Rev, &a.Email, &a.Name, &a.Role, &created, &disabled, &a.password, &a.MentionMail)
	a.CreatedAt, a.DisabledAt = database.Time(created), database.Time(disabled)
	return a, err
}

func selectAccount(ctx context.Context, q database.Q, where string, arg any) (Account, error) {
	a, err := database.One(ctx, q, scanAccount, `SELECT `+accountColumns+` FROM account WHERE `+where, arg)
	if fault.Is(err, fault.NotFound) {
		return a, fault.Wrap(fault.NotFound, err, "there is no such account")
	}
	return a, err
}

// ByEmail gives the account with an e-mail address.
func (as *Accounts) ByEmail(ctx context.Context, q database.Q, email string) (Account, error) {
	return selectAccount(ctx, q, `email = $1`, foldEmail(email))
}

// ByID gives the account with a number.
func (as *Accounts) ByID(ctx context.Context, q database.Q, id int64) (Account, error) {
	return selectAccount(ctx, q, `id = $1`, id)
}

// All gives every account by name.
func (as *Accounts) All(ctx context.Context, q database.Q) ([]Account, error) {
	return database.List(ctx, q, scanAccount, `SELECT `+accountColumns+` FROM account ORDER BY name, id`)
}

func foldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// Limits of an account's fields.
const (
	maxAccountName = 120
	maxEmail       = 254 // RFC 5321, 4.5.3.1.3
)

// Add makes an account without a password; the person chooses one through a
// login link.
func (as *Accounts) Add(ctx context.Context, actor Actor, email, name string, role Role) (a Account, err error) {
	if err := actor.Check(ManageAccounts); err != nil {
		return a, err
	}
	a = Account{Rev: 1, Email: foldEmail(email), Name: strings.Join(strings.Fields(name), " "), Role: role, CreatedAt: as.clock.Now()}
	if err := a.check(); err != nil {
		return a, err
	}
	err = as.db.Write(ctx, func(tx *database.Tx) error {
		a.ID, err = tx.Insert(ctx, `INSERT INTO account (email, name, role, created_at) VALUES ($1, $2, $3, $4) RETURNING id`, a.Email, a.Name, a.Role, database.Micros(a.CreatedAt))
		if fault.Is(err, fault.Conflict) {
			return fault.Wrap(fault.Conflict, err, "%s has an account already", a.Email)
		}
		if err != nil {
			return fmt.Errorf("insert account: %w", err)
		}
		return as.record(ctx, tx, a.CreatedAt, actor, "create", "account", a.ID, string(role))
	})
	return a, err
}

func (a *Account) check() error {
	var bad []fault.Field
	if at, err := mail.ParseAddress(a.Email); err != nil || at.Address != a.Email || len(a.Email) > maxEmail {
		bad = append(bad, fault.Field{Name: "email", Message: "is not an e-mail address"})
	}
	if n := len([]rune(a.Name)); n == 0 || n > maxAccountName {
		bad = append(bad, fault.Field{Name: "name", Message: "needs 1 to 120 characters"})
	}
	if !a.Role.Valid() {
		bad = append(bad, fault.Field{Name: "role", Message: "is one of owner, editor, reporter, photo-editor, reader"})
	}
	if len(bad) > 0 {
		return &fault.Error{Kind: fault.Invalid, Message: "this account cannot be kept", Fields: bad}
	}
	return nil
}

// Change changes what somebody is called, what they are, and whether they may
// sign in. Disabling ends their sessions and tokens at once. The last owner
// stays one.
func (as *Accounts) Change(ctx context.Context, actor Actor, a Account, disabled bool) (Account, error) {
	if err := actor.Check(ManageAccounts); err != nil {
		return a, err
	}
	if err := a.check(); err != nil {
		return a, err
	}
	err := as.db.Write(ctx, func(tx *database.Tx) error {
		now := as.clock.Now()
		if a.DisabledAt = (time.Time{}); disabled {
			a.DisabledAt = now
		}
		// Whoever changes an owner at the same time waits here, so that two
		// cannot each take the other for the one who stays.
		if _, err := tx.Exec(ctx, `UPDATE account SET rev = rev WHERE role = $1`, Owner); err != nil {
			return fmt.Errorf("hold the owners: %w", err)
		}
		n, err := tx.Exec(ctx, `UPDATE account SET rev = rev + 1, name = $1, role = $2, disabled_at = $3 WHERE id = $4 AND rev = $5`, a.Name, a.Role, database.Micros(a.DisabledAt), a.ID, a.Rev)
		if err != nil {
			return fmt.Errorf("change account %d: %w", a.ID, err)
		}
		if n == 0 {
			return fault.New(fault.Conflict, "somebody changed this account meanwhile: look at it again")
		}
		owners, err := database.One(ctx, tx, database.Value[int64], `SELECT COUNT(*) FROM account WHERE role = $1 AND disabled_at = 0`, Owner)
		if err != nil {
			return fmt.Errorf("count owners: %w", err)
		}
		if owners == 0 {
			return fault.New(fault.Conflict, "this is the last owner: make somebody else one first")
		}
		if disabled {
			if _, err := tx.Exec(ctx, `DELETE FROM session WHERE account_id = $1`, a.ID); err != nil {
				return fmt.Errorf("end sessions: %w", err)
			}
		}
		a.Rev++
		return as.record(ctx, tx, now, actor, "change", "account", a.ID, string(a.Role))
	})
	return a, err
}
