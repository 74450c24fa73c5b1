package web

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/evidence"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/user"
	"acquit/internal/web/ui"
)

// visit is one request of a person who is signed in and belongs to the company
// that the address names.
type visit struct {
	*site
	Request *http.Request
	Writer  http.ResponseWriter // for limits on what is read; answers are returned, not written
	Words   *locale.Words
	Person  user.User
	Role    user.Role
	Company company.Company
	Today   date.Date // the company's day

	works  []store.Membership // every company of the person
	counts store.Waiting      // what waits for people, for the rail

	mentions int // notes of which the person was told and with which they are not done

	learned []dunning.Scenario // the versions of which names are known
	names   explain.Names
	cameBy  map[eventKey]id.ID // the versions by which events came about

	attached map[id.ID]evidence.Attachment // the documents that events speak of, as far as they stand
	onTop    map[id.ID]bool                // the notes that are pinned, where they can be
	printing bool                          // everything is unfolded and nothing can be pressed
}

// permission is what a person must be allowed for a page or an act.
type permission func(user.Role) bool

func mayLook(user.Role) bool         { return true }
func mayHold(r user.Role) bool       { return r.MayHold() }
func mayWork(r user.Role) bool       { return r.MayWrite() }
func mayAdminister(r user.Role) bool { return r.MayAdminister() }

// look answers from one state of the data. The transaction is over before the
// answer is written, so that a slow reader keeps no connection.
func (s *site) look(w http.ResponseWriter, r *http.Request, may permission, v view) {
	visit, a, err := s.see(w, r, may, v)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(visit, a)
}

func (s *site) see(w http.ResponseWriter, r *http.Request, may permission, v view) (visit *visit, a answer, err error) {
	of, err := s.addressed(r)
	if err != nil {
		return nil, nil, err
	}
	err = s.Store.View(r.Context(), of, func(tx *store.Tx) error {
		if visit, err = s.enter(r, tx, may); err != nil {
			return err
		}
		visit.Writer = w
		a, err = v(visit, tx)
		return err
	})
	return visit, a, err
}

// do lets a person do something. It begins where look does.
func (s *site) do(w http.ResponseWriter, r *http.Request, may permission, do act) {
	var a answer
	visit, _, err := s.see(w, r, may, func(*visit, *store.Tx) (answer, error) { return nil, nil })
	if err == nil {
		a, err = do(visit)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(visit, a)
}

// show draws a page after an act, such as a form that has to be filled in anew.
func (v *visit) show(page view) (a answer, err error) {
	err = v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) error {
		a, err = page(v, tx)
		return err
	})
	return a, err
}

// bodies are buffers in which answers are drawn; a list fills a hundred kilobytes.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// write sends an answer. Whole pages are drawn before their first byte leaves, so
// that one that cannot be drawn becomes an error page.
func (s *site) write(v *visit, a answer) {
	body := bodies.Get().(*bytes.Buffer)
	defer bodies.Put(body)
	body.Reset()
	status, err := s.draw(v, a, body)
	if err != nil {
		s.fail(v.Writer, v.Request, err)
		return
	}
	v.Writer.WriteHeader(status)
	v.Writer.Write(body.Bytes())
	if rest, ok := a.(flowing); ok {
		rest.flow(v)
	}
}

// flowing is an answer whose body is sent behind its headers, piece by piece.
type flowing interface{ flow(*visit) }

// draw draws an answer. Answers that are ready are drawn in turn, as many at once as
// there are processors, so that when many people read all wait about as long.
func (s *site) draw(v *visit, a answer, body *bytes.Buffer) (status int, err error) {
	s.drawing <- struct{}{}
	defer func() { <-s.drawing }()
	return a.answer(v, v.Writer.Header(), body)
}

// addressed is the company that a request names.
func (s *site) addressed(r *http.Request) (id.ID, error) {
	return id.Parse(r.PathValue("company"))
}

// enter is the one place that decides who may do what: the person must be signed
// in, belong to the company that the address names, and have a role that allows
// it. To all others a company does not exist.
func (s *site) enter(r *http.Request, tx *store.Tx, may permission) (*visit, error) {
	person, err := s.person(r, tx)
	if err != nil {
		return nil, err
	}
	works, err := tx.Memberships(person.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range works {
		if m.Company.ID != tx.Company {
			continue
		}
		if !may(m.Role) {
			return nil, fault.New(fault.Denied, "a %s may not do this", m.Role)
		}
		v := &visit{site: s, Request: r, Person: person, Role: m.Role, Company: m.Company, works: works}
		v.Words = s.Words.In(s.language(r, person.Language, m.Company.Country))
		v.Today = s.Today(&v.Company)
		if v.counts, err = tx.CountWaiting(v.Today, mostCounted); err != nil {
			return v, err
		}
		v.mentions, err = tx.CountMentions(person.ID, mostCounted)
		return v, err
	}
	return nil, errNoPage
}

// mostCounted bounds what is counted for a page: beyond, "more than" is said.
const mostCounted = 1000

// to is the address of a page of the visit's company: to("customers", i.String()).
func (v *visit) to(parts ...string) string {
	return pathOf(v.Company.ID, parts...)
}

func pathOf(company id.ID, parts ...string) string {
	escaped := make([]string, len(parts))
	for n, p := range parts {
		escaped[n] = url.PathEscape(p)
	}
	return "/c/" + company.String() + "/" + strings.Join(escaped, "/")
}

// toCustomer is the address of a customer's page.
func (v *visit) toCustomer(i id.ID) string { return v.to("customers", i.String()) }

// toInvoice is the address of an invoice's page.
func (v *visit) toInvoice(i id.ID) string { return v.to("invoices", i.String()) }

// toMessage is the address of a message's page.
func (v *visit) toMessage(i id.ID) string { return v.to("messages", i.String()) }

// id reads an identifier from the address. One that cannot be read is not found.
func (v *visit) id(name string) (id.ID, error) { return id.Parse(v.Request.PathValue(name)) }

// form is a value of the form that was sent, without blanks around it.
func (v *visit) form(name string) string { return strings.TrimSpace(v.Request.PostFormValue(name)) }

// query is a value of the address, without blanks around it.
func (v *visit) query(name string) string { return strings.TrimSpace(v.Request.FormValue(name)) }

// actor is who the timeline says did what the visit does.
func (v *visit) actor() string { return v.Person.Email }

// local is an instant in the company's time zone.
func (v *visit) local(t time.Time) time.Time { return t.In(v.Company.Location()) }

// stamp is an instant in the company's time zone, in words.
func (v *visit) stamp(t time.Time) string { return v.Words.Stamp(v.local(t)) }

// mayWork reports whether to show what readers may not do.
func (v *visit) mayWork() bool { return v.Role.MayWrite() }

// partial reports whether a part of a page is asked for, not the whole.
func (v *visit) partial() bool { return v.Request.Header.Get("HX-Request") == "true" }

// theme is the person's choice of light or dark.
func theme(r *http.Request) ui.Theme {
	c, err := r.Cookie(ui.ThemeCookie)
	if err != nil {
		return ui.ThemeSystem
	}
	return ui.ParseTheme(c.Value)
}

// narrowRail reports whether the person folded the rail.
func narrowRail(r *http.Request) bool {
	c, err := r.Cookie(ui.RailCookie)
	return err == nil && c.Value == "narrow"
}
