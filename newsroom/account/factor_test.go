package account_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/pquerna/otp/totp"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Fatalf("got %v, want a fault of kind %s", err, kind)
	}
}

func TestASecondFactorIsAskedForAndEachCodeCountsOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		ctx := t.Context()
		a := h.signed("a@x.example", account.Editor)
		code := func(secret string, after time.Duration) string {
			c, err := totp.GenerateCode(secret, h.clock.Now().Add(after))
			testkit.NoError(t, err)
			return c
		}
		key, err := h.BeginFactor(ctx, a.Actor(), "The Meridian")
		testkit.NoError(t, err)
		in, err := h.SignIn(ctx, a.Email, phrase, "192.0.2.1", "")
		testkit.NoError(t, err)
		if in.Token == "" {
			t.Fatal("a factor that is not confirmed is asked for")
		}
		_, err = h.ConfirmFactor(ctx, a.Actor(), "000000")
		wantKind(t, err, fault.Invalid)
		codes, err := h.ConfirmFactor(ctx, a.Actor(), code(key.Secret, 0))
		testkit.NoError(t, err)
		testkit.Equal(t, len(codes), 10)
		_, err = h.BeginFactor(ctx, a.Actor(), "The Meridian")
		wantKind(t, err, fault.Conflict)

		ask := func() string {
			t.Helper()
			in, err := h.SignIn(ctx, a.Email, phrase, "192.0.2.1", "")
			testkit.NoError(t, err)
			if in.Token != "" || in.Asks == "" {
				t.Fatalf("the password alone gave %+v", in)
			}
			return in.Asks
		}
		try := func(asks, code string) error {
			in, err := h.SignInCode(ctx, asks, code, "192.0.2.1", "")
			if err == nil && (in.Token == "" || in.Account.ID != a.ID) {
				t.Fatalf("it gave %+v", in)
			}
			return err
		}
		wantKind(t, try(ask(), code(key.Secret, 0)), fault.Invalid) // the one that confirmed is used up
		h.clock.Advance(time.Minute)
		slow := code(key.Secret, -30*time.Second) // a clock that is half a minute late
		testkit.NoError(t, try(ask(), slow[:3]+" "+slow[3:]))
		wantKind(t, try(ask(), slow), fault.Invalid)
		h.clock.Advance(2 * time.Minute)
		wantKind(t, try(ask(), slow), fault.Invalid)

		asks := ask()
		testkit.NoError(t, try(asks, codes[3]))
		wantKind(t, try(asks, codes[4]), fault.Unsigned) // the question was answered
		wantKind(t, try(ask(), codes[3]), fault.Invalid) // the code was used
		wantKind(t, try("c_nothing", codes[5]), fault.Unsigned)

		h.clock.Advance(time.Hour)
		asks = ask()
		h.clock.Advance(5*time.Minute + time.Second)
		wantKind(t, try(asks, code(key.Secret, 0)), fault.Unsigned) // too late

		asks = ask()
		for range 5 {
			wantKind(t, try(asks, "123456"), fault.Invalid)
		}
		wantKind(t, try(asks, code(key.Secret, 0)), fault.Unsigned) // too often

		// A new password does not open the door by itself either.
		h.clock.Advance(time.Hour)
		link, err := h.LoginLink(ctx, account.Operator("test"), a.ID)
		testkit.NoError(t, err)
		in, err = h.UseLink(ctx, link, "some other words of mine", "")
		testkit.NoError(t, err)
		if in.Token != "" {
			t.Error("a login link goes around the second factor")
		}
		renewed, err := h.RenewRecoveryCodes(ctx, a.Actor(), code(key.Secret, 0))
		testkit.NoError(t, err)
		wantKind(t, try(in.Asks, codes[6]), fault.Invalid)
		testkit.NoError(t, try(in.Asks, renewed[0]))

		wantKind(t, h.DropFactor(ctx, a.Actor(), phrase, "192.0.2.1"), fault.Invalid) // the old password
		wantKind(t, h.RemoveFactor(ctx, a.Actor(), a.ID), fault.Forbidden)
		testkit.NoError(t, h.RemoveFactor(ctx, account.Operator("test"), a.ID))
		in, err = h.SignIn(ctx, a.Email, "some other words of mine", "192.0.2.1", "")
		testkit.NoError(t, err)
		if in.Token == "" {
			t.Error("a factor that was removed is asked for")
		}
	})
}

