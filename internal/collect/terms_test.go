package collect_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/pdfread"
)

// A step sends a statement of account and the general terms: those in the customer's language, or
// else in the company's.
func TestAReminderBringsAStatementAndTheTerms(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.ladder(dunning.Step{Days: 10, Encloses: []dunning.Enclosure{dunning.EncloseTerms, dunning.EncloseStatement}})
		c := b.owes("ACME", 12)
		own := evidence.New("conditions.pdf", "application/pdf", page("own"))
		b.setTerms(locale.Language(b.company.Language), &own)
		b.run()
		b.send()
		if len(b.box.mails) != 1 {
			t.Fatalf("%d mails", len(b.box.mails))
		}
		files := b.box.mails[0].Attachments
		files = slices.DeleteFunc(slices.Clone(files), func(a deliver.Attachment) bool { return a.ContentID != "" })
		if len(files) != 2 || !strings.Contains(files[0].Name, c.Number) || files[1].Name != "conditions.pdf" || string(files[1].Body) != string(own.Body) {
			t.Fatalf("with the mail go %q", names(&b.box.mails[0]))
		}
		said := ""
		for _, p := range pdfread.Read(t, files[0].Body) {
			for _, one := range p.Texts {
				said += one.Said + " "
			}
		}
		if !strings.Contains(said, "R-ACME") || !strings.Contains(said, "100,00") {
			t.Errorf("the statement says %s", said)
		}
		b.setTerms(locale.Language(b.company.Language), nil)
		if _, found := b.company.TermsIn(b.company.Language); found {
			t.Error("terms that were taken away are still there")
		}
	})
}

// The customer's language comes before the company's own.
func TestTermsAreInTheCustomersLanguage(t *testing.T) {
	c := company.Company{Language: "fr", Policy: company.Policy{GeneralTerms: map[string]company.GeneralTerms{"fr": {Name: "f"}, "nl": {Name: "n"}}}}
	for language, want := range map[string]string{"nl": "n", "de": "f", "fr": "f"} {
		if got, _ := c.TermsIn(language); got.Name != want {
			t.Errorf("in %s it is %q", language, got.Name)
		}
	}
}

func TestWhatNoTermsCanBe(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		for name, body := range map[string][]byte{"a text": []byte("terms"), "too large": append([]byte("%PDF-"), make([]byte, collect.MostTerms)...)} {
			doc := evidence.New("t.pdf", "application/pdf", body)
			if err := b.desk.SetTerms(t.Context(), b.company, locale.French, &doc); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// setTerms keeps general terms, and reads the company anew.
func (b *bureau) setTerms(in locale.Language, doc *evidence.Document) {
	b.t.Helper()
	if err := b.desk.SetTerms(b.t.Context(), b.company, in, doc); err != nil {
		b.t.Fatal(err)
	}
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		b.company, err = tx.TheCompany()
		return err
	})
}
