package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/internal/blob"
	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/testkit"
	"dateline/newsroom/search"
	"dateline/newsroom/story"
)

// TestKilled kills the program with SIGKILL while it works, starts it again,
// and looks for anything that is lost, double or half done.
func TestKilled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes a minute")
	}
	k := &killer{program: filepath.Join(t.TempDir(), "dateline")}
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-o", k.program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Run("import", func(t *testing.T) { eachInstallation(t, k.whileImporting) })
	t.Run("acts", func(t *testing.T) { eachInstallation(t, k.whilePublishing) })
	t.Run("photos", func(t *testing.T) { t.Parallel(); k.whileDeveloping(t, newInstallation(t, database.SQLite)) })
}

// killer runs the built program and kills it.
type killer struct{ program string }

func (k *killer) command(t *testing.T, in *installation, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), k.program, in.args(args...)...)
	// Without a PATH no libvips is found: renditions are JPEG, which a test can read.
	cmd.Env = []string{"HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir(), "USER=tester"}
	return cmd
}

// within gives a random time between two.
func within(from, to time.Duration) time.Duration { return from + rand.N(to-from) }

const items = 3000

func writeItems(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "items.ndjson")
	f, err := os.Create(path)
	testkit.NoError(t, err)
	w := bufio.NewWriter(f)
	for i := range items {
		// Every third story has the headline, and so the slug, of two others.
		_, err := fmt.Fprintf(w, `{"uri":"urn:kill:%d","version":"1","firstcreated":"2026-11-%02dT09:00:00Z","language":"en","headline":"Number %d of the archive","subject":[{"name":"Section %d","rel":"section"},{"name":"Topic %d"}],"body_text":"The word is unique%dword.\n\nAnd so on."}`+"\n",
			i, i/3%20+1, i/3, i/3%5, i%50, i)
		testkit.NoError(t, err)
	}
	testkit.NoError(t, w.Flush())
	testkit.NoError(t, f.Close())
	return path
}

// whileImporting kills an import again and again, and then lets it finish.
func (k *killer) whileImporting(t *testing.T, in *installation) {
	file := writeItems(t)
	in.must(t, exitOK, "migrate")
	had, kills := int64(0), 0
	for range 12 {
		cmd := k.command(t, in, "story", "import", "--publish", file)
		testkit.NoError(t, cmd.Start())
		timer := time.AfterFunc(within(150*time.Millisecond, 1500*time.Millisecond), func() { _ = cmd.Process.Kill() })
		err := cmd.Wait()
		timer.Stop()
		have := in.count(t, `story`)
		if have < had {
			t.Fatalf("there were %d stories and are %d", had, have)
		}
		if err == nil {
			break
		}
		if have > had && have < items {
			kills++
		}
		had = have
		in.wantWhole(t)
	}
	if kills == 0 {
		t.Log("no kill came in the middle")
	}
	out, err := k.command(t, in, "story", "import", "--publish", file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err = k.command(t, in, "story", "import", "--publish", file).CombinedOutput()
	if err != nil || !strings.Contains(string(out), fmt.Sprintf("%d items, %d unchanged", items, items)) {
		t.Fatalf("%v\n%s", err, out)
	}
	in.wantWhole(t)
	for table, want := range map[string]int64{
		"story": items, "published": items, "search_entry": items, "path": items, "(SELECT DISTINCT uri FROM story) u": items, "revision": 2 * items,
		"story WHERE publication = 'live'": items, "tag": 55,
	} {
		testkit.Equal(t, in.count(t, table), want)
	}
	in.wantEachFound(t)
	in.wantHealthy(t)
}

func (in *installation) count(t *testing.T, table string) (n int64) {
	t.Helper()
	testkit.NoError(t, in.read(t, func(q *database.Snapshot) (err error) {
		n, err = database.One(t.Context(), q, database.Value[int64], `SELECT COUNT(*) FROM `+table)
		return err
	}))
	return n
}

// read opens the database for one read, as a program that comes after a crash
// does.
func (in *installation) read(t *testing.T, f func(q *database.Snapshot) error) error {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{Address: in.address()})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return db.Read(t.Context(), f)
}

