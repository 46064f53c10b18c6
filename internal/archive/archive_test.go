package archive_test

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"dateline/internal/archive"
	"dateline/internal/fault"
	"dateline/internal/testkit"
)

func header() archive.Header {
	return archive.Header{Program: "1.0", Engine: "sqlite", Schema: 2, MadeAt: time.Date(2013, 8, 27, 12, 0, 0, 123000, time.UTC)}
}

// write makes an archive of parts and gives its path.
func write(t *testing.T, parts map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "b.tar.zst")
	w, err := archive.Create(path, false)
	testkit.NoError(t, err)
	testkit.NoError(t, w.Begin(header()))
	for name, text := range parts {
		testkit.NoError(t, w.Add(t.Context(), name, int64(len(text)), strings.NewReader(text)))
	}
	_, err = w.Finish(map[string]int64{"story": 3})
	testkit.NoError(t, err)
	return path
}

func read(ctx context.Context, f io.Reader) (map[string]string, archive.Manifest, error) {
	r, err := archive.NewReader(ctx, f)
	if err != nil {
		return nil, archive.Manifest{}, err
	}
	defer func() { _ = r.Close() }()
	return readAll(r)
}

func readAll(r *archive.Reader) (map[string]string, archive.Manifest, error) {
	parts := map[string]string{}
	for {
		p, err := r.Next()
		if errors.Is(err, io.EOF) {
			return parts, r.Manifest(), nil
		}
		if err != nil {
			return nil, archive.Manifest{}, err
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return nil, archive.Manifest{}, err
		}
		parts[p.Name] = string(b)
	}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	parts := map[string]string{"database/dateline.db": strings.Repeat("row\n", 5000), "blobs/photo/3f/original": "jpeg", "settings/empty": ""}
	path := write(t, parts)
	f, err := os.Open(path)
	testkit.NoError(t, err)
	defer func() { _ = f.Close() }()
	got, m, err := read(t.Context(), f)
	testkit.NoError(t, err)
	testkit.Equal(t, got, parts)
	testkit.Equal(t, m.Counts, map[string]int64{"story": 3})
	want := header()
	want.Format = archive.Format
	testkit.Equal(t, m.Header, want)
	testkit.Equal(t, m.Bytes(), int64(20004))
	stat, err := os.Stat(path)
	testkit.NoError(t, err)
	testkit.Equal(t, stat.Mode().Perm(), os.FileMode(0o600))
}

func TestLinesAreCutBetweenLines(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "b.tar.zst")
	w, err := archive.Create(path, false)
	testkit.NoError(t, err)
	testkit.NoError(t, w.Begin(header()))
	lines := w.Lines(t.Context(), "rows/story")
	var want strings.Builder
	for i := range 200_000 {
		line := fmt.Sprintf("%d\tA headline of some length, with a tab\n", i)
		want.WriteString(line)
		_, err := io.WriteString(lines, line[:7])
		testkit.NoError(t, err)
		_, err = io.WriteString(lines, line[7:])
		testkit.NoError(t, err)
	}
	testkit.NoError(t, lines.Close())
	testkit.NoError(t, w.Lines(t.Context(), "rows/none").Close())
	m, err := w.Finish(nil)
	testkit.NoError(t, err)
	if len(m.Parts) < 2 || m.Parts[0].Name != "rows/story/000001" {
		t.Fatalf("parts: %v", m.Parts)
	}
	f, err := os.Open(path)
	testkit.NoError(t, err)
	defer func() { _ = f.Close() }()
	got, _, err := read(t.Context(), f)
	testkit.NoError(t, err)
	var all strings.Builder
	for _, p := range m.Parts {
		if !strings.HasSuffix(got[p.Name], "\n") {
			t.Errorf("%s does not end with a line", p.Name)
		}
		all.WriteString(got[p.Name])
	}
	if all.String() != want.String() {
		t.Error("the lines are not what they were")
	}
}

func TestCreateKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	path := write(t, nil)
	_, err := archive.Create(path, false)
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("a file that was there: %v", err)
	}
	w, err := archive.Create(path, true)
	testkit.NoError(t, err)
	if _, err := archive.Create(path, true); !fault.Is(err, fault.Conflict) {
		t.Errorf("another backup is at it: %v", err)
	}
	w.Abandon()
	if _, err := os.Stat(archive.Partial(path)); !os.IsNotExist(err) {
		t.Errorf("half file after Abandon: %v", err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the old backup is gone: %v", err)
	}
	testkit.NoError(t, os.WriteFile(archive.Partial(path), []byte("left by a crash"), 0o600))
	w, err = archive.Create(path, true)
	testkit.NoError(t, err)
	testkit.NoError(t, w.Begin(header()))
	_, err = w.Finish(nil)
	testkit.NoError(t, err)
	r, err := archive.Open(t.Context(), path)
	testkit.NoError(t, err)
	_, err = r.Verify(nil)
	testkit.NoError(t, errors.Join(err, r.Close()))
}

func TestAddStopsWithTheContext(t *testing.T) {
	t.Parallel()
	w, err := archive.Create(filepath.Join(t.TempDir(), "b.tar.zst"), false)
	testkit.NoError(t, err)
	defer w.Abandon()
	testkit.NoError(t, w.Begin(header()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.Add(ctx, "a", 1, strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAddRefuses(t *testing.T) {
	t.Parallel()
	w, err := archive.Create(filepath.Join(t.TempDir(), "b.tar.zst"), false)
	testkit.NoError(t, err)
	defer w.Abandon()
	testkit.NoError(t, w.Begin(header()))
	for _, name := range []string{"", ".", "../x", "/etc/passwd", "a/../b", "a//b", `a\b`, "manifest.json", strings.Repeat("x", 700)} {
		if err := w.Add(t.Context(), name, 1, strings.NewReader("x")); !errors.Is(err, archive.ErrDamaged) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := w.Add(t.Context(), "short", 5, strings.NewReader("x")); err == nil {
		t.Error("a part that is shorter than it says was taken")
	}
}

type entry struct {
	name, body string
	kind       byte
	link       string
}

// forge makes an archive of any entries.
func forge(t testing.TB, entries []entry) []byte {
	t.Helper()
	var out bytes.Buffer
	zip, err := zstd.NewWriter(&out)
	testkit.NoError(t, err)
	w := tar.NewWriter(zip)
	for _, e := range entries {
		if e.kind == 0 {
			e.kind = tar.TypeReg
		}
		testkit.NoError(t, w.WriteHeader(&tar.Header{Name: e.name, Size: int64(len(e.body)), Typeflag: e.kind, Linkname: e.link, Mode: 0o644}))
		_, err := io.WriteString(w, e.body)
		testkit.NoError(t, err)
	}
	testkit.NoError(t, errors.Join(w.Close(), zip.Close()))
	return out.Bytes()
}

const (
	aHeader   = `{"format":1,"engine":"sqlite","schema":2,"made_at":"2013-08-27T12:00:00Z"}`
	aManifest = `{"format":1,"engine":"sqlite","schema":2,"made_at":"2013-08-27T12:00:00Z","parts":[{"name":"a","size":1,"sha256":"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}]}`
)

func TestForgedArchives(t *testing.T) {
	t.Parallel()
	first, part, last := entry{name: "backup.json", body: aHeader}, entry{name: "a", body: "x"}, entry{name: "manifest.json", body: aManifest}
	for _, test := range []struct {
		name    string
		entries []entry
		want    string // words of the error, empty where it is good
	}{
		{"good", []entry{first, part, last}, ""},
		{"nothing", nil, "not a backup"},
		{"no header", []entry{part, last}, "not a backup"},
		{"header is no JSON", []entry{{name: "backup.json", body: "?"}}, "does not say what it is"},
		{"newer format", []entry{{name: "backup.json", body: `{"format":2,"program":"9.0"}`}}, "newer Dateline (9.0)"},
		{"no manifest", []entry{first, part}, "its end is missing"},
		{"changed", []entry{first, {name: "a", body: "y"}, last}, "a is not what it was"},
		{"longer", []entry{first, {name: "a", body: "xx"}, last}, "a is not what it was"},
		{"missing", []entry{first, last}, "a is missing"},
		{"renamed", []entry{first, {name: "b", body: "x"}, last}, "b is in it and not in its manifest"},
		{"twice", []entry{first, part, part, last}, "twice"},
		{"more", []entry{first, part, {name: "b"}, last}, "b is in it"},
		{"after the end", []entry{first, part, last, {name: "b"}}, "follows after its end"},
		{"out of the folder", []entry{first, {name: "../../etc/cron.d/x", body: "x"}, last}, "no name for a part"},
		{"absolute", []entry{first, {name: "/etc/passwd", body: "x"}, last}, "no name for a part"},
		{"backslashes", []entry{first, {name: `..\x`, body: "x"}, last}, "no name for a part"},
		{"link", []entry{first, {name: "a", kind: tar.TypeSymlink, link: "/etc"}, last}, "not a file"},
		{"hard link", []entry{first, {name: "a", kind: tar.TypeLink, link: "/etc/passwd"}, last}, "not a file"},
		{"folder", []entry{first, {name: "a/", kind: tar.TypeDir}, last}, "not a file"},
		{"other header", []entry{{name: "backup.json", body: strings.Replace(aHeader, "2013", "2014", 1)}, part, last}, "do not belong together"},
		{"manifest is no JSON", []entry{first, part, {name: "manifest.json", body: "?"}}, "manifest cannot be read"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := read(t.Context(), bytes.NewReader(forge(t, test.entries)))
			switch {
			case test.want == "":
				testkit.NoError(t, err)
			case err == nil || !strings.Contains(err.Error(), test.want) || !fault.Is(err, fault.Invalid):
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestDamageIsFound(t *testing.T) {
	t.Parallel()
	good, err := os.ReadFile(write(t, map[string]string{"a": strings.Repeat("The quick brown fox. ", 400), "b": "x"}))
	testkit.NoError(t, err)
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 0x40
		if parts, _, err := read(t.Context(), bytes.NewReader(bad)); err == nil && parts["a"] != strings.Repeat("The quick brown fox. ", 400) {
			t.Errorf("byte %d changed and nobody noticed", i)
		}
		if _, _, err := read(t.Context(), bytes.NewReader(good[:i])); err == nil {
			t.Errorf("cut at byte %d and nobody noticed", i)
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add(forge(f, []entry{{name: "backup.json", body: aHeader}, {name: "a", body: "x"}, {name: "manifest.json", body: aManifest}}))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		parts, m, err := read(t.Context(), bytes.NewReader(b))
		if err == nil && len(parts) != len(m.Parts) {
			t.Errorf("%d parts were read and %d stand in the manifest", len(parts), len(m.Parts))
		}
	})
}

// FuzzTar goes past the compression: it takes the bytes of the tar.
func FuzzTar(f *testing.F) {
	var plain bytes.Buffer
	zip, err := zstd.NewReader(bytes.NewReader(forge(f, []entry{{name: "backup.json", body: aHeader}, {name: "a", body: "x"}, {name: "manifest.json", body: aManifest}})))
	testkit.NoError(f, err)
	_, err = io.Copy(&plain, zip)
	testkit.NoError(f, err)
	zip.Close()
	f.Add(plain.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := archive.NewTarReader(t.Context(), bytes.NewReader(b))
		if err != nil {
			return
		}
		parts, m, err := readAll(r)
		if err != nil {
			return
		}
		for _, p := range m.Parts {
			if int64(len(parts[p.Name])) != p.Size {
				t.Errorf("%s has %d bytes and not %d", p.Name, len(parts[p.Name]), p.Size)
			}
		}
	})
}
