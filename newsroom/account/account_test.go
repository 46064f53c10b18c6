package account_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

var operator = account.Operator("test")

const phrase = "a sentence that nobody guesses"

// house is a newsroom's list of people, for one test.
type house struct {
	*account.Accounts
	t     *testing.T
	db    *database.DB
	clock *clock.Frozen
}

func openHouse(t *testing.T, db *database.DB) *house {
	t.Helper()
	frozen := clock.Freeze(noon)
	return &house{account.New(db, frozen, audit.Record), t, db, frozen}
}

func (h *house) add(email string, role account.Role) account.Account {
	h.t.Helper()
	a, err := h.Add(h.t.Context(), operator, email, "Somebody", role)
	testkit.NoError(h.t, err)
	return a
}

// signed adds somebody who has a password.
func (h *house) signed(email string, role account.Role) account.Account {
	h.t.Helper()
	a := h.add(email, role)
	testkit.NoError(h.t, h.SetPassword(h.t.Context(), operator, a, phrase))
	return h.byID(a.ID)
}

func (h *house) byID(id int64) (a account.Account) {
	h.t.Helper()
	testkit.NoError(h.t, h.db.Read(h.t.Context(), func(q *database.Snapshot) (err error) {
		a, err = h.ByID(h.t.Context(), q, id)
		return err
	}))
	return a
}

func (h *house) actions() (all []string) {
	h.t.Helper()
	testkit.NoError(h.t, h.db.Read(h.t.Context(), func(q *database.Snapshot) error {
		entries, err := audit.List(h.t.Context(), q, audit.Query{})
		for _, e := range entries {
			all = append(all, e.Action+" "+e.Noun)
		}
		return err
	}))
	return all
}

func wantFault(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("got %v, want a fault of kind %s", err, kind)
	}
}

// TestWhoMayDoWhat compares the table of rights with the one that was agreed.
func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	fmt.Fprintf(&b, "%-16s", "")
	for _, r := range append(account.Roles(), "") {
		fmt.Fprintf(&b, " %-12s", string(r))
	}
	for _, what := range account.Actions() {
		fmt.Fprintf(&b, "\n%-16s", what)
		for _, r := range append(account.Roles(), "") {
			may := "-"
			if (account.Actor{Role: r}).May(what) {
				may = "may"
			}
			fmt.Fprintf(&b, " %-12s", may)
		}
	}
	var lines []string
	for line := range strings.SplitSeq(b.String(), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	testkit.Golden(t, "testdata/rights.txt", strings.Join(lines, "\n")+"\n")
}

func TestATokenNarrowsARole(t *testing.T) {
	t.Parallel()
	script := account.Actor{Name: "Script", Role: account.Reporter, Scopes: []account.Action{account.WriteStory, account.PublishStory}}
	for what, may := range map[account.Action]bool{account.WriteStory: true, account.PublishStory: false, account.ReadDesk: false} {
		testkit.Equal(t, script.May(what), may)
	}
	for what, words := range map[account.Action]string{account.ReadDesk: "lacks the scope desk:read", account.PublishStory: "is reporter; story:publish is for: owner, editor"} {
		err := script.Check(what)
		wantFault(t, err, fault.Forbidden)
		if !strings.Contains(err.Error(), words) {
			t.Errorf("it says %q", err)
		}
	}
	if (account.Actor{Role: account.Owner, Scopes: []account.Action{}}).May(account.ReadDesk) {
		t.Error("a token without a scope may do something")
	}
}

func TestAdd(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		a, err := h.Add(t.Context(), operator, " Edith@News.Example ", "  Edith   Ames ", account.Editor)
		testkit.NoError(t, err)
		testkit.Equal(t, []string{a.Email, a.Name}, []string{"edith@news.example", "Edith Ames"})
		if a.HasPassword() || h.byID(a.ID).CreatedAt != noon {
			t.Errorf("it is %+v", a)
		}
		_, err = h.Add(t.Context(), operator, "EDITH@news.example", "Another", account.Reader)
		wantFault(t, err, fault.Conflict)
		for _, row := range []struct{ email, name, role string }{
			{"edith", "Edith", "editor"},
			{"Edith <e@x.example>", "Edith", "editor"},
			{"", "Edith", "editor"},
			{"e@x.example", " ", "editor"},
			{"e@x.example", "Edith", "king"},
			{"e@x.example", strings.Repeat("x", 121), "editor"},
			{strings.Repeat("x", 250) + "@x.example", "Edith", "editor"},
		} {
			_, err := h.Add(t.Context(), operator, row.email, row.name, account.Role(row.role))
			wantFault(t, err, fault.Invalid)
		}
		_, err = h.Add(t.Context(), account.Actor{Name: "Edith", Role: account.Editor}, "x@x.example", "X", account.Reader)
		wantFault(t, err, fault.Forbidden)
		testkit.Equal(t, h.actions(), []string{"create account"})
	})
}

