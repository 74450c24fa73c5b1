package intake_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestTablesOfCustomers(t *testing.T) {
	latin, err := charmap.Windows1252.NewEncoder().String("nom;ville;courriel\nCafé Zoë;Liège;zoe@cafe.example\n")
	if err != nil {
		t.Fatal(err)
	}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, c := range []struct{ name, table string }{
			{"English, commas", "number,name,city,email\nK1,Café Zoë,Liège,zoe@cafe.example\n"},
			{"French, semicolons", "numéro;raison sociale;localité;courriel\nK1;Café Zoë;Liège;zoe@cafe.example\n"},
			{"Dutch, tabs and an empty field", "klantnummer\tnaam\tstraat\tplaats\te-mail\nK1\tCafé Zoë\t\tLiège\tzoe@cafe.example\n"},
			{"German, bars", "Kundennummer|Firma|Ort|E-Mail\nK1|Café Zoë|Liège|zoe@cafe.example\n"},
			{"Windows-1252", latin},
			{"a byte order mark", "\ufeffname,city,email\nCafé Zoë,Liège,zoe@cafe.example\n"},
			{"quotes and line ends of Windows", "name,city,email\r\n\"Café Zoë\",\"Liège\",zoe@cafe.example\r\n"},
			{"unknown columns and blanks", "colour, name ,city,email\nred, Café Zoë , Liège ,zoe@cafe.example\n"},
			{"an address in capitals", "name,city,email\nCafé Zoë,Liège,Zoe@CAFE.example\n"},
		} {
			t.Run(c.name, func(t *testing.T) {
				o := newOffice(t, s, called(c.name))
				r := o.customers("c.csv", c.table)
				if r.Failed() || r.Waits || r.Created != 1 || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0].Text.String(), "is read as customer_name") {
					t.Fatalf("%+v", r)
				}
				who := o.customer("Café Zoë")
				if who == nil || who.City != "Liège" || who.Language != "fr" || who.Country != "BE" {
					t.Fatalf("%+v", who)
				}
				o.view(func(tx *store.Tx) error {
					contacts, err := tx.Contacts(who.ID)
					if all := contacts[who.ID]; len(all) != 1 || all[0].Email != "zoe@cafe.example" {
						t.Errorf("%+v", all)
					}
					return err
				})
				if r := o.customers("c.csv", c.table); r.Unchanged != 1 || r.Created+r.Updated != 0 || o.count("contact") != 1 {
					t.Errorf("again: %+v, %d contacts", r, o.count("contact"))
				}
			})
		}
	})
}

func TestWhatAPersonEditedSurvivesTheNextTable(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.customers("c.csv", "number,name,city,terms\nK1,Acme,Namur,30\n")
		who := *o.customer("K1")
		who.City, who.Edited = "Liège", []string{"city"}
		testkit.Update(t, s, o.company.ID, func(tx *store.Tx) error { return tx.SaveCustomers([]*customer.Customer{&who}) })
		if r := o.customers("c.csv", "number,name,city,terms\nK1,Acme SA,Namur,14\n"); r.Updated != 1 {
			t.Errorf("%+v", r)
		}
		if got := o.customer("K1"); got.City != "Liège" || got.Name != "Acme SA" || *got.TermsDays != 14 {
			t.Errorf("%+v, %d days", got, *got.TermsDays)
		}
		if r := o.customers("c.csv", "number,name,city,terms\nK1,Acme SA,Namur,\n"); r.Unchanged != 1 || *o.customer("K1").TermsDays != 14 {
			t.Errorf("an empty field changes nothing: %+v", r)
		}
	})
}

