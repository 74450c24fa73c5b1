package story

import (
	"encoding/csv"
	"fmt"
	"strings"

	"acquit/internal/format/table"
	"acquit/internal/intake"
	"acquit/internal/store"
)

// doList writes the company's list of open items, as its accounting program saves it,
// and takes it in: list [complete], with a line for each item:
// R-1 ACME 190.00 of 1190.00 due DAY issued DAY
func (s *Stage) doList(act *Act) error {
	rows := [][]string{{"number", "customer_number", "customer", "issue_date", "due_date", "total", "open"}}
	for _, line := range act.More {
		item := Act{Words: words(line)}
		if len(item.Words) < 3 {
			return fmt.Errorf("%q: write R-1 ACME 190.00 of 1190.00 due DAY", line)
		}
		number, customer, open := item.word(0), item.word(1), item.word(2)
		total, issued := open, s.today().String()
		if of := item.after("of"); of != "" {
			total = of
		}
		if on := item.after("issued"); on != "" {
			issued = on
		}
		rows = append(rows, []string{number, customer, customer, issued, item.after("due"), total, open})
		s.invoices[number] = customer
	}
	return s.takeTable(act, table.Invoices, rows)
}

// doBalances writes what each customer owes altogether, and takes it in:
// balances [complete], with lines such as: ACME 1190.00
func (s *Stage) doBalances(act *Act) error {
	rows := [][]string{{"customer_number", "customer", "balance"}}
	for _, line := range act.More {
		item := words(line)
		if len(item) != 2 {
			return fmt.Errorf("%q: write ACME 1190.00", line)
		}
		rows = append(rows, []string{item[0], item[0], item[1]})
	}
	return s.takeTable(act, table.Balances, rows)
}

func (s *Stage) takeTable(act *Act, kind table.Kind, rows [][]string) error {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.WriteAll(rows) // into memory: never fails
	wish := intake.TableWish{Kind: kind, TableOptions: intake.TableOptions{Snapshot: act.word(0) == "complete", AsOf: s.today()}}
	r, err := s.intake().Table(s.ctx, s.company.ID, intake.Bytes(string(kind)+".csv", []byte(b.String())), wish)
	if err != nil {
		return err
	}
	if err := taken(&r); err != nil {
		return err
	}
	if r.Waits {
		return fmt.Errorf("the table waits for its columns to be explained")
	}
	for _, row := range rows[1:] {
		owner := row[0]
		if kind == table.Invoices {
			owner = row[1]
		}
		if err := s.learn(owner); err != nil {
			return err
		}
	}
	if err := s.learnItems(); err != nil {
		return err
	}
	if r.Closed > 0 {
		s.said = append(s.said, fmt.Sprintf("closed %d", r.Closed))
	}
	s.table = r.Import
	return s.settle()
}

// learnItems keeps in mind whose the items are that a balance made.
func (s *Stage) learnItems() error {
	return s.view(func(tx *store.Tx) error {
		for _, c := range s.customers {
			all, err := tx.OpenInvoices(c.ID)
			if err != nil {
				return err
			}
			for _, i := range all {
				s.invoices[i.Number] = c.Number
			}
		}
		return nil
	})
}

// undoTable takes back what the last table brought.
func (s *Stage) undoTable() error {
	if _, err := intake.Undo(s.ctx, s.store, s.company.ID, s.table, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}
