package banktable

import (
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/format/table"
	"acquit/internal/format/table/sheet"
)

// about is what a bank says of the account before and behind the entries, as words
// with a value beside them.
type about struct {
	account, currency, owner string
	opening, closing         *decimal.Decimal
}

// The words that stand before the values, folded.
var (
	accountWords = set("iban", "account", "account number", "account no", "iban account", "konto", "kontonummer", "rekening", "rekeningnummer", "compte", "numero de compte", "n de compte", "numero compte")
	ownerWords   = set("kunde", "kontoinhaber", "account name", "account holder", "titulaire", "titulaire du compte", "nom du compte", "rekeninghouder", "naam van de rekening", "klant", "client", "customer")
	moneyWords   = set("currency", "account currency", "wahrung", "devise", "devise du compte", "munt", "muntsoort", "valuta")
	closingWords = set("saldo", "kontostand", "neuer kontostand", "endsaldo", "neuer saldo", "balance at end of period", "closing balance", "balance", "current balance", "solde", "nouveau solde", "dernier solde", "solde final", "eindsaldo", "nieuw saldo", "laatste saldo", "huidig saldo")
	openingWords = set("balance at start of period", "opening balance", "previous balance", "ancien solde", "solde initial", "solde precedent", "beginsaldo", "vorig saldo", "anfangssaldo", "alter kontostand", "alter saldo")
)

func set(words ...string) map[string]bool {
	all := map[string]bool{}
	for _, w := range words {
		all[w] = true
	}
	return all
}

// aboutOf reads the rows before the headings.
func aboutOf(rows []sheet.Row) (a about) {
	for n := range rows {
		a.read(&rows[n])
	}
	return a
}

// read takes in what a row says: "IBAN;DE12 …" or "Account Number : 0808".
func (a *about) read(row *sheet.Row) {
	for n, c := range row.Cells {
		if label, value, found := strings.Cut(c.Text, ":"); found && strings.TrimSpace(value) != "" {
			a.take(table.Fold(label), strings.TrimSpace(value), row, n)
			continue
		}
		if value := next(row, n); value != "" {
			a.take(table.Fold(strings.TrimSuffix(c.Text, ":")), value, row, n+1)
		}
	}
}

// next is the next text of a row behind cell n.
func next(row *sheet.Row, n int) string {
	for n++; n < len(row.Cells); n++ {
		if text := row.Cells[n].Text; text != "" {
			return text
		}
	}
	return ""
}

// take takes one value in; the first of its kind stays.
func (a *about) take(label, value string, row *sheet.Row, n int) {
	fill := func(to *string, ok bool) {
		if *to == "" && ok {
			*to = value
		}
	}
	switch {
	case accountWords[label]:
		fill(&a.account, likeNumber(value))
	case ownerWords[label]:
		fill(&a.owner, true)
	case moneyWords[label], label == "":
		fill(&a.currency, len(value) == 3 && value == strings.ToUpper(value))
	case closingWords[label]:
		a.balance(&a.closing, value, next(row, n))
	case openingWords[label]:
		a.balance(&a.opening, value, next(row, n))
	}
}

// balance reads an amount that may have its currency in it or in the next cell.
func (a *about) balance(to **decimal.Decimal, value, beside string) {
	d, currency, ok := table.ParseAmount(value)
	if !ok || *to != nil {
		return
	}
	*to = &d
	if currency == "" && len(beside) == 3 {
		currency = beside
	}
	if a.currency == "" {
		a.currency = currency
	}
}

// balances are those that the bank names, over the days of the entries.
func (a *about) balances(earliest, latest date.Date) (opening, closing *bank.Balance) {
	if a.opening != nil {
		opening = &bank.Balance{Date: earliest.AddDays(-1), Amount: bank.Decimal(*a.opening, a.currency)}
	}
	if a.closing != nil {
		closing = &bank.Balance{Date: latest, Amount: bank.Decimal(*a.closing, a.currency)}
	}
	return opening, closing
}

// likeNumber reports whether a text may be the number of an account.
func likeNumber(s string) bool {
	digits := 0
	for _, c := range table.Squeeze(s) {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	return digits >= 6
}
