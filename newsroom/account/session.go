package account

import (
	"context"
	"fmt"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
)

// Lifetimes and limits of signing in.
const (
	SessionLife    = 14 * 24 * time.Hour
	sessionIdle    = 3 * 24 * time.Hour
	seenEvery      = 5 * time.Minute // how exactly SeenAt is kept
	linkLife       = 72 * time.Hour
	resetLife      = time.Hour       // of a link that somebody asked for who forgot the password
	resetPause     = 2 * time.Minute // between two of them
	failureWindow  = 15 * time.Minute
	failuresOfOne  = 8   // wrong passwords for one account within the window
	failuresOfHost = 40  // from one network address
	maxAgent       = 200 // bytes of the browser's name that are kept
)

// Session is one browser that somebody is signed in with.
type Session struct {
	Key       string // names the session among its account's; not the secret
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
	Agent     string
}

// SignedIn is what came of signing in: a session, or the question for the
// second factor.
type SignedIn struct {
	Account Account
	Token   string // of the session; it goes into a cookie and is kept only as a hash
	Asks    string // for a code, where Token is empty: SignInCode wants it back with the code
}

// SignIn checks a password and starts a session, or asks for the second factor
// where the account has one. host is the network address that tries, agent the
// browser's name for itself.
func (as *Accounts) SignIn(ctx context.Context, email, password, host, agent string) (in SignedIn, err error) {
	email = foldEmail(email)
	if err := as.checkFailures(ctx, email, host); err != nil {
		return in, err
	}
	var a Account
	err = as.db.Read(ctx, func(q *database.Snapshot) error {
		a, err = as.ByEmail(ctx, q, email)
		return err
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return in, err
	}
	if len(password) > maxPassword {
		password = ""
	}
	ok, err := as.hasher.verify(ctx, password, a.password)
	if err != nil {
		return in, err
	}
	if !ok || !a.DisabledAt.IsZero() || a.ID == 0 {
		return in, as.failed(ctx, email, host)
	}
	return as.afterPassword(ctx, a, agent)
}

// afterPassword goes on once the password is right.
func (as *Accounts) afterPassword(ctx context.Context, a Account, agent string) (in SignedIn, err error) {
	var f Factor
	err = as.db.Read(ctx, func(q *database.Snapshot) error {
		f, err = as.FactorOf(ctx, q, a.ID)
		return err
	})
	if err != nil {
		return in, err
	}
	if f.On {
		in.Asks, err = as.ask(ctx, asksCode, a.ID, "")
		return in, err
	}
	in.Account = a
	in.Token, err = as.startSession(ctx, a, agent, "sign-in")
	return in, err
}

// SignInCode answers the question for the second factor, with a code of the
// generator or a recovery code, and starts the session.
func (as *Accounts) SignInCode(ctx context.Context, asks, code, host, agent string) (in SignedIn, err error) {
	var refused error
	err = as.db.Write(ctx, func(tx *database.Tx) error {
		c, err := as.answered(ctx, tx, asksCode, asks)
		if err != nil {
			return err
		}
		if in.Account, err = as.ByID(ctx, tx, c.account); err != nil {
			return err
		}
		if !in.Account.DisabledAt.IsZero() {
			return fault.New(fault.Forbidden, "this account is disabled")
		}
		if refused = as.checkCode(ctx, tx, c.account, code, true); refused != nil {
			if fault.Is(refused, fault.Invalid) {
				return nil // the try counts
			}
			return refused
		}
		return as.settle(ctx, tx, asks)
	})
	if err != nil {
		return SignedIn{}, err
	}
	if refused != nil {
		if err := as.failed(ctx, in.Account.Email, host); !fault.Is(err, fault.Unsigned) {
			return SignedIn{}, err
		}
		return SignedIn{}, refused
	}
	if err := as.checkFailures(ctx, in.Account.Email, host); err != nil {
		return SignedIn{}, err
	}
	in.Token, err = as.startSession(ctx, in.Account, agent, "sign-in")
	return in, err
}

func (as *Accounts) checkFailures(ctx context.Context, email, host string) error {
	since := database.Micros(as.clock.Now().Add(-failureWindow))
	var ofOne, ofHost int64
	err := as.db.Read(ctx, func(q *database.Snapshot) (err error) {
		const count = `SELECT COUNT(*) FROM login_failure WHERE subject = $1 AND at > $2`
		if ofOne, err = database.One(ctx, q, database.Value[int64], count, "account:"+email, since); err != nil {
			return err
		}
		ofHost, err = database.One(ctx, q, database.Value[int64], count, "host:"+host, since)
		return err
	})
	if err != nil {
		return fmt.Errorf("count failed sign-ins: %w", err)
	}
	if ofOne >= failuresOfOne || ofHost >= failuresOfHost {
		return fault.New(fault.TooMany, "too many wrong passwords: wait %d minutes, or ask an owner for a login link", int(failureWindow.Minutes()))
	}
	return nil
}

func (as *Accounts) failed(ctx context.Context, email, host string) error {
	now := as.clock.Now()
	err := as.db.Write(ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM login_failure WHERE at < $1`, database.Micros(now.Add(-failureWindow))); err != nil {
			return err
		}
		subjects := []string{"host:" + host}
		if email != "" { // of a passkey that is not known it is nobody's
			subjects = append(subjects, "account:"+email)
		}
		for _, subject := range subjects {
			if _, err := tx.Exec(ctx, `INSERT INTO login_failure (subject, at) VALUES ($1, $2)`, subject, database.Micros(now)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("record a failed sign-in: %w", err)
	}
	return fault.New(fault.Unsigned, "e-mail address or password is wrong")
}

func (as *Accounts) startSession(ctx context.Context, a Account, agent, how string) (string, error) {
	token, hash, err := secret("s_")
	if err != nil {
		return "", err
	}
	if len(agent) > maxAgent {
		agent = agent[:maxAgent]
	}
	now := as.clock.Now()
	return token, as.db.Write(ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM session WHERE expires_at < $1`, database.Micros(now)); err != nil {
			return fmt.Errorf("drop old sessions: %w", err)
		}
		_, err := tx.Exec(ctx, `INSERT INTO session (hash, account_id, created_at, seen_at, expires_at, agent) VALUES ($1, $2, $3, $3, $4, $5)`,
			hash, a.ID, database.Micros(now), database.Micros(now.Add(SessionLife)), agent)
		if err != nil {
			return fmt.Errorf("start session: %w", err)
		}
		return as.record(ctx, tx, now, a.Actor(), how, "account", a.ID, "")
	})
}

