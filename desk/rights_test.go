package desk_test

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"dateline/internal/testkit"
	"dateline/newsroom/account"
)

// TestWhoMayCallWhat knocks at every operation with every role and compares
// the whole table with testdata/rights.txt. The requests name nothing that
// exists, so whoever is let in changes nothing.
func TestWhoMayCallWhat(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	var people []*client
	head := "call\tright"
	for _, role := range account.Roles() {
		people = append(people, h.person(role))
		head += "\t" + string(role)
	}
	people = append(people, h.nobody())
	all, err := h.accounts.Add(t.Context(), account.Operator("test"), "script@news.example", "Script", account.Owner)
	testkit.NoError(t, err)
	secret, _, err := h.accounts.AddToken(t.Context(), account.Operator("test"), all.ID, "reads", []account.Action{account.ReadDesk}, all.DisabledAt)
	testkit.NoError(t, err)
	people = append(people, &client{house: h, token: secret})

	var table bytes.Buffer
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, head+"\tnobody\towner's script with desk:read")
	slices.SortFunc(h.calls, func(a, b operation) int {
		return cmp.Or(cmp.Compare(ends(a), ends(b)), strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
	})
	fill := strings.NewReplacer("{id}", "999999", "{rev}", "1", "{key}", "0123456789abcdef")
	for _, op := range h.calls {
		row := op.ID + "\t" + op.Right
		for _, p := range people {
			row += "\t" + p.verdict(op.Method, "/desk/api/v1"+fill.Replace(op.Path))
		}
		_, _ = fmt.Fprintln(w, row)
	}
	testkit.NoError(t, w.Flush())
	testkit.Golden(t, "testdata/rights.txt", table.String())
}

// ends puts the call that ends a session last.
func ends(op operation) int {
	if op.ID == "sign-out" {
		return 1
	}
	return 0
}

func (c *client) verdict(method, path string) string {
	r := httptest.NewRequestWithContext(c.house.t.Context(), method, path, strings.NewReader("{}"))
	r.Header.Set("Content-Type", "application/json")
	if c.cookie != "" {
		r.AddCookie(&http.Cookie{Name: "dateline-desk", Value: c.cookie})
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	w := httptest.NewRecorder()
	c.house.desk.ServeHTTP(w, r)
	switch {
	case w.Code == http.StatusUnauthorized && c.cookie+c.token == "" && w.Header().Get("WWW-Authenticate") != "":
		return "sign in"
	case w.Code == http.StatusForbidden:
		return "no"
	case w.Code >= http.StatusInternalServerError, w.Code == http.StatusUnauthorized:
		return fmt.Sprintf("broken %d %s", w.Code, w.Body)
	}
	return "yes"
}
