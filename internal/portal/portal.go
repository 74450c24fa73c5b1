// Package portal is the face for customers: the page of its own to which the link in a message
// leads a customer. Nobody signs in. The link's token stands in the message alone, of which the
// company keeps a copy; it is looked up by its hash. No address holds anything else but
// identifiers, which open nothing without it.
package portal

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"acquit/internal/admit"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/settle/till"
	"acquit/internal/store"
	"acquit/internal/web/guard"
)

// Config is what the pages are made of.
type Config struct {
	Store *store.Store
	Words *locale.Book
	Desk  *collect.Desk // where what a customer says is heard
	// Guests is where readers show what a company asks for beside the link.
	Guests *admit.Desk
	Till   *till.Desk // where customers pay online; nil for nowhere
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
	looks   *guard.Limiter // at what became of payments
}

// New returns the handler of all pages.
func New(c Config) http.Handler {
	s := &site{Config: c, guesses: guard.NewLimiter(), looks: guard.NewLimiter()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path+"{token}", s.behind(s.guarded((*site).first)))
	mux.HandleFunc("GET "+Path+"{token}/{number}", s.behind(s.guarded((*site).file)))
	mux.HandleFunc("GET "+Path+"{token}/look.css", s.behind(wanted((*site).look))) // it tells nothing of anybody
	mux.HandleFunc("GET "+Path+"{token}/logo", s.behind(wanted((*site).logo)))     // nor does this
	s.get(mux, "/pay", (*site).pay)
	s.get(mux, "/qr", (*site).code)
	s.get(mux, "/invoice/{invoice}", (*site).invoice)
	s.get(mux, "/invoice/{invoice}/{file}", (*site).invoiceFile)
	s.post(mux, "/online", s.guarded((*site).online))
	s.get(mux, "/online/{payment}", (*site).becameOf)
	s.get(mux, "/sign/{document}", (*site).signPage)
	s.get(mux, "/sign/{document}/{file}", (*site).signFile)
	s.post(mux, "/sign/{document}", s.guarded((*site).sign))
	s.post(mux, "/sign/{document}/code", (*site).signCode)
	s.post(mux, "/sign/{document}/decline", s.guarded((*site).decline))
	s.get(mux, "/account", (*site).account)
	s.get(mux, "/statement.pdf", (*site).statementPDF)
	s.get(mux, "/statement.csv", (*site).statementCSV)
	s.get(mux, "/say/{what}", (*site).sayPage)
	s.post(mux, "/say/{what}", s.guarded((*site).say))
	s.post(mux, "/proof", (*site).prove)
	s.post(mux, "/leave", (*site).leave)
	mux.HandleFunc("GET "+AskPath+"{token}", s.asked((*colleague).question))
	mux.HandleFunc("GET "+AskPath+"{token}/{file}", s.asked((*colleague).proof))
	mux.Handle("POST "+AskPath+"{token}", http.NewCrossOriginProtection().Handler(s.asked((*colleague).says)))
	mux.HandleFunc("/", s.noPage)
	return guard.Secured(c.Secure, private(guard.Watch(c.Log, "page", s.broken, mux)))
}

// page answers a request by a link that works. An error of a kind that a person can act on is
// answered as a page that is not there.
type page func(*site, *visit, http.ResponseWriter) error

// get lets a page be read behind a link, of a company that wants its customers to have one.
func (s *site) get(mux *http.ServeMux, path string, show page) {
	mux.HandleFunc("GET "+Path+"{token}"+path, s.behind(wanted(s.guarded(show))))
}

// post lets something be sent behind a link, by a form of this site alone.
func (s *site) post(mux *http.ServeMux, path string, take page) {
	mux.Handle("POST "+Path+"{token}"+path, http.NewCrossOriginProtection().Handler(s.behind(wanted(take))))
}

// wanted lets nobody see a page of a company that wants none for its customers.
func wanted(show page) page {
	return func(s *site, v *visit, w http.ResponseWriter) error {
		if v.Company.Policy.Portal == nil {
			return fault.New(fault.NotFound, "there is no such page")
		}
		return show(s, v, w)
	}
}

