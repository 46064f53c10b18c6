package desk

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"dateline/internal/database"
	"dateline/newsroom/account"
)

func (d *Desk) factorRoutes() {
	const group = "You"
	add(d, route{
		method: http.MethodPost, path: "/sessions/code", id: "sign-in-code", group: group, open: true, status: http.StatusCreated, summary: "Answer for the second factor",
		about: "After the right password, where the account has a second factor: a code of the generator, or a recovery code. Five tries in five minutes.",
	}, d.signInCode)
	add(d, route{
		method: http.MethodGet, path: "/factor", id: "get-factor", group: group, person: true, summary: "Your second factor",
	}, d.getFactor)
	add(d, route{
		method: http.MethodPost, path: "/factor", id: "begin-factor", group: group, person: true, status: http.StatusCreated, summary: "Set up a second factor",
		about: "Gives a key for a code generator. It counts once it is confirmed.",
	}, d.beginFactor)
	add(d, route{
		method: http.MethodPost, path: "/factor/confirm", id: "confirm-factor", group: group, person: true, summary: "Turn the second factor on",
		about: "With a code that the generator shows. The recovery codes in the answer are shown once.",
	}, d.confirmFactor)
	add(d, route{
		method: http.MethodPost, path: "/factor/recovery-codes", id: "renew-recovery-codes", group: group, person: true, summary: "New recovery codes", about: "Those from before end.",
	}, d.renewCodes)
	add(d, route{
		method: http.MethodPost, path: "/factor/off", id: "drop-factor", group: group, person: true, status: http.StatusNoContent, summary: "Turn the second factor off",
	}, d.dropFactor)
	add(d, route{
		method: http.MethodDelete, path: "/accounts/{id}/factor", id: "remove-factor", group: "Accounts", right: account.ManageAccounts, status: http.StatusNoContent,
		summary: "Take the second factor and the passkeys from somebody who lost them",
	}, d.removeFactor)
}

func (d *Desk) passkeyRoutes() {
	const group = "You"
	add(d, route{
		method: http.MethodPost, path: "/passkeys/ask", id: "ask-passkey", group: group, open: true, status: http.StatusCreated, summary: "Ask for a passkey to sign in with",
	}, d.askPasskey)
	add(d, route{
		method: http.MethodPost, path: "/sessions/passkey", id: "sign-in-passkey", group: group, open: true, status: http.StatusCreated, summary: "Sign in with a passkey",
		about: "It counts for the password and the second factor.",
	}, d.signInPasskey)
	add(d, route{
		method: http.MethodGet, path: "/passkeys", id: "list-passkeys", group: group, person: true, summary: "Your passkeys",
	}, d.listPasskeys)
	add(d, route{
		method: http.MethodPost, path: "/passkeys/begin", id: "begin-passkey", group: group, person: true, status: http.StatusCreated, summary: "Ask your device for a new passkey",
	}, d.beginPasskey)
	add(d, route{
		method: http.MethodPost, path: "/passkeys", id: "add-passkey", group: group, person: true, status: http.StatusNoContent, summary: "Keep the passkey that the device made",
	}, d.addPasskey)
	add(d, route{
		method: http.MethodDelete, path: "/passkeys/{id}", id: "remove-passkey", group: group, person: true, status: http.StatusNoContent, summary: "Forget a passkey",
	}, d.removePasskey)
}

// signedInView is what came of signing in.
type signedInView struct {
	Me   *meView `json:"me,omitempty" doc:"Who you are now"`
	Asks string  `json:"asks,omitempty" doc:"A second factor is needed: send this with a code to /sessions/code"`
}

// welcome sets the cookie, or hands on the question for the second factor.
func (d *Desk) welcome(w http.ResponseWriter, r *http.Request, in account.SignedIn) *reply[signedInView] {
	if in.Token == "" {
		return answer(signedInView{Asks: in.Asks})
	}
	d.cookie.Set(w, r, in.Token, account.SessionLife)
	me := meOf(caller{actor: in.Account.Actor(), email: in.Account.Email, session: in.Token})
	return answer(signedInView{Me: &me})
}

type signInCodeIn struct {
	Exchange
	Body struct {
		Asks string `json:"asks" maxLength:"100"`
		Code string `json:"code" maxLength:"40"`
	}
}

