package account

import (
	"strings"
	"testing"

	"dateline/internal/testkit"
)

func TestHashesAreOfTheirOwnAndMatch(t *testing.T) {
	t.Parallel()
	h := newHasher()
	a, err := h.hash(t.Context(), "a sentence that nobody guesses")
	testkit.NoError(t, err)
	b, err := h.hash(t.Context(), "a sentence that nobody guesses")
	testkit.NoError(t, err)
	if a == b {
		t.Error("two hashes of one password are the same: there is no salt")
	}
	for password, want := range map[string]bool{"a sentence that nobody guesses": true, "A sentence that nobody guesses": false, "": false} {
		ok, err := h.verify(t.Context(), password, a)
		testkit.NoError(t, err)
		testkit.Equal(t, ok, want)
	}
}

// TestBrokenHashesMatchNothing tries what could stand in a damaged database.
func TestBrokenHashesMatchNothing(t *testing.T) {
	t.Parallel()
	h := newHasher()
	good, err := h.hash(t.Context(), "words")
	testkit.NoError(t, err)
	for _, phc := range []string{
		"", "words", "$argon2id$", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1), strings.Replace(good, "m=19456", "m=99999999", 1),
		strings.Replace(good, "t=2", "t=0", 1), strings.Replace(good, "p=1", "p=0", 1), good[:len(good)-20], good + "$x", strings.Replace(good, "m=19456,", "", 1),
	} {
		if ok, err := h.verify(t.Context(), "words", phc); ok || err != nil {
			t.Errorf("%q: %v, %v", phc, ok, err)
		}
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Fuzz(func(t *testing.T, phc string) {
		_, key, memory, passes, threads, err := parsePHC(phc)
		if err == nil && (len(key) < 16 || len(key) > 64 || memory > 1<<20 || passes == 0 || passes > 10 || threads == 0) {
			t.Errorf("%q asks for %d KiB, %d passes, %d threads, %d bytes", phc, memory, passes, threads, len(key))
		}
	})
}
