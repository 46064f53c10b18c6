// Package mail hands one message at a time to a mail server. It is for letters
// to the newsroom's own people; newsletters have a sender of their own.
package mail

import (
	"context"
	"fmt"
	"log/slog"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"dateline/internal/fault"
)

// sendTime is how long the mail server may take for one message.
const sendTime = 60 * time.Second

// Message is one plain letter.
type Message struct {
	To      string // address
	Subject string
	Text    string
	ID      string // of the Message-ID, before the @: the same letter twice has the same
}

// Mailer sends messages, or where no server is set writes them to the log.
type Mailer struct {
	client *gomail.Client
	from   string
	host   string // of Message-IDs
	log    *slog.Logger
}

// Config says where mail goes.
type Config struct {
	Server string // smtp://user:password@host:587 (STARTTLS where offered), smtps://…:465; empty for none
	From   string // "Name <address>" or an address
	Host   string // of this site
	Log    *slog.Logger
}

// New makes a Mailer. It connects only when there is something to send.
func New(c Config) (*Mailer, error) {
	m := &Mailer{from: c.From, host: c.Host, log: c.Log}
	if m.from == "" {
		m.from = "dateline@" + c.Host
	}
	if _, err := mail.ParseAddress(m.from); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "--mail-from “%s” is not an e-mail address", m.from)
	}
	if c.Server == "" {
		return m, nil
	}
	u, err := url.Parse(c.Server)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		return nil, fault.New(fault.Invalid, "--smtp is an address such as smtp://user:password@mail.example:587 or smtps://mail.example")
	}
	m.client, err = gomail.NewClient(u.Hostname(), options(u)...)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "--smtp cannot be used: %v", err)
	}
	return m, nil
}

func options(u *url.URL) []gomail.Option {
	all := []gomail.Option{gomail.WithTimeout(sendTime / 3), gomail.WithTLSPortPolicy(gomail.TLSOpportunistic)}
	if u.Scheme == "smtps" {
		all = append(all, gomail.WithSSLPort(false))
	}
	if password, ok := u.User.Password(); ok { // never over a line that can be listened to
		if u.Scheme == "smtp" {
			all = append(all, gomail.WithTLSPortPolicy(gomail.TLSMandatory))
		}
		all = append(all, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	if port, err := strconv.Atoi(u.Port()); err == nil {
		all = append(all, gomail.WithPort(port))
	}
	return all
}

// Connected says whether a mail server is set.
func (m *Mailer) Connected() bool { return m.client != nil }

// Check connects to the mail server and leaves again.
func (m *Mailer) Check(ctx context.Context) error {
	if m.client == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	if err := m.client.DialWithContext(ctx); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the mail server does not answer: %v", err)
	}
	return m.client.Close()
}

// Send sends a message. Where no server is set it stands in the log, so that
// whoever runs the program can hand it on.
func (m *Mailer) Send(ctx context.Context, msg Message) error {
	if m.client == nil {
		m.log.LogAttrs(ctx, slog.LevelWarn, "no mail server is set (--smtp); the message would have been", slog.String("to", msg.To), slog.String("subject", msg.Subject), slog.String("text", msg.Text))
		return nil
	}
	letter := gomail.NewMsg()
	if err := letter.From(m.from); err != nil {
		return fmt.Errorf("write the sender: %w", err)
	}
	if err := letter.To(msg.To); err != nil {
		return fault.Wrap(fault.Invalid, err, "“%s” is not an address that mail can go to", msg.To)
	}
	letter.Subject(strings.Join(strings.Fields(msg.Subject), " "))
	letter.SetDate()
	letter.SetMessageIDWithValue(msg.ID + "@" + m.host)
	letter.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834, 5: no out-of-office answers
	letter.SetBodyString(gomail.TypeTextPlain, msg.Text)
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	if err := m.client.DialAndSendWithContext(ctx, letter); err != nil {
		return fmt.Errorf("send a message to the mail server: %w", err)
	}
	return nil
}
