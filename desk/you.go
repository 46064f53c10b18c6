package desk

import (
	"context"
	"net/http"
	"slices"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
)

func (d *Desk) youRoutes() {
	const group = "You"
	add(d, route{
		method: http.MethodGet, path: "/me", id: "me", group: group, summary: "Who you are", about: "And what you may do.",
	}, d.me)
	add(d, route{
		method: http.MethodPost, path: "/sessions", id: "sign-in", group: group, open: true, status: http.StatusCreated, summary: "Sign in",
		about: "Sets the session's cookie, or asks for the second factor where there is one. Wrong passwords are counted, by account and by network address.",
	}, d.signIn)
	add(d, route{
		method: http.MethodDelete, path: "/sessions/current", id: "sign-out", group: group, person: true, status: http.StatusNoContent, summary: "Sign out",
	}, d.signOut)
	add(d, route{
		method: http.MethodPut, path: "/me/mail", id: "set-mail", group: group, person: true, status: http.StatusNoContent, summary: "Say what is mailed to you",
	}, d.setMail)
	add(d, route{
		method: http.MethodGet, path: "/me/mail", id: "get-mail", group: group, person: true, summary: "What is mailed to you",
	}, d.getMail)
	add(d, route{
		method: http.MethodGet, path: "/sessions", id: "list-sessions", group: group, person: true, summary: "Where you are signed in",
	}, d.listSessions)
	add(d, route{
		method: http.MethodDelete, path: "/sessions/{key}", id: "end-session", group: group, person: true, status: http.StatusNoContent, summary: "End one of your sessions",
		about: "The key all ends every one, this one too.",
	}, d.endSession)
	add(d, route{
		method: http.MethodGet, path: "/tokens", id: "list-tokens", group: group, right: account.ManageTokens, summary: "List tokens for scripts",
		about: "Your own; another account's for those who manage accounts.",
	}, d.listTokens)
	add(d, route{
		method: http.MethodPost, path: "/tokens", id: "add-token", group: group, right: account.ManageTokens, status: http.StatusCreated, summary: "Make a token for a script",
		about: "The secret is shown once. A token never has more scopes than the token that makes it.",
	}, d.addToken)
	add(d, route{
		method: http.MethodDelete, path: "/tokens/{id}", id: "revoke-token", group: group, right: account.ManageTokens, status: http.StatusNoContent, summary: "Revoke a token",
		about: "It ends at once.",
	}, d.revokeToken)
}

// meView is who makes the call.
type meView struct {
	ID     int64            `json:"id"`
	Name   string           `json:"name"`
	Email  string           `json:"email,omitempty" doc:"Of a person"`
	Role   account.Role     `json:"role" enum:"owner,editor,reporter,photo-editor,reader"`
	Person bool             `json:"person" doc:"False for a script with a token"`
	Rights []account.Action `json:"rights" doc:"What you may do"`
}

func meOf(c caller) meView {
	v := meView{ID: c.actor.ID, Name: c.actor.Name, Email: c.email, Role: c.actor.Role, Person: c.person(), Rights: []account.Action{}}
	for _, a := range account.Actions() {
		if c.actor.May(a) {
			v.Rights = append(v.Rights, a)
		}
	}
	return v
}

func (d *Desk) me(_ context.Context, c caller, _ *struct{}) (*reply[meView], error) {
	return answer(meOf(c)), nil
}

type signInIn struct {
	Exchange
	Body struct {
		Email    string `json:"email" maxLength:"254"`
		Password string `json:"password" maxLength:"256" format:"password"`
	}
}

func (d *Desk) signIn(ctx context.Context, _ caller, in *signInIn) (*reply[signedInView], error) {
	s, err := d.startSession(ctx, in.w, in.r, in.Body.Email, in.Body.Password)
	if err != nil {
		return nil, err
	}
	return d.welcome(in.w, in.r, s), nil
}

// startSession signs somebody in with a password, or asks for their second
// factor.
func (d *Desk) startSession(ctx context.Context, w http.ResponseWriter, r *http.Request, email, password string) (account.SignedIn, error) {
	host := d.Proxies.Host(r)
	if err := d.signIns.Take(w, r, host); err != nil {
		return account.SignedIn{}, err
	}
	return d.Accounts.SignIn(ctx, email, password, host, r.UserAgent())
}

type signOutIn struct{ Exchange }

func (d *Desk) signOut(ctx context.Context, c caller, in *signOutIn) (*nothing, error) {
	if err := d.Accounts.SignOut(ctx, c.session); err != nil {
		return nil, err
	}
	d.cookie.Drop(in.w, in.r)
	return &nothing{}, nil
}

