package account

import (
	"context"
	"fmt"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
)

// What a challenge asks for.
const (
	asksCode     = "code"     // of the second factor, after the right password
	asksPasskey  = "passkey"  // to sign in
	makesPasskey = "register" // a new passkey
)

// Limits of a challenge.
const (
	challengeLife  = 5 * time.Minute
	challengeTries = 5
)

// challenge is a question that was asked and not yet answered.
type challenge struct {
	account int64
	data    string
	tries   int64
}

// ask keeps a question and gives the token that its answer must name.
func (as *Accounts) ask(ctx context.Context, kind string, account int64, data string) (token string, err error) {
	token, hash, err := secret("c_")
	if err != nil {
		return "", err
	}
	now := as.clock.Now()
	return token, as.db.Write(ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM challenge WHERE expires_at < $1`, database.Micros(now)); err != nil {
			return fmt.Errorf("drop old challenges: %w", err)
		}
		_, err := tx.Exec(ctx, `INSERT INTO challenge (hash, kind, account_id, data, expires_at) VALUES ($1, $2, $3, $4, $5)`, hash, kind, account, data, database.Micros(now.Add(challengeLife)))
		if err != nil {
			return fmt.Errorf("keep a challenge: %w", err)
		}
		return nil
	})
}

// answered takes one try at a question. The last one uses it up.
func (as *Accounts) answered(ctx context.Context, tx *database.Tx, kind, token string) (c challenge, err error) {
	hash, now := hashToken(token), database.Micros(as.clock.Now())
	n, err := tx.Exec(ctx, `UPDATE challenge SET tries = tries + 1 WHERE hash = $1 AND kind = $2 AND expires_at > $3 AND tries < $4`, hash, kind, now, challengeTries)
	if err != nil {
		return c, fmt.Errorf("answer a challenge: %w", err)
	}
	if n == 0 {
		return c, fault.New(fault.Unsigned, "this took too long, or was tried too often: sign in again from the beginning")
	}
	return database.One(ctx, tx, func(s database.Scanner) (c challenge, err error) {
		err = s.Scan(&c.account, &c.data, &c.tries)
		return c, err
	}, `SELECT account_id, data, tries FROM challenge WHERE hash = $1`, hash)
}

// settle ends a question that was answered rightly.
func (as *Accounts) settle(ctx context.Context, tx *database.Tx, token string) error {
	n, err := tx.Exec(ctx, `DELETE FROM challenge WHERE hash = $1`, hashToken(token))
	if err != nil {
		return fmt.Errorf("end a challenge: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Unsigned, "this was answered already: sign in again")
	}
	return nil
}