// TestTheLastOwnerStays takes away owners one after the other and at once.
func TestTheLastOwnerStays(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		a := h.add("a@x.example", account.Owner)
		demoted := a
		demoted.Role = account.Editor
		_, err := h.Change(t.Context(), operator, demoted, false)
		wantFault(t, err, fault.Conflict)
		_, err = h.Change(t.Context(), operator, a, true)
		wantFault(t, err, fault.Conflict)
		if h.byID(a.ID) != a {
			t.Errorf("the last owner is now %+v", h.byID(a.ID))
		}
		for range 5 {
			var all sync.WaitGroup
			b := h.add(fmt.Sprintf("b%d@x.example", time.Now().UnixNano()), account.Owner)
			for _, id := range []int64{a.ID, b.ID} {
				one := h.byID(id)
				one.Role = account.Reporter
				all.Go(func() { _, _ = h.Change(t.Context(), operator, one, false) })
			}
			all.Wait()
			a, b = h.byID(a.ID), h.byID(b.ID)
			if (a.Role == account.Owner) == (b.Role == account.Owner) {
				t.Fatalf("after two changes at once they are %s and %s", a.Role, b.Role)
			}
			if a.Role != account.Owner {
				a = b
			}
		}
	})
}

func TestChange(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		h.add("owner@x.example", account.Owner)
		a := h.signed("a@x.example", account.Reporter)
		in, err := h.SignIn(t.Context(), a.Email, phrase, "192.0.2.1", "browser")
		session := in.Token
		testkit.NoError(t, err)
		token, _, err := h.AddToken(t.Context(), operator, a.ID, "script", []account.Action{account.WriteStory}, time.Time{})
		testkit.NoError(t, err)
		stale := a
		a.Name = "Aino"
		a, err = h.Change(t.Context(), operator, a, true)
		testkit.NoError(t, err)
		_, err = h.Change(t.Context(), operator, stale, false)
		wantFault(t, err, fault.Conflict)
		_, err = h.BySession(t.Context(), session)
		wantFault(t, err, fault.Unsigned)
		_, err = h.ByToken(t.Context(), token)
		wantFault(t, err, fault.Unsigned)
		_, err = h.SignIn(t.Context(), a.Email, phrase, "192.0.2.1", "browser")
		wantFault(t, err, fault.Unsigned)
		_, err = h.Change(t.Context(), operator, a, false)
		testkit.NoError(t, err)
		_, err = h.BySession(t.Context(), session) // ended for good
		wantFault(t, err, fault.Unsigned)
		_, err = h.ByToken(t.Context(), token)
		testkit.NoError(t, err)
	})
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	a := h.add("edith.ames@news.example", account.Editor)
	for _, word := range []string{
		"", "short", "123456789", "1234567890", "aaaaaaaaaaaa", "abababababab", "Password123!", "qwertyuiop", "Edith.Ames@news.example", "dateline2026", "newsroom1234", strings.Repeat("long ", 60),
	} {
		wantFault(t, h.SetPassword(t.Context(), operator, a, word), fault.Invalid)
	}
	for _, word := range []string{"a sentence that nobody guesses", "пароль из слов", strings.Repeat("x7", 40) + "y", "1234567891"} {
		testkit.NoError(t, h.SetPassword(t.Context(), operator, a, word))
		_, err := h.SignIn(t.Context(), a.Email, word, "192.0.2.1", "")
		testkit.NoError(t, err)
	}
	wantFault(t, h.SetPassword(t.Context(), account.Actor{Role: account.Editor}, a, phrase), fault.Forbidden)
}

// TestNothingThatOpensADoorIsKept reads every table that holds a secret.
func TestNothingThatOpensADoorIsKept(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	a := h.signed("a@x.example", account.Owner)
	in, err := h.SignIn(t.Context(), a.Email, phrase, "192.0.2.1", "")
	session := in.Token
	testkit.NoError(t, err)
	token, _, err := h.AddToken(t.Context(), operator, a.ID, "script", []account.Action{account.WriteStory}, time.Time{})
	testkit.NoError(t, err)
	link, err := h.LoginLink(t.Context(), operator, a.ID)
	testkit.NoError(t, err)
	var kept []string
	testkit.NoError(t, h.db.Read(t.Context(), func(q *database.Snapshot) error {
		for _, query := range []string{`SELECT password FROM account`, `SELECT hash FROM session`, `SELECT hash FROM token`, `SELECT hash FROM login_link`, `SELECT detail FROM audit`} {
			rows, err := database.List(t.Context(), q, database.Value[string], query)
			if err != nil {
				return err
			}
			kept = append(kept, rows...)
		}
		return nil
	}))
	for _, text := range kept {
		for _, secret := range []string{phrase, session, token, link, session[2:], token[3:], link[2:]} {
			if strings.Contains(text, secret) {
				t.Errorf("%q is kept", secret)
			}
		}
	}
	if !strings.HasPrefix(kept[0], "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the password is kept as %q", kept[0])
	}
}