// A table goes on calling a contact as it did before a person changed it here.
func TestAContactThatWasChangedHereComesBackOnce(t *testing.T) {
	const head = "number,name,email,contact\n"
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, c := range []struct {
			name, table string
			change      func(*customer.Contact)
			want        int
		}{
			{"another address", "K1,Acme,old@acme.example,Anne\n", func(c *customer.Contact) { c.Email = "new@acme.example" }, 1},
			{"an address in other letters", "K1,Acme,anne@acme.example,Anne\n", func(c *customer.Contact) { c.Email = "Anne@acme.example" }, 1},
			{"no address any more", "K1,Acme,old@acme.example,Anne\n", func(c *customer.Contact) { c.Email = "" }, 1},
			{"another name", "K1,Acme,,Anne\n", func(c *customer.Contact) { c.Name = "Anne Lys" }, 1},
			{"an address for who had none", "K1,Acme,,Anne\n", func(c *customer.Contact) { c.Email = "anne@acme.example" }, 1},
			{"another person at their place", "K1,Acme,old@acme.example,Anne\n", func(c *customer.Contact) { c.Name, c.Email = "Ben", "ben@acme.example" }, 1},
			{"two of whom one was changed", "K1,Acme,old@acme.example,Anne\nK1,Acme,ben@acme.example,Ben\n", func(c *customer.Contact) { c.Email = "new@acme.example" }, 2},
		} {
			t.Run(c.name, func(t *testing.T) {
				o := newOffice(t, s, called(c.name))
				o.customers("c.csv", head+c.table)
				owner := o.customer("K1").ID
				contacts := func() (all []customer.Contact) {
					o.view(func(tx *store.Tx) error {
						of, err := tx.Contacts(owner)
						all = of[owner]
						return err
					})
					return all
				}
				changed := contacts()[0]
				c.change(&changed)
				desk := &collect.Desk{Store: s}
				if err := desk.SaveContact(t.Context(), customer.Ref{Company: o.company.ID, Customer: owner}, changed, "anne@lys.example", today); err != nil {
					t.Fatal(err)
				}
				o.customers("c.csv", head+c.table)
				if all := contacts(); len(all) != c.want || all[0].Email != changed.Email || all[0].Name != changed.Name {
					t.Errorf("%+v", all)
				}
				o.customers("c.csv", head+c.table+"K1,Acme,zoe@acme.example,Zoë\n")
				if all := contacts(); len(all) != c.want+1 {
					t.Errorf("somebody new: %+v", all)
				}
			})
		}
	})
}

func TestBadRowsAreNamedAndTheOthersTaken(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		r := o.customers("c.csv", "number,name,kind,language,country,terms,email\n"+
			"K1,Good,,,,30,\n"+
			"K2,,,,,14,\n"+
			"K3,Bad kind,alien,,,,\n"+
			"K4,Bad language,,la,,,\n"+
			"K5,Bad country,,,Belgique,,\n"+
			"K6,Bad terms,,,,soon,\n"+
			"K7,Endless terms,,,,9999,\n"+
			"K8,Bad mail,,,,,nowhere\n"+
			"K1,Good,,,,,second@good.example\n"+
			"K9,Short row\n")
		var said []string
		for _, n := range slices.Concat(r.Errors, r.Warnings[1:]) {
			said = append(said, n.String())
		}
		want := []string{
			"line 3: B3 name: the customer has no name",
			`line 4: C4 kind: "alien" is no kind of customer that is known here; it was passed over`,
			`line 5: D5 language: "la" is none of the languages fr, nl, de and en; it was passed over`,
			`line 7: F7 terms: "soon" is no number of days from 0 to 365`,
			`line 8: F8 terms: "9999" is no number of days from 0 to 365`,
			`line 9: G9 email: "nowhere" is not an e-mail address`,
		}
		if diff := cmp.Diff(want, said); r.Read != 10 || r.Created != 8 || diff != "" {
			t.Errorf("%d read, %d created (-want +got):\n%s", r.Read, r.Created, diff)
		}
		if o.count("customer") != 8 || o.count("contact") != 1 || *o.customer("K1").TermsDays != 30 || o.customer("K5").Country != "BE" {
			t.Errorf("%d customers, %d contacts", o.count("customer"), o.count("contact"))
		}
	})
}

func TestWhatIsNoTableOfCustomers(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		for name, table := range map[string]string{
			"empty": "", "blank": " \r\n\n", "one line": "hello", "a picture": "\x89PNG\r\n\x1a\n\x00\x00",
		} {
			if r := o.customers(name, table); !r.Failed() || r.Created != 0 {
				t.Errorf("%s: %+v", name, r)
			}
		}
		if o.count("customer") != 0 {
			t.Errorf("%d customers", o.count("customer"))
		}
	})
}

// The accounts in a table make their owners known as payers.
func TestATableTeachesAccounts(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.customers("c.csv", "number,name,iban\nK1,Acme,BE71 0961 2345 6769\nK1,Acme,\n")
		o.view(func(tx *store.Tx) error {
			accounts, err := tx.Payers(o.customer("K1").ID)
			if len(accounts) != 1 || accounts[0] != "BE71096123456769" {
				t.Errorf("%v", accounts)
			}
			return err
		})
	})
}
