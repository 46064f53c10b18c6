package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"dateline/internal/fault"
)

// Argon2id parameters: the OWASP password storage cheat sheet's minimum for
// Argon2id. One hash takes 19 MiB, so few run at once.
const (
	argonMemory  = 19 * 1024 // KiB
	argonTime    = 2
	argonThreads = 1
	argonKey     = 32
	argonSalt    = 16
	hashesAtOnce = 2
)

// Lengths of a password in bytes. There is no rule on what it is made of
// (NIST SP 800-63B, 5.1.1.2).
const (
	minPassword = 10
	maxPassword = 256
)

type hasher struct{ slots chan struct{} }

func newHasher() *hasher { return &hasher{slots: make(chan struct{}, hashesAtOnce)} }

func (h *hasher) key(ctx context.Context, password string, salt []byte, memory, passes uint32, threads uint8, length uint32) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, passes, memory, threads, length), nil
}

// hash gives the PHC form of a password's Argon2id hash.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, argonSalt)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("draw a salt: %w", err)
	}
	key, err := h.key(ctx, password, salt, argonMemory, argonTime, argonThreads, argonKey)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// verify says whether password is the one behind a PHC string. An empty or
// broken string takes as long as a real one and never matches.
func (h *hasher) verify(ctx context.Context, password, phc string) (bool, error) {
	salt, want, memory, passes, threads, err := parsePHC(phc)
	if err != nil {
		salt, want, memory, passes, threads = make([]byte, argonSalt), nil, argonMemory, argonTime, argonThreads
	}
	length := uint32(argonKey)
	if want != nil {
		length = uint32(len(want)) //nolint:gosec // bounded by parsePHC
	}
	got, err := h.key(ctx, password, salt, memory, passes, threads, length)
	if err != nil {
		return false, err
	}
	return want != nil && subtle.ConstantTimeCompare(got, want) == 1, nil
}

func parsePHC(phc string) (salt, key []byte, memory, passes uint32, threads uint8, err error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return nil, nil, 0, 0, 0, errors.New("not an argon2id hash")
	}
	var version int
	if _, err = fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return nil, nil, 0, 0, 0, errors.New("unknown argon2 version")
	}
	if _, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads); err != nil || memory > 1<<20 || passes > 10 || threads == 0 || passes == 0 {
		return nil, nil, 0, 0, 0, errors.New("argon2 parameters out of bounds")
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return nil, nil, 0, 0, 0, err
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(key) < 16 || len(key) > 64 {
		return nil, nil, 0, 0, 0, errors.New("bad argon2 key")
	}
	return salt, key, memory, passes, threads, nil
}

func checkPassword(password string, a Account) error {
	switch {
	case len(password) < minPassword:
		return fault.InvalidField("password", "needs %d characters or more; a short sentence is good", minPassword)
	case len(password) > maxPassword:
		return fault.InvalidField("password", "may have %d bytes", maxPassword)
	case strings.EqualFold(password, a.Email), strings.EqualFold(password, a.Name), tooCommon(password):
		return fault.InvalidField("password", "is easily guessed: choose another")
	}
	return nil
}

// tooCommon refuses what is tried first: one character or a short run over
// and over, and the words that head every list of leaked passwords.
func tooCommon(password string) bool {
	folded := strings.ToLower(password)
	for size := 1; size <= 4; size++ {
		if strings.Repeat(folded[:size], len(folded)/size+1)[:len(folded)] == folded {
			return true
		}
	}
	for _, run := range []string{"12345678901234567890", "09876543210987654321", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm"} {
		if strings.HasPrefix(run, folded) {
			return true
		}
	}
	stem := strings.TrimRight(folded, "0123456789!.?")
	for _, word := range []string{"password", "passwort", "letmein", "iloveyou", "welcome", "dateline", "newsroom", "administrator", "qwertyuiop", "changeme"} {
		if stem == word {
			return true
		}
	}
	return false
}

// secret draws a token of 256 bits and gives it with the hash under which it
// is kept.
func secret(prefix string) (token, hash string, err error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", "", fmt.Errorf("draw a secret: %w", err)
	}
	token = prefix + base64.RawURLEncoding.EncodeToString(raw)
	return token, hashToken(token), nil
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
