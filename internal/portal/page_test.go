package portal_test

import (
	"bytes"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/evidence"
	"acquit/internal/hold"
	"acquit/internal/invoice"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// pays gives the customer money on account.
func (h *house) pays(amount string) {
	testkit.Update(h.t, h.store, h.company.ID, func(tx *store.Tx) error {
		sum := testkit.Euro(amount)
		return tx.AddPayments([]*payment.Payment{{Customer: h.debtor.ID, Source: payment.Outside, ReceivedOn: h.clock.Today(), Amount: sum, OnAccount: sum, BookedBy: "anne@lys.example"}})
	})
}

// codeOn is the picture of the QR code that a page shows.
func (h *house) codeOn(path string) string {
	h.t.Helper()
	_, page := h.ask("GET", h.path+path)
	found := regexp.MustCompile(`<img src="([^"]+)"`).FindStringSubmatch(page)
	if found == nil {
		h.t.Fatalf("%s shows no code: %s", path, page)
	}
	answer, picture := h.ask("GET", html.UnescapeString(found[1]))
	if answer.Header.Get("Content-Type") != "image/png" || !bytes.HasPrefix([]byte(picture), []byte("\x89PNG")) {
		h.t.Fatalf("%s leads to %v", found[1], answer.Header)
	}
	return picture
}

// Every way to what is due asks for one sum: with what is in the customer's favour deducted and
// what is contested left out, in words and in the code.
func TestEveryPageAsksForOneSum(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		late, ahead := h.owes()
		h.pays("100.00")
		dispute := hold.Hold{Invoice: late.ID, Cause: hold.ForDispute, Amount: testkit.Euro("300.00"), Reason: "broken", PlacedBy: "anne@lys.example"}
		if _, err := h.desk.PlaceHold(t.Context(), customer.Ref{Company: h.company.ID, Customer: h.debtor.ID}, dispute, clock.Today()); err != nil {
			t.Fatal(err)
		}
		first := h.codeOn("?in=en")
		for _, path := range []string{"?in=en", "/pay?in=en", "/pay?in=en&i=" + late.ID.String(), "/invoice/" + late.ID.String() + "?in=en"} {
			if _, page := h.ask("GET", h.path+path); !strings.Contains(page, "810.00") {
				t.Errorf("%s does not ask for 810.00: %s", path, page)
			}
			if h.codeOn(path) != first {
				t.Errorf("the code of %s asks for something else", path)
			}
		}
		for path, sum := range map[string]string{"/invoice/" + ahead.ID.String(): "500.00", "/pay?i=" + late.ID.String() + "&i=" + ahead.ID.String(): "1,310.00", "/pay?amount=200": "200.00"} {
			joined := path + map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "in=en"
			if _, page := h.ask("GET", h.path+joined); !strings.Contains(page, sum) {
				t.Errorf("%s does not ask for %s", joined, sum)
			}
			if h.codeOn(joined) == first {
				t.Errorf("the code of %s asks for what is due", joined)
			}
		}
		if _, page := h.ask("GET", h.path+"/pay?in=en&amount=5000"); !strings.Contains(page, "Type an amount of up to") || !strings.Contains(page, `value="5000"`) {
			t.Errorf("too large an amount: %s", page)
		}
	})
}

// The account can be taken along, and what a spreadsheet would reckon with is harmless.
func TestTheAccountCanBeTakenAlong(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		h.owes()
		testkit.Invoice(t, s, customer.Ref{Company: h.company.ID, Customer: h.debtor.ID}, "=R-3", "7.00", clock.Today())
		h.pays("100.00")
		if _, page := h.ask("GET", h.path+"/account?in=en"); !strings.Contains(page, "R-1") || !strings.Contains(page, "1,617.00") || !strings.Contains(page, "Settled in our books") {
			t.Errorf("%s", page)
		}
		table, rows := h.ask("GET", h.path+"/statement.csv?in=en")
		if !strings.HasPrefix(table.Header.Get("Content-Type"), "text/csv") || !strings.Contains(rows, "1210") || !strings.Contains(rows, "'=R-3") || strings.Count(rows, "\n") != 5 {
			t.Errorf("%v: %q", table.Header, rows)
		}
		paper, pdf := h.ask("GET", h.path+"/statement.pdf?in=fr")
		if paper.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(pdf, "%PDF-") || !strings.HasPrefix(paper.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%v", paper.Header)
		}
		if p, _ := h.ask("GET", h.path+"/account?c=XX"); p.StatusCode != http.StatusNotFound {
			t.Errorf("an account in no currency is %d", p.StatusCode)
		}
	})
}

// A customer sees the files that are its own affair, of its own invoices.
func TestTheFilesOfAnInvoice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		late, _ := h.owes()
		other := testkit.Customer(t, s, h.company.ID, "OTHER")
		theirs := testkit.Invoice(t, s, customer.Ref{Company: h.company.ID, Customer: other.ID}, "R-9", "10.00", clock.Today())
		attach := func(i invoice.Invoice, kind evidence.Kind, name, body string) {
			testkit.Update(t, s, h.company.ID, func(tx *store.Tx) error {
				doc := evidence.New(name, "application/pdf", []byte(body))
				if err := tx.Keep(doc); err != nil {
					return err
				}
				return tx.Attach(&evidence.Attachment{Invoice: i.ID, Kind: kind, Name: name, Hash: doc.Hash, AddedBy: "anne@lys.example"})
			})
		}
		attach(late, evidence.Copy, "copy.pdf", "%PDF-1.7 copy")
		attach(late, evidence.DeliveryNote, "signed <1>.pdf", "%PDF-1.7 signed")
		attach(late, evidence.Correspondence, "among us.pdf", "%PDF-1.7 secret")
		attach(theirs, evidence.Copy, "theirs.pdf", "%PDF-1.7 theirs")
		at := h.path + "/invoice/" + late.ID.String()
		_, page := h.ask("GET", at)
		if !strings.Contains(page, "R-1.pdf") || !strings.Contains(page, "signed") || strings.Contains(page, "signed <1>") || strings.Contains(page, "among us") {
			t.Errorf("%s", page)
		}
		for path, want := range map[string]string{at + "/1": "%PDF-1.7 copy", at + "/2": "%PDF-1.7 signed"} {
			if file, body := h.ask("GET", path); body != want || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
				t.Errorf("%s is %q, %v", path, body, file.Header)
			}
		}
		for _, path := range []string{at + "/3", at + "/0", at + "/x", h.path + "/invoice/" + theirs.ID.String(), h.path + "/invoice/" + theirs.ID.String() + "/1", h.path + "/invoice/x"} {
			if p, text := h.ask("GET", path); p.StatusCode != http.StatusNotFound || strings.Contains(text, "R-9") {
				t.Errorf("%s is %d", path, p.StatusCode)
			}
		}
	})
}
