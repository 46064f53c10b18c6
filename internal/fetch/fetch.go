// Package fetch gets files from the outside world on somebody else's word: a
// picture that a wire story points to, a feed that an editor pasted. Whoever
// chose the address may mean harm, so a request never reaches the machine
// itself or the network it stands in, is never followed far, and never brings
// home more than was asked for.
package fetch

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"code.dny.dev/ssrf"

	"dateline/internal/fault"
)

// Limits of a request where Options do not say otherwise.
const (
	DefaultTimeout  = 30 * time.Second // from the first name lookup to the last byte
	DefaultMaxBytes = 60 << 20
	MaxRedirects    = 3
	MaxURL          = 4096 // bytes

	dialTimeout   = 10 * time.Second
	headerTimeout = 15 * time.Second
	maxHeader     = 64 << 10
	sniffed       = 512 // bytes that decide what a file is; as http.DetectContentType
	maxFilename   = 120
)

// UserAgent is how the newsroom introduces itself.
const UserAgent = "Dateline"

// Options limit what a Client does.
type Options struct {
	Timeout  time.Duration  // for one Get, the reading included; 0 for DefaultTimeout
	MaxBytes int64          // of one file; 0 for DefaultMaxBytes
	Allow    []netip.Prefix // networks, ports included, that are open besides the public ones: for tests with a server of their own
}

// Client gets files. It is safe for concurrent use.
type Client struct {
	http    *http.Client
	timeout time.Duration
	most    int64
}

// New gives a client that reaches public addresses only, on ports 80 and 443,
// and takes no proxy from the environment.
func New(o Options) *Client {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	dialer := &net.Dialer{Timeout: dialTimeout, Control: guard(o.Allow).Safe}
	transport := &http.Transport{
		DialContext: dialer.DialContext, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 4, MaxIdleConns: 20, IdleConnTimeout: time.Minute,
		TLSHandshakeTimeout: dialTimeout, ResponseHeaderTimeout: headerTimeout, MaxResponseHeaderBytes: maxHeader, DisableCompression: true,
	}
	return &Client{
		http: &http.Client{Transport: transport, CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > MaxRedirects {
				return errTooFar
			}
			return check(req.URL)
		}},
		timeout: o.Timeout, most: o.MaxBytes,
	}
}

// guard decides at the moment of dialling, when the address is known that the
// name stands for; a name that changes its answer between two lookups gains
// nothing.
func guard(allow []netip.Prefix) *ssrf.Guardian {
	if len(allow) == 0 {
		return ssrf.New()
	}
	var v4, v6 []netip.Prefix
	for _, p := range allow {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	return ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
}

var errTooFar = errors.New("too many redirects")

// File is a file that was asked for. Body must be closed.
type File struct {
	URL       string // where it was found in the end
	Name      string // the last part of the address, or what the server calls it; never a path
	MediaType string // by its first bytes, whatever the server says
	Declared  string // by the server, without parameters
	Body      io.ReadCloser
}

// Get asks for a file. Body fails with fault.TooLarge where more comes than
// the client takes, and with fault.Unavailable where it takes too long.
func (c *Client) Get(ctx context.Context, address string) (*File, error) {
	u, err := parse(address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	file, err := c.get(ctx, u)
	if err != nil {
		cancel()
		return nil, err
	}
	file.Body = &body{Reader: file.Body, close: file.Body, cancel: cancel}
	return file, nil
}

func (c *Client) get(ctx context.Context, u *url.URL) (*File, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "this address cannot be asked for")
	}
	req.Header.Set("User-Agent", UserAgent)
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, explain(err, u.Host)
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close() // nothing of it is wanted
		return nil, fault.New(fault.Unavailable, "%s answers %d", u.Host, resp.StatusCode)
	}
	if resp.ContentLength > c.most {
		_ = resp.Body.Close()
		return nil, tooLarge(c.most)
	}
	reader := bufio.NewReaderSize(&capped{r: resp.Body, left: c.most, most: c.most}, 4*sniffed)
	head, err := reader.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		_ = resp.Body.Close()
		return nil, explain(err, u.Host)
	}
	declared, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil {
		declared = ""
	}
	found, _, _ := strings.Cut(http.DetectContentType(head), ";")
	file := &File{URL: resp.Request.URL.String(), Name: nameOf(resp), MediaType: found, Declared: declared}
	file.Body = &body{Reader: reader, close: resp.Body, cancel: func() {}}
	return file, nil
}

// Answer is what a server says to what was posted to it.
type Answer struct {
	Status int
	Head   []byte // the first bytes of what it says
}

