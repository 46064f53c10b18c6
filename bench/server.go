package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a running Dateline.
type server struct {
	cmd   *exec.Cmd
	url   string
	start time.Duration // until the first page
}

// defaultCache leaves the program the memory for pages that it takes by itself.
const defaultCache = -1

// serve starts the program on an archive and waits for its first page.
func (s settings) serve(ctx context.Context, data string, cacheMB int) (*server, error) {
	port := filepath.Join(s.dir, "port")
	_ = os.Remove(port)
	args := []string{"serve", "--log", "warn", "--data", data, "--listen", "127.0.0.1:0", "--url", "http://127.0.0.1", "--portfile", port}
	if cacheMB != defaultCache {
		args = append(args, "--cache", strconv.Itoa(cacheMB))
	}
	cmd := exec.CommandContext(ctx, s.binary, args...) //nolint:gosec // the program to measure
	cmd.Stdout, cmd.Stderr = io.Discard, os.Stderr
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	sv := &server{cmd: cmd}
	for time.Since(began) < time.Minute {
		if address, err := os.ReadFile(port); err == nil && len(address) > 0 {
			sv.url = "http://" + string(address)
			if _, err := get(sv.url + "/"); err == nil {
				sv.start = time.Since(began)
				return sv, nil
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	sv.stop()
	return nil, errSlow
}

func (sv *server) stop() {
	_ = sv.cmd.Process.Signal(syscall.SIGTERM)
	_ = sv.cmd.Wait()
}

// cpu gives the CPU time that the server has used.
func (sv *server) cpu() time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", sv.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+2:]))
	ticks := 0
	for _, i := range []int{11, 12} {
		n, _ := strconv.Atoi(fields[i])
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// memory gives the resident memory of the server in MB.
func (sv *server) memory() int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", sv.cmd.Process.Pid))
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(text)
	if m == nil {
		return 0
	}
	kb, _ := strconv.Atoi(string(m[1]))
	return kb / 1024
}

func get(url string) ([]byte, error) {
	res, err := http.Get(url) //nolint:gosec,noctx // our own server
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", url, res.Status)
	}
	return data, err
}

var loc = regexp.MustCompile(`<loc>http://127\.0\.0\.1([^<]+)</loc>`)

// paths gives the addresses of all stories.
func (sv *server) paths() ([]string, error) {
	var all []string
	for n := 0; ; n++ {
		data, err := get(fmt.Sprintf("%s/sitemaps/stories-%d.xml", sv.url, n))
		if err != nil {
			if n > 0 {
				return all, nil
			}
			return nil, err
		}
		for _, m := range loc.FindAllSubmatch(data, -1) {
			all = append(all, string(m[1]))
		}
	}
}

// token makes one for an editor of the archive.
func (s settings) token(ctx context.Context, data string) (string, error) {
	email := fmt.Sprintf("bench-%d@example.org", time.Now().UnixNano())
	if out, err := exec.CommandContext(ctx, s.binary, "user", "add", "--log", "error", "--data", data, "--role", "owner", email).CombinedOutput(); err != nil {
		return "", fmt.Errorf("user add: %s", out)
	}
	out, err := exec.CommandContext(ctx, s.binary, "token", "add", "--log", "error", "--data", data, "--name", "bench", "--scopes", "desk:read,story:write,story:publish,story:correct", email).Output()
	return strings.TrimSpace(string(out)), err
}

// call talks to the desk's API.
func (sv *server) call(method, path, token string, body, out any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(method, sv.url+"/desk/api/v1"+path, bytes.NewReader(data)) //nolint:noctx // our own server
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode >= http.StatusBadRequest {
		text, _ := io.ReadAll(res.Body)
		return fmt.Errorf("%s %s: %s %s", method, path, res.Status, text)
	}
	return json.NewDecoder(res.Body).Decode(out)
}

// bare serves one file's bytes, with the headers that stand before the blank
// line in it, from a plain net/http handler.
func bare(file string) error {
	f, err := os.Open(file) //nolint:gosec // named by the bench
	if err != nil {
		return err
	}
	r := bufio.NewReader(f)
	header := http.Header{}
	for {
		text, err := r.ReadString('\n')
		if err != nil {
			return err
		}
		name, value, ok := strings.Cut(strings.TrimSpace(text), ": ")
		if !ok {
			break
		}
		header.Set(name, value)
	}
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return http.ListenAndServe("127.0.0.1:18181", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { //nolint:gosec // loopback, for a minute
		h := w.Header()
		for name, values := range header {
			h[name] = values
		}
		_, _ = w.Write(body)
	}))
}