// wantWhole looks for stories that are half of anything.
func (in *installation) wantWhole(t *testing.T) {
	t.Helper()
	for what, from := range map[string]string{
		"public stories without a row in published":     `story s WHERE publication IN ('live', 'corrected') AND NOT EXISTS (SELECT 1 FROM published p WHERE p.story_id = s.id AND p.rev = s.live_rev AND p.path = s.path)`,
		"rows in published of stories not public":       `published p WHERE NOT EXISTS (SELECT 1 FROM story s WHERE s.id = p.story_id AND s.publication IN ('live', 'corrected'))`,
		"public stories that search does not know":      `published p WHERE NOT EXISTS (SELECT 1 FROM search_entry e WHERE e.story_id = p.story_id)`,
		"stories in search that are not public":         `search_entry e WHERE NOT EXISTS (SELECT 1 FROM published p WHERE p.story_id = e.story_id)`,
		"public stories under no section":               `published p WHERE NOT EXISTS (SELECT 1 FROM published_tag t WHERE t.story_id = p.story_id AND t.tag_id = p.section_id)`,
		"public stories whose address is not their own": `published p WHERE NOT EXISTS (SELECT 1 FROM path a WHERE a.path = p.path AND a.story_id = p.story_id)`,
		"stories whose history has holes":               `story s WHERE rev <> (SELECT COUNT(*) FROM revision r WHERE r.story_id = s.id) OR rev <> (SELECT MAX(rev) FROM revision r WHERE r.story_id = s.id)`,
		"stories without what they say":                 `story s WHERE NOT EXISTS (SELECT 1 FROM revision r WHERE r.story_id = s.id AND r.rev = s.content_rev AND r.content <> '')`,
		"acts without a record":                         `revision r WHERE (SELECT COUNT(*) FROM audit a WHERE a.noun = 'story' AND a.noun_id = r.story_id AND a.action = r.kind) < (SELECT COUNT(*) FROM revision o WHERE o.story_id = r.story_id AND o.kind = r.kind)`,
		"uris that two stories have":                    `(SELECT uri FROM story GROUP BY uri HAVING COUNT(*) > 1 AND uri <> '') twice`,
	} {
		if n := in.count(t, from); n > 0 {
			t.Fatalf("%d %s", n, what)
		}
	}
}

// wantEachFound searches for the one word that only one story has.
func (in *installation) wantEachFound(t *testing.T) {
	t.Helper()
	db := in.open(t)
	finder, stories := search.New(db, clock.System{}), story.New(story.Desk{DB: db, Clock: clock.System{}})
	testkit.NoError(t, db.Read(t.Context(), func(q *database.Snapshot) error {
		for i := range items {
			found, err := finder.Search(t.Context(), q, search.Query{Text: fmt.Sprintf("unique%dword", i), Limit: 5})
			if err != nil {
				return err
			}
			if len(found.Hits) != 1 {
				t.Fatalf("item %d is found %d times", i, len(found.Hits))
			}
			if i%100 > 0 {
				continue
			}
			page, err := stories.PublicByID(t.Context(), q, found.Hits[0].ID)
			if err != nil || page.URI != fmt.Sprintf("urn:kill:%d", i) {
				t.Fatalf("item %d is %s, %v", i, page.URI, err)
			}
		}
		return nil
	}))
}

// served is a running server and who calls it.
type served struct {
	t     *testing.T
	cmd   *exec.Cmd
	base  string
	token string
}

// serve starts a server and waits until it listens.
func (k *killer) serve(t *testing.T, in *installation, token string) *served {
	t.Helper()
	port := filepath.Join(t.TempDir(), "port")
	s := &served{t: t, cmd: k.command(t, in, "serve", "--listen", "127.0.0.1:0", "--portfile", port), token: token}
	var said bytes.Buffer
	s.cmd.Stderr = &said
	testkit.NoError(t, s.cmd.Start())
	for began := time.Now(); time.Since(began) < patience; time.Sleep(10 * time.Millisecond) {
		if at, err := os.ReadFile(port); err == nil && len(at) > 0 {
			s.base = "http://" + string(at)
			return s
		}
	}
	s.kill()
	t.Fatalf("the server does not start: %s", said.String())
	return nil
}

func (s *served) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// call sends a request to the desk. ok is false where no whole answer came,
// which after a kill is as it should be.
func (s *served) call(method, path, media string, body []byte, into any) (ok bool) {
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, s.base+"/desk/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		s.t.Error(err)
		return false
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	req.Header.Set("Content-Type", media)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return false
	}
	if res.StatusCode >= http.StatusBadRequest {
		s.t.Errorf("%s %s answers %d: %s", method, path, res.StatusCode, text)
		return false
	}
	return json.Unmarshal(text, into) == nil
}

