package account

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"dateline/internal/database"
	"dateline/internal/fault"
)

// Limits of passkeys.
const (
	maxPasskeys    = 20 // of one account
	maxPasskeyName = 60 // characters
)

// Passkey is a key that somebody's device keeps and shows after a look or a
// touch (WebAuthn). It is both factors in one.
type Passkey struct {
	ID        int64
	Name      string
	CreatedAt time.Time
	UsedAt    time.Time // zero for never
}

// Door is where passkeys are for: the address that the desk is reached at.
type Door struct {
	URL  string // scheme and host
	Name string // of the publication
}

func (d Door) authenticator() (*webauthn.WebAuthn, error) {
	u, err := url.Parse(d.URL)
	if err != nil || u.Hostname() == "" {
		return nil, fault.New(fault.Unavailable, "passkeys need an address of this site: set --url")
	}
	w, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: d.Name, RPOrigins: []string{u.Scheme + "://" + u.Host}})
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "passkeys cannot be used at this address: %v", err)
	}
	return w, nil
}

// holder is an account as WebAuthn sees it.
type holder struct {
	account Account
	keys    []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(strconv.FormatInt(h.account.ID, 10)) }
func (h holder) WebAuthnName() string                       { return h.account.Email }
func (h holder) WebAuthnDisplayName() string                { return h.account.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

// holderOf gives an account with its keys.
func (as *Accounts) holderOf(ctx context.Context, q database.Q, id int64) (h holder, err error) {
	if h.account, err = as.ByID(ctx, q, id); err != nil {
		return h, err
	}
	texts, err := database.List(ctx, q, database.Value[string], `SELECT credential FROM passkey WHERE account_id = $1 ORDER BY id`, id)
	if err != nil {
		return h, fmt.Errorf("read passkeys: %w", err)
	}
	for _, text := range texts {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			return h, fmt.Errorf("read a passkey: %w", err)
		}
		h.keys = append(h.keys, c)
	}
	return h, nil
}

// Passkeys lists an account's passkeys.
func (as *Accounts) Passkeys(ctx context.Context, q database.Q, account int64) ([]Passkey, error) {
	return database.List(ctx, q, func(s database.Scanner) (p Passkey, err error) {
		var created, used int64
		err = s.Scan(&p.ID, &p.Name, &created, &used)
		p.CreatedAt, p.UsedAt = database.Time(created), database.Time(used)
		return p, err
	}, `SELECT id, name, created_at, used_at FROM passkey WHERE account_id = $1 ORDER BY id`, account)
}

// Ceremony is a question to the browser: options as WebAuthn has them in JSON,
// and the token that the answer must name.
type Ceremony struct {
	Asks    string
	Options json.RawMessage
}

// BeginPasskey asks somebody's device for a new passkey.
func (as *Accounts) BeginPasskey(ctx context.Context, actor Actor, door Door) (c Ceremony, err error) {
	w, err := door.authenticator()
	if err != nil {
		return c, err
	}
	var h holder
	err = as.db.Read(ctx, func(q *database.Snapshot) error {
		h, err = as.holderOf(ctx, q, actor.ID)
		return err
	})
	if err != nil {
		return c, err
	}
	if len(h.keys) >= maxPasskeys {
		return c, fault.New(fault.Conflict, "you have %d passkeys: remove one first", len(h.keys))
	}
	var exclude []protocol.CredentialDescriptor
	for _, k := range h.keys {
		exclude = append(exclude, k.Descriptor())
	}
	options, session, err := w.BeginRegistration(h, webauthn.WithResidentKeyRequirement(protocol.ResidentKeyRequirementRequired), webauthn.WithExclusions(exclude),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}))
	if err != nil {
		return c, fmt.Errorf("begin a passkey: %w", err)
	}
	return as.ceremony(ctx, makesPasskey, actor.ID, options.Response, session)
}

func (as *Accounts) ceremony(ctx context.Context, kind string, account int64, options any, session *webauthn.SessionData) (c Ceremony, err error) {
	data, err := database.JSON(session)
	if err != nil {
		return c, err
	}
	if c.Options, err = json.Marshal(options); err != nil {
		return c, fmt.Errorf("encode options: %w", err)
	}
	c.Asks, err = as.ask(ctx, kind, account, data)
	return c, err
}

