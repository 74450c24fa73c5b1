// Package generate fills a company with a large synthetic book, straight through
// the bulk path: for measuring, and for trying things out on a size that hurts.
package generate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"acquit/internal/bank"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
)

// Plan is how large a book is to be. The same plan makes the same book.
type Plan struct {
	Customers int
	Invoices  int // open ones, spread over the customers
	Entries   int // bank entries that pay some of them, not matched yet
	Seed      uint64
	Today     date.Date
	Progress  func(done, total int) // may be nil
}

// batch is how many invoices are made at a time.
const batch = 20_000

// Book fills a company, in one transaction: all of it is there afterwards, or
// nothing. Numbers begin where an earlier book ended, so that a company may be
// filled more than once.
func Book(ctx context.Context, s *store.Store, company id.ID, p Plan) error {
	return s.Update(ctx, company, func(tx *store.Tx) error {
		g := &generator{plan: p, tx: tx}
		known, err := tx.CountCustomers()
		if err != nil {
			return err
		}
		g.first = known + 1
		return tx.InBulk(func() error {
			for g.customers < p.Customers {
				if err := g.someCustomers(); err != nil {
					return err
				}
				g.progress()
			}
			return g.statements()
		})
	})
}

type generator struct {
	plan      Plan
	tx        *store.Tx
	random    *rand.Rand // begun anew for each batch, so that a batch does not depend on those before it
	first     int        // number of the first customer
	customers int
	invoices  int
	entries   int
	payable   []debt // what entries will pay, as many as there are entries
}

// debt is what an entry needs to know of an invoice.
type debt struct {
	number, reference, iban, name string
	open                          money.Amount
}

func (g *generator) progress() {
	if g.plan.Progress != nil {
		g.plan.Progress(g.invoices+g.entries, g.plan.Invoices+g.plan.Entries)
	}
}

// someCustomers stores as many customers as own a batch of invoices.
func (g *generator) someCustomers() error {
	g.random = rand.New(rand.NewPCG(g.plan.Seed, uint64(g.customers)))
	var l lot
	for g.customers < g.plan.Customers && len(l.invoices) < batch {
		c := g.customer(g.customers)
		c.ID = g.tx.NewID()
		email := fmt.Sprintf("compta@c%d.example", g.first+g.customers)
		iban := bank.MakeIBAN("BE", fmt.Sprintf("%012d", belgian(int64(g.first+g.customers))))
		if g.random.IntN(10) < 7 {
			l.payers = append(l.payers, store.Payer{IBAN: iban, Customer: c.ID})
		}
		owes := make([]*invoice.Invoice, g.share())
		g.customers++
		for n := range owes {
			i := g.invoice(c)
			owes[n] = i
			if len(g.payable) < g.plan.Entries {
				g.payable = append(g.payable, debt{i.Number, i.Reference, iban, c.Name, i.Open})
			}
		}
		l.add(c, email, owes, g.plan.Today)
	}
	return l.store(g.tx)
}

// share is how many invoices the next customer gets: from none to four times the
// mean, and all that is left for the last.
func (g *generator) share() int {
	left := g.plan.Invoices - g.invoices
	if g.customers == g.plan.Customers-1 {
		return left
	}
	mean := max(1, left/(g.plan.Customers-g.customers))
	if g.random.IntN(4) == 0 {
		return min(left, g.random.IntN(4*mean+1))
	}
	return min(left, g.random.IntN(2*mean+1))
}

