package desk

import (
	"net/http"

	"dateline/internal/fault"
	"dateline/internal/web"
	"dateline/newsroom/account"
)

// signInView is the page to sign in.
type signInView struct {
	frame
	Email   string
	Next    string
	Asks    string // for a code, after the right password
	Passkey string // address of the script that asks for one
}

func (d *Desk) signInPage(w http.ResponseWriter, r *http.Request) {
	next := safeNext(r.URL.Query().Get("next"))
	if _, err := d.identify(r); err == nil {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	d.showSignIn(w, r, signInView{Next: next}, nil)
}

// showSignIn shows the page. Its policy lets in the one script that asks the
// browser for a passkey; without it the password does.
func (d *Desk) showSignIn(w http.ResponseWriter, r *http.Request, v signInView, problem error) {
	v.frame, v.Passkey = d.frame(r, "Sign in"), d.passkeyScript
	status := http.StatusOK
	if problem != nil {
		v.Problem, status = formProblemOf("sign-in", problem), web.Status(problem)
		web.LogFault(r, d.Log, problem)
	}
	policy := pagePolicy()
	policy.Script, policy.Connect = []string{web.Self}, []string{web.Self}
	w.Header().Set("Content-Security-Policy", policy.String())
	d.render(w, r, status, "sign-in", v)
}

func (d *Desk) postSignIn(w http.ResponseWriter, r *http.Request) {
	v := signInView{Email: r.PostForm.Get("email"), Next: safeNext(r.PostForm.Get("next")), Asks: r.PostForm.Get("asks")}
	var in account.SignedIn
	var err error
	if v.Asks != "" {
		in, err = d.finishSession(r.Context(), w, r, v.Asks, r.PostForm.Get("code"))
		if err != nil && !fault.Is(err, fault.Invalid) { // only a wrong code may be tried again
			v.Asks = ""
		}
	} else {
		in, err = d.startSession(r.Context(), w, r, v.Email, r.PostForm.Get("password"))
	}
	d.enter(w, r, v, in, err)
}

// enter lets in whoever signed in, or shows what is asked or wrong.
func (d *Desk) enter(w http.ResponseWriter, r *http.Request, v signInView, in account.SignedIn, err error) {
	switch {
	case err != nil:
		d.showSignIn(w, r, v, err)
	case in.Token == "":
		v.Asks = in.Asks
		d.showSignIn(w, r, v, nil)
	default:
		d.cookie.Set(w, r, in.Token, account.SessionLife)
		http.Redirect(w, r, v.Next, http.StatusSeeOther)
	}
}

func (d *Desk) postSignOut(w http.ResponseWriter, r *http.Request, c caller) {
	if err := d.Accounts.SignOut(r.Context(), c.session); err != nil {
		d.failPage(w, r, err)
		return
	}
	d.cookie.Drop(w, r)
	http.Redirect(w, r, signIn, http.StatusSeeOther)
}

// linkView is the page behind a login link: a welcome, and a password to be
// chosen.
type linkView struct {
	frame
	Welcome string
	Email   string
	First   bool // they have no password yet
}

func (d *Desk) linkPage(w http.ResponseWriter, r *http.Request) {
	d.showLink(w, r, nil)
}

func (d *Desk) showLink(w http.ResponseWriter, r *http.Request, problem error) {
	a, err := d.Accounts.OpenLink(r.Context(), r.PathValue("token"))
	if err != nil {
		d.failPage(w, r, err)
		return
	}
	v := linkView{frame: d.frame(r, "Welcome"), Welcome: a.Name, Email: a.Email, First: !a.HasPassword()}
	status := http.StatusOK
	if problem != nil {
		v.Problem, status = formProblemOf("password", problem), web.Status(problem)
		web.LogFault(r, d.Log, problem)
	}
	d.render(w, r, status, "link", v)
}

func (d *Desk) postLink(w http.ResponseWriter, r *http.Request) {
	if err := d.signIns.Take(w, r, d.Proxies.Host(r)); err != nil {
		d.failPage(w, r, err)
		return
	}
	password := r.PostForm.Get("password")
	if r.PostForm.Get("again") != password {
		d.showLink(w, r, fault.InvalidField("again", "is not the same as the password: type both once more"))
		return
	}
	in, err := d.Accounts.UseLink(r.Context(), r.PathValue("token"), password, r.UserAgent())
	if err != nil {
		d.showLink(w, r, err)
		return
	}
	d.enter(w, r, signInView{Next: appRoot}, in, nil)
}

// forgotView is the page for whoever forgot the password.
type forgotView struct {
	frame
	Sent bool
}

func (d *Desk) forgotPage(w http.ResponseWriter, r *http.Request) {
	d.render(w, r, http.StatusOK, "forgot", forgotView{frame: d.frame(r, "A new password"), Sent: r.URL.Query().Get("sent") != ""})
}

// postForgot says the same whether or not there is such an account.
func (d *Desk) postForgot(w http.ResponseWriter, r *http.Request) {
	err := d.signIns.Take(w, r, d.Proxies.Host(r))
	if err == nil && d.Letters != nil {
		err = d.Accounts.AskReset(r.Context(), r.PostForm.Get("email"), d.Letters.PostReset)
	}
	if err != nil {
		d.failPage(w, r, err)
		return
	}
	http.Redirect(w, r, forgotten+"?sent=1", http.StatusSeeOther)
}