// Post sends a body to an address and gives the answer, whatever its status.
// It follows no redirect: what is signed for one address is not for another.
func (c *Client) Post(ctx context.Context, address string, header map[string]string, body []byte, most int64) (a Answer, err error) {
	u, err := parse(address)
	if err != nil {
		return a, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return a, fault.Wrap(fault.Invalid, err, "this address cannot be asked for")
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	req.Header.Set("User-Agent", UserAgent)
	still := *c.http
	still.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := still.Do(req)
	if err != nil {
		return a, explain(err, u.Host)
	}
	defer func() { _ = resp.Body.Close() }() // nothing more of it is wanted
	a.Status = resp.StatusCode
	a.Head, err = io.ReadAll(io.LimitReader(resp.Body, most))
	return a, err
}

// Look says with which status an address answers, and reads nothing of what is
// there. A server that does not know HEAD is asked with GET.
func (c *Client) Look(ctx context.Context, address string) (status int, err error) {
	u, err := parse(address)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		req, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
		if err != nil {
			return 0, fault.Wrap(fault.Invalid, err, "this address cannot be asked for")
		}
		req.Header.Set("User-Agent", UserAgent)
		resp, err := c.http.Do(req)
		if err != nil {
			return 0, explain(err, u.Host)
		}
		_ = resp.Body.Close() // nothing of it is wanted
		if status = resp.StatusCode; status < 400 {
			break
		}
	}
	return status, nil
}

func parse(address string) (*url.URL, error) {
	if len(address) > MaxURL {
		return nil, fault.New(fault.Invalid, "the address has %d bytes and may have %d", len(address), MaxURL)
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "this is not an address")
	}
	return u, check(u)
}

// check says what is wrong with an address before anything is looked up.
func check(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fault.New(fault.Invalid, "only http and https addresses are fetched")
	case u.Hostname() == "":
		return fault.New(fault.Invalid, "the address names no host")
	case u.User != nil:
		return fault.New(fault.Invalid, "the address carries a user name or password: leave it out")
	}
	return nil
}

// explain gives a failed request words for the desk. What was found at a
// forbidden address is not told.
func explain(err error, host string) error {
	var known *fault.Error
	var timeout net.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork):
		return fault.Wrap(fault.Forbidden, err, "%s lies in a private network, from which nothing is fetched", host)
	case errors.Is(err, ssrf.ErrProhibitedPort):
		return fault.Wrap(fault.Forbidden, err, "%s: only ports 80 and 443 are open", host)
	case errors.Is(err, errTooFar):
		return fault.Wrap(fault.Unavailable, err, "%s redirects more than %d times", host, MaxRedirects)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return fault.Wrap(fault.Unavailable, err, "%s takes too long", host)
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("fetch from %s: %w", host, err)
	}
	return fault.Wrap(fault.Unavailable, err, "%s cannot be reached", host)
}

func tooLarge(most int64) error {
	return fault.New(fault.TooLarge, "the file is larger than %d MB", most>>20)
}

// capped fails where more is read than allowed, rather than ending there: half
// a picture must not pass for a whole one.
type capped struct {
	r          io.Reader
	left, most int64
}

// Read reads on, up to the limit.
func (c *capped) Read(p []byte) (int, error) {
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.r.Read(p)
	if int64(n) > c.left {
		n, err = int(c.left), tooLarge(c.most)
	}
	c.left -= int64(n)
	return n, err
}

// body closes what it reads from, and ends the time limit.
type body struct {
	io.Reader
	close  io.Closer
	cancel context.CancelFunc
}

// Read reads on.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if errors.Is(err, context.DeadlineExceeded) {
		err = fault.Wrap(fault.Unavailable, err, "the file takes too long to arrive")
	}
	return n, err
}

// Close ends the request.
func (b *body) Close() error {
	defer b.cancel()
	return b.close.Close()
}

// nameOf gives a file name without any folder in it.
func nameOf(resp *http.Response) string {
	name := path.Base(resp.Request.URL.Path)
	if _, params, err := mime.ParseMediaType(resp.Header.Get("Content-Disposition")); err == nil && params["filename"] != "" {
		name = path.Base(strings.ReplaceAll(params["filename"], `\`, "/"))
	}
	runes := slices.DeleteFunc([]rune(name), func(r rune) bool { return r < ' ' || r == '/' || r == 0x7f })
	if len(runes) > maxFilename {
		runes = runes[len(runes)-maxFilename:]
	}
	if s := string(runes); s != "." && s != ".." {
		return s
	}
	return ""
}
