package store

import (
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/db"
	"acquit/internal/id"
)

// Labels stand on lines of their customer's row, so that whoever reads it has them, and
// once more in customer_label, where those who have one are found.

func joinLabels(labels []string) string { return strings.Join(labels, "\n") }

func splitLabels(stored string) []string {
	if stored == "" {
		return nil
	}
	return strings.Split(stored, "\n")
}

// addLabels stores the labels of customers for whom none is stored.
func (tx *Tx) addLabels(all []*customer.Customer) error {
	var rows [][]any
	for _, c := range all {
		for _, label := range c.Labels {
			rows = append(rows, []any{int64(tx.Company), customer.LabelKey(label), int64(c.ID), label})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.Insert("customer_label", []string{"company_id", "label_key", "customer_id", "label"}, func() (row []any, err error) {
		if len(rows) > 0 {
			row, rows = rows[0], rows[1:]
		}
		return row, nil
	})
	return err
}

// setLabels stores the labels of customers in place of those they had.
func (tx *Tx) setLabels(all []*customer.Customer) error {
	ids := make([]id.ID, len(all))
	for n, c := range all {
		ids[n] = c.ID
	}
	_, err := tx.Exec(`DELETE FROM customer_label WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(ids)))
	if err != nil {
		return err
	}
	return tx.addLabels(all)
}

// Marked asks for customers by what the company says of them for itself.
type Marked struct {
	Label   string // that they have, in any case; "": whatever they have
	Manager string // address of the account manager, or NoManager; "": whoever it is

	// Whether so many are asked for that a list is rather walked in its own order.
	commonLabel, commonManager bool
}

// NoManager stands for the account manager of those who have none.
const NoManager = "none"

// manyMarked is how many customers are many: fewer are found and sorted sooner than a list
// is walked.
const manyMarked = 2000

// weigh looks whether what is asked for is common.
func (tx *Tx) weigh(m *Marked) error {
	key := customer.LabelKey(m.Label)
	if key == "" && m.Manager == "" {
		return nil
	}
	many := " LIMIT 1 OFFSET " + strconv.Itoa(manyMarked-1) + ")"
	return tx.Row([]any{&m.commonLabel, &m.commonManager}, `SELECT
		EXISTS (SELECT 1 FROM customer_label WHERE company_id = $1 AND label_key = $2`+many+`,
		EXISTS (SELECT 1 FROM customer WHERE company_id = $1 AND manager <> '' AND manager = $3`+many, tx.Company, key, m.Manager)
}

// narrowLabel adds that who, a column with a customer, has the label.
func (m *Marked) narrowLabel(c *conditions, who string) {
	switch key := customer.LabelKey(m.Label); {
	case key == "":
	case m.commonLabel:
		c.add("EXISTS (SELECT 1 FROM customer_label n WHERE n.company_id = $1 AND n.label_key = %s AND n.customer_id = "+who+" LIMIT 1)", key)
	default:
		c.add(who+" IN (SELECT customer_id FROM customer_label WHERE company_id = $1 AND label_key = %s)", key)
	}
}

// narrowManager adds that who, a column with a customer, has the account manager.
func (m *Marked) narrowManager(c *conditions, who string) {
	switch {
	case m.Manager == "":
	case m.Manager == NoManager:
		c.add("EXISTS (SELECT 1 FROM customer m WHERE m.company_id = $1 AND m.id = " + who + " AND m.manager = '' LIMIT 1)")
	case m.commonManager:
		c.add("EXISTS (SELECT 1 FROM customer m WHERE m.company_id = $1 AND m.id = "+who+" AND m.manager = %s LIMIT 1)", m.Manager)
	default:
		c.add(who+" IN (SELECT id FROM customer WHERE company_id = $1 AND manager <> '' AND manager = %s)", m.Manager)
	}
}

// narrowRow adds that the customer in a row has the account manager: an index has them
// by name.
func (m *Marked) narrowRow(c *conditions, row string) {
	switch m.Manager {
	case "":
	case NoManager:
		c.add(row + ".manager = ''")
	default:
		c.add(row+".manager <> '' AND "+row+".manager = %s", m.Manager)
	}
}

func scanText(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) }

// LabelsInUse are at most limit labels that customers have, in order, each in one of its
// spellings. The index is asked for one key after the other: how many customers have
// them does not matter.
func (tx *Tx) LabelsInUse(limit int) ([]string, error) {
	return db.Collect(tx.Tx, scanText, `WITH RECURSIVE used(key) AS (
			SELECT MIN(label_key) FROM customer_label WHERE company_id = $1
			UNION ALL SELECT (SELECT MIN(l.label_key) FROM customer_label l WHERE l.company_id = $1 AND l.label_key > used.key) FROM used WHERE used.key IS NOT NULL
		) SELECT (SELECT l.label FROM customer_label l WHERE l.company_id = $1 AND l.label_key = used.key ORDER BY l.customer_id LIMIT 1)
		FROM used WHERE used.key IS NOT NULL`+first(limit), tx.Company)
}

// ManagersInUse are the addresses of at most limit account managers whom customers have,
// in order; found as LabelsInUse finds labels.
func (tx *Tx) ManagersInUse(limit int) ([]string, error) {
	return db.Collect(tx.Tx, scanText, `WITH RECURSIVE used(manager) AS (
			SELECT MIN(manager) FROM customer WHERE company_id = $1 AND manager <> ''
			UNION ALL SELECT (SELECT MIN(c.manager) FROM customer c WHERE c.company_id = $1 AND c.manager <> '' AND c.manager > used.manager) FROM used WHERE used.manager IS NOT NULL
		) SELECT manager FROM used WHERE manager IS NOT NULL`+first(limit), tx.Company)
}

// checkLabels compares the labels that customers have with those by which they are found.
// Both stand in the order of their keys.
func (tx *Tx) checkLabels(see func(Finding)) error {
	found, said, of := []string{}, []string{}, ""
	compare := func() {
		if !slices.Equal(found, said) {
			see(Finding{"labels", of, fmt.Sprintf("found by %q, its labels are %q", found, said)})
		}
	}
	err := tx.Rows(func(rows *sql.Rows) error {
		var number, labels, key, label string
		if err := rows.Scan(&number, &labels, &key, &label); err != nil {
			return err
		}
		if number != of {
			compare()
			of, found, said = number, nil, nil
			for _, l := range splitLabels(labels) {
				said = append(said, customer.LabelKey(l)+" "+l)
			}
		}
		if key+label != "" {
			found = append(found, key+" "+label)
		}
		return nil
	}, `SELECT c.number, c.labels, COALESCE(l.label_key, ''), COALESCE(l.label, '') FROM customer c
		LEFT JOIN customer_label l ON l.company_id = c.company_id AND l.customer_id = c.id
		WHERE c.company_id = $1 AND (c.labels <> '' OR l.label IS NOT NULL) ORDER BY c.id, l.label_key`, tx.Company)
	compare()
	return err
}
