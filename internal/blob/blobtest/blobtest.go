// Package blobtest says, as tests, what every blob.Store promises. Each
// implementation runs the same suite, so that a newsroom can move its pictures
// from a disk to an object store and notice nothing.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"dateline/internal/blob"
)

// Run runs the suite; open gives a new empty store each time.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, blob.Store){
		"put and open":         putAndOpen,
		"replace":              replace,
		"missing":              missing,
		"failed put":           failedPut,
		"ended context":        endedContext,
		"list":                 list,
		"bad keys":             badKeys,
		"writers at once":      writersAtOnce,
		"reader keeps its own": readerKeeps,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

const hash = "3fa9c2d81b7e4f60a5c1d2e3f4a5b6c7"

func putAndOpen(t *testing.T, s blob.Store) {
	ctx := t.Context()
	for _, size := range []int{0, 1, 70_000} {
		key := fmt.Sprintf("photo/%s/original-%d", hash, size)
		want := bytes.Repeat([]byte{7}, size)
		put(t, s, key, want)
		r, info, err := s.Open(ctx, key)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("read %d bytes, %v; want %d", len(got), err, size)
		}
		if info.Key != key || info.Size != int64(size) || info.Modified.IsZero() {
			t.Errorf("info %+v", info)
		}
		if size > 10 {
			if _, err := r.Seek(-3, io.SeekEnd); err != nil {
				t.Fatal(err)
			}
			if tail, _ := io.ReadAll(r); len(tail) != 3 {
				t.Errorf("tail of %d bytes", len(tail))
			}
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

func replace(t *testing.T, s blob.Store) {
	put(t, s, "a/b", []byte("the first, which is longer"))
	put(t, s, "a/b", []byte("second"))
	if got := get(t, s, "a/b"); got != "second" {
		t.Errorf("got %q", got)
	}
}

func missing(t *testing.T, s blob.Store) {
	ctx := t.Context()
	if _, _, err := s.Open(ctx, "no/such"); !errors.Is(err, blob.ErrNotFound) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("open: %v", err)
	}
	if err := s.Delete(ctx, "no/such"); err != nil {
		t.Errorf("delete: %v", err)
	}
	put(t, s, "here/it", []byte("is"))
	if ok, err := s.Exists(ctx, "here/it"); !ok || err != nil {
		t.Errorf("exists: %v %v", ok, err)
	}
	if ok, err := s.Exists(ctx, "here"); ok || err != nil {
		t.Errorf("a prefix exists as a blob: %v %v", ok, err)
	}
	if err := s.Delete(ctx, "here/it"); err != nil {
		t.Fatal(err)
	}
	if ok, err := s.Exists(ctx, "here/it"); ok || err != nil {
		t.Errorf("exists after delete: %v %v", ok, err)
	}
}

func failedPut(t *testing.T, s blob.Store) {
	put(t, s, "k", []byte("whole"))
	broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("line went dead")))
	if err := s.Put(t.Context(), "k", broken); err == nil {
		t.Fatal("no error")
	}
	if got := get(t, s, "k"); got != "whole" {
		t.Errorf("got %q", got)
	}
	if n := len(keys(t, s, "")); n != 1 {
		t.Errorf("%d blobs, a half one is left", n)
	}
}

func endedContext(t *testing.T, s blob.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Put(ctx, "k", strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("put: %v", err)
	}
	if ok, _ := s.Exists(t.Context(), "k"); ok {
		t.Error("put all the same")
	}
}

func list(t *testing.T, s blob.Store) {
	all := []string{"photo/" + hash + "/original", "photo/" + hash + "/v1/320.avif", "photo/" + strings.Repeat("b", 32) + "/original", "other"}
	for _, key := range all {
		put(t, s, key, []byte(key))
	}
	if diff := symmetric(keys(t, s, ""), all); diff != nil {
		t.Errorf("all: %v", diff)
	}
	if diff := symmetric(keys(t, s, "photo/"), all[:3]); diff != nil {
		t.Errorf("photo/: %v", diff)
	}
	if diff := symmetric(keys(t, s, "photo/"+hash+"/"), all[:2]); diff != nil {
		t.Errorf("photo/hash/: %v", diff)
	}
	if got := keys(t, s, "none/"); got != nil {
		t.Errorf("none/: %v", got)
	}
	for _, err := range s.List(t.Context(), "") {
		if err != nil {
			t.Error(err)
		}
		break // stopping early must be safe
	}
}

func badKeys(t *testing.T, s blob.Store) {
	ctx := t.Context()
	for _, key := range []string{"", "/", "/abs", "a/", "a//b", "..", "a/../b", ".hidden", "a/.git/x", "UPPER", "sp ace", "nul\x00", `back\slash`, "a~b", "incoming~/x", strings.Repeat("a", 200), strings.Repeat("a/", 300) + "a", "ü"} {
		if err := s.Put(ctx, key, strings.NewReader("x")); !errors.Is(err, blob.ErrKey) {
			t.Errorf("put %q: %v", key, err)
		}
		if _, _, err := s.Open(ctx, key); !errors.Is(err, blob.ErrKey) {
			t.Errorf("open %q: %v", key, err)
		}
		if _, err := s.Exists(ctx, key); !errors.Is(err, blob.ErrKey) {
			t.Errorf("exists %q: %v", key, err)
		}
		if err := s.Delete(ctx, key); !errors.Is(err, blob.ErrKey) {
			t.Errorf("delete %q: %v", key, err)
		}
	}
	for _, err := range s.List(ctx, "../") {
		if !errors.Is(err, blob.ErrKey) {
			t.Errorf("list ../: %v", err)
		}
	}
}

func writersAtOnce(t *testing.T, s blob.Store) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			text := strings.Repeat(string(rune('a'+i)), 50_000)
			if err := s.Put(t.Context(), "same/key", strings.NewReader(text)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got := get(t, s, "same/key")
	if len(got) != 50_000 || strings.Trim(got, got[:1]) != "" {
		t.Errorf("%d bytes of more than one writer", len(got))
	}
}

func readerKeeps(t *testing.T, s blob.Store) {
	put(t, s, "k", []byte("old"))
	r, _, err := s.Open(t.Context(), "k")
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, "k", []byte("new"))
	got, err := io.ReadAll(r)
	if err != nil || string(got) != "old" {
		t.Errorf("open reader got %q, %v", got, err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func put(t *testing.T, s blob.Store, key string, b []byte) {
	t.Helper()
	if err := s.Put(t.Context(), key, bytes.NewReader(b)); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, s blob.Store, key string) string {
	t.Helper()
	r, _, err := s.Open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func keys(t *testing.T, s blob.Store, prefix string) (all []string) {
	t.Helper()
	for info, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, info.Key)
	}
	return all
}

func symmetric(got, want []string) (diff []string) {
	for _, k := range got {
		if !slices.Contains(want, k) {
			diff = append(diff, "+"+k)
		}
	}
	for _, k := range want {
		if !slices.Contains(got, k) {
			diff = append(diff, "-"+k)
		}
	}
	return diff
}
