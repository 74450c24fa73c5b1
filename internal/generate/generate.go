// Package generate fills a company with a large synthetic book, straight through
// the bulk path: for measuring, and for trying things out on a size that hurts.
package generate

import (
	"context"
	"fmt"
	"math/rand/v2"

	"acquit/internal/bank"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/timeline"
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

// batch is how many invoices are stored in one transaction.
const batch = 20_000

// Book fills a company. Numbers begin where an earlier book ended, so that a
// company may be filled more than once.
func Book(ctx context.Context, s *store.Store, company id.ID, p Plan) error {
	g := &generator{plan: p, random: rand.New(rand.NewPCG(p.Seed, 1)), store: s, company: company}
	if err := s.Update(ctx, company, g.prepare); err != nil {
		return err
	}
	for g.customers < p.Customers {
		if err := s.Update(ctx, company, g.someCustomers); err != nil {
			return err
		}
		g.progress()
	}
	for g.entries < p.Entries {
		if err := s.Update(ctx, company, g.someEntries); err != nil {
			return err
		}
		g.progress()
	}
	return nil
}

type generator struct {
	plan      Plan
	random    *rand.Rand
	store     *store.Store
	company   id.ID
	account   store.BankAccount
	ownBank   bank.Account
	first     int // number of the first customer
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

func (g *generator) prepare(tx *store.Tx) error {
	known, err := tx.CountCustomers()
	g.first = known + 1
	g.ownBank = bank.Account{IBAN: bank.MakeIBAN("BE", "539007547034"), Currency: "EUR", Owner: "Generated"}
	return err
}

// someCustomers stores as many customers as own a batch of invoices. The counts
// that it moves on are set back when the transaction is run again.
func (g *generator) someCustomers(tx *store.Tx) error {
	g.random = rand.New(rand.NewPCG(g.plan.Seed, uint64(g.customers)+2))
	made, billed := g.customers, g.invoices
	payable := g.payable
	var customers []*customer.Customer
	var contacts []*customer.Contact
	var payers []store.Payer
	var invoices []*invoice.Invoice
	var events []timeline.Event
	for made < g.plan.Customers && len(invoices) < batch {
		c := g.customer(made)
		c.ID = tx.NewID()
		customers = append(customers, c)
		contacts = append(contacts, &customer.Contact{Customer: c.ID, Email: fmt.Sprintf("compta@c%d.example", g.first+made), Position: customer.Accountant})
		iban := bank.MakeIBAN("BE", fmt.Sprintf("%012d", belgian(int64(g.first+made))))
		if g.random.IntN(10) < 7 {
			payers = append(payers, store.Payer{IBAN: iban, Customer: c.ID})
		}
		share := g.share(made, billed)
		made++
		for range share {
			i := g.invoice(c, billed)
			billed++
			invoices = append(invoices, i)
			if len(payable) < g.plan.Entries {
				payable = append(payable, debt{i.Number, i.Reference, iban, c.Name, i.Open})
			}
		}
		events = append(events, timeline.Event{Customer: c.ID, Kind: timeline.InvoicesArrived, On: g.plan.Today, Actor: "generate",
			Data: timeline.Data{Count: share}.JSON()})
	}
	if err := tx.AddCustomers(customers); err != nil {
		return err
	}
	if err := tx.AddContacts(contacts); err != nil {
		return err
	}
	if err := tx.AddPayers(payers, "generate"); err != nil {
		return err
	}
	if err := tx.AddInvoices(invoices); err != nil {
		return err
	}
	if err := tx.Note(events...); err != nil {
		return err
	}
	tx.AfterCommit(func() { g.customers, g.invoices, g.payable = made, billed, payable })
	return nil
}

// share is how many invoices the nth customer gets: from none to four times the
// mean, and all that is left for the last.
func (g *generator) share(n, billed int) int {
	left := g.plan.Invoices - billed
	if n == g.plan.Customers-1 {
		return left
	}
	mean := max(1, left/(g.plan.Customers-n))
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
	return c
}

// invoice makes an open invoice: due from 150 days ago to 30 days ahead, most of
// them lately, for 20 to about 10 000 euros, most of them small.
func (g *generator) invoice(owner *customer.Customer, n int) *invoice.Invoice {
	r := g.random
	due := g.plan.Today.AddDays(30 - r.IntN(r.IntN(180)+1))
	minor := 2000 + r.Int64N(r.Int64N(1_000_000)+1)
	number := int64(g.first)*10_000_000 + int64(n)
	reference, err := bank.MakeOGM(number % 10_000_000_000)
	if err != nil {
		panic(err) // ten digits at most, by the line above
	}
	amount := money.Of(minor, money.EUR)
	return &invoice.Invoice{
		Customer: owner.ID, Kind: invoice.Bill, Number: fmt.Sprintf("G%d-%07d", g.first, n+1), IssuedOn: due.AddDays(-30), DueOn: due, DueSource: invoice.DueDocument,
		Total: amount, Owed: amount, Open: amount, Reference: reference.Digits, Source: "generate",
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

// someEntries stores a statement of bank entries that pay invoices: six in ten by
// reference, two by number, one and a half by account and amount, the rest vaguely.
func (g *generator) someEntries(tx *store.Tx) error {
	var err error
	if g.account, err = tx.EnsureAccount(g.ownBank); err != nil {
		return err
	}
	last := min(g.entries+batch, g.plan.Entries, len(g.payable))
	if last == g.entries { // fewer invoices than entries were asked for
		tx.AfterCommit(func() { g.entries = g.plan.Entries })
		return nil
	}
	head := store.Statement{Account: g.account.ID, Format: "generate", Number: fmt.Sprintf("%d/%d", g.first, g.entries), ClosingOn: g.plan.Today, Entries: last - g.entries}
	if err := tx.AddStatement(&head); err != nil {
		return err
	}
	var entries []*store.Entry
	for n := g.entries; n < last; n++ {
		e := g.entry(&g.payable[n], n)
		e.Account, e.Statement, e.Key = g.account.ID, head.ID, fmt.Sprintf("generate %d/%d", g.first, n)
		entries = append(entries, e)
	}
	if err := tx.AddEntries(entries); err != nil {
		return err
	}
	tx.AfterCommit(func() { g.entries = last })
	return tx.Freshen(g.account.ID, g.plan.Today)
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
