package web_test

import (
	"archive/zip"
	"net/http"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// The complete file of a case, or of one of its invoices, is downloaded in a language, with or
// without what colleagues wrote for each other.
func TestTheCompleteFileIsDownloaded(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "rik@lys.example", user.Reader)
		book := d.fill(c)
		rik := d.signIn("rik@lys.example")
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			of, err := tx.TheCompany()
			if err != nil {
				return err
			}
			of.Street, of.Postcode, of.City, of.EnterpriseNumber = "Rue du Lys 1", "5000", "Namur", "0202239951"
			if err := tx.SaveCompany(&of); err != nil {
				return err
			}
			who, _, err := tx.Customer(book.acme)
			who.Street, who.Postcode, who.City, who.EnterpriseNumber = "Kade 1", "9000", "Gent", "0403199702"
			if err != nil {
				return err
			}
			return tx.SaveCustomers([]*customer.Customer{&who})
		})
		shows(t, rik.get(at(c.ID, "customers", book.acme.String(), "case")), "Complete file", "With internal notes")
		shows(t, rik.get(at(c.ID, "invoices", book.bill.String())), "Complete file")
		for path, want := range map[string]string{
			at(c.ID, "customers", book.acme.String(), "dossier.zip?currency=EUR&language=en"): "summary.pdf",
			at(c.ID, "customers", book.acme.String(), "dossier.zip?language=de&internal=1"):   "zusammenfassung.pdf",
			at(c.ID, "invoices", book.bill.String(), "dossier.zip?language=nl"):               "samenvatting.pdf",
		} {
			p := rik.get(path)
			z, err := zip.NewReader(strings.NewReader(p.text), int64(len(p.text)))
			if err != nil {
				t.Errorf("%s: %d, %v", path, p.status, err)
				continue
			}
			if z.File[0].Name != want || z.File[len(z.File)-1].Name != "manifest.sha256" {
				t.Errorf("%s begins with %s and ends with %s", path, z.File[0].Name, z.File[len(z.File)-1].Name)
			}
		}
		for path, status := range map[string]int{
			at(c.ID, "customers", book.twin.String(), "dossier.zip"):               http.StatusConflict,
			at(c.ID, "customers", book.acme.String(), "dossier.zip?currency=euro"): http.StatusUnprocessableEntity,
			at(c.ID, "customers", book.bill.String(), "dossier.zip"):               http.StatusNotFound,
			at(c.ID, "invoices", book.acme.String(), "dossier.zip"):                http.StatusNotFound,
		} {
			if p := rik.get(path); p.status != status {
				t.Errorf("%s: %d, want %d", path, p.status, status)
			}
		}
	})
}
