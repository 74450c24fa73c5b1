package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// Both amounts of money from abroad are shown, before a person books it and after.
func TestMoneyFromAbroadShowsBothAmounts(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		owner, today := testkit.Customer(t, s, c.ID, "BETA").ID, date.Must("2026-01-05")
		entries := map[string]*store.Entry{}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			account, err := tx.EnsureAccount(bank.Account{IBAN: c.IBAN, Currency: "EUR"})
			if err != nil {
				return err
			}
			head := store.Statement{Account: account.ID, Format: "test", ClosingOn: today, Entries: 2}
			if err := tx.AddStatement(&head); err != nil {
				return err
			}
			for number, sent := range map[string]money.Amount{"INV-2026-1": money.Must("120.00", money.USD), "INV-2026-2": {}} {
				i := testkit.NewInvoice(owner, number, money.Must("120.00", money.USD), today)
				if err := tx.AddInvoices([]*invoice.Invoice{i}); err != nil {
					return err
				}
				entries[number] = &store.Entry{Account: account.ID, Statement: head.ID, Key: number, BookedOn: today, ValueOn: today, Amount: testkit.Euro("110.52"), Original: sent,
					Text: number, State: store.EntryNew}
				if err := tx.AddEntries([]*store.Entry{entries[number]}); err != nil {
					return err
				}
			}
			return nil
		})
		if r, err := settle.Match(t.Context(), s, c.ID, today, nil); err != nil || r.Booked != 1 || r.Asked != 1 {
			t.Fatalf("%+v %v", r, err)
		}
		b := d.signIn("anne@lys.example")
		at := func(i id.ID, rest ...string) string {
			return at(c.ID, append([]string{"bank", "entries", i.String()}, rest...)...)
		}
		const both = "the bank booked €110.52 (1 USD = 0.921 EUR)"
		if p := b.get(at(entries["INV-2026-1"].ID)); !strings.Contains(p.text, both) {
			t.Error("the entry does not show both amounts")
		}
		waiting := entries["INV-2026-2"].ID
		p := b.get(strings.Replace(at(waiting), "/entries/"+waiting.String(), "/confirm?at="+waiting.String(), 1))
		if !strings.Contains(p.text, "owed in another currency: ") || !strings.Contains(p.text, "1 USD = 0.921 EUR") {
			t.Error("the suggestion does not show what it takes the money for")
		}
		form := regexp.MustCompile(`(?s)<form[^>]*action="` + at(waiting, "confirm") + `".*?</form>`).FindString(p.text)
		var fields []string
		for _, f := range regexp.MustCompile(`type="hidden" name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
			fields = append(fields, f[1], f[2])
		}
		if p := b.post(at(waiting, "confirm"), fields...); p.status != http.StatusSeeOther {
			t.Fatalf("booked: %d\n%s", p.status, form)
		}
		if p := b.get(at(waiting)); !strings.Contains(p.text, both) {
			t.Error("the entry does not show what it was taken for")
		}
	})
}
