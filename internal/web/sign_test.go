package web_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/sign"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// signatures are what the customer was asked to sign.
func (l *ledger) signatures() (all []sign.Request) {
	l.t.Helper()
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) (err error) {
		all, err = tx.SignaturesOf(l.acme.ID, 10)
		return err
	})
	return all
}

// canSign gives the customer an address, and the desk that of the pages.
func (l *ledger) canSign() {
	l.t.Helper()
	l.desk.desk.Address = "https://acquit.example"
	testkit.Update(l.t, l.store, l.company.ID, func(tx *store.Tx) error {
		return tx.AddContacts([]*customer.Contact{{Customer: l.acme.ID, Name: "Zoë", Email: "zoe@acme.example"}})
	})
}

func TestAPersonAsksForASignature(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.canSign()
		form := l.at("customers", l.acme.ID.String(), "sign")
		shows(t, l.anne.get(l.at("customers", l.acme.ID.String())), form)
		shows(t, l.anne.get(form), "Acknowledgement of debt", l.r1.Number, l.r2.Number, "Terms of payment")
		if p := l.reader.get(form); p.status != http.StatusForbidden {
			t.Errorf("a reader sees the form: %d", p.status)
		}
		if p := l.reader.post(form, "kind", "debt", "invoice", l.r1.ID.String()); p.status != http.StatusForbidden {
			t.Errorf("a reader asks: %d", p.status)
		}
		for said, wrong := range map[string][]string{"hoose open invoices": {"kind", "debt"}, "needs a title": {"kind", "terms", "text", "x"}} {
			if p := l.anne.post(form, wrong...); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, said) || !strings.Contains(p.text, "Nothing was sent") {
				t.Errorf("%s: %d %s", said, p.status, p.text)
			}
		}
		p := l.anne.post(form, "kind", "debt", "invoice", l.r1.ID.String())
		all := l.signatures()
		if p.status != http.StatusSeeOther || len(all) != 1 || all[0].Total != l.r1.Open || p.location != l.at("signatures", all[0].ID.String()) {
			t.Fatalf("%d to %s, %+v", p.status, p.location, all)
		}
		shows(t, l.anne.get(p.location), "Waits", l.r1.Number, "€1,190.00", "Withdraw", "Asked to sign")
		shows(t, l.anne.get(l.at("customers", l.acme.ID.String())), "To be signed: ", p.location)
		if file := l.reader.get(p.location + "/document.pdf"); file.status != http.StatusOK || !strings.HasPrefix(file.text, "%PDF-") {
			t.Errorf("the document: %d", file.status)
		}
		if file := l.reader.get(p.location + "/signed.pdf"); file.status != http.StatusNotFound {
			t.Errorf("what is not signed yet: %d", file.status)
		}
		if stranger := l.stranger.get(p.location); stranger.status != http.StatusNotFound && stranger.status != http.StatusForbidden {
			t.Errorf("another company sees it: %d", stranger.status)
		}
		l.acmeSigns(all[0].ID)
		shows(t, l.anne.get(p.location), "Zoë Peeters", "director", "zoe@acme.example", "signed.pdf", "Signed: ")
		if again := l.anne.post(p.location + "/withdraw"); again.status != http.StatusConflict {
			t.Errorf("withdrawn though signed: %d", again.status)
		}
		l.anne.post(form, "kind", "terms", "title", "Terms "+hostile, "text", "Thirty days. "+hostile)
		last := l.signatures()[0]
		shows(t, l.anne.get(l.at("signatures", last.ID.String())), "Thirty days.")
		if gone := l.anne.post(l.at("signatures", last.ID.String(), "withdraw")); gone.status != http.StatusSeeOther || l.signatures()[0].State != sign.Withdrawn {
			t.Errorf("withdrawn: %d", gone.status)
		}
	})
}

func (l *ledger) acmeSigns(i id.ID) {
	l.t.Helper()
	by := sign.Signature{Name: "Zoë Peeters", Role: "director", Address: "zoe@acme.example", From: "192.0.2.7", Agent: "Browser"}
	if _, err := l.desk.desk.Sign(l.t.Context(), customer.Ref{Company: l.company.ID, Customer: l.acme.ID}, i, by, l.clock.Today()); err != nil {
		l.t.Fatal(err)
	}
}

func TestBrowserLooksAtSignatures(t *testing.T) {
	clock := testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	l.canSign()
	ref := customer.Ref{Company: l.company.ID, Customer: l.acme.ID}
	var asked []sign.Request
	for range 2 {
		r, err := l.desk.desk.AskSignature(t.Context(), ref, collect.SignatureWish{Kind: sign.Debt}, "anne@lys.example", clock.Today())
		if err != nil {
			t.Fatal(err)
		}
		asked = append(asked, r)
	}
	l.acmeSigns(asked[0].ID)
	w := l.openWindow(t, chromium(t), "anne@lys.example")
	for name, path := range map[string]string{"sign-form": l.at("customers", l.acme.ID.String(), "sign"), "sign-signed": l.at("signatures", asked[0].ID.String()), "sign-asked": l.at("signatures", asked[1].ID.String())} {
		w.MustNavigate(l.url + path).MustWaitLoad()
		w.check(name)
	}
}
