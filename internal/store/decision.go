package store

import (
	"bytes"
	"compress/flate"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Kept is what was decided about a case from a day on, until the next one of the same case.
type Kept struct {
	ID       id.ID
	Customer id.ID
	Currency money.Currency
	On       date.Date
	At       time.Time
	Scenario id.ID // the version by which it was decided
	Verdict  dunning.Verdict
	Step     string
	Code     dunning.Code
	Mark     string
	Facts    *dunning.Snapshot // what it was decided from, but for calendars
}

// saveDecidedItems replaces what stands about the items of cases.
func (tx *Tx) saveDecidedItems(all []CaseRow) error {
	var customers []int64
	var cases []string
	for n := range all {
		customers = append(customers, int64(all[n].Customer))
		cases = append(cases, fmt.Sprintf("%d %s", int64(all[n].Customer), all[n].Currency))
	}
	if _, err := tx.Exec(`DELETE FROM decided_item WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT})
		AND CAST(customer_id AS TEXT) || ' ' || currency IN ({list $3 TEXT})`, tx.Company, db.JSON(customers), db.JSON(cases)); err != nil {
		return err
	}
	c, i := 0, 0
	debts := map[itemKey]bool{} // a debt that is paid in instalments stands by the first of them
	_, err := tx.Insert("decided_item", []string{"company_id", "customer_id", "currency", "invoice_id", "part", "verdict", "step", "step_on", "code", "due_on"},
		func() ([]any, error) {
			for c < len(all) {
				if i == len(all[c].Assessment.Items) {
					c, i = c+1, 0
					continue
				}
				d := &all[c].Assessment.Items[i]
				i++
				part, due := d.Item.Debt()
				if k := (itemKey{d.Item.Invoice, part}); !debts[k] {
					debts[k] = true
					return []any{int64(tx.Company), int64(all[c].Customer), all[c].Currency.String(), int64(d.Item.Invoice), part,
						string(d.Verdict), d.Step, d.On, string(d.Reason.Code), due}, nil
				}
			}
			return nil, nil
		})
	return err
}

// keepDecisions keeps what was decided, and from which facts.
func (tx *Tx) keepDecisions(all []CaseRow) error {
	now, n := tx.Now(), 0
	var pack packer
	_, err := tx.Insert("decision", []string{"company_id", "id", "customer_id", "currency", "on_day", "scenario_id", "verdict", "step", "code", "mark", "facts", "created_at"},
		func() ([]any, error) {
			if n == len(all) {
				return nil, nil
			}
			c := &all[n]
			n++
			facts, err := pack.pack(&c.Facts)
			return []any{int64(tx.Company), int64(tx.NewID()), int64(c.Customer), c.Currency.String(), c.DecidedOn, int64(c.Scenario),
				string(c.Assessment.Verdict), c.Assessment.Step.Key, string(c.code()), c.Mark, facts, db.Instant(now)}, err
		})
	return err
}

const keptColumns = `id, customer_id, currency, on_day, created_at, scenario_id, verdict, step, code, mark, facts`

func scanKept(rows *sql.Rows) (Kept, error) {
	var k Kept
	var currency string
	var facts []byte
	err := rows.Scan(&k.ID, &k.Customer, &currency, &k.On, db.ScanInstant(&k.At), &k.Scenario, &k.Verdict, &k.Step, &k.Code, &k.Mark, &facts)
	if err != nil {
		return k, err
	}
	if k.Currency, err = money.ParseCurrency(currency); err != nil {
		return k, err
	}
	k.Facts, err = unpack(facts)
	return k, err
}

// KeptDecisions are what was decided about a customer in the days from one through another,
// the last first, at most limit: the one that stood on the first day as well, though it is
// older.
func (tx *Tx) KeptDecisions(customer id.ID, from, through date.Date, limit int) ([]Kept, error) {
	return db.Collect(tx.Tx, scanKept, `SELECT `+keptColumns+` FROM decision d
		WHERE company_id = $1 AND customer_id = $2 AND on_day <= $4 AND id >= COALESCE((
			SELECT MAX(o.id) FROM decision o WHERE o.company_id = $1 AND o.customer_id = $2 AND o.currency = d.currency AND o.on_day < $3), 0)
		ORDER BY id DESC`+first(limit), tx.Company, customer, floor(from), through)
}

// DecisionFilter narrows what was decided; zero fields narrow nothing.
type DecisionFilter struct {
	From, Through date.Date
	Code          dunning.Code
	Customer      id.ID
	Named         string // what the customer's name begins with, folded as by customer.NameKey
}

// Decisions is one page of what was decided in some days, the last first. The cursor's key is
// the day.
func (tx *Tx) Decisions(f DecisionFilter, at Cursor, limit int) (Paged[Kept], error) {
	c := tx.conditions()
	c.add("on_day >= %s", floor(f.From))
	if f.Through != date.None {
		c.add("on_day <= %s", f.Through)
	}
	if f.Code != "" {
		c.add("code = %s", string(f.Code))
	}
	if f.Customer != 0 {
		c.add("customer_id = %s", f.Customer)
	}
	if f.Named != "" {
		c.add(`customer_id IN (SELECT id FROM customer WHERE company_id = $1 AND merged_into IS NULL AND name_key >= %s AND name_key < %s
			ORDER BY name_key, id`+first(mostNamed)+`)`, f.Named, behind(f.Named))
	}
	day, err := date.Parse(at.Key)
	if err != nil {
		at = Cursor{}
	}
	order := c.from(at, day, "on_day", "id", true)
	all, err := db.Collect(tx.Tx, scanKept, `SELECT `+keptColumns+` FROM decision WHERE company_id = $1 AND `+c.where()+` ORDER BY `+order+first(limit+1), c.args...)
	if err != nil {
		return Paged[Kept]{}, err
	}
	keys := make([]keyed, len(all))
	for n := range all {
		keys[n] = keyed{all[n].ID, all[n].On.String()}
	}
	turned := turnPage(keys, at, limit)
	all = all[:min(len(all), limit)]
	if at.Back {
		slices.Reverse(all)
	}
	return Paged[Kept]{Rows: all, Previous: turned.Previous, Next: turned.Next}, nil
}

// DecisionByID finds what was decided once.
func (tx *Tx) DecisionByID(i id.ID) (Kept, bool, error) {
	return db.One(tx.Tx, scanKept, `SELECT `+keptColumns+` FROM decision WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// packer packs facts. It keeps its buffers from one to the next.
type packer struct {
	out bytes.Buffer
	zip *flate.Writer
}

func (p *packer) pack(s *dunning.Snapshot) ([]byte, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	p.out.Reset()
	if p.zip == nil {
		if p.zip, err = flate.NewWriter(&p.out, flate.BestSpeed); err != nil {
			return nil, err
		}
	} else {
		p.zip.Reset(&p.out)
	}
	if _, err := p.zip.Write(text); err != nil {
		return nil, err
	}
	if err := p.zip.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(p.out.Bytes()), nil
}

func unpack(packed []byte) (*dunning.Snapshot, error) {
	if len(packed) == 0 {
		return nil, nil
	}
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		return nil, err
	}
	s := &dunning.Snapshot{}
	return s, json.Unmarshal(text, s)
}