// BySession gives who is signed in with a session's token.
func (as *Accounts) BySession(ctx context.Context, token string) (Account, error) {
	now := as.clock.Now()
	hash := hashToken(token)
	var a Account
	var seen int64
	err := as.db.Read(ctx, func(q *database.Snapshot) (err error) {
		a, err = database.One(ctx, q, func(s database.Scanner) (a Account, err error) {
			var created, disabled int64
			err = s.Scan(&a.ID, &a.Rev, &a.Email, &a.Name, &a.Role, &created, &disabled, &a.password, &seen)
			a.CreatedAt, a.DisabledAt = database.Time(created), database.Time(disabled)
			return a, err
		}, `SELECT a.id, a.rev, a.email, a.name, a.role, a.created_at, a.disabled_at, a.password, s.seen_at FROM session s JOIN account a ON a.id = s.account_id
			WHERE s.hash = $1 AND s.expires_at > $2 AND s.seen_at > $3 AND a.disabled_at = 0`, hash, database.Micros(now), database.Micros(now.Add(-sessionIdle)))
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return a, fault.Wrap(fault.Unsigned, err, "you are not signed in, or the session has ended: sign in again")
	}
	if err == nil && now.Sub(database.Time(seen)) > seenEvery {
		err = as.db.Write(ctx, func(tx *database.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE session SET seen_at = $1 WHERE hash = $2`, database.Micros(now), hash)
			return err
		})
	}
	return a, err
}

// SignOut ends a session.
func (as *Accounts) SignOut(ctx context.Context, token string) error {
	a, err := as.BySession(ctx, token)
	if fault.Is(err, fault.Unsigned) {
		return nil // it has ended already
	}
	if err != nil {
		return err
	}
	return as.db.Write(ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM session WHERE hash = $1`, hashToken(token)); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
		return as.record(ctx, tx, as.clock.Now(), a.Actor(), "sign-out", "account", a.ID, "")
	})
}

// Sessions lists the browsers that an account is signed in with.
func (as *Accounts) Sessions(ctx context.Context, q database.Q, account int64) ([]Session, error) {
	return database.List(ctx, q, func(s database.Scanner) (se Session, err error) {
		var created, seen, expires int64
		err = s.Scan(&se.Key, &created, &seen, &expires, &se.Agent)
		se.CreatedAt, se.SeenAt, se.ExpiresAt = database.Time(created), database.Time(seen), database.Time(expires)
		return se, err
	}, `SELECT SUBSTR(hash, 1, 16), created_at, seen_at, expires_at, agent FROM session WHERE account_id = $1 AND expires_at > $2 ORDER BY seen_at DESC`,
		account, database.Micros(as.clock.Now()))
}

// EndSession ends one of an account's sessions by its key, or all where key is
// empty.
func (as *Accounts) EndSession(ctx context.Context, actor Actor, key string) error {
	return as.db.Write(ctx, func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM session WHERE account_id = $1 AND (CAST($2 AS TEXT) = '' OR SUBSTR(hash, 1, 16) = $2)`, actor.ID, key)
		if err != nil {
			return fmt.Errorf("end session: %w", err)
		}
		return as.record(ctx, tx, as.clock.Now(), actor, "end-session", "account", actor.ID, "")
	})
}

// LoginLink makes a one-time link's token for an account: for the first
// editor, for a new colleague, or for somebody who forgot the password. Links
// made before for the account end.
func (as *Accounts) LoginLink(ctx context.Context, actor Actor, account int64) (token string, err error) {
	if err := actor.Check(ManageAccounts); err != nil {
		return "", err
	}
	token, hash, err := secret("l_")
	if err != nil {
		return "", err
	}
	err = as.db.Write(ctx, func(tx *database.Tx) error {
		return as.keepLink(ctx, tx, actor, account, hash, linkLife, "login-link")
	})
	return token, err
}

func (as *Accounts) keepLink(ctx context.Context, tx *database.Tx, actor Actor, account int64, hash string, life time.Duration, how string) error {
	now := as.clock.Now()
	if _, err := tx.Exec(ctx, `DELETE FROM login_link WHERE account_id = $1`, account); err != nil {
		return fmt.Errorf("end older links: %w", err)
	}
	_, err := tx.Exec(ctx, `INSERT INTO login_link (hash, account_id, created_at, expires_at) VALUES ($1, $2, $3, $4)`, hash, account, database.Micros(now), database.Micros(now.Add(life)))
	if err != nil {
		return fmt.Errorf("make login link: %w", err)
	}
	return as.record(ctx, tx, now, actor, how, "account", account, "")
}

// OpenLink says whose link a token is, while it is good.
func (as *Accounts) OpenLink(ctx context.Context, token string) (a Account, err error) {
	err = as.db.Read(ctx, func(q *database.Snapshot) error {
		a, err = as.linkAccount(ctx, q, token)
		return err
	})
	return a, err
}

func (as *Accounts) linkAccount(ctx context.Context, q database.Q, token string) (Account, error) {
	id, err := database.One(ctx, q, database.Value[int64], `SELECT account_id FROM login_link WHERE hash = $1 AND used_at = 0 AND expires_at > $2`, hashToken(token), database.Micros(as.clock.Now()))
	if fault.Is(err, fault.NotFound) {
		return Account{}, fault.Wrap(fault.Gone, err, "this link was used or has expired: ask for a new one, or run `dateline user link`")
	}
	if err != nil {
		return Account{}, err
	}
	a, err := as.ByID(ctx, q, id)
	if err == nil && !a.DisabledAt.IsZero() {
		return a, fault.New(fault.Forbidden, "this account is disabled")
	}
	return a, err
}

// UseLink sets the password of a link's account, ends its other sessions and
// signs in, or asks for the second factor where there is one. The link is then
// used up.
func (as *Accounts) UseLink(ctx context.Context, link, password, agent string) (in SignedIn, err error) {
	a, err := as.OpenLink(ctx, link)
	if err != nil {
		return in, err
	}
	if err := checkPassword(password, a); err != nil {
		return in, err
	}
	phc, err := as.hasher.hash(ctx, password)
	if err != nil {
		return in, err
	}
	err = as.db.Write(ctx, func(tx *database.Tx) error {
		if a, err = as.linkAccount(ctx, tx, link); err != nil {
			return err
		}
		now := database.Micros(as.clock.Now())
		n, err := tx.Exec(ctx, `UPDATE login_link SET used_at = $1 WHERE hash = $2 AND used_at = 0`, now, hashToken(link))
		if err != nil {
			return fmt.Errorf("use link: %w", err)
		}
		if n == 0 { // somebody was faster by a moment
			return fault.New(fault.Gone, "this link was used already: ask for a new one, or run `dateline user link`")
		}
		return as.setPassword(ctx, tx, a.Actor(), a, phc)
	})
	if err != nil {
		return in, err
	}
	return as.afterPassword(ctx, a, agent)
}

func (as *Accounts) setPassword(ctx context.Context, tx *database.Tx, actor Actor, a Account, phc string) error {
	id := a.ID
	if _, err := tx.Exec(ctx, `UPDATE account SET password = $1, rev = rev + 1 WHERE id = $2`, phc, id); err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM session WHERE account_id = $1`, id); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	if as.onPassword != nil && a.HasPassword() {
		if err := as.onPassword(ctx, tx, id); err != nil {
			return err
		}
	}
	return as.record(ctx, tx, as.clock.Now(), actor, "password", "account", id, "")
}

// SetPassword sets an account's password from the command line.
func (as *Accounts) SetPassword(ctx context.Context, actor Actor, a Account, password string) error {
	if err := actor.Check(ManageAccounts); err != nil {
		return err
	}
	if err := checkPassword(password, a); err != nil {
		return err
	}
	phc, err := as.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return as.db.Write(ctx, func(tx *database.Tx) error { return as.setPassword(ctx, tx, actor, a, phc) })
}
