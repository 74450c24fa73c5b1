// Package web is the face for the people of a company: pages drawn on the
// server, one file for each.
//
// A page is a function from a request and a transaction to an answer. Who may
// see or do it is decided in one place, enter; every address names its company,
// so that two windows may work for two companies.
package web

import (
	"cmp"
	"log/slog"
	"net/http"
	"runtime"
	"time"

	"github.com/alexedwards/scs/v2"

	"acquit/internal/admit"
	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/intake"
	"acquit/internal/locale"
	"acquit/internal/settle/till"
	"acquit/internal/store"
	"acquit/internal/web/guard"
	"acquit/internal/web/ui"
)

// Config is what the pages are made of.
type Config struct {
	Store    *store.Store
	Desk     *collect.Desk
	People   *admit.Desk
	Inbox    *intake.Inbox
	Till     *till.Desk // where customers pay online
	Words    *locale.Book
	Calendar *calendar.Calendar
	// Today is the civil day of a company, asked once for each request.
	Today func(*company.Company) date.Date
	// Now is the time of the books: the wall clock, or the simulated one of a demo.
	Now func() time.Time
	Log *slog.Logger
	// Secure says that browsers reach the pages by HTTPS.
	Secure bool
	// Proxied says that requests come through a proxy that adds the sender's address
	// to X-Forwarded-For; the sign-in counts tries by that address.
	Proxied bool
	// MostUpload is how many bytes the files of one upload may hold together; the
	// constant of this name when zero. They are written to the folder of temporary files.
	MostUpload int64
}

type site struct {
	Config
	mux      *http.ServeMux
	sessions *scs.SessionManager
	tries    *guard.Limiter
	drawing  chan struct{} // bounds how many pages are drawn at once
	exports  chan struct{} // and how many lists are given out as files
}

// New returns the handler of all pages and of the files they load.
func New(c Config) http.Handler {
	c.MostUpload = cmp.Or(c.MostUpload, MostUpload)
	s := &site{Config: c, mux: http.NewServeMux(), tries: guard.NewLimiter(),
		drawing: make(chan struct{}, runtime.GOMAXPROCS(0)), exports: make(chan struct{}, exportsAtOnce)}
	s.sessions = s.newSessions()
	s.routes()

	crossOrigin := http.NewCrossOriginProtection()
	crossOrigin.SetDenyHandler(http.HandlerFunc(s.refuseCrossOrigin))
	outer := http.NewServeMux()
	outer.Handle(ui.StaticPath, ui.Static())
	outer.Handle("/", s.sessions.LoadAndSave(guard.Watch(s.Log, "page", s.failBroken, crossOrigin.Handler(s.mux))))
	return guard.Secured(s.Secure, outer)
}

// routes names every page; each has its own in its file.
func (s *site) routes() {
	s.signInRoutes()
	s.languageRoutes()
	s.overviewRoutes()
	s.todayRoutes()
	s.customersRoutes()
	s.customerRoutes()
	s.holdsRoutes()
	s.contactRoutes()
	s.invoicesRoutes()
	s.invoiceRoutes()
	s.invoiceEditRoutes()
	s.claimRoutes()
	s.planRoutes()
	s.settingsRoutes()
	s.calendarRoutes()
	s.ratesRoutes()
	s.lateRoutes()
	s.portalRoutes()
	s.tillRoutes()
	s.signRoutes()
	s.peopleRoutes()
	s.accessRoutes()
	s.inboxRoutes()
	s.ownRoutes()
	s.passwordRoutes()
	s.bankRoutes()
	s.learnedRoutes()
	s.repliesRoutes()
	s.disputesRoutes()
	s.plansRoutes()
	s.casesRoutes()
	s.troubleRoutes()
	s.dossierRoutes()
	s.messageRoutes()
	s.messageLinkRoutes()
	s.sendingRoutes()
	s.mailRoutes()
	s.termsRoutes()
	s.deliveryRoutes()
	s.settingsDeliveryRoutes()
	s.gatewayRoutes()
	s.approveRoutes()
	s.postRoutes()
	s.callRoutes()
	s.dutyRoutes()
	s.scenarioRoutes()
	s.whyRoutes()
	s.coverageRoutes()
	s.importRoutes()
	s.importTableRoutes()
	s.searchRoutes()
	s.listRoutes()

	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, errNoPage) })
}

// view answers a request for a page from one state of the company's data.
type view func(*visit, *store.Tx) (answer, error)

// act does what a person asked for, through a verb, and answers.
type act func(*visit) (answer, error)

// get registers a page under a path of a company: "/customers/{customer}". look
// is what a person must at least be allowed.
func (s *site) get(path string, v view) {
	s.mux.HandleFunc("GET /c/{company}"+path, func(w http.ResponseWriter, r *http.Request) {
		s.look(w, r, mayLook, v)
	})
}

// getOwner is get for pages of the owners alone.
func (s *site) getOwner(path string, v view) {
	s.mux.HandleFunc("GET /c/{company}"+path, func(w http.ResponseWriter, r *http.Request) {
		s.look(w, r, mayAdminister, v)
	})
}

// getWork is get for pages that ask before something is done: for people who may
// write.
func (s *site) getWork(path string, v view) {
	s.mux.HandleFunc("GET /c/{company}"+path, func(w http.ResponseWriter, r *http.Request) {
		s.look(w, r, mayWork, v)
	})
}

// getSlow is getWork for a page that reads a file first, outside any transaction.
func (s *site) getSlow(path string, a act) {
	s.mux.HandleFunc("GET /c/{company}"+path, func(w http.ResponseWriter, r *http.Request) {
		s.do(w, r, mayWork, a)
	})
}

// getOwnerSlow is getSlow for the owners alone.
func (s *site) getOwnerSlow(path string, a act) {
	s.mux.HandleFunc("GET /c/{company}"+path, func(w http.ResponseWriter, r *http.Request) {
		s.do(w, r, mayAdminister, a)
	})
}

// post registers something that people who may write can do.
func (s *site) post(path string, a act) {
	s.mux.HandleFunc("POST /c/{company}"+path, func(w http.ResponseWriter, r *http.Request) {
		s.do(w, r, mayWork, a)
	})
}

// postHold is post for who may at least hold reminders.
func (s *site) postHold(path string, a act) {
	s.mux.HandleFunc("POST /c/{company}"+path, func(w http.ResponseWriter, r *http.Request) {
		s.do(w, r, mayHold, a)
	})
}

// getHold is getWork for who may at least hold reminders.
func (s *site) getHold(path string, v view) {
	s.mux.HandleFunc("GET /c/{company}"+path, func(w http.ResponseWriter, r *http.Request) {
		s.look(w, r, mayHold, v)
	})
}

// postOwn is post for what everybody may do: it is about nobody but themselves.
func (s *site) postOwn(path string, a act) {
	s.mux.HandleFunc("POST /c/{company}"+path, func(w http.ResponseWriter, r *http.Request) {
		s.do(w, r, mayLook, a)
	})
}

// postOwner is post for what owners alone can do.
func (s *site) postOwner(path string, a act) {
	s.mux.HandleFunc("POST /c/{company}"+path, func(w http.ResponseWriter, r *http.Request) {
		s.do(w, r, mayAdminister, a)
	})
}