// sessionView is one browser that somebody is signed in with.
type sessionView struct {
	Key       string    `json:"key" doc:"Names the session; it is not the secret"`
	Agent     string    `json:"agent" doc:"What the browser calls itself"`
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

func (d *Desk) listSessions(ctx context.Context, c caller, _ *struct{}) (*reply[List[sessionView]], error) {
	var all []account.Session
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		all, err = d.Accounts.Sessions(ctx, q, c.actor.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(listOf(all, func(s account.Session) sessionView {
		return sessionView{Key: s.Key, Agent: s.Agent, CreatedAt: s.CreatedAt, SeenAt: s.SeenAt, ExpiresAt: s.ExpiresAt}
	})), nil
}

type endSessionIn struct {
	Key string `path:"key" pattern:"^(all|[0-9a-f]{16})$" patternDescription:"a session's key, or all"`
}

func (d *Desk) endSession(ctx context.Context, c caller, in *endSessionIn) (*nothing, error) {
	key := in.Key
	if key == "all" {
		key = ""
	}
	return &nothing{}, d.Accounts.EndSession(ctx, c.actor, key)
}

// tokenView is a token of a script, without its secret.
type tokenView struct {
	ID        int64            `json:"id"`
	Account   int64            `json:"account"`
	Name      string           `json:"name"`
	Scopes    []account.Action `json:"scopes"`
	CreatedAt time.Time        `json:"created_at"`
	ExpiresAt time.Time        `json:"expires_at,omitzero"`
	SeenAt    time.Time        `json:"seen_at,omitzero"`
	RevokedAt time.Time        `json:"revoked_at,omitzero"`
}

func tokenOf(t account.Token) tokenView {
	return tokenView{
		ID: t.ID, Account: t.Account, Name: t.Name, Scopes: orEmpty(t.Scopes),
		CreatedAt: t.CreatedAt, ExpiresAt: t.ExpiresAt, SeenAt: t.SeenAt, RevokedAt: t.RevokedAt,
	}
}

type listTokensIn struct {
	Account int64 `query:"account" minimum:"1" doc:"Whose; your own where absent"`
}

func (d *Desk) listTokens(ctx context.Context, c caller, in *listTokensIn) (*reply[List[tokenView]], error) {
	whose := in.Account
	if whose == 0 {
		whose = c.actor.ID
	}
	if whose != c.actor.ID {
		if err := c.actor.Check(account.ManageAccounts); err != nil {
			return nil, err
		}
	}
	var all []account.Token
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		all, err = d.Accounts.Tokens(ctx, q, whose)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(listOf(all, tokenOf)), nil
}

type addTokenIn struct {
	Body struct {
		Name      string           `json:"name" minLength:"1" maxLength:"120" doc:"What it is for"`
		Scopes    []account.Action `json:"scopes" minItems:"1" doc:"Names of rights"`
		ExpiresAt time.Time        `json:"expires_at,omitzero" doc:"Absent for never"`
		Account   int64            `json:"account,omitempty" minimum:"1" doc:"For whom; yourself where absent"`
	}
}

// newTokenView is a token with its secret, which is shown once.
type newTokenView struct {
	Secret string    `json:"secret" doc:"Send it as Authorization: Bearer; it is shown once"`
	Token  tokenView `json:"token"`
}

func (d *Desk) addToken(ctx context.Context, c caller, in *addTokenIn) (*reply[newTokenView], error) {
	whose := in.Body.Account
	if whose == 0 {
		whose = c.actor.ID
	}
	for _, s := range in.Body.Scopes {
		if c.actor.Scopes != nil && !slices.Contains(c.actor.Scopes, s) {
			return nil, fault.New(fault.Forbidden, "this token lacks the scope %s and cannot make one that has it", s)
		}
	}
	if whose != c.actor.ID {
		if _, err := d.accountByID(ctx, whose); err != nil {
			return nil, err
		}
	}
	secret, t, err := d.Accounts.AddToken(ctx, c.actor, whose, in.Body.Name, in.Body.Scopes, in.Body.ExpiresAt)
	if err != nil {
		return nil, err
	}
	return answer(newTokenView{Secret: secret, Token: tokenOf(t)}), nil
}

func (d *Desk) revokeToken(ctx context.Context, c caller, in *ByID) (*nothing, error) {
	return &nothing{}, d.Accounts.RevokeToken(ctx, c.actor, in.ID)
}

// mailView is what is mailed to somebody.
type mailView struct {
	Mentions bool `json:"mentions" doc:"A mail when a note names you"`
}

type setMailIn struct{ Body mailView }

func (d *Desk) setMail(ctx context.Context, c caller, in *setMailIn) (*nothing, error) {
	return &nothing{}, d.Accounts.SetMentionMail(ctx, c.actor, in.Body.Mentions)
}

func (d *Desk) getMail(ctx context.Context, c caller, _ *struct{}) (*reply[mailView], error) {
	a, err := d.accountByID(ctx, c.actor.ID)
	if err != nil {
		return nil, err
	}
	return answer(mailView{Mentions: a.MentionMail}), nil
}
