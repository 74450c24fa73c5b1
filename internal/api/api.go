// Package api is the face for other programs: invoices, credit notes, customers and
// payments in JSON over HTTP, with an OpenAPI 3.1 document of it.
//
// Every operation stands once, in a table of this package: it is served, described and
// checked by the same entry, so that the document cannot say anything else than the
// code does. Who may do what is decided in one place, enter. The API speaks English.
package api

import (
	"io"
	"log/slog"
	"mime"
	"net/http"
	"reflect"
	"slices"

	"acquit/internal/admit"
	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/filename"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/user"
	"acquit/internal/web/guard"
)

// Config is what the API is made of.
type Config struct {
	Store    *store.Store
	People   *admit.Desk // knows the tokens
	Words    *locale.Book
	Calendar *calendar.Calendar
	// Today is the civil day of a company, asked once for each request.
	Today   func(*company.Company) date.Date
	Log     *slog.Logger
	Version string // of the program
	// Secure says that programs reach the API by HTTPS.
	Secure bool
}

// Prefix is where everything of the API stands.
const Prefix = "/api/"

const root = Prefix + "v1"

type site struct {
	Config
	mux        *http.ServeMux
	operations []operation
	schemas    *schemas
	document   []byte
	rate       *rate
	turns      chan struct{} // bounds how many batches are held in memory at once
}

// batchesAtOnce is how many batches are read and stored at once on a node; others wait.
const batchesAtOnce = 4

// operation is something that a program can ask for: how it is called, what it takes
// and gives, and what does it.
type operation struct {
	Method, Path string
	Name         string // operationId
	Summary      string
	Text         string
	Group        string
	Scope        user.Scope
	Parameters   []parameter
	List         string       // the name of the list that the body holds; "" where it is Record itself
	Record       reflect.Type // what the body is, or the list in it is of; nil takes no body
	Example      string       // a body
	Answer       reflect.Type
	Media        string // the media type of an answer that is a file; "" for an Answer in JSON
	Statuses     []int  // that it answers with besides those that every operation has
	do           func(*visit) (status int, answer any, err error)
}

// parameter is a part of an operation's address.
type parameter struct {
	Name, In, Text string
	schema         *schema
}

// New returns the handler of everything below Prefix.
func New(c Config) http.Handler {
	s := &site{Config: c, mux: http.NewServeMux(), schemas: newSchemas(), rate: newRate(), turns: make(chan struct{}, batchesAtOnce)}
	s.operations = slices.Concat(recordOperations(), invoiceOperations(), claimOperations(), dossierOperations(), documentOperations(), customerOperations(), whyOperations(), holdOperations(), noteOperations(),
		replyOperations(), disputeOperations(), planOperations(), messageOperations(), paymentOperations())
	s.document = s.describe()
	for n := range s.operations {
		o := &s.operations[n]
		s.mux.HandleFunc(o.Method+" "+o.Path, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, o) })
	}
	s.docsRoutes()
	s.mux.HandleFunc("/", s.lost)
	return s.secured(guard.Watch(s.Log, "api", s.failBroken, s.mux))
}

// serve lets a program do something, and answers.
func (s *site) serve(w http.ResponseWriter, r *http.Request, o *operation) {
	v, err := s.enter(w, r, o)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	status, answer, err := o.do(v)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	switch f := answer.(type) {
	case *file:
		f.give(w, o.Media)
	case *stream:
		f.give(w, o.Media)
	default:
		s.write(w, status, "application/json", answer)
	}
}

// stream is a file that is written while it is given.
type stream struct {
	name  string
	write func(io.Writer) error
}

// give sends it. Once it has begun nothing can be said of a failure any more: the connection is
// broken off, so that nobody takes a part for the whole.
func (f *stream) give(w http.ResponseWriter, media string) {
	asFile(w, f.name, media)
	if err := f.write(w); err != nil {
		panic(http.ErrAbortHandler)
	}
}

func asFile(w http.ResponseWriter, name, media string) {
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": filename.Shown(name)}))
}

// file is an answer that is no JSON: it is given byte for byte.
type file struct {
	name string
	body []byte
}

func (f *file) give(w http.ResponseWriter, media string) {
	asFile(w, f.name, media)
	w.Write(f.body)
}

// failBroken answers for an operation that panicked.
func (s *site) failBroken(w http.ResponseWriter, r *http.Request) { s.fail(w, r, errOurs) }

// lost answers what is no operation: an address that is none, or a method that is not
// for it.
func (s *site) lost(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := s.mux.Handler(other); pattern != "/" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		s.fail(w, r, &problem{Status: http.StatusNotFound, Code: "not_found", Detail: "There is nothing under this address; see " + docsPath + "."})
		return
	}
	for _, method := range allowed {
		w.Header().Add("Allow", method)
	}
	s.fail(w, r, &problem{Status: http.StatusMethodNotAllowed, Code: "method_not_allowed", Detail: r.Method + " is not for this address."})
}

// secured sets what is told about every answer: it is for the program that asked, and
// for nobody else.
func (s *site) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=63072000")
		}
		next.ServeHTTP(w, r)
	})
}
