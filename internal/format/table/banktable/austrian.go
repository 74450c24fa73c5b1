package banktable

import (
	"regexp"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/format/table"
)

// isEasybank knows the tables of easybank and BAWAG, of accounts and of cards: six
// columns without headings.
func isEasybank(t *table.Table) bool {
	return t.Width() == 6 && t.Looks(0).Account && t.Looks(2).Day && t.Looks(3).Day && t.Looks(4).Amount && t.Looks(5).Currency
}

var columnsEasybank = []table.Column{
	{At: 0, Field: table.Account},
	{At: 1, Field: table.Text},
	{At: 2, Field: table.BookedOn},
	{At: 3, Field: table.ValueOn},
	{At: 4, Field: table.Amount, Decimal: ","},
	{At: 5, Field: table.Currency},
}

var (
	// easybankText is a purpose, the bank's reference, and the other side.
	easybankText = regexp.MustCompile(`(?s)^(.*?)\s*\b([A-Z]{2})/(\d{9})\b[\s|]*(.*)$`)
	// easybankSide is the other side's bank and account before its name.
	easybankSide = regexp.MustCompile(`^(?:([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?) )?([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}) (.*)$`)
	// easybankCard is a card's entry: the seller, an amount in another currency, a reference.
	easybankCard = regexp.MustCompile(`^(.*?)(?:\|([A-Z]{3}) ([0-9.,]+))?\|(\d{20,24})$`)
)

// easybank takes the text of an entry apart, which has everything in it.
func easybank(e *table.Entry, _ *table.Record) {
	if m := easybankCard.FindStringSubmatch(e.Text); m != nil {
		e.Counterparty.Name, e.BankRef = strings.TrimSpace(m[1]), m[4]
		if d, _, ok := table.ParseAmount(m[3]); ok && m[2] != e.Currency {
			e.Original = &bank.Sum{Amount: d.CopySign(e.Amount), Currency: m[2]}
		}
		return
	}
	m := easybankText.FindStringSubmatch(e.Text)
	if m == nil {
		return
	}
	e.Code, e.BankRef = m[2], m[2]+"/"+m[3]
	side := strings.TrimSpace(m[4])
	if s := easybankSide.FindStringSubmatch(side); s != nil {
		e.Counterparty = bank.Counterparty{Name: strings.TrimSpace(s[3]), IBAN: s[2], BIC: s[1]}
		return
	}
	e.Counterparty.Name = side
}

// isRaiffeisen knows the tables of Raiffeisen in Austria: six columns without
// headings, the last one an instant.
func isRaiffeisen(t *table.Table) bool {
	return t.Width() == 6 && t.Looks(0).Day && t.Looks(1).Text && t.Looks(2).Day && t.Looks(3).Amount && t.Looks(4).Currency && t.Looks(5).Day
}

var columnsRaiffeisen = []table.Column{
	{At: 0, Field: table.BookedOn},
	{At: 1, Field: table.Text},
	{At: 2, Field: table.ValueOn},
	{At: 3, Field: table.Amount, Decimal: ","},
	{At: 4, Field: table.Currency},
}

// raiffeisen reads the labels of Raiffeisen: "Gutschrift  Auftraggeber:  A person
// Verwendungszweck:  Invoice 10".
func raiffeisen(e *table.Entry, _ *table.Record) {
	v := labelled(e.Text, "Auftraggeber:", "Empfänger:", "Verwendungszweck:", "Zahlungsreferenz:", "Kundendaten:", "IBAN Auftraggeber:", "IBAN Empfänger:", "BIC Auftraggeber:", "BIC Empfänger:",
		"Auftraggeberreferenz:", "Mandat:", "Creditor-ID:", "Zahlungsempfänger:")
	pick := func(to *string, label string) {
		if *to == "" {
			*to = v[label]
		}
	}
	for _, side := range []string{"Auftraggeber:", "Empfänger:"} {
		pick(&e.Counterparty.Name, side)
		pick(&e.Counterparty.IBAN, "IBAN "+side)
		pick(&e.Counterparty.BIC, "BIC "+side)
	}
	pick(&e.Counterparty.Name, "Zahlungsempfänger:")
	pick(&e.MandateID, "Mandat:")
	pick(&e.EndToEndID, "Auftraggeberreferenz:")
	e.Counterparty.IBAN = table.Squeeze(e.Counterparty.IBAN)
	if reference, ok := bank.ParseReference(v["Zahlungsreferenz:"]); ok && reference.Checked() {
		e.Reference = reference.Digits
	}
}

// wise leaves the charges out, which have rows of their own. Both rows bear the
// transfer's number: the charge gets one of its own.
func wise(e *table.Entry, _ *table.Record) {
	e.Charges = nil
	if strings.Contains(e.Text, "Charges for") {
		e.BankRef += " charge"
	}
}