// first is where a link leads: to the customer's page, or where the company wants none to the
// files that the message had no room for.
func (s *site) first(v *visit, w http.ResponseWriter) error {
	switch {
	case v.Company.Policy.Portal != nil:
		return s.home(v, w)
	case len(v.Link.Files) == 0:
		return noFile()
	}
	return v.show(w, filesPage(v))
}

// private keeps the address, which opens the page, from everybody to whom a browser would tell it.
func private(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("X-Robots-Tag", "noindex, nofollow")
		next.ServeHTTP(w, r)
	})
}

// behind answers a request by whoever has a link.
func (s *site) behind(show page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.slowly(w, r, func(t id.Token) (bool, error) {
			v := &visit{site: s, Request: r}
			found, err := v.open(r.Context(), t)
			if found {
				err = show(s, v, w)
			}
			return found, err
		})
	}
}

// slowly answers a request by a token. Guesses are slowed down by their sender, whom good links cost
// nothing, however many people he stands for; and a link that has ended is answered like one that
// never was.
func (s *site) slowly(w http.ResponseWriter, r *http.Request, open func(id.Token) (found bool, err error)) {
	sender := "link " + guard.Sender(r, s.Proxied)
	if !s.guesses.Left(time.Now(), sender) {
		s.send(w, r, http.StatusTooManyRequests, tooMany(s.words(r)))
		return
	}
	found, err := open(id.Token(r.PathValue("token")))
	if !found && err == nil {
		s.guesses.Allow(time.Now(), sender)
	}
	switch kind := fault.KindOf(err); {
	case err == nil && found:
	case err == nil, kind == fault.NotFound, kind == fault.Invalid:
		s.noPage(w, r)
	default:
		s.Log.Error("a page failed", "page", r.Pattern, "error", err)
		s.broken(w, r)
	}
}

// mendable notes what of a failure the reader can mend: with the field that it names as its place,
// among those of the form, or else in general. Other failures are none of the reader's.
func mendable(w *locale.Words, err error, faults map[string]string, general *string, field func(place string) (name string, found bool)) {
	if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
		return
	}
	var at *fault.Error
	if errors.As(err, &at) && at.Place.Path != "" {
		if name, found := field(at.Place.Path); found {
			faults[name] = w.Say(at.Text)
			return
		}
	}
	*general = w.Fault(err)
}

// asNamed takes a place for the field of the same name.
func asNamed(place string) (string, bool) { return place, true }

// visit is a request by a link that works.
type visit struct {
	*site
	Request  *http.Request
	Link     store.MessageLink
	Message  message.Message
	Company  company.Company
	Customer customer.Customer
	Online   *till.Offer // by whom it can pay online; nil where it cannot
	Words    *locale.Words
	Today    date.Date
	wants    []string // the page for which something is shown; none for the first one
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
		if v.Message, found, err = tx.MessageByID(l.Message); err != nil || !found {
			return err
		}
		if v.Customer, found, err = theCustomer(tx, v.Message.Customer); err != nil || v.Till == nil {
			return err
		}
		v.Online, err = v.Till.Offers(tx)
		return err
	})
	v.Words, v.Today = v.site.Words.In(v.language()), v.site.Today(&v.Company)
	return found && err == nil, err
}

// theCustomer is the customer, or the one that it was merged into.
func theCustomer(tx *store.Tx, i id.ID) (c customer.Customer, found bool, err error) {
	c, found, err = tx.Customer(i)
	if err == nil && c.MergedInto != 0 {
		return tx.Customer(c.MergedInto)
	}
	return c, found, err
}

// view reads what a page shows.
func (v *visit) view(do func(*store.Tx) error) error {
	return v.Store.View(v.Request.Context(), v.Company.ID, do)
}

// language is the one that the reader has asked for, or that the message is written in, or that
// of the customer.
func (v *visit) language() locale.Tag {
	for _, wanted := range []string{v.asked(), v.Message.Language, v.Customer.Language} {
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

// show answers with a page.
func (v *visit) show(w http.ResponseWriter, c templ.Component) error {
	v.send(w, v.Request, http.StatusOK, c)
	return nil
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
