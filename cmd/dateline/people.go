package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"dateline/internal/database"
	"dateline/newsroom/account"
)

type userCommands struct {
	Add  userAddCommand  `cmd:"" help:"Add somebody and print a login link for them."`
	Link userLinkCommand `cmd:"" help:"Print a new login link for somebody."`
	List userListCommand `cmd:"" help:"List everybody."`

	FactorOff userFactorOffCommand `cmd:"" help:"Take the second factor and the passkeys from somebody who lost them."`
}

type userAddCommand struct {
	Email string `arg:"" help:"E-mail address."`
	Name  string `help:"Name; the address where not given."`
	Role  string `help:"owner, editor, reporter, photo-editor or reader (of drafts)." enum:"owner,editor,reporter,photo-editor,reader" default:"editor"`
	URL   string `name:"url" help:"Address of the site, for the link." default:"http://localhost:8080" env:"DATELINE_URL"`
}

// Run adds somebody.
func (c *userAddCommand) Run(ctx context.Context, g *globals, std streams) error {
	return g.with(ctx, std, func(h *house) error {
		name := c.Name
		if name == "" {
			name = c.Email
		}
		a, err := h.accounts.Add(ctx, operator(), c.Email, name, account.Role(c.Role))
		if err != nil {
			return err
		}
		return printLink(ctx, h, std, a, c.URL)
	})
}

func printLink(ctx context.Context, h *house, std streams, a account.Account, url string) error {
	link, err := h.accounts.LoginLink(ctx, operator(), a.ID)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "%s (%s) can choose a password once, within three days, at\n%s/desk/link/%s\n", a.Email, a.Role, strings.TrimSuffix(url, "/"), link)
	return err
}

type userLinkCommand struct {
	Email string `arg:"" help:"E-mail address."`
	URL   string `name:"url" help:"Address of the site, for the link." default:"http://localhost:8080" env:"DATELINE_URL"`
}

// Run makes a login link.
func (c *userLinkCommand) Run(ctx context.Context, g *globals, std streams) error {
	return g.with(ctx, std, func(h *house) error {
		a, err := findAccount(ctx, h, c.Email)
		if err != nil {
			return err
		}
		return printLink(ctx, h, std, a, c.URL)
	})
}

func findAccount(ctx context.Context, h *house, email string) (a account.Account, err error) {
	err = h.db.Read(ctx, func(q *database.Snapshot) error {
		a, err = h.accounts.ByEmail(ctx, q, email)
		return err
	})
	return a, err
}

type userFactorOffCommand struct {
	Email string `arg:"" help:"E-mail address."`
}

// Run lets somebody in with the password alone.
func (c *userFactorOffCommand) Run(ctx context.Context, g *globals, std streams) error {
	return g.with(ctx, std, func(h *house) error {
		a, err := findAccount(ctx, h, c.Email)
		if err != nil {
			return err
		}
		if err := h.accounts.RemoveFactor(ctx, operator(), a.ID); err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.out, "%s signs in with the password alone now\n", a.Email)
		return err
	})
}

type userListCommand struct{}

// Run lists everybody.
func (*userListCommand) Run(ctx context.Context, g *globals, std streams) error {
	return g.with(ctx, std, func(h *house) error {
		var all []account.Account
		err := h.db.Read(ctx, func(q *database.Snapshot) (err error) {
			all, err = h.accounts.All(ctx, q)
			return err
		})
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(std.out, 0, 4, 2, ' ', 0)
		for _, a := range all {
			state := "has no password yet"
			switch {
			case !a.DisabledAt.IsZero():
				state = "disabled"
			case a.HasPassword():
				state = "active"
			}
			_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", a.Email, a.Role, a.Name, state)
		}
		return w.Flush()
	})
}

type tokenCommands struct {
	Add tokenAddCommand `cmd:"" help:"Make a token for a script and print it, once."`
}

type tokenAddCommand struct {
	Email   string        `arg:"" help:"Account for which the script acts."`
	Name    string        `help:"What the token is for." required:""`
	Scopes  []string      `help:"What it may do: desk:read, story:write, story:publish, story:correct, story:withdraw, story:kill, photo:write, tag:write …" default:"desk:read,story:write,photo:write"`
	Expires time.Duration `help:"After which it ends (for example 720h); never where not given."`
}

// Run makes a token.
func (c *tokenAddCommand) Run(ctx context.Context, g *globals, std streams) error {
	return g.with(ctx, std, func(h *house) error {
		a, err := findAccount(ctx, h, c.Email)
		if err != nil {
			return err
		}
		scopes := make([]account.Action, 0, len(c.Scopes))
		for _, s := range c.Scopes {
			scopes = append(scopes, account.Action(s))
		}
		var expires time.Time
		if c.Expires > 0 {
			expires = h.clock.Now().Add(c.Expires)
		}
		plain, _, err := h.accounts.AddToken(ctx, operator(), a.ID, c.Name, scopes, expires)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(std.out, plain)
		return err
	})
}