var (
	places   = []string{"Gent", "Lille", "Utrecht", "Köln", "Liège", "Namur", "Brugge", "Metz", "Breda", "Aachen"}
	trades   = []string{"Boulangerie", "Garage", "Drukkerij", "Bouwbedrijf", "Metallbau", "Imprimerie", "Brasserie", "Schrijnwerkerij", "Gärtnerei", "Transport"}
	families = []string{"Peeters", "Lambert", "Janssens", "Dubois", "Müller", "Willems", "Renard", "de Vries", "Becker", "Maes"}
	forms    = []string{"BV", "SRL", "NV", "SARL", "GmbH"}
	tongues  = []string{"fr", "nl", "de", "en"}
	lands    = []string{"BE", "BE", "BE", "FR", "NL", "DE", "LU"}
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func (g *generator) customer(n int) *customer.Customer {
	r := g.random
	c := &customer.Customer{
		Number: fmt.Sprintf("G%07d", g.first+n), Kind: customer.Business, Language: pick(r, tongues), Country: pick(r, lands), City: pick(r, places),
		Name: fmt.Sprintf("%s %s %d %s", pick(r, trades), pick(r, families), g.first+n, pick(r, forms)),
	}
	if r.IntN(12) == 0 {
		c.Kind = customer.Consumer
		c.Name = fmt.Sprintf("%s %d", pick(r, families), g.first+n)
	}
	c.Labels, c.Manager = labels(g.first+n), manager(g.first+n)
	return c
}

// labels are those of the customer of a number: one that nearly half have, one of each
// twentieth, and one that hardly anybody has.
func labels(number int) (all []string) {
	for _, l := range []struct {
		every int
		label string
	}{{20, "key account"}, {2, "trade"}, {4999, "watch"}} {
		if number%l.every == 0 {
			all = append(all, l.label)
		}
	}
	return all
}

// manager is the account manager of the customer of a number: one of nine, or nobody.
func manager(number int) string {
	if n := number % 10; n > 0 {
		return fmt.Sprintf("sales%d@company.example", n)
	}
	return ""
}

// invoice makes an open invoice: due from 150 days ago to 30 days ahead, most of
// them lately, for 20 to about 10 000 euros, most of them small.
func (g *generator) invoice(owner *customer.Customer) *invoice.Invoice {
	r := g.random
	g.invoices++
	due := g.plan.Today.AddDays(30 - r.IntN(r.IntN(180)+1))
	minor := 2000 + r.Int64N(r.Int64N(1_000_000)+1)
	number := int64(g.first)*10_000_000 + int64(g.invoices)
	reference, err := bank.MakeOGM(number % 10_000_000_000)
	if err != nil {
		panic(err) // ten digits at most, by the line above
	}
	amount := money.Of(minor, money.EUR)
	return &invoice.Invoice{
		Customer: owner.ID, Kind: invoice.Bill, Number: fmt.Sprintf("G%d-%07d", g.first, g.invoices), IssuedOn: due.AddDays(-30), DueOn: due, DueSource: invoice.DueDocument,
		Total: amount, Owed: amount, Open: amount, Reference: reference.Digits, Source: actor,
	}
}

// belgian is a Belgian account number of twelve digits: ten, and the rest of the
// division by 97, or 97 for none.
func belgian(n int64) int64 {
	base := 5390000000 + n
	check := base % 97
	if check == 0 {
		check = 97
	}
	return base*100 + check
}

// statements stores bank entries that pay invoices: six in ten by reference, two
// by number, one and a half by account and amount, the rest vaguely.
func (g *generator) statements() error {
	if len(g.payable) == 0 {
		return nil
	}
	account, err := g.tx.EnsureAccount(bank.Account{IBAN: bank.MakeIBAN("BE", "973000000135"), Currency: "EUR", Owner: "Generated"})
	if err != nil {
		return err
	}
	for part := range slices.Chunk(g.payable, batch) {
		head := store.Statement{Account: account.ID, Format: "generate", Number: fmt.Sprintf("%d/%d", g.first, g.entries),
			ClosingOn: g.plan.Today, Entries: len(part)}
		if err := g.tx.AddStatement(&head); err != nil {
			return err
		}
		entries := make([]*store.Entry, len(part))
		for n := range part {
			e := g.entry(&part[n], g.entries)
			e.Account, e.Statement, e.Key = account.ID, head.ID, fmt.Sprintf("generate %d/%d", g.first, g.entries)
			entries[n] = e
			g.entries++
		}
		if err := g.tx.AddEntries(entries); err != nil {
			return err
		}
		g.progress()
	}
	return g.tx.Freshen(account.ID, g.plan.Today)
}

func (g *generator) entry(d *debt, n int) *store.Entry {
	e := &store.Entry{BookedOn: g.plan.Today, ValueOn: g.plan.Today, Amount: d.open, IBAN: d.iban, Name: d.name, State: store.EntryNew}
	switch kind := n % 20; {
	case kind < 12:
		e.Reference, e.Text = d.reference, d.reference
	case kind < 16:
		e.Text = "betaling factuur " + d.number
	case kind < 19:
		e.Text = "merci"
	default:
		e.Text, e.IBAN = "virement", ""
	}
	return e
}
