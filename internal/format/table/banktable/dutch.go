package banktable

import (
	"regexp"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/format/table"
)

// ingNL reads the labels of ING in the Netherlands: "Naam: … Omschrijving: … IBAN: …
// Kenmerk: … Valutadatum: 13-12-2019". Rows without an account have what was booked
// where the others have a name.
func ingNL(e *table.Entry, _ *table.Record) {
	v := labelled(e.Text, "Naam:", "Omschrijving:", "IBAN:", "BIC:", "Kenmerk:", "Machtiging ID:", "Incassant ID:", "Valutadatum:", "Datum/Tijd:", "Voor:", "Andere partij:",
		"Name:", "Description:", "Reference:", "Mandate ID:", "Creditor ID:", "Value date:", "Date/time:", "Doorlopende incasso", "Recurrent SEPA direct debit")
	pick := func(to *string, labels ...string) {
		for _, label := range labels {
			if *to == "" {
				*to = v[label]
			}
		}
	}
	if e.Counterparty.IBAN == "" && v["Naam:"] == "" && v["Name:"] == "" {
		e.Text = strings.TrimSpace(e.Counterparty.Name + "\n" + e.Text)
		e.Counterparty.Name = ""
	}
	pick(&e.Counterparty.Name, "Naam:", "Name:")
	pick(&e.Counterparty.IBAN, "IBAN:")
	pick(&e.Counterparty.BIC, "BIC:")
	pick(&e.EndToEndID, "Kenmerk:", "Reference:")
	pick(&e.MandateID, "Machtiging ID:", "Mandate ID:")
	valued(e, v["Valutadatum:"]+v["Value date:"])
}

// valued sets the day from which an entry counts, where a text begins with it.
func valued(e *table.Entry, text string) {
	first, _, _ := strings.Cut(text, " ")
	if d, ok := table.ParseDay(first, table.DayMonthYear); ok && d != date.None {
		e.ValueOn = d
	}
}

// isASN knows the tables of ASN Bank, SNS and RegioBank: nineteen columns without
// headings, of which the second is the account and the ninth what stood on it before.
func isASN(t *table.Table) bool {
	return t.Width() >= 17 && t.Width() <= 19 && t.Looks(0).Day && t.Looks(1).Account && t.Looks(7).Currency && t.Looks(8).Amount && t.Looks(9).Currency && t.Looks(10).Amount && t.Looks(11).Day
}

var columnsASN = []table.Column{
	{At: 1, Field: table.Account},
	{At: 2, Field: table.IBAN},
	{At: 3, Field: table.Name},
	{At: 7, Field: table.Currency},
	{At: 8, Field: table.BalanceBefore, Decimal: "."},
	{At: 10, Field: table.Amount, Decimal: "."},
	{At: 11, Field: table.BookedOn},
	{At: 12, Field: table.ValueOn},
	{At: 14, Field: table.Code},
	{At: 15, Field: table.BankRef},
	{At: 16, Field: table.Text},
	{At: 17, Field: table.Text},
}

// asn makes the bank's reference of the number that an entry has on its day.
func asn(e *table.Entry, _ *table.Record) {
	if strings.Trim(e.BankRef, "0") == "" {
		e.BankRef = ""
		return
	}
	e.BankRef = e.BookedOn.String() + "." + e.BankRef
}

// rabobank joins the three pieces of a description, which are cut at 140 characters.
func rabobank(e *table.Entry, r *table.Record) {
	e.Text = strings.ReplaceAll(e.Text, "\n", "")
	if reference := r.Text(table.Reference); reference != "" && !strings.Contains(e.Text, reference) {
		e.Text = reference + "\n" + e.Text
	}
}

// isABN knows the tables of ABN AMRO: eight columns without headings, two days in
// digits alone and three amounts.
func isABN(t *table.Table) bool {
	return t.Width() == 8 && t.Looks(1).Currency && t.Looks(2).Day && t.Looks(3).Amount && t.Looks(4).Amount && t.Looks(5).Day && t.Looks(6).Amount && t.Looks(7).Text
}

var columnsABN = []table.Column{
	{At: 0, Field: table.Account},
	{At: 1, Field: table.Currency},
	{At: 2, Field: table.BookedOn},
	{At: 4, Field: table.Balance, Decimal: ","},
	{At: 5, Field: table.ValueOn},
	{At: 6, Field: table.Amount, Decimal: ","},
	{At: 7, Field: table.Text},
}

// slashed finds a codeword of ABN AMRO and what stands behind it, as in
// "/TRTP/SEPA OVERBOEKING/IBAN/…/BIC/…/NAME/…/REMI/…/EREF/…".
var slashed = regexp.MustCompile(`/(TRTP|IBAN|BIC|NAME|REMI|EREF|MARF|CSID|ORDP|BENM|ID|ADDR|ISDT|SWOC|RTRN)/`)

// abnAmro reads the labels of ABN AMRO, in either of its forms.
func abnAmro(e *table.Entry, _ *table.Record) {
	name, iban, bic, end, mandate := "", "", "", "", ""
	if strings.HasPrefix(e.Text, "/TRTP/") {
		at := slashed.FindAllStringSubmatchIndex(e.Text, -1)
		v := map[string]string{}
		for n, m := range at {
			last := len(e.Text)
			if n+1 < len(at) {
				last = at[n+1][0]
			}
			v[e.Text[m[2]:m[3]]] = strings.TrimSpace(e.Text[m[1]:last])
		}
		name, iban, bic, end, mandate = v["NAME"], v["IBAN"], v["BIC"], v["EREF"], v["MARF"]
		if reference, ok := bank.ParseReference(v["REMI"]); ok && reference.Checked() {
			e.Reference = reference.Digits
		}
	} else {
		v := labelled(e.Text, "IBAN:", "BIC:", "Naam:", "Omschrijving:", "Kenmerk:", "Betalingskenm.:", "Machtiging:", "Incassant:", "Voor:")
		name, iban, bic, end, mandate = v["Naam:"], v["IBAN:"], v["BIC:"], v["Kenmerk:"], v["Machtiging:"]
		if reference, ok := bank.ParseReference(v["Betalingskenm.:"]); ok {
			e.Reference = reference.Digits
		}
	}
	if strings.EqualFold(end, "NOTPROVIDED") {
		end = ""
	}
	e.Counterparty = bank.Counterparty{Name: name, IBAN: table.Squeeze(iban), BIC: bic}
	e.EndToEndID, e.MandateID = end, mandate
}
