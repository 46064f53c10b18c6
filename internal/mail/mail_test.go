package mail_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"dateline/internal/fault"
	"dateline/internal/mail"
)

// box is a mail server that keeps what it gets.
type box struct {
	mu   sync.Mutex
	got  []string
	from string
	to   []string
}

func (b *box) NewSession(*smtp.Conn) (smtp.Session, error) { return &visit{box: b}, nil }

type visit struct{ box *box }

func (*visit) Reset()        {}
func (*visit) Logout() error { return nil }
func (v *visit) Mail(from string, _ *smtp.MailOptions) error {
	v.box.from = from
	return nil
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.box.to = append(v.box.to, to)
	return nil
}

func (v *visit) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	v.box.mu.Lock()
	defer v.box.mu.Unlock()
	v.box.got = append(v.box.got, string(b))
	return err
}

func open(t *testing.T) (*box, string) {
	t.Helper()
	b := &box{}
	s := smtp.NewServer(b)
	s.Domain = "mail.example"
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Serve(ln) }()
	t.Cleanup(func() { _ = s.Close() })
	return b, "smtp://" + ln.Addr().String()
}

func TestALetterArrivesWhole(t *testing.T) {
	t.Parallel()
	b, server := open(t)
	m, err := mail.New(mail.Config{Server: server, From: "The Meridian <desk@news.example>", Host: "news.example", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	text := "Guten Tag, Jürgen.\n\nhttps://news.example/desk/link/l_abc\n.\nA line after a lonely dot."
	if err := m.Send(t.Context(), mail.Message{To: "nora@news.example", Subject: "Your password\r\nBcc: everybody@news.example", Text: text, ID: "reset-7"}); err != nil {
		t.Fatal(err)
	}
	if len(b.got) != 1 || b.from != "desk@news.example" || strings.Join(b.to, " ") != "nora@news.example" {
		t.Fatalf("from %s to %v: %q", b.from, b.to, b.got)
	}
	got, err := netmail.ReadMessage(strings.NewReader(b.got[0]))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Subject": "Your password Bcc: everybody@news.example", "Bcc": "", "Message-Id": "<reset-7@news.example>", "Auto-Submitted": "auto-generated", "From": `"The Meridian" <desk@news.example>`,
	} {
		if got := got.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got.Header.Get("Date") == "" {
		t.Error("it has no date")
	}
}

func TestWithoutAServerTheLogHasIt(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	m, err := mail.New(mail.Config{Host: "news.example", Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Send(t.Context(), mail.Message{To: "nora@news.example", Subject: "Your password", Text: "https://news.example/desk/link/l_abc"}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "nora@news.example") || !strings.Contains(log.String(), "/desk/link/l_abc") {
		t.Errorf("the log says %s", log.String())
	}
}

func TestWhatCannotBeAMailServerIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []mail.Config{{Server: "http://mail.example"}, {Server: "mail.example:25"}, {Server: "smtp://"}, {From: "nobody"}} {
		c.Host = "news.example"
		if _, err := mail.New(c); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestAPasswordDoesNotGoOverAnOpenLine(t *testing.T) {
	t.Parallel()
	b, server := open(t)
	m, err := mail.New(mail.Config{Server: strings.Replace(server, "smtp://", "smtp://user:secret@", 1), Host: "news.example", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Send(t.Context(), mail.Message{To: "nora@news.example", Subject: "x", Text: "x", ID: "x"}); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("it gave %v and sent %q", err, b.got)
	}
}
