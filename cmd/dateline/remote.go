package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dateline/internal/fault"
	"dateline/newsroom/wire"
)

// remote is the desk of a running server, reached through its API.
type remote struct {
	base   string
	token  string
	client *http.Client
}

// Limits of talking to a server.
const (
	remoteTime   = 30 * time.Minute // an import may be long
	remoteAnswer = 64 << 20
	remotePage   = 100
)

func newRemote(server, token string) (*remote, error) {
	u, err := url.Parse(server)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, fault.InvalidField("--server", "is an address such as https://example.org")
	}
	if token == "" {
		return nil, fault.New(fault.Unsigned, "a server needs a token: make one with `dateline token add` and put it into DATELINE_TOKEN")
	}
	return &remote{base: strings.TrimSuffix(server, "/") + "/desk/api/v1", token: token, client: &http.Client{Timeout: remoteTime}}, nil
}

// call sends a request and decodes the answer into out, or its problem into an
// error of the right kind.
func (r *remote) call(ctx context.Context, method, path, media string, body io.Reader, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, r.base+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+r.token)
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	res, err := r.client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fault.Wrap(fault.Unavailable, err, "the server does not answer: %v", errors.Unwrap(err))
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(io.LimitReader(res.Body, remoteAnswer))
	if err != nil {
		return fmt.Errorf("read the server's answer: %w", err)
	}
	if res.StatusCode >= http.StatusBadRequest {
		return problem(res.StatusCode, data)
	}
	if raw, ok := out.(*[]byte); ok {
		*raw = data
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("the server's answer cannot be read (is it Dateline?): %w", err)
	}
	return nil
}

func problem(status int, data []byte) error {
	var p struct {
		Title  string `json:"title"`
		Detail string `json:"detail"`
		Errors []struct {
			Location string `json:"location"`
			Message  string `json:"message"`
		} `json:"errors"`
	}
	_ = json.Unmarshal(data, &p) // an answer of another kind leaves it empty
	kinds := map[int]fault.Kind{
		http.StatusNotFound: fault.NotFound, http.StatusConflict: fault.Conflict, http.StatusUnprocessableEntity: fault.Invalid, http.StatusBadRequest: fault.Invalid,
		http.StatusForbidden: fault.Forbidden, http.StatusUnauthorized: fault.Unsigned, http.StatusGone: fault.Gone, http.StatusTooManyRequests: fault.TooMany,
		http.StatusRequestEntityTooLarge: fault.TooLarge,
	}
	kind, ok := kinds[status]
	if !ok {
		kind = fault.Unavailable
	}
	f := fault.New(kind, "%s", p.Detail)
	if p.Detail == "" {
		f.Message = fmt.Sprintf("the server answered %d %s", status, p.Title)
	}
	for _, e := range p.Errors {
		f.Fields = append(f.Fields, fault.Field{Name: e.Location, Message: e.Message})
	}
	return f
}

func (r *remote) list(ctx context.Context, states []string, limit int) (rows []row, err error) {
	q := url.Values{"limit": {strconv.Itoa(remotePage)}}
	if len(states) > 0 {
		q.Set("publication", strings.Join(states, ","))
	}
	for {
		var page struct {
			Items []row  `json:"items"`
			Next  string `json:"next"`
		}
		if err := r.call(ctx, http.MethodGet, "/stories?"+q.Encode(), "", nil, &page); err != nil {
			return rows, err
		}
		rows = append(rows, page.Items...)
		if limit > 0 && len(rows) >= limit {
			return rows[:limit], nil
		}
		if page.Next == "" {
			return rows, nil
		}
		q.Set("after", page.Next)
	}
}

func (r *remote) find(ctx context.Context, ref string) (row, error) {
	id, ok := number(ref)
	if !ok {
		return row{}, fault.New(fault.Invalid, "on a server a story is named by its number: `dateline story list` tells it")
	}
	return r.story(ctx, http.MethodGet, fmt.Sprintf("/stories/%d", id), nil)
}

func (r *remote) story(ctx context.Context, method, path string, body any) (row, error) {
	var in io.Reader
	media := ""
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return row{}, err
		}
		in, media = bytes.NewReader(data), "application/json"
	}
	var st struct {
		row
		Content struct {
			Headline string `json:"headline"`
		} `json:"content"`
	}
	err := r.call(ctx, method, path, media, in, &st)
	if st.Headline == "" {
		st.Headline = st.Content.Headline
	}
	return st.row, err
}

func (r *remote) act(ctx context.Context, st row, act string, fields map[string]any) (row, error) {
	body := map[string]any{"rev": st.Rev}
	for k, v := range fields {
		if v != "" && v != false {
			body[k] = v
		}
	}
	return r.story(ctx, http.MethodPost, fmt.Sprintf("/stories/%d/%s", st.ID, act), body)
}

func (r *remote) take(ctx context.Context, src wire.Source, o wire.Options) (report wire.Report, err error) {
	q := url.Values{"publish": {strconv.FormatBool(o.Publish)}, "section": {o.Section}, "dry_run": {strconv.FormatBool(o.DryRun)}, "name": {src.Name}}
	err = r.call(ctx, http.MethodPost, "/stories/import?"+q.Encode(), "application/json", src.Reader, &report)
	return report, err
}

func (r *remote) export(ctx context.Context, id int64) (out []byte, err error) {
	err = r.call(ctx, http.MethodGet, fmt.Sprintf("/stories/%d/ninjs", id), "", nil, &out)
	return out, err
}
