// Package portal is the face for customers: the pages to which the link in a message leads.
// Nobody signs in. Whoever has the link may read what it leads to, until it ends. Its token
// stands in the message alone, of which the company keeps a copy; it is looked up by its hash.
package portal

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/web/guard"
	"acquit/internal/web/ui"
)

// Config is what the pages are made of.
type Config struct {
	Store *store.Store
	Words *locale.Book
	// Fetched notes that a file behind the link of a message was fetched; see
	// collect.Desk.Fetched.
	Fetched func(ctx context.Context, company, message id.ID, number int, today date.Date) error
	// Today is the civil day of a company, asked once for each request.
	Today func(*company.Company) date.Date
	Now   func() time.Time
	Log   *slog.Logger
	// Secure says that browsers reach the pages by HTTPS.
	Secure bool
	// Proxied says that requests come through a proxy that adds the sender's address
	// to X-Forwarded-For; guesses are counted by that address.
	Proxied bool
}

// Path begins the addresses of all pages.
const Path = message.LinkPath

type site struct {
	Config
	guesses *guard.Limiter
}

// New returns the handler of all pages.
func New(c Config) http.Handler {
	s := &site{Config: c, guesses: guard.NewLimiter()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path+"{token}", s.behind(s.files))
	mux.HandleFunc("GET "+Path+"{token}/{number}", s.behind(s.file))
	mux.HandleFunc("/", s.noPage)
	return guard.Secured(c.Secure, private(guard.Watch(c.Log, "page", s.broken, mux)))
}

// private keeps the address, which opens the page, from everybody to whom a browser would tell it.
func private(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("X-Robots-Tag", "noindex, nofollow")
		next.ServeHTTP(w, r)
	})
}

// visit is a request by a link that works.
type visit struct {
	*site
	Request *http.Request
	Link    store.MessageLink
	Message message.Message
	Company company.Company
	Words   *locale.Words
}

// behind answers a request by whoever has a link. Guesses are slowed down by their sender, and
// a link that has ended is answered like one that never was.
func (s *site) behind(show func(*visit, http.ResponseWriter)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		sender := "link " + guard.Sender(r, s.Proxied)
		if _, ok := s.guesses.Allow(time.Now(), sender); !ok {
			s.send(w, r, http.StatusTooManyRequests, tooMany(s.words(r)))
			return
		}
		v := &visit{site: s, Request: r}
		found, err := v.open(r.Context(), id.Token(r.PathValue("token")))
		switch {
		case err != nil:
			s.Log.Error("a page failed", "page", r.Pattern, "error", err)
			s.broken(w, r)
		case !found:
			s.noPage(w, r)
		default:
			s.guesses.Refund(sender)
			show(v, w)
		}
	}
}

// open finds what a token opens.
func (v *visit) open(ctx context.Context, t id.Token) (found bool, err error) {
	var l store.MessageLink
	err = v.Store.View(ctx, 0, func(tx *store.Tx) (err error) {
		l, found, err = tx.LinkByHash(t.Hash())
		return err
	})
	if err != nil || !found || !l.Works(v.Now()) {
		return false, err
	}
	err = v.Store.View(ctx, l.Company, func(tx *store.Tx) error {
		if v.Company, err = tx.TheCompany(); err != nil {
			return err
		}
		if v.Link, _, err = tx.LinkOf(l.Message); err != nil {
			return err
		}
		v.Message, found, err = tx.MessageByID(l.Message)
		return err
	})
	v.Words = v.site.Words.In(v.language())
	return found && err == nil, err
}

// language is the one that the message is written in, or the one that the reader has asked for.
func (v *visit) language() locale.Tag {
	for _, wanted := range []string{v.Request.FormValue("in"), v.Message.Language} {
		if l, err := locale.ParseLanguage(wanted); err == nil {
			return locale.For(l, v.Company.Country)
		}
	}
	return asked(v.Request)
}

// asked is the language that the browser asks for.
func asked(r *http.Request) locale.Tag {
	return locale.Match(r.Header.Get("Accept-Language"), locale.For(locale.English, ""))
}

func (s *site) words(r *http.Request) *locale.Words { return s.Words.In(asked(r)) }

func (s *site) noPage(w http.ResponseWriter, r *http.Request) {
	s.send(w, r, http.StatusNotFound, nothing(s.words(r)))
}

func (s *site) broken(w http.ResponseWriter, r *http.Request) {
	s.send(w, r, http.StatusInternalServerError, trouble(s.words(r)))
}

func (s *site) send(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	var page bytes.Buffer
	if err := c.Render(r.Context(), &page); err != nil {
		s.Log.Error("a page could not be drawn", "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(page.Bytes())
}

// languages are the choices of language.
func (v *visit) languages() []ui.Choice {
	var all []ui.Choice
	for _, l := range locale.Languages {
		all = append(all, ui.Choice{Label: l.OwnName(), Lang: string(l), Current: v.Words.Tag.Language() == l, Href: v.Request.URL.Path + "?in=" + string(l)})
	}
	return all
}
