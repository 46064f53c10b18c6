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
	Email string
	Next  string
}

func (d *Desk) signInPage(w http.ResponseWriter, r *http.Request) {
	next := safeNext(r.URL.Query().Get("next"))
	if _, err := d.identify(r); err == nil {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	d.render(w, r, http.StatusOK, "sign-in", signInView{frame: d.frame(r, "Sign in"), Next: next})
}

func (d *Desk) postSignIn(w http.ResponseWriter, r *http.Request) {
	next := safeNext(r.PostForm.Get("next"))
	if _, err := d.startSession(r.Context(), w, r, r.PostForm.Get("email"), r.PostForm.Get("password")); err != nil {
		v := signInView{frame: d.frame(r, "Sign in"), Email: r.PostForm.Get("email"), Next: next}
		v.Problem = formProblemOf("sign-in", err)
		web.LogFault(r, d.Log, err)
		d.render(w, r, web.Status(err), "sign-in", v)
		return
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
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
	token, _, err := d.Accounts.UseLink(r.Context(), r.PathValue("token"), password, r.UserAgent())
	if err != nil {
		d.showLink(w, r, err)
		return
	}
	d.cookie.Set(w, r, token, account.SessionLife)
	http.Redirect(w, r, appRoot, http.StatusSeeOther)
}