func (d *Desk) signInCode(ctx context.Context, _ caller, in *signInCodeIn) (*reply[signedInView], error) {
	s, err := d.finishSession(ctx, in.w, in.r, in.Body.Asks, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return d.welcome(in.w, in.r, s), nil
}

func (d *Desk) finishSession(ctx context.Context, w http.ResponseWriter, r *http.Request, asks, code string) (account.SignedIn, error) {
	host := d.Proxies.Host(r)
	if err := d.signIns.Take(w, r, host); err != nil {
		return account.SignedIn{}, err
	}
	return d.Accounts.SignInCode(ctx, asks, code, host, r.UserAgent())
}

// factorView is the state of one's second factor.
type factorView struct {
	On            bool      `json:"on"`
	Since         time.Time `json:"since,omitzero"`
	RecoveryCodes int       `json:"recovery_codes" doc:"That are left"`
}

func (d *Desk) getFactor(ctx context.Context, c caller, _ *struct{}) (*reply[factorView], error) {
	var f account.Factor
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		f, err = d.Accounts.FactorOf(ctx, q, c.actor.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(factorView{On: f.On, Since: f.Since, RecoveryCodes: f.RecoveryCodes}), nil
}

// factorKeyView is a new key for a code generator.
type factorKeyView struct {
	Secret string `json:"secret" doc:"Base32, to be typed"`
	URL    string `json:"url" doc:"otpauth://"`
	PNG    []byte `json:"png" doc:"The same as a QR code"`
}

func (d *Desk) beginFactor(ctx context.Context, c caller, _ *struct{}) (*reply[factorKeyView], error) {
	k, err := d.Accounts.BeginFactor(ctx, c.actor, d.door(ctx).Name)
	if err != nil {
		return nil, err
	}
	return answer(factorKeyView{Secret: k.Secret, URL: k.URL, PNG: k.PNG}), nil
}

type codeIn struct {
	Body struct {
		Code string `json:"code" maxLength:"40"`
	}
}

// recoveryCodesView are codes for the day on which the generator is lost.
type recoveryCodesView struct {
	Codes []string `json:"codes" doc:"Each works once; they are shown once"`
}

func (d *Desk) confirmFactor(ctx context.Context, c caller, in *codeIn) (*reply[recoveryCodesView], error) {
	codes, err := d.Accounts.ConfirmFactor(ctx, c.actor, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return answer(recoveryCodesView{Codes: codes}), nil
}

func (d *Desk) renewCodes(ctx context.Context, c caller, in *codeIn) (*reply[recoveryCodesView], error) {
	codes, err := d.Accounts.RenewRecoveryCodes(ctx, c.actor, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return answer(recoveryCodesView{Codes: codes}), nil
}

type dropFactorIn struct {
	Exchange
	Body struct {
		Password string `json:"password" maxLength:"256" format:"password"`
	}
}

func (d *Desk) dropFactor(ctx context.Context, c caller, in *dropFactorIn) (*nothing, error) {
	return &nothing{}, d.Accounts.DropFactor(ctx, c.actor, in.Body.Password, d.Proxies.Host(in.r))
}

func (d *Desk) removeFactor(ctx context.Context, c caller, in *ByID) (*nothing, error) {
	if _, err := d.accountByID(ctx, in.ID); err != nil {
		return nil, err
	}
	return &nothing{}, d.Accounts.RemoveFactor(ctx, c.actor, in.ID)
}

// door is where passkeys are for.
func (d *Desk) door(ctx context.Context) account.Door {
	door := account.Door{URL: d.BaseURL, Name: "Dateline"}
	if m, err := d.Mastheads.Current(ctx); err == nil {
		door.Name = m.Name
	}
	return door
}

// ceremonyView is a question to the browser's authenticator.
type ceremonyView struct {
	Asks    string          `json:"asks" doc:"Send it back with the answer"`
	Options json.RawMessage `json:"options" doc:"For navigator.credentials, as WebAuthn has them in JSON"`
}

func ceremonyOf(c account.Ceremony) *reply[ceremonyView] {
	return answer(ceremonyView{Asks: c.Asks, Options: c.Options})
}

type askPasskeyIn struct{ Exchange }

func (d *Desk) askPasskey(ctx context.Context, _ caller, in *askPasskeyIn) (*reply[ceremonyView], error) {
	if err := d.signIns.Take(in.w, in.r, d.Proxies.Host(in.r)); err != nil {
		return nil, err
	}
	c, err := d.Accounts.AskPasskey(ctx, d.door(ctx))
	if err != nil {
		return nil, err
	}
	return ceremonyOf(c), nil
}

type signInPasskeyIn struct {
	Exchange
	Body struct {
		Asks     string          `json:"asks" maxLength:"100"`
		Response json.RawMessage `json:"response" doc:"What navigator.credentials gave, as WebAuthn has it in JSON"`
	}
}

func (d *Desk) signInPasskey(ctx context.Context, _ caller, in *signInPasskeyIn) (*reply[signedInView], error) {
	s, err := d.Accounts.SignInPasskey(ctx, d.door(ctx), in.Body.Asks, in.Body.Response, d.Proxies.Host(in.r), in.r.UserAgent())
	if err != nil {
		return nil, err
	}
	return d.welcome(in.w, in.r, s), nil
}

// passkeyView is one of one's passkeys.
type passkeyView struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
	UsedAt    time.Time `json:"used_at,omitzero"`
}

func (d *Desk) listPasskeys(ctx context.Context, c caller, _ *struct{}) (*reply[List[passkeyView]], error) {
	var all []account.Passkey
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		all, err = d.Accounts.Passkeys(ctx, q, c.actor.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(listOf(all, func(p account.Passkey) passkeyView {
		return passkeyView{ID: p.ID, Name: p.Name, CreatedAt: p.CreatedAt, UsedAt: p.UsedAt}
	})), nil
}

func (d *Desk) beginPasskey(ctx context.Context, c caller, _ *struct{}) (*reply[ceremonyView], error) {
	ceremony, err := d.Accounts.BeginPasskey(ctx, c.actor, d.door(ctx))
	if err != nil {
		return nil, err
	}
	return ceremonyOf(ceremony), nil
}

type addPasskeyIn struct {
	Body struct {
		Asks     string          `json:"asks" maxLength:"100"`
		Response json.RawMessage `json:"response" doc:"What navigator.credentials gave, as WebAuthn has it in JSON"`
		Name     string          `json:"name" minLength:"1" maxLength:"60" doc:"So that you know it again: My telephone"`
	}
}

func (d *Desk) addPasskey(ctx context.Context, c caller, in *addPasskeyIn) (*nothing, error) {
	return &nothing{}, d.Accounts.AddPasskey(ctx, c.actor, d.door(ctx), in.Body.Asks, in.Body.Name, in.Body.Response)
}

func (d *Desk) removePasskey(ctx context.Context, c caller, in *ByID) (*nothing, error) {
	return &nothing{}, d.Accounts.RemovePasskey(ctx, c.actor, in.ID)
}
