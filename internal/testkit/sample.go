package testkit

import (
	"context"
	"encoding/base64"
	"fmt"
	"testing"

	"golang.org/x/crypto/argon2"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/user"
)

// Company stores a Belgian company with the standard policy and scenario. Options
// change it before it is stored; a second company in one store needs a name of
// its own.
func Company(t testing.TB, s *store.Store, options ...func(*company.Company)) company.Company {
	t.Helper()
	c := company.Company{
		Name: "Lys & Fils SRL", Country: "BE", Language: "fr", Currency: money.EUR, TimeZone: "Europe/Brussels",
		EnterpriseNumber: "0123456749", VATID: "BE0123456749", Email: "compta@lys.example",
		Street: "Rue du Lac 1", Postcode: "1000", City: "Bruxelles", IBAN: "BE68539007547034", Policy: company.Standard(),
	}
	for _, option := range options {
		option(&c)
	}
	Update(t, s, 0, func(tx *store.Tx) error { return tx.AddCompany(&c, dunning.Standard()) })
	return c
}

// Customer stores a French-speaking Belgian business called by its number, with a
// contact who is written to. Options change it before it is stored.
func Customer(t testing.TB, s *store.Store, company id.ID, number string, options ...func(*customer.Customer)) customer.Customer {
	t.Helper()
	c := NewCustomer(number)
	for _, option := range options {
		option(c)
	}
	Update(t, s, company, func(tx *store.Tx) error {
		if err := tx.AddCustomers([]*customer.Customer{c}); err != nil {
			return err
		}
		return tx.AddContacts([]*customer.Contact{{
			Customer: c.ID, Name: "Compta " + number, Email: number + "@customer.example", Position: customer.Accountant,
		}})
	})
	return *c
}

// NewCustomer is a French-speaking Belgian business, not stored yet.
func NewCustomer(number string) *customer.Customer {
	return &customer.Customer{Number: number, Name: number + " SA", Kind: customer.Business, Language: "fr", Country: "BE", City: "Namur"}
}

// Invoice stores an invoice over an amount in euros ("1190.00"), issued thirty
// days before it is due. A negative amount makes a credit note, issued on that
// day.
func Invoice(t testing.TB, s *store.Store, c customer.Ref, number, amount string, due date.Date) invoice.Invoice {
	t.Helper()
	i := NewInvoice(c.Customer, number, Euro(amount), due)
	Update(t, s, c.Company, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{i}) })
	return *i
}

// NewInvoice is an invoice, or a credit note when the amount is negative, not
// stored yet. With parts it is payable in so many equal instalments, a month
// apart, the first of them on the due day.
func NewInvoice(customer id.ID, number string, owed money.Amount, due date.Date, parts ...int) *invoice.Invoice {
	i := &invoice.Invoice{
		Customer: customer, Kind: invoice.Bill, Number: number, IssuedOn: due.AddDays(-30), DueOn: due, DueSource: invoice.DueDocument,
		Total: owed, Owed: owed, Open: owed, Source: "test",
	}
	if owed.Sign() < 0 {
		i.Kind, i.IssuedOn = invoice.CreditNote, due
	}
	for _, n := range parts {
		i.Parts = instalments(owed, due, n)
	}
	return i
}

// instalments splits an amount; the last part takes what does not divide.
func instalments(owed money.Amount, due date.Date, n int) []invoice.Part {
	share := money.Of(owed.Minor/int64(n), owed.Currency)
	left := owed
	parts := make([]invoice.Part, n)
	for p := range parts {
		parts[p] = invoice.Part{Number: p + 1, DueOn: due.AddMonths(p), Amount: share}
		left = left.Sub(share)
	}
	parts[n-1].Amount = parts[n-1].Amount.Add(left)
	return parts
}

// Hash is a password as it is stored, at a cost that suits tests, in which people sign
// in all the time.
func Hash(password string) user.Hash {
	salt := []byte("salt of the test")
	key := argon2.IDKey([]byte(password), salt, 1, 8, 1, 32)
	b64 := base64.RawStdEncoding.EncodeToString
	return user.Hash(fmt.Sprintf("$argon2id$v=%d$m=8,t=1,p=1$%s$%s", argon2.Version, b64(salt), b64(key)))
}

// Euro is an amount in euros, written with a dot. It panics on a wrong one.
func Euro(amount string) money.Amount { return money.Must(amount, money.EUR) }

// Update runs fn in a transaction of a company; a failure ends the test.
func Update(t testing.TB, s *store.Store, company id.ID, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), company, fn); err != nil {
		t.Fatal(err)
	}
}

// View runs fn on one state of a company's data; a failure ends the test.
func View(t testing.TB, s *store.Store, company id.ID, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.View(context.Background(), company, fn); err != nil {
		t.Fatal(err)
	}
}
