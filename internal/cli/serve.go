package cli

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"acquit/internal/api"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/inbox/listen"
	"acquit/internal/intake"
	"acquit/internal/portal"
	"acquit/internal/settle/till"
	"acquit/internal/store"
	"acquit/internal/web"
	"acquit/internal/web/ui"
	"acquit/internal/worker"
)

type serveCommand struct {
	Listen  string    `default:"localhost:8080" help:"Address and port of the pages."`
	Only    []string  `help:"Only these parts on this node: web, api, worker."`
	Inbox   string    `placeholder:"DIR" help:"Take in the files that are put into this folder; each company has a sub-folder called by its name."`
	Secure  bool      `help:"Browsers come by HTTPS: cookies are kept to it."`
	Proxied bool      `help:"Requests come through a proxy that sets X-Forwarded-For."`
	Mail    mailFlags `embed:"" prefix:"mail-"`
	Upload  int64     `name:"upload-mb" default:"1024" placeholder:"MB" help:"How many MB the files that somebody drops on a page may hold together."`
}

// mostUploadMB bounds --upload-mb: what is larger is taken in by the command line.
const mostUploadMB = 1 << 20

// parts are what a node can do.
var parts = []string{"web", "api", "worker"}

func (c *serveCommand) Run(a *app) error {
	for _, part := range c.Only {
		if !slices.Contains(parts, part) {
			return fault.New(fault.Invalid, "--only takes %s, not %q", strings.Join(parts, ", "), part)
		}
	}
	if c.Upload < 1 || c.Upload > mostUploadMB {
		return fault.New(fault.Invalid, "--upload-mb is a number from 1 to %d", mostUploadMB)
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	defer s.Close()
	log := slog.New(slog.NewTextHandler(a.err, nil))
	channel, closeChannel, err := a.channel()
	if err != nil {
		return err
	}
	if channel == nil {
		log.Warn("no mail server is named: messages wait of companies that have none of their own")
	}
	defer closeChannel()
	sweepLater()
	inbox, err := a.inbox(s, c.Inbox)
	if err != nil {
		return err
	}
	desk, err := a.sender(s, channel)
	if err != nil {
		return err
	}
	mails, err := c.Mail.listeners(inbox, log)
	if err != nil {
		return err
	}
	node := node{app: a, store: s, desk: desk, mails: mails, inbox: inbox, log: log, listen: c.Listen, secure: c.Secure, proxied: c.Proxied, upload: c.Upload << 20,
		web: c.does("web"), api: c.does("api"), worker: c.does("worker")}
	return node.run(func() {
		if node.web {
			log.Info("ready", "pages", "http://"+c.Listen)
		}
		if node.api {
			log.Info("ready", "api", "http://"+c.Listen+api.Prefix)
		}
	})
}

// sweepLater lets the heap of a server grow to four times what lives before it is
// swept, unless the operator said otherwise: little lives, and each page leaves a few
// hundred kilobytes behind.
func sweepLater() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(300)
	}
}

// inbox wires what takes in files that come by themselves: those in the folder dir, ""
// for none, and those in mailboxes.
func (a *app) inbox(s *store.Store, dir string) (*intake.Inbox, error) {
	key, err := a.key()
	if err != nil {
		return nil, err
	}
	if dir != "" {
		if dir, err = filepath.Abs(dir); err != nil {
			return nil, err
		}
	}
	desk := a.desk(s, nil)
	hear := func(ctx context.Context, company id.ID, raw []byte, mail *inbox.Mail, today date.Date) error {
		_, err := desk.Hear(ctx, company, raw, mail, today)
		return err
	}
	return &intake.Inbox{Store: s, Words: a.words, Key: key, Dir: dir, Hear: hear}, nil
}

func (c *serveCommand) does(part string) bool {
	return len(c.Only) == 0 || slices.Contains(c.Only, part)
}

// node is a running program: the pages, the API, the background work, or some of them.
type node struct {
	app             *app
	store           *store.Store
	desk            *collect.Desk
	inbox           *intake.Inbox
	mails           []listener // what takes mails in as they are handed over
	log             *slog.Logger
	listen          string
	secure, proxied bool
	upload          int64 // bytes of one upload; 0: as is usual
	web             bool
	api             bool
	worker          bool
	extra           func(http.Handler) http.Handler // adds pages, where set
}

