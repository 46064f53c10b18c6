package desk

import (
	"context"
	"net/http"
	"time"

	"dateline/internal/database"
	"dateline/newsroom/account"
)

func (d *Desk) accountRoutes() {
	const group = "Accounts"
	add(d, route{
		method: http.MethodGet, path: "/accounts", id: "list-accounts", group: group, right: account.ManageAccounts, summary: "List the people of the newsroom",
	}, d.listAccounts)
	add(d, route{
		method: http.MethodPost, path: "/accounts", id: "add-account", group: group, right: account.ManageAccounts, status: http.StatusCreated, summary: "Add a colleague",
		about: "The account has no password yet: make a login link and give it to the person.",
	}, d.addAccount)
	add(d, route{
		method: http.MethodPut, path: "/accounts/{id}", id: "change-account", group: group, right: account.ManageAccounts, summary: "Change an account",
		about: "Disabling one ends its sessions and tokens at once. The last owner stays one.",
	}, d.changeAccount)
	add(d, route{
		method: http.MethodPost, path: "/accounts/{id}/login-link", id: "make-login-link", group: group, right: account.ManageAccounts, status: http.StatusCreated,
		summary: "Make a login link", about: "It works once, for three days, and lets the person choose a password. Links made before end.",
	}, d.makeLoginLink)
}

// accountView is one person of the newsroom.
type accountView struct {
	ID         int64        `json:"id"`
	Rev        int64        `json:"rev"`
	Email      string       `json:"email"`
	Name       string       `json:"name"`
	Role       account.Role `json:"role" enum:"owner,editor,reporter,photo-editor,reader"`
	CreatedAt  time.Time    `json:"created_at"`
	DisabledAt time.Time    `json:"disabled_at,omitzero"`
	Password   bool         `json:"password" doc:"They have chosen one"`
	Guarded    bool         `json:"guarded" doc:"They have a second factor or a passkey"`
}

func accountOf(a account.Account) accountView {
	return accountView{ID: a.ID, Rev: a.Rev, Email: a.Email, Name: a.Name, Role: a.Role, CreatedAt: a.CreatedAt, DisabledAt: a.DisabledAt, Password: a.HasPassword()}
}

func (d *Desk) listAccounts(ctx context.Context, _ caller, _ *struct{}) (*reply[List[accountView]], error) {
	var all []account.Account
	var guarded map[int64]bool
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		if all, err = d.Accounts.All(ctx, q); err != nil {
			return err
		}
		guarded, err = d.Accounts.Guarded(ctx, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(listOf(all, func(a account.Account) accountView {
		v := accountOf(a)
		v.Guarded = guarded[a.ID]
		return v
	})), nil
}

type addAccountIn struct {
	Body struct {
		Email string       `json:"email" maxLength:"254"`
		Name  string       `json:"name" minLength:"1" maxLength:"120"`
		Role  account.Role `json:"role" enum:"owner,editor,reporter,photo-editor,reader"`
	}
}

func (d *Desk) addAccount(ctx context.Context, c caller, in *addAccountIn) (*reply[accountView], error) {
	a, err := d.Accounts.Add(ctx, c.actor, in.Body.Email, in.Body.Name, in.Body.Role)
	if err != nil {
		return nil, err
	}
	return answer(accountOf(a)), nil
}

type changeAccountIn struct {
	ByID
	Body struct {
		Rev      int64        `json:"rev" minimum:"1" doc:"The revision that you looked at"`
		Name     string       `json:"name" minLength:"1" maxLength:"120"`
		Role     account.Role `json:"role" enum:"owner,editor,reporter,photo-editor,reader"`
		Disabled bool         `json:"disabled,omitempty" doc:"They may not sign in"`
	}
}

func (d *Desk) changeAccount(ctx context.Context, c caller, in *changeAccountIn) (*reply[accountView], error) {
	a, err := d.accountByID(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	a.Rev, a.Name, a.Role = in.Body.Rev, in.Body.Name, in.Body.Role
	if a, err = d.Accounts.Change(ctx, c.actor, a, in.Body.Disabled); err != nil {
		return nil, err
	}
	return answer(accountOf(a)), nil
}

func (d *Desk) accountByID(ctx context.Context, id int64) (a account.Account, err error) {
	err = d.DB.Read(ctx, func(q *database.Snapshot) error {
		a, err = d.Accounts.ByID(ctx, q, id)
		return err
	})
	return a, err
}

// loginLinkView is a link that lets somebody choose a password.
type loginLinkView struct {
	URL string `json:"url" doc:"Give it to the person and to nobody else; it is shown once"`
}

func (d *Desk) makeLoginLink(ctx context.Context, c caller, in *ByID) (*reply[loginLinkView], error) {
	if _, err := d.accountByID(ctx, in.ID); err != nil {
		return nil, err
	}
	token, err := d.Accounts.LoginLink(ctx, c.actor, in.ID)
	if err != nil {
		return nil, err
	}
	return answer(loginLinkView{URL: LinkURL(d.BaseURL, token)}), nil
}
