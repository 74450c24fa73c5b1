package web_test

import (
	"strings"
	"testing"

	"acquit/internal/store"
	"acquit/internal/testkit"
)

const bookOfTheYear = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise\n" +
	"VE|Ventes|1|20260105|411000|Clients|NOYER|Menuiserie Noyer|2026-0101|20260105|Facture|120,00|0,00||||| \n" +
	"VE|Ventes|1|20260105|707000|Ventes|||2026-0101|20260105|Facture|0,00|120,00||||| \n" +
	"OD|Divers|2|20260110|411000|Clients|NOYER|Menuiserie Noyer|2026-0101|20260110|Douteux|0,00|120,00||||| \n" +
	"OD|Divers|2|20260110|416000|Douteux|NOYER|Menuiserie Noyer|2026-0101|20260110|Douteux|120,00|0,00||||| \n"

// A ledger that is dropped on the page is reported in words, its invoice says where it
// is from, and its customer is known as doubtful.
func TestALedgerIsTakenInOnThePage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		p := l.anne.upload(l.at("import"), true, "fec.txt", bookOfTheYear)
		shows(t, p, "Ledgers", "1 new", "a ledger does not say who is a business")
		list := l.anne.get(l.at("invoices") + "?q=2026-0101")
		at := strings.Index(list.text, `href="`+l.at("invoices")+"/")
		if at < 0 {
			t.Fatalf("the invoice is not in the list: %s", list.text)
		}
		link, _, _ := strings.Cut(list.text[at+len(`href="`):], `"`)
		invoice := l.anne.get(link)
		shows(t, invoice, "the company’s ledger (FEC)")
		if strings.Contains(invoice.text, "/files/") {
			t.Error("there is a link to a document that is none")
		}
		at = strings.Index(invoice.text, `href="`+l.at("customers")+"/")
		link, _, _ = strings.Cut(invoice.text[at+len(`href="`):], `"`)
		shows(t, l.anne.get(link), "keep this customer as doubtful", "120.00")
	})
}
