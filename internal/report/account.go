package report

import (
	"slices"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/store"
)

// Span is which days of a customer's account are told, and in which currency.
type Span struct {
	Currency money.Currency // none: the one in which the customer owes, the company's before others
	From     date.Date      // None: from the beginning
	Until    date.Date
}

// Account is a customer's statement of account as of a day.
//
// Errors: Invalid for days that end before they begin, or that have too many movements.
func Account(tx *store.Tx, of *company.Company, c *customer.Customer, span Span, on date.Date) (*render.Account, error) {
	if span.Currency == (money.Currency{}) {
		var err error
		if span.Currency, err = currencyOf(tx, of, c); err != nil {
			return nil, err
		}
	}
	a, err := tx.Account(c.ID, span.Currency, span.From, span.Until)
	return &render.Account{Company: of, Customer: c, On: on, Account: a}, err
}

// currencyOf is the currency in which a customer owes: the company's, unless he owes
// nothing in it and something in another one.
func currencyOf(tx *store.Tx, of *company.Company, c *customer.Customer) (money.Currency, error) {
	balances, err := tx.Balances(c.ID)
	own := func(b store.Balance) bool { return b.Currency == of.Currency.String() }
	if err != nil || len(balances) == 0 || slices.ContainsFunc(balances, own) {
		return of.Currency, err
	}
	return money.ParseCurrency(balances[0].Currency)
}

// ReaderOf is who reads what is printed for a customer.
func ReaderOf(c *customer.Customer) locale.Tag {
	return locale.For(locale.Language(c.Language), c.Country)
}
