package account

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"image/png"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"dateline/internal/database"
	"dateline/internal/fault"
)

// A second factor is a code from a generator, such as a telephone (RFC 6238):
// six digits that change every thirty seconds.
const (
	stepSeconds   = 30
	stepsAround   = 1 // clocks may differ by so many steps
	recoveryCodes = 10
	qrPixels      = 240
)

// Factor is the state of somebody's second factor.
type Factor struct {
	On            bool
	Since         time.Time
	RecoveryCodes int // that are left
}

// FactorKey is a new key for a code generator. It counts once it is confirmed.
type FactorKey struct {
	Secret string // base32, to be typed
	URL    string // otpauth://, for generators that read it
	PNG    []byte // the same as a QR code
}

// FactorOf gives the state of an account's second factor.
func (as *Accounts) FactorOf(ctx context.Context, q database.Q, account int64) (f Factor, err error) {
	since, err := database.One(ctx, q, database.Value[int64], `SELECT COALESCE(MAX(confirmed_at), 0) FROM factor WHERE account_id = $1`, account)
	if err != nil {
		return f, fmt.Errorf("read the second factor: %w", err)
	}
	f.On, f.Since = since != 0, database.Time(since)
	f.RecoveryCodes, err = database.One(ctx, q, database.Value[int], `SELECT COUNT(*) FROM recovery_code WHERE account_id = $1 AND used_at = 0`, account)
	return f, err
}

// Guarded gives the accounts that have a second factor or a passkey.
func (as *Accounts) Guarded(ctx context.Context, q database.Q) (map[int64]bool, error) {
	ids, err := database.List(ctx, q, database.Value[int64], `SELECT account_id FROM factor WHERE confirmed_at <> 0 UNION SELECT account_id FROM passkey`)
	if err != nil {
		return nil, fmt.Errorf("read second factors: %w", err)
	}
	guarded := map[int64]bool{}
	for _, id := range ids {
		guarded[id] = true
	}
	return guarded, nil
}

// BeginFactor makes a key. An unconfirmed one from before is replaced; one that
// counts stays until it is turned off.
func (as *Accounts) BeginFactor(ctx context.Context, actor Actor, issuer string) (k FactorKey, err error) {
	var a Account
	err = as.db.Write(ctx, func(tx *database.Tx) error {
		if a, err = as.ByID(ctx, tx, actor.ID); err != nil {
			return err
		}
		f, err := as.FactorOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if f.On {
			return fault.New(fault.Conflict, "your second factor is on: turn it off first, then set up another")
		}
		key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: a.Email, Period: stepSeconds, Rand: rand.Reader})
		if err != nil {
			return fmt.Errorf("make a key: %w", err)
		}
		image, err := key.Image(qrPixels, qrPixels)
		if err != nil {
			return fmt.Errorf("draw a QR code: %w", err)
		}
		var b bytes.Buffer
		if err := png.Encode(&b, image); err != nil {
			return fmt.Errorf("draw a QR code: %w", err)
		}
		k = FactorKey{Secret: key.Secret(), URL: key.URL(), PNG: b.Bytes()}
		if _, err := tx.Exec(ctx, `INSERT INTO factor (account_id, secret) VALUES ($1, $2) ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, confirmed_at = 0, last_step = 0`, a.ID, k.Secret); err != nil {
			return fmt.Errorf("keep the key: %w", err)
		}
		return as.record(ctx, tx, as.clock.Now(), actor, "begin-factor", "account", a.ID, "")
	})
	return k, err
}

// ConfirmFactor turns the second factor on, once a code shows that the
// generator has the key, and gives new recovery codes. They are shown once.
func (as *Accounts) ConfirmFactor(ctx context.Context, actor Actor, code string) (codes []string, err error) {
	err = as.db.Write(ctx, func(tx *database.Tx) error {
		if err := as.checkCode(ctx, tx, actor.ID, code, false); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE factor SET confirmed_at = $1 WHERE account_id = $2`, database.Micros(as.clock.Now()), actor.ID); err != nil {
			return fmt.Errorf("turn the second factor on: %w", err)
		}
		if codes, err = as.newRecoveryCodes(ctx, tx, actor.ID); err != nil {
			return err
		}
		return as.record(ctx, tx, as.clock.Now(), actor, "factor-on", "account", actor.ID, "")
	})
	return codes, err
}

// RenewRecoveryCodes gives new recovery codes; those from before end. It needs
// a code of the generator.
func (as *Accounts) RenewRecoveryCodes(ctx context.Context, actor Actor, code string) (codes []string, err error) {
	err = as.db.Write(ctx, func(tx *database.Tx) error {
		if err := as.checkCode(ctx, tx, actor.ID, code, true); err != nil {
			return err
		}
		if codes, err = as.newRecoveryCodes(ctx, tx, actor.ID); err != nil {
			return err
		}
		return as.record(ctx, tx, as.clock.Now(), actor, "recovery-codes", "account", actor.ID, "")
	})
	return codes, err
}

// DropFactor turns one's own second factor off. It needs the password.
func (as *Accounts) DropFactor(ctx context.Context, actor Actor, password, host string) error {
	var a Account
	err := as.db.Read(ctx, func(q *database.Snapshot) (err error) {
		a, err = as.ByID(ctx, q, actor.ID)
		return err
	})
	if err != nil {
		return err
	}
	if err := as.checkFailures(ctx, a.Email, host); err != nil {
		return err
	}
	ok, err := as.hasher.verify(ctx, password, a.password)
	if err != nil {
		return err
	}
	if !ok {
		if err := as.failed(ctx, a.Email, host); !fault.Is(err, fault.Unsigned) {
			return err
		}
		return fault.InvalidField("password", "is wrong")
	}
	return as.removeFactor(ctx, actor, a.ID)
}

// RemoveFactor takes the second factor and the passkeys from somebody who lost
// them.
func (as *Accounts) RemoveFactor(ctx context.Context, actor Actor, account int64) error {
	if err := actor.Check(ManageAccounts); err != nil {
		return err
	}
	return as.removeFactor(ctx, actor, account)
}

func (as *Accounts) removeFactor(ctx context.Context, actor Actor, account int64) error {
	return as.db.Write(ctx, func(tx *database.Tx) error {
		tables := []string{"factor", "recovery_code"}
		if actor.ID != account {
			tables = append(tables, "passkey")
		}
		for _, table := range tables {
			if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE account_id = $1`, account); err != nil {
				return fmt.Errorf("remove a second factor: %w", err)
			}
		}
		return as.record(ctx, tx, as.clock.Now(), actor, "factor-off", "account", account, "")
	})
}

