package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dateline/desk"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/fetch"
	"dateline/internal/jobs"
	"dateline/internal/journal"
	"dateline/internal/mail"
	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/letter"
	"dateline/newsroom/linkcheck"
	"dateline/newsroom/sample/fill"
	"dateline/newsroom/webhook"
	"dateline/press"
	"dateline/site"
	"dateline/site/theme"
	"dateline/themes"
)

type serveCommand struct {
	Listen    string        `help:"Address to listen on." default:":8080" env:"DATELINE_LISTEN" placeholder:"ADDR"`
	URL       string        `name:"url" help:"Address under which readers reach the site; http://localhost:PORT where not given." env:"DATELINE_URL" placeholder:"https://…"`
	Domain    []string      `help:"Serve HTTPS for this domain name with a certificate obtained and renewed by itself (listens on ports 443 and 80)." env:"DATELINE_DOMAIN" placeholder:"NAME"`
	Email     string        `name:"acme-email" help:"Where the certificate authority may write." env:"DATELINE_ACME_EMAIL" placeholder:"ADDRESS"`
	Proxies   []string      `name:"trusted-proxies" help:"Networks whose X-Forwarded-For and -Proto are believed." env:"DATELINE_TRUSTED_PROXIES" placeholder:"NETWORK"`
	Sample    bool          `help:"Write the sample newsroom where the installation is empty." env:"DATELINE_SAMPLE"`
	Theme     string        `help:"Folder whose files go before the default theme's." env:"DATELINE_THEME" placeholder:"DIR"`
	Dev       bool          `help:"Reload the theme, and open pages, when a file of it changes." env:"DATELINE_DEV"`
	Cache     int           `help:"Memory for finished pages, in MB; 0 renders each page anew." default:"32" env:"DATELINE_CACHE" placeholder:"MB"`
	AccessLog string        `name:"access-log" help:"Requests to log: all, slow (and failed ones), or none." enum:"all,slow,none" default:"slow" env:"DATELINE_ACCESS_LOG"`
	Drain     time.Duration `help:"How long requests in flight may take to finish when stopping." default:"20s" env:"DATELINE_DRAIN"`
	SMTP      string        `name:"smtp" help:"Mail server for letters to the newsroom's own people; they stand in the log where there is none." env:"DATELINE_SMTP" placeholder:"smtp://USER:PASSWORD@HOST:587"`
	MailFrom  string        `name:"mail-from" help:"Sender of those letters; dateline@HOST where not given." env:"DATELINE_MAIL_FROM" placeholder:"ADDRESS"`
	Private   []string      `name:"webhook-networks" help:"Private networks that webhooks may reach besides the public internet." env:"DATELINE_WEBHOOK_NETWORKS" placeholder:"NETWORK"`
	Portfile  string        `hidden:"" help:"Write the address that is listened on into this file."`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(ctx context.Context, g *globals, std streams) error {
	return g.with(ctx, std, func(h *house) error {
		ln, err := c.listener(ctx)
		if err != nil {
			return err
		}
		srv, err := c.open(ctx, g, h)
		if err != nil {
			return errors.Join(err, ln.Close())
		}
		return srv.run(ctx, ln, std)
	})
}

// server is an opened house with its doors.
type server struct {
	*serveCommand
	*house
	globals  *globals
	url      string
	theme    *theme.Theme
	site     *site.Site
	press    *press.Press
	editors  *desk.Desk
	follower *journal.Follower
	handler  http.Handler
}

func (c *serveCommand) listener(ctx context.Context) (net.Listener, error) {
	address := c.Listen
	if len(c.Domain) > 0 && address == ":8080" {
		address = ":443"
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "cannot listen on %s (%v): is another program there? Choose another with --listen", address, err)
	}
	return ln, nil
}

