package web

import (
	"net/http"
	"net/url"
	"time"

	"acquit/internal/locale"
	"acquit/internal/web/ui"
)

// languageCookie keeps the language that a person chose in this browser.
const (
	languageCookie = "language"
	languagePath   = "/language"
)

func (s *site) languageRoutes() {
	s.mux.HandleFunc("GET "+languagePath, s.chooseLanguage)
}

// chooseLanguage keeps a language for a year and leads back.
func (s *site) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	if l, err := locale.ParseLanguage(r.FormValue("to")); err == nil {
		http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: string(l), Path: "/", MaxAge: int(365 * 24 * time.Hour / time.Second),
			HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
	}
	http.Redirect(w, r, localPath(r.FormValue("back")), http.StatusSeeOther)
}

// language is how a page is written: as chosen in this browser, or as the person
// is known to read, or as the browser asks for.
func (s *site) language(r *http.Request, persons, country string) locale.Tag {
	if c, err := r.Cookie(languageCookie); err == nil {
		if l, err := locale.ParseLanguage(c.Value); err == nil {
			return locale.For(l, country)
		}
	}
	if l, err := locale.ParseLanguage(persons); err == nil {
		return locale.For(l, country)
	}
	asked := locale.Match(r.Header.Get("Accept-Language"), locale.For(locale.English, ""))
	if country == "" {
		return asked
	}
	return locale.For(asked.Language(), country)
}

// words are the words for a page without a company, such as the sign-in.
func (s *site) words(r *http.Request) *locale.Words {
	return s.Words.In(s.language(r, s.sessions.GetString(r.Context(), languageKey), ""))
}

// languages are the choices of language for the page of a request.
func languages(w *locale.Words, r *http.Request) []ui.Choice {
	back := "/"
	if r.Method == http.MethodGet {
		back = r.URL.RequestURI()
	}
	var all []ui.Choice
	for _, l := range locale.Languages {
		all = append(all, ui.Choice{Label: l.OwnName(), Lang: string(l), Current: w.Tag.Language() == l,
			Href: languagePath + "?" + url.Values{"to": {string(l)}, "back": {back}}.Encode()})
	}
	return all
}
