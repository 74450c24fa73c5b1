package web_test

import (
	"flag"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"acquit/internal/generate"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// A book of the size that design.md promises is made by
//
//	go test ./internal/web -run - -bench Pages -benchtime 200x -customers 100000 -invoices 1000000 -book /tmp/book.db
//
// With -book the book is kept, and the next run finds it.
var (
	benchCustomers = flag.Int("customers", 1000, "customers of the benchmark's book")
	benchInvoices  = flag.Int("invoices", 10000, "open invoices of the benchmark's book")
	benchBook      = flag.String("book", "", "file that keeps the benchmark's book; empty: a new one")
)

// benchDesk serves a large book.
func benchDesk(b *testing.B) (*desk, id.ID) {
	b.Helper()
	path := *benchBook
	if path == "" {
		path = filepath.Join(b.TempDir(), "book.db")
	}
	clock := testkit.NewClock()
	s := testkit.Open(b, path, clock)
	var company id.ID
	testkit.View(b, s, 0, func(tx *store.Tx) error {
		all, err := tx.Companies()
		if len(all) > 0 {
			company = all[0].ID
		}
		return err
	})
	d := open(b, s, clock)
	if company == 0 {
		company = testkit.Company(b, s).ID
		plan := generate.Plan{Customers: *benchCustomers, Invoices: *benchInvoices, Entries: *benchInvoices / 100, Seed: 1, Today: clock.Today()}
		if err := generate.Book(b.Context(), s, company, plan); err != nil {
			b.Fatal(err)
		}
		d.person(company, "anne@lys.example", user.Owner)
	}
	return d, company
}

// readers is how many people read at once.
const readers = 20

// BenchmarkPages reports the median and the 99th percentile of pages that 20
// people read at once, in milliseconds.
func BenchmarkPages(b *testing.B) {
	d, company := benchDesk(b)
	var someone []id.ID
	testkit.View(b, d.store, company, func(tx *store.Tx) (err error) {
		someone, err = tx.OpenCustomers(0, 1000)
		return err
	})
	cookies := d.signIn("anne@lys.example").cookies()
	for name, path := range map[string]func(n int) string{
		"overview":              func(int) string { return "overview" },
		"customers":             func(int) string { return "customers" },
		"customers overdue":     func(int) string { return "customers?overdue=1" },
		"customers outstanding": func(int) string { return "customers?sort=outstanding" },
		"customers search":      func(int) string { return "customers?q=zz" },
		"customers of language": func(int) string { return "customers?language=de" },
		"customers held":        func(int) string { return "customers?held=1" },
		"customer":              func(n int) string { return "customers/" + someone[n%len(someone)].String() },
		"invoices":              func(int) string { return "invoices" },
		"invoices settled":      func(int) string { return "invoices?state=settled" },
		"invoices credits":      func(int) string { return "invoices?state=credits" },
		"invoices by number":    func(int) string { return "invoices?q=G00001" },
		"today":                 func(int) string { return "today" },
	} {
		b.Run(name, func(b *testing.B) { d.measure(b, cookies, company, path) })
	}
}

func (d *desk) measure(b *testing.B, cookies []*http.Cookie, company id.ID, path func(n int) string) {
	took := make([]time.Duration, b.N)
	var next atomic.Int64
	var work sync.WaitGroup
	b.ResetTimer()
	for range readers {
		work.Go(func() {
			for n := int(next.Add(1)) - 1; n < b.N; n = int(next.Add(1)) - 1 {
				r, err := http.NewRequest(http.MethodGet, d.url+at(company, path(n)), nil)
				if err != nil {
					b.Error(err)
					return
				}
				for _, c := range cookies {
					r.AddCookie(c)
				}
				start := time.Now()
				if status, err := fetch(r); err != nil || status != http.StatusOK {
					b.Error(fmt.Sprint(status, err))
					return
				}
				took[n] = time.Since(start)
			}
		})
	}
	work.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