func (c *serveCommand) open(ctx context.Context, g *globals, h *house) (*server, error) {
	c.tuneMemory()
	s := &server{serveCommand: c, house: h, globals: g}
	s.url = c.publicURL()
	var err error
	if s.theme, err = theme.Load(theme.Options{Default: themes.Default(), OverrideDir: c.Theme, Dev: c.Dev, Log: h.log}); err != nil {
		return nil, err
	}
	s.site = site.New(site.Config{URL: s.url, CacheBytes: c.Cache << 20, Dev: c.Dev, Version: version()}, site.Deps{
		DB: h.db, Clock: h.clock, Log: h.log, Stories: h.stories, Tags: h.tags, Photos: h.photos, Names: h.names, Search: h.search, Related: h.related, Theme: s.theme,
	})
	s.press = &press.Press{DB: h.db, Clock: h.clock, Log: h.log, Jobs: h.jobs, Stories: h.stories, Photos: h.photos, Related: h.related, Search: h.search, Site: s.site}
	s.press.Consequences()
	if err = s.mailRoom(); err != nil {
		return nil, err
	}
	if err = s.tellOutside(); err != nil {
		return nil, err
	}
	if s.follower, err = journal.Follow(ctx, h.db, h.log, s.press.Obey); err != nil {
		return nil, err
	}
	h.db.AfterCommit(func(ctx context.Context) {
		if err := s.follower.Drain(context.WithoutCancel(ctx)); err != nil {
			h.log.LogAttrs(ctx, slog.LevelWarn, "journal cannot be read", slog.String("error", err.Error()))
		}
	})
	s.handler, err = s.doors()
	return s, err
}

// mailRoom opens the mail room for letters to the newsroom's own people.
func (s *server) mailRoom() error {
	address, err := url.Parse(s.url)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "--url “%s” is not an address", s.url)
	}
	m, err := mail.New(mail.Config{Server: s.SMTP, From: s.MailFrom, Host: address.Hostname(), Log: s.log})
	if err != nil {
		return err
	}
	s.letters.Work(s.jobs, m, letter.Door{
		Link:  func(token string) string { return desk.LinkURL(s.url, token) },
		Story: func(id int64) string { return fmt.Sprintf("%s/desk/app/stories/%d?beside=notes", s.url, id) },
	})
	return nil
}

// webhookTime is how long the other side of a webhook may take to hear.
const webhookTime = 15 * time.Second

// linkTime is how long an address that a story links to may take to answer.
const linkTime = 10 * time.Second

// tellOutside has webhooks told what moves, and links looked at.
func (s *server) tellOutside() error {
	var allow []netip.Prefix
	for _, text := range s.Private {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return fault.Wrap(fault.Invalid, err, "--webhook-networks: “%s” is not a network such as 10.0.0.0/8", text)
		}
		allow = append(allow, p)
	}
	client := fetch.New(fetch.Options{Timeout: webhookTime, Allow: allow})
	s.hooks.SetSite(s.url)
	jobs.Register(s.jobs, func(ctx context.Context, d webhook.Deliver) error { return s.hooks.Deliver(ctx, client, d) })
	public := fetch.New(fetch.Options{Timeout: linkTime})
	jobs.Register(s.jobs, func(ctx context.Context, l linkcheck.Look) error { return s.links.Work(ctx, public, l) })
	return nil
}

func (c *serveCommand) publicURL() string {
	switch {
	case c.URL != "":
		return strings.TrimSuffix(c.URL, "/")
	case len(c.Domain) > 0:
		return "https://" + c.Domain[0]
	}
	_, port, err := net.SplitHostPort(c.Listen)
	if err != nil || port == "" {
		port = "8080"
	}
	return "http://localhost:" + port
}

// doors puts the readers', the editors' and the operator's doors into one
// handler. A page in memory goes out before any of them is asked.
func (s *server) doors() (http.Handler, error) {
	proxies, err := web.ParseProxies(s.Proxies)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "--trusted-proxies: %v", err)
	}
	editors, err := desk.New(s.deskDeps(proxies))
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	s.editors = editors
	mux.Handle("/desk/", editors.Handler())
	mux.Handle("/desk", http.RedirectHandler("/desk/", http.StatusMovedPermanently))
	s.operations(mux)
	mux.Handle("/", s.site)
	slow := web.Chain(mux, web.RequestID, s.accessLog(proxies), web.Recover(s.log, http.HandlerFunc(broken)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.site.ServeHit(w, r) {
			slow.ServeHTTP(w, r)
		}
	}), nil
}

func broken(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "Something went wrong on our side. Please try again in a moment.", http.StatusInternalServerError)
}

