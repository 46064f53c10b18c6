package desk_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/pquerna/otp/totp"

	"dateline/internal/testkit"
)

type ceremonyJSON struct {
	Asks    string
	Options json.RawMessage
}

// factorLife turns a second factor on, finds every door locked without it, and
// has an owner take it away again.
func factorLife(t *testing.T, h *house, owner, c *client) {
	t.Helper()
	key := as[struct {
		Secret, URL string
		PNG         []byte
	}](c.api(201, "POST", "/factor", nil))
	if !strings.HasPrefix(key.URL, "otpauth://totp/") || len(key.PNG) == 0 {
		t.Errorf("the key is %+v", key)
	}
	code := func() string {
		h.clock.Advance(time.Minute) // a code counts once
		code, err := totp.GenerateCode(key.Secret, h.clock.Now())
		testkit.NoError(t, err)
		return code
	}
	c.api(422, "POST", "/factor/confirm", dict{"code": "000000"})
	codes := as[struct{ Codes []string }](c.api(200, "POST", "/factor/confirm", dict{"code": code()})).Codes
	testkit.Equal(t, as[dict](c.api(200, "GET", "/factor", nil))["recovery_codes"], any(float64(len(codes))))

	credentials := dict{"email": c.account.Email, "password": password}
	res := h.nobody().api(201, "POST", "/sessions", credentials)
	if len(res.header["Set-Cookie"]) > 0 || as[dict](res)["me"] != nil {
		t.Error("the password alone signs in")
	}
	asks := as[dict](res)["asks"]
	h.nobody().api(422, "POST", "/sessions/code", dict{"asks": asks, "code": "123456"})
	res = h.nobody().api(201, "POST", "/sessions/code", dict{"asks": asks, "code": code()})
	testkit.Equal(t, len(res.header["Set-Cookie"]), 1)
	byForms(t, h, c, code)

	codes = as[struct{ Codes []string }](c.api(200, "POST", "/factor/recovery-codes", dict{"code": code()})).Codes
	asks = as[dict](h.nobody().api(201, "POST", "/sessions", credentials))["asks"]
	h.nobody().api(201, "POST", "/sessions/code", dict{"asks": asks, "code": strings.ToUpper(codes[0])})
	c.api(422, "POST", "/factor/off", dict{"password": "not it"})
	c.api(204, "POST", "/factor/off", dict{"password": password})
	owner.api(204, "DELETE", fmt.Sprintf("/accounts/%d/factor", c.account.ID), nil)
	res = h.nobody().api(201, "POST", "/sessions", credentials)
	testkit.Equal(t, len(res.header["Set-Cookie"]), 1)
}

// byForms signs in on the plain pages, without JavaScript.
func byForms(t *testing.T, h *house, c *client, code func() string) {
	t.Helper()
	res := h.nobody().post("/desk/sign-in", "email", c.account.Email, "password", password, "next", "/desk/?state=live")
	res.shows(200, "Code of your second factor")
	if len(res.header["Set-Cookie"]) > 0 {
		t.Error("the password alone signs in by the form")
	}
	asks := regexp.MustCompile(`name="asks" value="([^"]+)"`).FindStringSubmatch(string(res.body))[1]
	h.nobody().post("/desk/sign-in", "asks", asks, "code", "123456", "next", "/desk/?state=live").shows(422, "does not fit", asks)
	h.nobody().post("/desk/sign-in", "asks", asks, "code", code(), "next", "/desk/?state=live").leadsTo("/desk/?state=live")
	h.nobody().post("/desk/sign-in", "asks", asks, "code", code(), "next", "/desk/").shows(401, "from the beginning", "E-mail address")
}

// passkeyLife makes a passkey and signs in with it.
func passkeyLife(t *testing.T, h *house, c *client) {
	t.Helper()
	rp := virtualwebauthn.RelyingParty{Name: "Dateline", ID: "news.example", Origin: site}
	device := virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: fmt.Append(nil, c.account.ID)})
	key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	begun := as[ceremonyJSON](c.api(201, "POST", "/passkeys/begin", nil))
	options, err := virtualwebauthn.ParseAttestationOptions(`{"publicKey":` + string(begun.Options) + `}`)
	testkit.NoError(t, err)
	made := json.RawMessage(virtualwebauthn.CreateAttestationResponse(rp, device, key, *options))
	c.api(204, "POST", "/passkeys", dict{"asks": begun.Asks, "name": "My telephone", "response": made})
	device.AddCredential(key)

	asked := as[ceremonyJSON](h.nobody().api(201, "POST", "/passkeys/ask", nil))
	question, err := virtualwebauthn.ParseAssertionOptions(`{"publicKey":` + string(asked.Options) + `}`)
	testkit.NoError(t, err)
	shown := json.RawMessage(virtualwebauthn.CreateAssertionResponse(rp, device, key, *question))
	res := h.nobody().api(201, "POST", "/sessions/passkey", dict{"asks": asked.Asks, "response": shown})
	cookie := (&http.Response{Header: res.header}).Cookies()[0]
	again := &client{house: h, account: c.account, cookie: cookie.Value}
	testkit.Equal(t, as[dict](again.api(200, "GET", "/me", nil))["id"], any(float64(c.account.ID)))
	h.nobody().api(401, "POST", "/sessions/passkey", dict{"asks": asked.Asks, "response": shown})
	keys := as[list[dict]](c.api(200, "GET", "/passkeys", nil)).Items
	testkit.Equal(t, len(keys), 1)
	c.api(204, "DELETE", fmt.Sprintf("/passkeys/%v", keys[0]["id"]), nil)
}
