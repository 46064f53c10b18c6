package account

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
)

// Token lets a script act for an account, within its scopes.
type Token struct {
	ID        int64
	Account   int64
	Name      string
	Scopes    []Action
	CreatedAt time.Time
	ExpiresAt time.Time // zero for never
	SeenAt    time.Time
	RevokedAt time.Time
}

const tokenColumns = `id, account_id, name, scopes, created_at, expires_at, seen_at, revoked_at`

func scanToken(s database.Scanner) (t Token, err error) {
	var scopes string
	var at [4]int64
	if err = s.Scan(&t.ID, &t.Account, &t.Name, &scopes, &at[0], &at[1], &at[2], &at[3]); err != nil {
		return t, err
	}
	t.CreatedAt, t.ExpiresAt, t.SeenAt, t.RevokedAt = database.Time(at[0]), database.Time(at[1]), database.Time(at[2]), database.Time(at[3])
	return t, json.Unmarshal([]byte(scopes), &t.Scopes)
}

// AddToken makes a token for an account: one's own, or anybody's for those who
// manage accounts. The secret is shown once and kept only as a hash.
func (as *Accounts) AddToken(ctx context.Context, actor Actor, account int64, name string, scopes []Action, expires time.Time) (plain string, t Token, err error) {
	need := ManageTokens
	if account != actor.ID {
		need = ManageAccounts
	}
	if err := actor.Check(need); err != nil {
		return "", t, err
	}
	name = strings.TrimSpace(name)
	if name == "" || len([]rune(name)) > maxAccountName {
		return "", t, fault.InvalidField("name", "needs 1 to 120 characters: what is the token for?")
	}
	if len(scopes) == 0 {
		return "", t, fault.InvalidField("scopes", "name at least one of: %s", joinActions())
	}
	for _, s := range scopes {
		if !slices.Contains(Actions(), s) {
			return "", t, fault.InvalidField("scopes", "“%s” is not one of: %s", s, joinActions())
		}
		if actor.Scopes != nil && !slices.Contains(actor.Scopes, s) {
			return "", t, fault.New(fault.Forbidden, "a token cannot make one that may do more: it lacks %s", s)
		}
	}
	plain, hash, err := secret("dl_")
	if err != nil {
		return "", t, err
	}
	encoded, err := database.JSON(scopes)
	if err != nil {
		return "", t, err
	}
	t = Token{Account: account, Name: name, Scopes: scopes, CreatedAt: as.clock.Now(), ExpiresAt: expires}
	err = as.db.Write(ctx, func(tx *database.Tx) error {
		t.ID, err = tx.Insert(ctx, `INSERT INTO token (account_id, name, hash, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
			account, name, hash, encoded, database.Micros(t.CreatedAt), database.Micros(expires))
		if err != nil {
			return fmt.Errorf("make token: %w", err)
		}
		return as.record(ctx, tx, t.CreatedAt, actor, "create", "token", t.ID, name)
	})
	return plain, t, err
}

func joinActions() string {
	names := make([]string, 0, len(rights))
	for _, a := range Actions() {
		names = append(names, string(a))
	}
	return strings.Join(names, ", ")
}

// ByToken gives who acts with a token.
func (as *Accounts) ByToken(ctx context.Context, plain string) (Actor, error) {
	now := as.clock.Now()
	var t Token
	var a Account
	err := as.db.Read(ctx, func(q *database.Snapshot) (err error) {
		t, err = database.One(ctx, q, scanToken, `SELECT `+tokenColumns+` FROM token WHERE hash = $1`, hashToken(plain))
		if err != nil {
			return err
		}
		a, err = as.ByID(ctx, q, t.Account)
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound):
		return Actor{}, fault.Wrap(fault.Unsigned, err, "this token is not known")
	case err != nil:
		return Actor{}, err
	case !t.RevokedAt.IsZero() || !a.DisabledAt.IsZero():
		return Actor{}, fault.New(fault.Unsigned, "this token was revoked")
	case !t.ExpiresAt.IsZero() && now.After(t.ExpiresAt):
		return Actor{}, fault.New(fault.Unsigned, "this token expired on %s", t.ExpiresAt.Format("2 January 2006"))
	}
	if now.Sub(t.SeenAt) > seenEvery {
		err = as.db.Write(ctx, func(tx *database.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE token SET seen_at = $1 WHERE id = $2`, database.Micros(now), t.ID)
			return err
		})
	}
	return Actor{ID: a.ID, Name: a.Name, Role: a.Role, Scopes: t.Scopes}, err
}

// Tokens lists the tokens of an account, newest first.
func (as *Accounts) Tokens(ctx context.Context, q database.Q, account int64) ([]Token, error) {
	return database.List(ctx, q, scanToken, `SELECT `+tokenColumns+` FROM token WHERE account_id = $1 ORDER BY id DESC`, account)
}

// RevokeToken ends a token at once.
func (as *Accounts) RevokeToken(ctx context.Context, actor Actor, id int64) error {
	return as.db.Write(ctx, func(tx *database.Tx) error {
		t, err := database.One(ctx, tx, scanToken, `SELECT `+tokenColumns+` FROM token WHERE id = $1`, id)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, "there is no token %d", id)
		}
		if err != nil {
			return err
		}
		if t.Account != actor.ID {
			if err := actor.Check(ManageAccounts); err != nil {
				return err
			}
		}
		now := as.clock.Now()
		if _, err := tx.Exec(ctx, `UPDATE token SET revoked_at = $1 WHERE id = $2 AND revoked_at = 0`, database.Micros(now), id); err != nil {
			return fmt.Errorf("revoke token: %w", err)
		}
		return as.record(ctx, tx, now, actor, "revoke", "token", id, t.Name)
	})
}