// run opens the doors and keeps the house going until ctx ends.
func (s *server) run(ctx context.Context, ln net.Listener, std streams) error {
	background, stop := context.WithCancel(ctx)
	defer stop()
	go s.follower.Run(background)
	go s.stories.RunSchedule(background, s.log)
	go s.press.Sweep(background)
	go s.related.KeepMade(background, s.log)
	if s.Portfile != "" {
		if err := os.WriteFile(s.Portfile, []byte(ln.Addr().String()), 0o600); err != nil {
			return errors.Join(fmt.Errorf("write the port file: %w", err), ln.Close())
		}
	}
	if err := s.welcome(ctx, std); err != nil {
		return errors.Join(err, ln.Close())
	}
	if err := s.jobs.Start(context.WithoutCancel(ctx)); err != nil {
		return errors.Join(err, ln.Close())
	}
	defer context.AfterFunc(ctx, s.editors.Close)()
	err := s.listenAndServe(ctx, ln)
	s.log.LogAttrs(ctx, slog.LevelInfo, "stopping")
	stop()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.Drain)
	defer cancel()
	return errors.Join(err, s.jobs.Stop(last), s.theme.Close())
}

// welcome prints where the site is, fills an empty house with the sample, and
// gives the first editor a way in.
func (s *server) welcome(ctx context.Context, std streams) error {
	empty, err := s.empty(ctx)
	if err != nil {
		return err
	}
	if s.Sample && empty {
		if err := s.fillSample(ctx, std); err != nil {
			return err
		}
	}
	link, email, err := s.firstLink(ctx)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(std.out, "\n  Dateline %s\n\n  The site   %s/\n  The desk   %s/desk/\n", version(), s.url, s.url)
	if link != "" {
		_, _ = fmt.Fprintf(std.out, "  Sign in    %s/desk/link/%s\n             once, as %s, within three days; `dateline user link %s` makes another\n", s.url, link, email, email)
	}
	_, _ = fmt.Fprintln(std.out)
	return nil
}

// empty says whether no story was ever made, or the sample was begun and not
// finished.
func (s *server) empty(ctx context.Context) (bool, error) {
	m, err := s.names.Current(ctx)
	if err != nil || m.Sample {
		return m.Sample, err
	}
	var stories int64
	err = s.db.Read(ctx, func(q *database.Snapshot) error {
		stories, err = database.One(ctx, q, database.Value[int64], `SELECT COUNT(*) FROM (SELECT 1 FROM story LIMIT 1) AS any_story`)
		return err
	})
	return stories == 0, err
}

func (s *server) fillSample(ctx context.Context, std streams) error {
	bar := newProgress(std, "Writing the sample newsroom")
	defer bar.end()
	return fill.Fill(ctx, fill.House{Desk: s.desk, Photos: s.photos, Names: s.names, Progress: bar.set}, s.clock.Now())
}

// firstEditor is the account that the first link is for.
const firstEditor = "editor@localhost"

// firstLink makes a login link where nobody can sign in yet.
func (s *server) firstLink(ctx context.Context) (link, email string, err error) {
	var all []account.Account
	err = s.db.Read(ctx, func(q *database.Snapshot) (err error) {
		all, err = s.accounts.All(ctx, q)
		return err
	})
	if err != nil {
		return "", "", err
	}
	for _, a := range all {
		if a.HasPassword() {
			return "", "", nil
		}
	}
	if len(all) == 0 {
		a, err := s.accounts.Add(ctx, operator(), firstEditor, "First editor", account.Owner)
		if err != nil {
			return "", "", err
		}
		all = append(all, a)
	}
	for _, a := range all {
		if a.Role == account.Owner {
			link, err = s.accounts.LoginLink(ctx, operator(), a.ID)
			return link, a.Email, err
		}
	}
	return "", "", nil
}

// listenAndServe answers until ctx ends: plain HTTP on ln, or HTTPS with
// certificates of its own where there is a domain name.
func (s *server) listenAndServe(ctx context.Context, ln net.Listener) error {
	srv := web.NewServer(s.handler, s.log)
	if len(s.Domain) == 0 {
		return web.Serve(ctx, srv, ln, s.Drain)
	}
	return s.serveTLS(ctx, srv, ln, filepath.Join(s.globals.Data, "certificates"))
}

func isLoopback(r *http.Request) bool {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && at.Addr().Unmap().IsLoopback() && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
}
