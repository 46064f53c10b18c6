package account

import (
	"context"
	"fmt"

	"dateline/internal/database"
	"dateline/internal/fault"
)

// Post is what puts a letter to an account into the mail, in the transaction
// that causes it.
type Post func(ctx context.Context, tx *database.Tx, account int64) error

// OnPassword says what follows when somebody's password was changed: a letter
// that tells them. Call it before the doors open.
func (as *Accounts) OnPassword(post Post) { as.onPassword = post }

// AskReset has a link for a new password sent to the account with an e-mail
// address. Whoever asks learns nothing: not whether there is such an account,
// and not whether a letter is on its way already.
func (as *Accounts) AskReset(ctx context.Context, email string, post Post) error {
	err := as.db.Write(ctx, func(tx *database.Tx) error {
		a, err := as.ByEmail(ctx, tx, email)
		if err != nil || !a.DisabledAt.IsZero() {
			return err
		}
		since := database.Micros(as.clock.Now().Add(-resetPause))
		n, err := database.One(ctx, tx, database.Value[int64], `SELECT COUNT(*) FROM login_link WHERE account_id = $1 AND created_at > $2 AND used_at = 0`, a.ID, since)
		if err != nil {
			return fmt.Errorf("count links: %w", err)
		}
		if n > 0 {
			return nil
		}
		if err := post(ctx, tx, a.ID); err != nil {
			return err
		}
		return as.record(ctx, tx, as.clock.Now(), a.Actor(), "ask-reset", "account", a.ID, "")
	})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// ResetLink makes a one-time link's token for somebody who forgot the
// password. It is made when the letter is written, so that no other place ever
// holds it.
func (as *Accounts) ResetLink(ctx context.Context, account int64) (token string, a Account, err error) {
	token, hash, err := secret("l_")
	if err != nil {
		return "", a, err
	}
	err = as.db.Write(ctx, func(tx *database.Tx) error {
		if a, err = as.ByID(ctx, tx, account); err != nil {
			return err
		}
		if !a.DisabledAt.IsZero() {
			return fault.New(fault.Forbidden, "this account is disabled")
		}
		return as.keepLink(ctx, tx, a.Actor(), a.ID, hash, resetLife, "reset-link")
	})
	return token, a, err
}

// SetMentionMail says whether one wants a mail when a note names one.
func (as *Accounts) SetMentionMail(ctx context.Context, actor Actor, wanted bool) error {
	return as.db.Write(ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE account SET mention_mail = $1 WHERE id = $2`, wanted, actor.ID); err != nil {
			return fmt.Errorf("keep what is mailed: %w", err)
		}
		return as.record(ctx, tx, as.clock.Now(), actor, "change", "account", actor.ID, fmt.Sprintf("mail for mentions: %v", wanted))
	})
}