// token makes a script's token.
func (in *installation) token(t *testing.T) string {
	t.Helper()
	in.must(t, exitOK, "user", "add", "owner@news.example", "--role", "owner")
	in.must(t, exitOK, "user", "add", "script@news.example", "--role", "editor")
	out, _ := in.must(t, exitOK, "token", "add", "script@news.example", "--name", "test", "--scopes", "desk:read,story:write,story:publish,story:correct,photo:write,tag:write")
	return strings.TrimSpace(out)
}

// acknowledged is what the server said it had done.
type acknowledged struct {
	ID          int64  `json:"id"`
	Rev         int64  `json:"rev"`
	Publication string `json:"publication"`
	Path        string `json:"path"`
	Headline    string `json:"-"`
}

// whilePublishing kills a server that several scripts are publishing and
// correcting through. What it acknowledged must stand.
func (k *killer) whilePublishing(t *testing.T, in *installation) {
	in.must(t, exitOK, "migrate")
	token := in.token(t)
	section := int64(0)
	told := map[int64]acknowledged{}
	for round := range 4 {
		s := k.serve(t, in, token)
		if round == 0 {
			var made struct{ ID int64 }
			if !s.call("POST", "/tags", "application/json", []byte(`{"kind":"section","name":"World"}`), &made) {
				t.Fatal("no section")
			}
			section = made.ID
		}
		var lock sync.Mutex
		var writers sync.WaitGroup
		for writer := range 3 {
			writers.Go(func() {
				for n := 0; s.story(section, fmt.Sprintf("Story %d of writer %d in round %d", n, writer, round), func(a acknowledged) {
					lock.Lock()
					defer lock.Unlock()
					told[a.ID] = a
				}); n++ {
					if t.Failed() {
						return
					}
				}
			})
		}
		time.Sleep(within(200*time.Millisecond, 1500*time.Millisecond))
		s.kill()
		writers.Wait()
		in.wantWhole(t)
		in.wantTold(t, told)
	}
	if len(told) == 0 {
		t.Error("nothing was acknowledged")
	}
	s := k.serve(t, in, token)
	defer s.kill()
	for _, a := range told {
		if a.Path != "" {
			s.wantPage(a)
		}
	}
	in.wantDone(t)
	in.wantWhole(t)
	in.wantHealthy(t)
}

// story writes one story, publishes and corrects it.
func (s *served) story(section int64, headline string, told func(acknowledged)) bool {
	content := func(words string) string {
		return fmt.Sprintf(`{"headline":%q,"section":%d,"language":"en","body":{"blocks":[{"kind":"paragraph","text":[{"t":"It goes on."}]}]}}`, words, section)
	}
	a := acknowledged{Headline: headline}
	for _, step := range []struct{ path, body, headline string }{
		{"/stories", fmt.Sprintf(`{"content":%s}`, content(headline)), headline},
		{"/stories/%d/publish", `{"rev":%d}`, headline},
		{"/stories/%d/correct", `{"rev":%d,"kind":"correction","text":"It was the other one.","content":` + strings.ReplaceAll(content(headline+", corrected"), "%", "%%") + `}`, headline + ", corrected"},
	} {
		path, body := step.path, step.body
		if a.ID != 0 {
			path, body = fmt.Sprintf(path, a.ID), fmt.Sprintf(body, a.Rev)
		}
		if !s.call("POST", path, "application/json", []byte(body), &a) {
			return false
		}
		a.Headline = step.headline
		told(a)
	}
	return true
}

// wantTold compares what was acknowledged with what is there.
func (in *installation) wantTold(t *testing.T, told map[int64]acknowledged) {
	t.Helper()
	db := in.open(t)
	stories := story.New(story.Desk{DB: db, Clock: clock.System{}})
	testkit.NoError(t, db.Read(t.Context(), func(q *database.Snapshot) error {
		for _, a := range told {
			st, err := stories.ByID(t.Context(), q, story.ID(a.ID))
			if err != nil {
				t.Fatalf("story %d, which was acknowledged: %v", a.ID, err)
			}
			// The one act after it may have been done without a word.
			if st.Rev < a.Rev || st.Rev > a.Rev+1 || st.Rev == a.Rev && (string(st.Publication) != a.Publication || st.Content.Headline != a.Headline || st.Path != a.Path) {
				t.Fatalf("story %d was acknowledged as %+v and is rev %d, %s, %q", a.ID, a, st.Rev, st.Publication, st.Content.Headline)
			}
		}
		return nil
	}))
}

func (s *served) wantPage(a acknowledged) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.base+a.Path, nil)
	testkit.NoError(s.t, err)
	res, err := http.DefaultClient.Do(req)
	testkit.NoError(s.t, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(text), strings.TrimSuffix(a.Headline, ", corrected")) {
		s.t.Errorf("%s answers %d, %v", a.Path, res.StatusCode, err)
	}
}