func (as *Accounts) newRecoveryCodes(ctx context.Context, tx *database.Tx, account int64) (codes []string, err error) {
	if _, err := tx.Exec(ctx, `DELETE FROM recovery_code WHERE account_id = $1`, account); err != nil {
		return nil, fmt.Errorf("end recovery codes: %w", err)
	}
	for range recoveryCodes {
		raw := make([]byte, 10) // 80 bits: a hash of it cannot be searched through
		if _, err := rand.Read(raw); err != nil {
			return nil, fmt.Errorf("draw a recovery code: %w", err)
		}
		text := strings.ToLower(base32.StdEncoding.EncodeToString(raw))
		code := text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
		if _, err := tx.Exec(ctx, `INSERT INTO recovery_code (account_id, hash) VALUES ($1, $2)`, account, hashToken(foldCode(code))); err != nil {
			return nil, fmt.Errorf("keep a recovery code: %w", err)
		}
		codes = append(codes, code)
	}
	return codes, nil
}

// foldCode takes away what people put between the letters of a code.
func foldCode(code string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\u00a0' {
			return -1
		}
		return r
	}, strings.ToLower(strings.TrimSpace(code)))
}

// wrongCode is what is said of a code that does not fit.
func wrongCode() error {
	return fault.InvalidField("code", "does not fit: type the six digits that the generator shows now, or a recovery code that was not used yet")
}

// checkCode takes a code of the generator, each once, or where the factor is
// on a recovery code, each once.
func (as *Accounts) checkCode(ctx context.Context, tx *database.Tx, account int64, code string, on bool) error {
	type row struct {
		secret          string
		confirmed, last int64
	}
	f, err := database.One(ctx, tx, func(s database.Scanner) (r row, err error) {
		err = s.Scan(&r.secret, &r.confirmed, &r.last)
		return r, err
	}, `SELECT secret, confirmed_at, last_step FROM factor WHERE account_id = $1`, account)
	if fault.Is(err, fault.NotFound) || err == nil && on != (f.confirmed != 0) {
		return fault.New(fault.Conflict, "there is no second factor to be checked: begin again")
	}
	if err != nil {
		return fmt.Errorf("read the second factor: %w", err)
	}
	folded := foldCode(code)
	if step, ok := as.stepOf(f.secret, folded); ok && step > f.last {
		n, err := tx.Exec(ctx, `UPDATE factor SET last_step = $1 WHERE account_id = $2 AND last_step < $1`, step, account)
		if err == nil && n == 0 {
			return wrongCode()
		}
		return err
	}
	if !on {
		return wrongCode()
	}
	n, err := tx.Exec(ctx, `UPDATE recovery_code SET used_at = $1 WHERE account_id = $2 AND hash = $3 AND used_at = 0`, database.Micros(as.clock.Now()), account, hashToken(folded))
	if err != nil {
		return fmt.Errorf("use a recovery code: %w", err)
	}
	if n == 0 {
		return wrongCode()
	}
	return nil
}

// stepOf says of which thirty seconds a code is, around now.
func (as *Accounts) stepOf(key, code string) (step int64, ok bool) {
	now := as.clock.Now()
	opts := totp.ValidateOpts{Period: stepSeconds, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}
	for d := int64(-stepsAround); d <= stepsAround; d++ {
		at := now.Add(time.Duration(d*stepSeconds) * time.Second)
		want, err := totp.GenerateCodeCustom(key, at, opts)
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return at.Unix() / stepSeconds, true
		}
	}
	return 0, false
}