// AddPasskey keeps the passkey that the device made.
func (as *Accounts) AddPasskey(ctx context.Context, actor Actor, door Door, asks, name string, response []byte) error {
	w, err := door.authenticator()
	if err != nil {
		return err
	}
	name = strings.Join(strings.Fields(name), " ")
	if n := len([]rune(name)); n == 0 || n > maxPasskeyName {
		return fault.InvalidField("name", "needs 1 to %d characters, such as “My telephone”", maxPasskeyName)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "the device's answer cannot be read: try again")
	}
	return as.db.Write(ctx, func(tx *database.Tx) error {
		c, session, err := as.session(ctx, tx, makesPasskey, asks)
		if err != nil {
			return err
		}
		if c.account != actor.ID {
			return fault.New(fault.Forbidden, "this passkey was begun by somebody else")
		}
		h, err := as.holderOf(ctx, tx, actor.ID)
		if err != nil {
			return err
		}
		credential, err := w.CreateCredential(h, session, parsed)
		if err != nil {
			return fault.Wrap(fault.Invalid, err, "the passkey was not accepted: try again")
		}
		if err := as.settle(ctx, tx, asks); err != nil {
			return err
		}
		text, err := database.JSON(credential)
		if err != nil {
			return err
		}
		now := as.clock.Now()
		_, err = tx.Exec(ctx, `INSERT INTO passkey (account_id, credential_id, credential, name, created_at) VALUES ($1, $2, $3, $4, $5)`,
			actor.ID, base64.RawURLEncoding.EncodeToString(credential.ID), text, name, database.Micros(now))
		if err != nil {
			return fmt.Errorf("keep a passkey: %w", err)
		}
		return as.record(ctx, tx, now, actor, "add-passkey", "account", actor.ID, name)
	})
}

func (as *Accounts) session(ctx context.Context, tx *database.Tx, kind, asks string) (c challenge, s webauthn.SessionData, err error) {
	if c, err = as.answered(ctx, tx, kind, asks); err != nil {
		return c, s, err
	}
	if err := json.Unmarshal([]byte(c.data), &s); err != nil {
		return c, s, fmt.Errorf("read a challenge: %w", err)
	}
	return c, s, nil
}

// RemovePasskey forgets one of one's own passkeys.
func (as *Accounts) RemovePasskey(ctx context.Context, actor Actor, id int64) error {
	return as.db.Write(ctx, func(tx *database.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM passkey WHERE id = $1 AND account_id = $2`, id, actor.ID)
		if err != nil {
			return fmt.Errorf("forget a passkey: %w", err)
		}
		if n == 0 {
			return fault.New(fault.NotFound, "you have no passkey %d", id)
		}
		return as.record(ctx, tx, as.clock.Now(), actor, "remove-passkey", "account", actor.ID, "")
	})
}

// AskPasskey asks whoever is there for a passkey to sign in with.
func (as *Accounts) AskPasskey(ctx context.Context, door Door) (c Ceremony, err error) {
	w, err := door.authenticator()
	if err != nil {
		return c, err
	}
	options, session, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return c, fmt.Errorf("ask for a passkey: %w", err)
	}
	return as.ceremony(ctx, asksPasskey, 0, options.Response, session)
}

// SignInPasskey starts a session for whoever shows a passkey. It counts for
// password and second factor.
func (as *Accounts) SignInPasskey(ctx context.Context, door Door, asks string, response []byte, host, agent string) (in SignedIn, err error) {
	w, err := door.authenticator()
	if err != nil {
		return in, err
	}
	if err := as.checkFailures(ctx, "", host); err != nil {
		return in, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return in, fault.Wrap(fault.Invalid, err, "the device's answer cannot be read: try again")
	}
	refused := false
	err = as.db.Write(ctx, func(tx *database.Tx) error {
		_, session, err := as.session(ctx, tx, asksPasskey, asks)
		if err != nil {
			return err
		}
		find := func(_, handle []byte) (webauthn.User, error) {
			id, err := strconv.ParseInt(string(handle), 10, 64)
			if err != nil {
				return nil, err
			}
			return as.holderOf(ctx, tx, id)
		}
		user, credential, err := w.ValidatePasskeyLogin(find, session, parsed)
		if refused = err != nil || credential.Authenticator.CloneWarning; refused {
			return nil // the try counts
		}
		h, ok := user.(holder)
		if !ok || !h.account.DisabledAt.IsZero() {
			refused = true
			return nil
		}
		in.Account = h.account
		if err := as.settle(ctx, tx, asks); err != nil {
			return err
		}
		text, err := database.JSON(credential)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE passkey SET credential = $1, used_at = $2 WHERE credential_id = $3`, text, database.Micros(as.clock.Now()), base64.RawURLEncoding.EncodeToString(credential.ID))
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	if refused {
		if err := as.failed(ctx, "", host); !fault.Is(err, fault.Unsigned) {
			return SignedIn{}, err
		}
		return SignedIn{}, fault.New(fault.Unsigned, "this passkey is not known here: sign in with your password, or ask an owner for a login link")
	}
	in.Token, err = as.startSession(ctx, in.Account, agent, "sign-in")
	return in, err
}
