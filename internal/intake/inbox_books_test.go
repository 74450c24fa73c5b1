package intake_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/mailbox"
)

// door is a way in which files come to a company.
type door func(r *reception, name, text string)

// doors are all of them.
func doors(t *testing.T) map[string]door {
	return map[string]door{
		"the page": func(r *reception, name, text string) { r.any(name, text) },
		"the folder": func(r *reception, name, text string) {
			r.put(name, text)
			r.look()
		},
		"the mailbox": func(r *reception, name, text string) {
			server := mailbox.Start(t, inbox.None, false)
			r.reads(server)
			server.Deliver(t, "INBOX", mail("books@lys.example", "", name, text))
			if err := r.lookMail(); err != nil {
				t.Fatal(err)
			}
		},
	}
}

// reports are what came of all files, the oldest first, but for how they were called.
func (r *reception) reports() (all []intake.Report) {
	r.t.Helper()
	r.view(func(tx *store.Tx) error {
		list, err := tx.Imports(0, 100)
		for n := range list {
			var one intake.Report
			if err := json.Unmarshal([]byte(list[len(list)-1-n].Report), &one); err != nil {
				return err
			}
			one.File = ""
			all = append(all, one)
		}
		return err
	})
	return all
}

// explain says what the columns of the strange table are, after which nobody has to.
func (r *reception) explain(imported id.ID) {
	r.t.Helper()
	done, err := r.desk.TakeTable(r.t.Context(), r.company.ID, imported, explained(), intake.TableOptions{})
	if err != nil || done.Created != 2 || len(r.tasks()) != 0 {
		r.t.Errorf("%+v, %v; left to do %q", done, err, r.tasks())
	}
}

// The company's books are taken in, wait or are refused alike, by whatever door they come.
func TestBooksComeByEveryDoor(t *testing.T) {
	const known = "number;name;email\nC1;Brouwerij De Ketel;ketel@customer.example\n"
	for _, c := range []struct {
		what, name, text string
		says             func(*intake.Report) bool
		troubles         int // tasks, where nobody sits before the file
		here             string
	}{
		{"a ledger", "books.txt", intake.LedgerOf(january...), func(r *intake.Report) bool { return r.Kind == intake.Ledgers && r.Created == 5 && len(r.Warnings) > 0 }, 0,
			"ACME F0 80.00, ACME on account 30.00, BETA C1 -15.00, BETA F2 60.00"},
		{"a ledger that cannot be read", "books.txt", strings.Replace(intake.LedgerOf(january...), "\t1210.00\t", "\tmuch\t", 1),
			func(r *intake.Report) bool { return r.Failed() && r.Created == 0 }, 1, ""},
		{"a table whose columns are known", "customers.csv", known, func(r *intake.Report) bool { return r.Table && !r.Waits && r.Created == 1 }, 0, ""},
		{"a table that waits", "strange.csv", strange, func(r *intake.Report) bool { return r.Waits && !r.Failed() && r.Created == 0 }, 1, ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
				var first []intake.Report
				for name, come := range doors(t) {
					r := newReception(t, s, clock, called(c.what+name))
					come(r, c.name, c.text)
					all := r.reports()
					if len(all) != 1 || !c.says(&all[0]) {
						t.Fatalf("%s: %+v", name, all)
					}
					if first == nil {
						first = all
					}
					if diff := cmp.Diff(first, all, cmp.AllowUnexported(intake.Note{}), cmpopts.IgnoreFields(intake.Report{}, "Import")); diff != "" {
						t.Errorf("%s says otherwise:\n%s", name, diff)
					}
					if got := r.stands(); got != c.here {
						t.Errorf("%s: %s, want %s", name, got, c.here)
					}
					want := c.troubles
					if name == "the page" {
						want = 0
					}
					if got := r.tasks(); len(got) != want {
						t.Errorf("%s: %q, want %d", name, got, want)
					}
					if all[0].Waits {
						r.explain(all[0].Import)
					}
					r.sound()
				}
			})
		})
	}
}