func TestAPasskeySignsInWithoutAnythingElse(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		ctx := t.Context()
		door := account.Door{URL: "https://news.example", Name: "The Meridian"}
		rp := virtualwebauthn.RelyingParty{Name: "The Meridian", ID: "news.example", Origin: "https://news.example"}
		a := h.signed("a@x.example", account.Editor)
		device := virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: fmt.Append(nil, a.ID)})
		key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)

		begun, err := h.BeginPasskey(ctx, a.Actor(), door)
		testkit.NoError(t, err)
		options, err := virtualwebauthn.ParseAttestationOptions(`{"publicKey":` + string(begun.Options) + `}`)
		testkit.NoError(t, err)
		made := []byte(virtualwebauthn.CreateAttestationResponse(rp, device, key, *options))
		wantKind(t, h.AddPasskey(ctx, a.Actor(), door, begun.Asks, " ", made), fault.Invalid)
		wantKind(t, h.AddPasskey(ctx, h.signed("b@x.example", account.Editor).Actor(), door, begun.Asks, "Mine", made), fault.Forbidden)
		testkit.NoError(t, h.AddPasskey(ctx, a.Actor(), door, begun.Asks, "My telephone", made))
		device.AddCredential(key)

		show := func(rp virtualwebauthn.RelyingParty, key virtualwebauthn.Credential) (account.SignedIn, string, []byte, error) {
			asked, err := h.AskPasskey(ctx, door)
			testkit.NoError(t, err)
			options, err := virtualwebauthn.ParseAssertionOptions(`{"publicKey":` + string(asked.Options) + `}`)
			testkit.NoError(t, err)
			shown := []byte(virtualwebauthn.CreateAssertionResponse(rp, device, key, *options))
			in, err := h.SignInPasskey(ctx, door, asked.Asks, shown, "192.0.2.1", "")
			return in, asked.Asks, shown, err
		}
		in, asks, shown, err := show(rp, key)
		testkit.NoError(t, err)
		who, err := h.BySession(ctx, in.Token)
		testkit.NoError(t, err)
		testkit.Equal(t, who.ID, a.ID)
		_, err = h.SignInPasskey(ctx, door, asks, shown, "192.0.2.1", "") // again, word for word
		wantKind(t, err, fault.Unsigned)
		_, _, _, err = show(virtualwebauthn.RelyingParty{Name: "x", ID: "evil.example", Origin: "https://evil.example"}, key)
		wantKind(t, err, fault.Unsigned)
		_, _, _, err = show(rp, virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2))
		wantKind(t, err, fault.Unsigned)

		var all []account.Passkey
		testkit.NoError(t, db.Read(ctx, func(q *database.Snapshot) (err error) {
			all, err = h.Passkeys(ctx, q, a.ID)
			return err
		}))
		testkit.Equal(t, []any{len(all), all[0].Name, all[0].UsedAt}, []any{1, "My telephone", h.clock.Now()})
		testkit.NoError(t, h.RemovePasskey(ctx, a.Actor(), all[0].ID))
		wantKind(t, h.RemovePasskey(ctx, a.Actor(), all[0].ID), fault.NotFound)
		_, _, _, err = show(rp, key)
		wantKind(t, err, fault.Unsigned)
	})
}

func FuzzPasskeyAnswer(f *testing.F) {
	f.Add([]byte("{}"))
	f.Add([]byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{"authenticatorData":"","clientDataJSON":"","signature":"","userHandle":"MQ"}}`))
	accounts := account.New(testkit.SQLite(f), clock.Freeze(noon), audit.Record)
	door := account.Door{URL: "https://news.example", Name: "x"}
	f.Fuzz(func(t *testing.T, answer []byte) {
		if in, err := accounts.SignInPasskey(t.Context(), door, "c_none", answer, "192.0.2.1", ""); err == nil || in.Token != "" {
			t.Fatalf("%q signs in", answer)
		}
	})
}