// wantDone waits until the jobs are done that were not under way when the
// program was killed; the queue takes up the others only after a while. Patience
// ends where none is done any more, however many there are.
func (in *installation) wantDone(t *testing.T) {
	t.Helper()
	const waiting = `river_job WHERE state IN ('available', 'retryable', 'scheduled', 'pending')`
	left := in.count(t, waiting)
	for progress := time.Now(); left > 0 && time.Since(progress) < patience; time.Sleep(100 * time.Millisecond) {
		if now := in.count(t, waiting); now < left {
			left, progress = now, time.Now()
		}
	}
	if left > 0 {
		t.Errorf("%d jobs are not done", left)
	}
}

// whileDeveloping kills a server while photos come in and renditions are made.
func (k *killer) whileDeveloping(t *testing.T, in *installation) {
	in.must(t, exitOK, "migrate")
	token := in.token(t)
	told := map[int64]string{} // hash of each photo that was acknowledged
	for round := range 4 {
		s := k.serve(t, in, token)
		var lock sync.Mutex
		var senders sync.WaitGroup
		for sender := range 2 {
			senders.Go(func() {
				for n := 0; !t.Failed(); n++ {
					file := noise(t, uint64(round*1000+sender*100+n))
					var a struct{ Photo struct{ ID int64 } }
					if !s.call("POST", "/photos?filename=noise.jpg", "image/jpeg", file, &a) {
						return
					}
					sum := sha256.Sum256(file)
					lock.Lock()
					told[a.Photo.ID] = hex.EncodeToString(sum[:])
					lock.Unlock()
				}
			})
		}
		time.Sleep(within(500*time.Millisecond, 2500*time.Millisecond))
		s.kill()
		senders.Wait()
		in.wantPhotos(t, told)
	}
	if len(told) == 0 {
		t.Error("no photo was acknowledged")
	}
	s := k.serve(t, in, token)
	in.wantDone(t)
	s.kill()
	in.wantPhotos(t, told)
	in.wantHealthy(t)
}

// noise is a photograph of nothing, large enough to be work.
func noise(t *testing.T, seed uint64) []byte {
	t.Helper()
	img, random := image.NewGray(image.Rect(0, 0, 1300, 900)), rand.New(rand.NewPCG(seed, 7))
	for i := range img.Pix {
		img.Pix[i] = uint8(random.Uint32())
	}
	var b bytes.Buffer
	testkit.NoError(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 40}))
	return b.Bytes()
}

// wantPhotos looks for photos without their original and for files that are
// not whole. A file that a reader could be sent stands under its final name.
func (in *installation) wantPhotos(t *testing.T, told map[int64]string) {
	t.Helper()
	store, err := blob.OpenDisk(filepath.Join(in.Data, blobFolder), time.Now())
	testkit.NoError(t, err)
	defer func() { _ = store.Close() }()
	hashes := map[string]bool{}
	testkit.NoError(t, in.read(t, func(q *database.Snapshot) error {
		rows, err := database.List(t.Context(), q, func(s database.Scanner) (r [2]string, err error) {
			var id int64
			err = s.Scan(&id, &r[0])
			if want, ok := told[id]; ok && want != r[0] {
				t.Errorf("photo %d is another one", id)
			}
			hashes[r[0]] = true
			return r, err
		}, `SELECT id, hash FROM photo`)
		if len(rows) < len(told) {
			t.Errorf("%d photos were acknowledged and %d are there", len(told), len(rows))
		}
		return err
	}))
	whole := map[string]bool{}
	for info, err := range store.List(t.Context(), "photo/") {
		testkit.NoError(t, err)
		f, _, err := store.Open(t.Context(), info.Key)
		testkit.NoError(t, err)
		text, err := io.ReadAll(f)
		testkit.NoError(t, err)
		testkit.NoError(t, f.Close())
		if _, err := jpeg.Decode(bytes.NewReader(text)); err != nil || !bytes.HasSuffix(text, []byte{0xff, 0xd9}) {
			t.Errorf("%s is not whole: %v", info.Key, err)
		}
		if hash, ok := strings.CutSuffix(strings.TrimPrefix(info.Key, "photo/"), "/original"); ok {
			sum := sha256.Sum256(text)
			if hex.EncodeToString(sum[:]) != hash {
				t.Errorf("%s is not what came in", info.Key)
			}
			whole[hash] = true
		}
	}
	for hash := range hashes {
		if !whole[hash] {
			t.Errorf("the photo %s has no original", hash)
		}
	}
}