// run serves until the program is told to stop, and then lets running work finish.
// ready is called when the pages can be reached.
func (n *node) run(ready func()) error {
	ctx, stop := context.WithCancel(n.app.ctx)
	defer stop()
	failures := make(chan error, len(parts)+len(n.mails))
	running := 0
	start := func(part func(context.Context) error) {
		running++
		go func() { failures <- part(ctx) }()
	}
	if n.web || n.api {
		listener, err := net.Listen("tcp", n.listen)
		if err != nil {
			return fault.Wrap(fault.Unavailable, err, "%s cannot be listened on", n.listen)
		}
		start(func(ctx context.Context) error { return serveOn(ctx, listener, n.handler(), stopping) })
	}
	if n.worker {
		w := &worker.Worker{Store: n.store, Desk: n.desk, Inbox: n.inbox, Till: n.till(), Log: n.log}
		start(w.Run)
	}
	for _, l := range n.mails {
		server, err := listen.Start(l.address, l.config)
		if err != nil {
			return err
		}
		start(func(ctx context.Context) error { return stopOn(ctx, server) })
	}
	ready()
	var first error
	for range running {
		err := <-failures
		stop() // one part that ends, ends the others
		first = errors.Join(first, err)
	}
	return first
}

// handler answers what comes in over HTTP: for the pages, for the API, or both.
func (n *node) handler() http.Handler {
	all := http.NewServeMux()
	if n.web {
		all.Handle("/", n.pages())
		guests := n.portal()
		all.Handle(portal.Path, guests)
		all.Handle(portal.AskPath, guests)
	}
	if n.api {
		all.Handle(api.Prefix, api.New(api.Config{Store: n.store, People: n.app.people(n.store, nil), Words: n.app.words, Calendar: n.app.calendar, Version: Version,
			Today: n.today, Log: n.log, Secure: n.secure}))
		all.Handle(ui.StaticPath, ui.Static()) // its own page needs them too
	}
	return all
}

// today is a company's civil day.
func (n *node) today(c *company.Company) date.Date { return date.Of(n.store.Now().In(c.Location())) }

func (n *node) pages() http.Handler {
	people := n.app.people(n.store, n.desk.Channel)
	people.Post = n.desk
	pages := web.New(web.Config{
		Store: n.store, Desk: n.desk, People: people, Inbox: n.inbox, Till: n.till(),
		Words: n.app.words, Calendar: n.app.calendar,
		Today: n.today,
		Now:   n.store.Now, Log: n.log, Secure: n.secure, Proxied: n.proxied, MostUpload: n.upload,
	})
	if n.extra != nil {
		return n.extra(pages)
	}
	return pages
}

// till takes what customers pay online.
func (n *node) till() *till.Desk {
	return &till.Desk{Store: n.store, Key: n.desk.Key, Address: n.desk.Address, Today: n.today}
}

// portal answers customers who come by the link in a message.
func (n *node) portal() http.Handler {
	guests := n.app.people(n.store, n.desk.Channel)
	guests.Post = n.desk
	return portal.New(portal.Config{Store: n.store, Words: n.app.words, Desk: n.desk, Guests: guests, Till: n.till(), Today: n.today, Now: n.store.Now, Log: n.log, Secure: n.secure, Proxied: n.proxied})
}

// stopping is how long requests may still run once the program was told to stop.
const stopping = 10 * time.Second

// serveOn answers requests until ctx ends, and then lets those that run come to their
// end. The ones that have not after the grace are called off, such as an upload, which
// then puts its temporary files away. An upload may take its time, so that nothing but a
// request's head is bounded here.
func serveOn(ctx context.Context, listener net.Listener, handler http.Handler, grace time.Duration) error {
	work, callOff := context.WithCancel(context.WithoutCancel(ctx))
	defer callOff()
	var running sync.WaitGroup
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, BaseContext: func(net.Listener) context.Context { return work },
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			running.Add(1)
			defer running.Done()
			handler.ServeHTTP(w, r)
		})}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(work, grace)
		defer cancel()
		stopped <- server.Shutdown(stop)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	if err := <-stopped; err != nil {
		callOff()
		server.Close()
		running.Wait()
	}
	return nil
}
