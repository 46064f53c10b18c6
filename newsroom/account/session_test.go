package account_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
)

const day = 24 * time.Hour

// TestASessionEnds looks a moment before and after each of its two ends.
func TestASessionEnds(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		a := h.signed("a@x.example", account.Editor)
		begin := func() string {
			in, err := h.SignIn(t.Context(), "A@x.example ", phrase, "192.0.2.1", "browser")
			token, who := in.Token, in.Account
			testkit.NoError(t, err)
			testkit.Equal(t, who.ID, a.ID)
			return token
		}
		good := func(token string) bool {
			who, err := h.BySession(t.Context(), token)
			if err == nil && who.ID != a.ID {
				t.Errorf("the session is of %+v", who)
			}
			return err == nil
		}
		idle := begin()
		h.clock.Advance(3*day - time.Second)
		testkit.Equal(t, good(idle), true) // and it is used by that
		h.clock.Advance(3*day - time.Second)
		testkit.Equal(t, good(idle), true)
		h.clock.Advance(3 * day)
		testkit.Equal(t, good(idle), false)

		used := begin()
		for range 13 {
			h.clock.Advance(day)
			testkit.Equal(t, good(used), true)
		}
		h.clock.Advance(day - time.Second)
		testkit.Equal(t, good(used), true)
		h.clock.Advance(time.Second)
		testkit.Equal(t, good(used), false)

		out := begin()
		testkit.NoError(t, h.SignOut(t.Context(), out))
		testkit.Equal(t, good(out), false)
		for _, token := range []string{"", "s_", "s_nonsense", used + "x", strings.ToUpper(used)} {
			testkit.Equal(t, good(token), false)
		}
	})
}

func TestEachBrowserCanBeSignedOut(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		a, b := h.signed("a@x.example", account.Editor), h.signed("b@x.example", account.Editor)
		var tokens []string
		for i, who := range []account.Account{a, a, a, b} {
			h.clock.Advance(time.Second)
			in, err := h.SignIn(t.Context(), who.Email, phrase, "192.0.2.1", fmt.Sprintf("browser %d%s", i, strings.Repeat("x", 300)))
			token := in.Token
			testkit.NoError(t, err)
			tokens = append(tokens, token)
		}
		list := func() (all []account.Session) {
			testkit.NoError(t, h.db.Read(t.Context(), func(q *database.Snapshot) (err error) {
				all, err = h.Sessions(t.Context(), q, a.ID)
				return err
			}))
			return all
		}
		all := list()
		if len(all) != 3 || !strings.HasPrefix(all[0].Agent, "browser 2") || len(all[0].Agent) != 200 || strings.Contains(tokens[2], all[0].Key) {
			t.Fatalf("sessions are %+v", all)
		}
		testkit.NoError(t, h.EndSession(t.Context(), b.Actor(), all[0].Key)) // another's
		testkit.Equal(t, len(list()), 3)
		testkit.NoError(t, h.EndSession(t.Context(), a.Actor(), all[0].Key))
		testkit.Equal(t, len(list()), 2)
		testkit.NoError(t, h.EndSession(t.Context(), a.Actor(), ""))
		testkit.Equal(t, len(list()), 0)
		_, err := h.BySession(t.Context(), tokens[3])
		testkit.NoError(t, err)
	})
}

// TestWrongPasswordsAreCounted fails until the door closes, and waits until it
// opens.
func TestWrongPasswordsAreCounted(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		h.signed("a@x.example", account.Editor)
		h.signed("b@x.example", account.Editor)
		try := func(email, password, host string) error {
			_, err := h.SignIn(t.Context(), email, password, host, "")
			return err
		}
		for i := range 8 {
			wantFault(t, try("a@x.example", "wrong words", fmt.Sprintf("192.0.2.%d", i)), fault.Unsigned)
			h.clock.Advance(time.Second)
		}
		wantFault(t, try("A@X.example", phrase, "192.0.2.99"), fault.TooMany)
		testkit.NoError(t, try("b@x.example", phrase, "192.0.2.1"))
		h.clock.Set(noon.Add(15*time.Minute - time.Microsecond))
		wantFault(t, try("a@x.example", phrase, "192.0.2.99"), fault.TooMany)
		h.clock.Set(noon.Add(15 * time.Minute)) // the first of the eight is forgotten
		testkit.NoError(t, try("a@x.example", phrase, "192.0.2.99"))
		// Whether an address has an account is not told.
		unknown, known := try("nobody@x.example", "wrong words", "192.0.2.50"), try("b@x.example", "wrong words", "192.0.2.50")
		testkit.Equal(t, unknown.Error(), known.Error())
	})
}

func TestWrongPasswordsOfOneHostAreCounted(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	h.signed("a@x.example", account.Editor)
	for i := range 40 {
		_, err := h.SignIn(t.Context(), fmt.Sprintf("guess%d@x.example", i), "", "192.0.2.1", "")
		wantFault(t, err, fault.Unsigned)
	}
	_, err := h.SignIn(t.Context(), "a@x.example", phrase, "192.0.2.1", "")
	wantFault(t, err, fault.TooMany)
	_, err = h.SignIn(t.Context(), "a@x.example", phrase, "192.0.2.2", "")
	testkit.NoError(t, err)
}

func TestALinkOpensOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		a := h.signed("a@x.example", account.Editor)
		in, err := h.SignIn(t.Context(), a.Email, phrase, "192.0.2.1", "")
		before := in.Token
		testkit.NoError(t, err)
		first, err := h.LoginLink(t.Context(), operator, a.ID)
		testkit.NoError(t, err)
		link, err := h.LoginLink(t.Context(), operator, a.ID)
		testkit.NoError(t, err)
		_, err = h.OpenLink(t.Context(), first) // a newer one ends it
		wantFault(t, err, fault.Gone)
		for range 2 { // looking does not use it up
			_, err = h.OpenLink(t.Context(), link)
			testkit.NoError(t, err)
		}
		_, err = h.UseLink(t.Context(), link, "short", "")
		wantFault(t, err, fault.Invalid)

		var opened atomic.Int64
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				_, err := h.UseLink(t.Context(), link, fmt.Sprintf("the new words of browser %d", i), "")
				if err == nil {
					opened.Add(1)
				} else if !fault.Is(err, fault.Gone) {
					t.Errorf("it says %v", err)
				}
			})
		}
		all.Wait()
		testkit.Equal(t, opened.Load(), int64(1))
		_, err = h.BySession(t.Context(), before) // a new password ends the sessions of the old one
		wantFault(t, err, fault.Unsigned)
		_, err = h.SignIn(t.Context(), a.Email, phrase, "192.0.2.1", "")
		wantFault(t, err, fault.Unsigned)
		_, err = h.LoginLink(t.Context(), a.Actor(), a.ID)
		wantFault(t, err, fault.Forbidden)
	})
}

func TestALinkExpires(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	h.add("owner@x.example", account.Owner)
	a := h.add("a@x.example", account.Editor)
	link, err := h.LoginLink(t.Context(), operator, a.ID)
	testkit.NoError(t, err)
	h.clock.Advance(72*time.Hour - time.Second)
	_, err = h.OpenLink(t.Context(), link)
	testkit.NoError(t, err)
	h.clock.Advance(time.Second)
	_, err = h.UseLink(t.Context(), link, phrase, "")
	wantFault(t, err, fault.Gone)
	link, err = h.LoginLink(t.Context(), operator, a.ID)
	testkit.NoError(t, err)
	_, err = h.Change(t.Context(), operator, h.byID(a.ID), true)
	testkit.NoError(t, err)
	_, err = h.UseLink(t.Context(), link, phrase, "")
	wantFault(t, err, fault.Forbidden)
}

func TestTokens(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		owner, a := h.add("o@x.example", account.Owner), h.add("a@x.example", account.Reporter)
		scopes := []account.Action{account.WriteStory, account.KillStory}
		plain, _, err := h.AddToken(t.Context(), a.Actor(), a.ID, " nightly ", scopes, noon.Add(day))
		testkit.NoError(t, err)
		if !strings.HasPrefix(plain, "dl_") || len(plain) < 40 {
			t.Errorf("the token is %q", plain)
		}
		actor, err := h.ByToken(t.Context(), plain)
		testkit.NoError(t, err)
		testkit.Equal(t, actor, account.Actor{ID: a.ID, Name: a.Name, Role: account.Reporter, Scopes: scopes})
		testkit.Equal(t, []bool{actor.May(account.WriteStory), actor.May(account.KillStory), actor.May(account.ReadDesk)}, []bool{true, false, false})
		h.clock.Advance(day)
		_, err = h.ByToken(t.Context(), plain)
		testkit.NoError(t, err)
		h.clock.Advance(time.Microsecond)
		_, err = h.ByToken(t.Context(), plain)
		wantFault(t, err, fault.Unsigned)

		plain, made, err := h.AddToken(t.Context(), owner.Actor(), a.ID, "weekly", scopes, time.Time{})
		testkit.NoError(t, err)
		wantFault(t, h.RevokeToken(t.Context(), account.Actor{ID: 99, Role: account.Editor}, made.ID), fault.Forbidden)
		wantFault(t, h.RevokeToken(t.Context(), owner.Actor(), 999), fault.NotFound)
		testkit.NoError(t, h.RevokeToken(t.Context(), a.Actor(), made.ID))
		_, err = h.ByToken(t.Context(), plain)
		wantFault(t, err, fault.Unsigned)
		testkit.NoError(t, h.db.Read(t.Context(), func(q *database.Snapshot) error {
			all, err := h.Tokens(t.Context(), q, a.ID)
			if len(all) != 2 || all[0].Name != "weekly" || all[0].RevokedAt.IsZero() || all[1].SeenAt.IsZero() {
				t.Errorf("tokens are %+v", all)
			}
			return err
		}))
		for _, err := range []error{
			second(h.AddToken(t.Context(), a.Actor(), a.ID, " ", scopes, time.Time{})),
			second(h.AddToken(t.Context(), a.Actor(), a.ID, "x", nil, time.Time{})),
			second(h.AddToken(t.Context(), a.Actor(), a.ID, "x", []account.Action{"story:steal"}, time.Time{})),
		} {
			wantFault(t, err, fault.Invalid)
		}
		wantFault(t, second(h.AddToken(t.Context(), a.Actor(), owner.ID, "x", scopes, time.Time{})), fault.Forbidden)
		for _, token := range []string{"", "dl_", "dl_nonsense", plain[3:]} {
			_, err := h.ByToken(t.Context(), token)
			wantFault(t, err, fault.Unsigned)
		}
	})
}

func second(_ string, _ account.Token, err error) error { return err }
