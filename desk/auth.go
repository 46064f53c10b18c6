package desk

import (
	"context"
	"net/http"
	"strings"

	"dateline/internal/fault"
	"dateline/newsroom/account"
)

// caller is who makes a request, and how they proved it.
type caller struct {
	actor   account.Actor
	email   string // of a person
	session string // the cookie's token; empty for a script
}

func (c caller) person() bool { return c.session != "" }

// hasToken says whether a request is signed with a token. Such a request never
// counts a cookie, so no other site's page can borrow one.
func hasToken(r *http.Request) bool { return r.Header.Get("Authorization") != "" }

// tokenPrefix begins every token of a script.
const tokenPrefix = "dl_"

// identify says who makes a request.
func (d *Desk) identify(r *http.Request) (caller, error) {
	if hasToken(r) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "Bearer") || !strings.HasPrefix(token, tokenPrefix) {
			return caller{}, fault.New(fault.Unsigned, "a script signs its requests with “Authorization: Bearer dl_…”: make a token at the desk")
		}
		actor, err := d.Accounts.ByToken(r.Context(), token)
		return caller{actor: actor}, err
	}
	session := d.cookie.Read(r)
	if session == "" {
		return caller{}, fault.New(fault.Unsigned, "you are not signed in: sign in at %s, or send a token as “Authorization: Bearer dl_…”", signIn)
	}
	a, err := d.Accounts.BySession(r.Context(), session)
	return caller{actor: a.Actor(), email: a.Email, session: session}, err
}

type callerKey struct{}

// callerOf gives who makes the call behind ctx. Only add asks: handlers are
// given the caller as an argument.
func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

func withCaller(ctx context.Context, c caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}
