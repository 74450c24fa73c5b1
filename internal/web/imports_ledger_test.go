package web_test

import (
	"strings"
	"testing"

	"acquit/internal/customer"
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

// Where a ledger is dropped, a person says what it does not: what new customers are, and
// whether what was paid is wanted.
func TestWhatALedgerDoesNotSayIsAsked(t *testing.T) {
	for _, c := range []struct {
		name   string
		fields map[string]string
		says   string
		kind   customer.Kind
		paid   bool
	}{
		{"as the form stands", map[string]string{"customers": "consumer"}, "a ledger does not say who is a business", customer.Consumer, true},
		{"without the form", nil, "a ledger does not say who is a business", customer.Consumer, true},
		{"something else", map[string]string{"customers": "public"}, "a ledger does not say who is a business", customer.Consumer, true},
		{"businesses", map[string]string{"customers": "business"}, "taken for businesses, as was chosen", customer.Business, true},
		{"only what is open", map[string]string{"customers": "business", "open_only": "1"}, "taken for businesses, as was chosen", customer.Business, false},
	} {
		testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
			l := newLedger(t, s, clock)
			shows(t, l.anne.get(l.at("import")), "For a ledger (FEC)", `name="open_only"`, `<option value="consumer" selected>`, `<option value="business">`)
			shows(t, l.anne.uploadWith(l.at("import"), true, c.fields, "fec.txt", bookOfTheYear+paidInTheYear), "Ledgers", c.says)
			err := s.View(t.Context(), l.company.ID, func(tx *store.Tx) error {
				all, err := tx.CustomersByKeys(store.CustomerKeys{Numbers: []string{"NOYER"}})
				if err != nil {
					return err
				}
				paid, err := tx.InvoicesByNumber([]string{"2026-0102"})
				if len(all) != 1 || all[0].Kind != c.kind || (len(paid) == 1) != c.paid {
					t.Errorf("%s: %+v, %d invoices", c.name, all, len(paid))
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

const paidInTheYear = "VE|Ventes|3|20260106|411000|Clients|NOYER|Menuiserie Noyer|2026-0102|20260106|Facture|60,00|0,00|AA|||| \n" +
	"VE|Ventes|3|20260106|707000|Ventes|||2026-0102|20260106|Facture|0,00|60,00||||| \n" +
	"BQ|Banque|4|20260116|512000|Banque|||R1|20260116|Virement|60,00|0,00||||| \n" +
	"BQ|Banque|4|20260116|411000|Clients|NOYER|Menuiserie Noyer|R1|20260116|Virement|0,00|60,00|AA|||| \n"
